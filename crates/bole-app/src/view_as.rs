//! 以角色预览: a super admin looks at the console as a role in a department would see it. Nothing can be written meanwhile.

use bole_domain::ids::DepartmentId;
use bole_domain::rejection::Kind;
use bole_domain::staff::{Permission, Role};
use bole_store::Scope;
use bole_store::staff::StaffSession;
use bole_vault::hash_token;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;
use crate::sign_in::MeView;

/// As whom to look.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ViewAsBody {
    /// The role.
    pub role: Role,
    /// The department it stands in; the whole company without one.
    pub department_id: Option<DepartmentId>,
}

/// Who a session's owner is seen as: themself, or the role they look as. A department that is gone ends the preview.
pub(crate) async fn seen(app: &App, staff: Staff, session: &StaffSession) -> Result<Staff, Failure> {
    let role = session.view_as_role.as_deref().and_then(Role::from_code);
    let Some(role) = role.filter(|_| staff.role.may(Permission::RolePreview)) else { return Ok(staff) };
    let department = match session.view_as_department_id {
        Some(id) => bole_store::department::find(&app.store, &Scope::All, id).await.doing("Loading a department")?,
        None => None,
    };
    let scope = match &department {
        _ if role.sees_assigned_only() => Scope::Assigned(staff.id),
        Some(it) => Scope::Branch(it.path.clone()),
        None if role.needs_department() => return Ok(staff),
        None => Scope::All,
    };
    Ok(Staff { role, department: department.map(|it| it.id), scope, is_preview: true, ..staff })
}

/// The department a preview stands in, with its name.
pub(crate) async fn department(app: &App, staff: &Staff) -> Result<Option<(DepartmentId, String)>, Failure> {
    let Some(id) = staff.department else { return Ok(None) };
    let found = bole_store::department::find(&app.store, &Scope::All, id).await.doing("Loading a department")?;
    Ok(found.map(|it| (it.id, it.name)))
}

/// Looks at the console as a role, in this session alone, until it is ended.
///
/// # Errors
/// Without `role.preview`; `preview.own_role`, `staff.department_missing`, `staff.admin_without_department`,
/// `department.unknown`.
pub async fn begin(app: &App, staff: &Staff, token: &str, body: ViewAsBody) -> Result<MeView, Failure> {
    staff.demand(Permission::RolePreview)?;
    if body.role == staff.role {
        return Err(Failure::refuse(Kind::Invalid, "preview.own_role"));
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    crate::staff::check_place(staff, &tx, body.role, body.department_id).await?;
    let found = bole_store::staff::session(&tx, &hash_token(token)).await.doing("Loading a session")?;
    let mut session = found.ok_or_else(Failure::unauthenticated)?;
    session.view_as_role = Some(body.role.code().to_owned());
    session.view_as_department_id = body.department_id;
    bole_store::staff::update_session(&tx, &session).await.doing("Looking as a role")?;
    let params = json!({ "role": body.role.code(), "department": body.department_id });
    let deed = Deed { actor: staff.into(), action: "staff.view_as", subject: Some(("staff", &staff.id)), params };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Looking as a role")?;
    me(app, token).await
}

/// Is oneself again; nothing happens to who was all along.
///
/// # Errors
/// `request.unauthenticated`.
pub async fn end(app: &App, token: &str) -> Result<MeView, Failure> {
    let (mut session, account) = crate::sign_in::live(app, token).await?;
    if session.view_as_role.take().is_some() {
        session.view_as_department_id = None;
        let tx = app.store.begin().await.doing("Beginning")?;
        bole_store::staff::update_session(&tx, &session).await.doing("Ending a preview")?;
        let id = account.staff.id;
        let (actor, subject) = (Actor::Staff(id), ("staff", &id as &(dyn std::fmt::Display + Sync)));
        let deed = Deed { actor, action: "staff.view_as_end", subject: Some(subject), params: json!({}) };
        app.record(&tx, deed).await?;
        tx.commit().await.doing("Ending a preview")?;
    }
    me(app, token).await
}

async fn me(app: &App, token: &str) -> Result<MeView, Failure> {
    let staff = crate::sign_in::staff_of(app, token).await?;
    crate::sign_in::me(app, &staff).await
}
