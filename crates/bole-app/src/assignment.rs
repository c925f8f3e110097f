//! Giving applications to interviewers (分配面试官), who see nothing else.

use std::collections::BTreeMap;

use bole_domain::ids::{ApplicationId, StaffId};
use bole_domain::rejection::Kind;
use bole_domain::staff::{Permission, Role};
use bole_store::assignment::Assignment;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::application::ApplicationView;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

/// The most interviewers of one application.
const MOST: usize = 10;

/// Somebody an application is or can be given to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssigneeView {
    /// The account.
    pub id: StaffId,
    /// The name.
    pub name: String,
}

/// Who an application is given to.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AssigneesBody {
    /// All of them, at most ten; who is missing has it no longer.
    pub staff_ids: Vec<StaffId>,
}

/// Everybody an application can be given to: active interviewers.
///
/// # Errors
/// Without `application.edit`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<AssigneeView>, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let found =
        bole_store::staff::active_of(&app.store, Role::Interviewer.code()).await.doing("Listing interviewers")?;
    found.iter().map(|it| Ok(AssigneeView { id: it.id, name: crate::staff::open_name(app, it)? })).collect()
}

/// Who an application is given to.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn of_application(
    app: &App,
    id: ApplicationId,
    names: &BTreeMap<StaffId, String>,
) -> Result<Vec<AssigneeView>, Failure> {
    let found = bole_store::assignment::of_application(&app.store, id).await.doing("Listing assignments")?;
    let view =
        |it: &Assignment| AssigneeView { id: it.staff_id, name: names.get(&it.staff_id).cloned().unwrap_or_default() };
    Ok(found.iter().map(view).collect())
}

/// Gives an application to exactly these interviewers.
///
/// # Errors
/// Without `application.edit`, `assignment.not_interviewer`, `assignment.too_many`, or when the caller does not see it.
pub async fn set(app: &App, staff: &Staff, id: ApplicationId, body: AssigneesBody) -> Result<ApplicationView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::application::for_change(&tx, &staff.scope, id).await.doing("Loading an application")?;
    let application = allow(staff, Permission::ApplicationEdit, found)?;
    let mut wanted = body.staff_ids;
    wanted.sort();
    wanted.dedup();
    if wanted.len() > MOST {
        return Err(Failure::refuse(Kind::Invalid, "assignment.too_many"));
    }
    let before = bole_store::assignment::of_application(&tx, id).await.doing("Listing assignments")?;
    let has = |staff_id: StaffId| before.iter().any(|it| it.staff_id == staff_id);
    let interviewers =
        bole_store::staff::active_of(&tx, Role::Interviewer.code()).await.doing("Listing interviewers")?;
    let added: Vec<StaffId> = wanted.iter().copied().filter(|it| !has(*it)).collect();
    if added.iter().any(|it| interviewers.iter().all(|known| known.id != *it)) {
        return Err(Failure::refuse(Kind::Invalid, "assignment.not_interviewer"));
    }
    for staff_id in &added {
        let given =
            Assignment { application_id: application.id, staff_id: *staff_id, assigned_by: staff.id, at: app.now() };
        bole_store::assignment::insert(&tx, &given).await.doing("Assigning")?;
    }
    let removed: Vec<StaffId> = before.iter().map(|it| it.staff_id).filter(|it| !wanted.contains(it)).collect();
    for staff_id in &removed {
        bole_store::assignment::remove(&tx, id, *staff_id).await.doing("Taking an assignment back")?;
    }
    if !added.is_empty() || !removed.is_empty() {
        let params = json!({ "added": added, "removed": removed });
        let deed =
            Deed { actor: staff.into(), action: "application.assign", subject: Some(("application", &id)), params };
        app.record(&tx, deed).await?;
    }
    tx.commit().await.doing("Assigning")?;
    crate::application::get(app, staff, id).await
}
