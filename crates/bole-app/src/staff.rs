//! Accounts of staff: made by an administrator, activated by the person's own link; nobody else ever sets a password.

use std::collections::BTreeMap;

use bole_domain::candidate::{normalise_email, normalise_name};
use bole_domain::ids::{DepartmentId, StaffId};
use bole_domain::locale::Locale;
use bole_domain::rejection::Kind;
use bole_domain::staff::{Permission, Rejected, Role, check_change};
use bole_domain::time::Millis;
use bole_store::Tx;
use bole_store::staff::{Listed, Staff as Account};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::department::DepartmentRef;
use crate::failure::{Doing as _, Failure};
use crate::message::Letter;
use crate::policy::{Allowed, Staff, allow};
use crate::seal::at;

mod dormant;
mod role;
mod session;
pub use dormant::retire;
pub use role::{RoleView, roles};
pub use session::{StaffSessionView, end_session, sessions};

/// The name of the blind index over the e-mail addresses of staff.
pub const EMAIL: &str = "staff email";

/// An account in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffView {
    /// The account.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The role's code.
    pub role: String,
    /// The department it is bound to.
    pub department: Option<DepartmentRef>,
    /// `invited`, `active`, `dormant` or `revoked`.
    pub status: String,
    /// When somebody last signed in with it.
    pub last_sign_in_at: Option<Millis>,
    /// What the caller may do: `edit`, `revoke`, `reinstate`, `reset`, `sessions`.
    pub actions: Vec<&'static str>,
}

/// An account to make.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewStaffBody {
    /// The name.
    pub name: String,
    /// The e-mail address; one account each.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The department it is bound to; the whole company without one.
    pub department_id: Option<DepartmentId>,
}

/// What an account is to be from its next request on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StaffBody {
    /// The role.
    pub role: Role,
    /// The department it is bound to; the whole company without one.
    pub department_id: Option<DepartmentId>,
}

/// A new account and the link its owner activates it with.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewStaffView {
    /// The account.
    pub staff: StaffView,
    /// Shown once; valid for three days.
    pub activation_link: String,
}

/// A fresh link for an account's owner.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivationView {
    /// Shown once; valid for three days.
    pub activation_link: String,
}

/// All accounts.
///
/// # Errors
/// Without `staff.manage`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<StaffView>, Failure> {
    staff.demand(Permission::StaffManage)?;
    let found = bole_store::staff::list(&app.store).await.doing("Listing accounts")?;
    found.iter().map(|it| view(app, staff, it)).collect()
}

/// Makes an account.
///
/// # Errors
/// Without `staff.manage`; a bad name or address, `staff.email_taken`, `staff.department_missing`, `staff.role_not_yours`.
pub async fn create(app: &App, staff: &Staff, body: NewStaffBody) -> Result<NewStaffView, Failure> {
    staff.demand(Permission::StaffManage)?;
    if !staff.role.may_appoint(body.role) {
        return Err(Rejected::NotYours.into());
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    check_place(staff, &tx, body.role, body.department_id).await?;
    let id = insert(app, &tx, &body.name, &body.email, body.role, body.department_id, "invited").await?;
    let link = crate::enrolment::invite(app, &tx, id, "activation").await?;
    mail_link(app, &tx, id, &body.name, &body.email, &link).await?;
    let params = json!({ "role": body.role.code() });
    app.record(&tx, Deed { actor: staff.into(), action: "staff.create", subject: Some(("staff", &id)), params })
        .await?;
    tx.commit().await.doing("Adding an account")?;
    Ok(NewStaffView { staff: get(app, staff, id).await?, activation_link: link })
}

/// Checks that a role may stand at this place.
pub(crate) async fn check_place(
    staff: &Staff,
    tx: &Tx,
    role: Role,
    department: Option<DepartmentId>,
) -> Result<(), Failure> {
    if role.needs_department() && department.is_none() {
        return Err(Failure::refuse(Kind::Invalid, "staff.department_missing"));
    }
    if role.is_companywide() && department.is_some() {
        return Err(Failure::refuse(Kind::Invalid, "staff.admin_without_department"));
    }
    if let Some(id) = department {
        let found = bole_store::department::find(tx, &staff.scope, id).await.doing("Loading a department")?;
        found.ok_or_else(|| Failure::refuse(Kind::Invalid, "department.unknown"))?;
    }
    Ok(())
}

/// Gives an account another role or department, from its next request on.
///
/// # Errors
/// Without `staff.manage`; `staff.last_admin`, `staff.yourself`, `staff.role_not_yours`, `staff.spheres_exclusive`, or as
/// [`create`].
pub async fn change(app: &App, staff: &Staff, id: StaffId, body: StaffBody) -> Result<StaffView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut account = load(staff, &tx, id).await?.into_inner();
    let from = role_of(&account)?;
    if body.role != Role::SuperAdmin {
        keep_an_admin(&tx, &account).await?;
    }
    if id == staff.id {
        return Err(Rejected::Yourself.into());
    }
    check_change(staff.role, from, body.role)?;
    check_place(staff, &tx, body.role, body.department_id).await?;
    account.role = body.role.code().to_owned();
    account.department_id = body.department_id;
    bole_store::staff::update(&tx, &account).await.doing("Changing an account")?;
    let params = json!({ "role_before": from.code(), "role": body.role.code() });
    finish(app, staff, tx, "staff.change", id, params).await
}

/// Refuses to take the last active super admin away, whoever asks.
async fn keep_an_admin(tx: &Tx, account: &Account) -> Result<(), Failure> {
    if account.role != Role::SuperAdmin.code() || account.status != "active" {
        return Ok(());
    }
    let admins = bole_store::staff::count(tx, Role::SuperAdmin.code(), "active").await.doing("Counting admins")?;
    if admins <= 1 { Err(Rejected::LastAdmin.into()) } else { Ok(()) }
}

/// An account's role; one that this program does not know is nobody's to touch.
pub(crate) fn role_of(account: &Account) -> Result<Role, Failure> {
    Role::from_code(&account.role).ok_or_else(|| Rejected::NotYours.into())
}

/// Inserts an account.
///
/// # Errors
/// `candidate.name_invalid`, `candidate.email_invalid` or `staff.email_taken`.
pub async fn insert(
    app: &App,
    tx: &Tx,
    name: &str,
    email: &str,
    role: Role,
    department: Option<DepartmentId>,
    status: &str,
) -> Result<StaffId, Failure> {
    let (name, email) = (normalise_name(name)?, normalise_email(email)?);
    let index = app.vault.blind_index(EMAIL, &email);
    if bole_store::staff::by_email(tx, &index).await.doing("Looking for an account")?.is_some() {
        return Err(Failure::refuse(Kind::Conflict, "staff.email_taken"));
    }
    let id: StaffId = app.new_id();
    let account = Account {
        id,
        email_index: index,
        email_sealed: app.seal_system(at("staff", "email"), &id, &email)?,
        name_sealed: app.seal_system(at("staff", "name"), &id, &name)?,
        role: role.code().to_owned(),
        department_id: department,
        status: status.to_owned(),
        password_hash: None,
        totp_sealed: None,
        totp_step: 0,
        failed_sign_ins: 0,
        locked_until: None,
        last_sign_in_at: None,
        is_demo: false,
        created_at: app.now(),
        reinstated_at: None,
    };
    bole_store::staff::insert(tx, &account).await.doing("Adding an account")?;
    Ok(id)
}

/// Ends an account at once, with all its sessions.
///
/// # Errors
/// `staff.last_admin` for the only active super admin, `staff.yourself` for one's own account, `staff.role_not_yours`.
pub async fn revoke(app: &App, staff: &Staff, id: StaffId) -> Result<StaffView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut account = load(staff, &tx, id).await?.into_inner();
    keep_an_admin(&tx, &account).await?;
    if id == staff.id {
        return Err(Rejected::Yourself.into());
    }
    if !staff.role.may_suspend(role_of(&account)?) {
        return Err(Rejected::NotYours.into());
    }
    account.status = "revoked".to_owned();
    bole_store::staff::update(&tx, &account).await.doing("Revoking an account")?;
    bole_store::staff::revoke_sessions_of(&tx, id, app.now()).await.doing("Ending sessions")?;
    finish(app, staff, tx, "staff.revoke", id, json!({})).await
}

/// Lets a revoked or dormant account in again.
///
/// # Errors
/// Without `staff.manage`, `staff.role_not_yours`.
pub async fn reinstate(app: &App, staff: &Staff, id: StaffId) -> Result<StaffView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut account = load(staff, &tx, id).await?.into_inner();
    if !staff.role.may_suspend(role_of(&account)?) {
        return Err(Rejected::NotYours.into());
    }
    account.reinstated_at = Some(app.now());
    account.status = if account.password_hash.is_some() { "active" } else { "invited" }.to_owned();
    bole_store::staff::update(&tx, &account).await.doing("Reinstating an account")?;
    finish(app, staff, tx, "staff.reinstate", id, json!({})).await
}

/// Gives the owner a fresh link to set password and second factor anew; sessions end.
///
/// # Errors
/// Without `staff.manage`, `staff.role_not_yours`, `staff.revoked`.
pub async fn reset(app: &App, staff: &Staff, id: StaffId) -> Result<ActivationView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let account = load(staff, &tx, id).await?.into_inner();
    if !staff.role.may_appoint(role_of(&account)?) {
        return Err(Rejected::NotYours.into());
    }
    if matches!(account.status.as_str(), "revoked" | "dormant") {
        return Err(Failure::refuse(Kind::Conflict, "staff.revoked"));
    }
    bole_store::staff::revoke_sessions_of(&tx, id, app.now()).await.doing("Ending sessions")?;
    let activation_link = crate::enrolment::invite(app, &tx, id, "reset").await?;
    let (name, email) = (open_name(app, &account)?, open_email(app, &account)?);
    mail_link(app, &tx, id, &name, &email, &activation_link).await?;
    let deed = Deed { actor: staff.into(), action: "staff.reset", subject: Some(("staff", &id)), params: json!({}) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Resetting an account")?;
    Ok(ActivationView { activation_link })
}

/// Mails an account's owner the link, beside showing it to whoever made it.
async fn mail_link(app: &App, tx: &Tx, id: StaffId, name: &str, email: &str, link: &str) -> Result<(), Failure> {
    let letter = Letter::StaffActivation { name, link };
    crate::message::compose_for_staff(app, tx, id, email, Locale::default(), &letter).await
}

pub(crate) async fn load(staff: &Staff, tx: &Tx, id: StaffId) -> Result<Allowed<Account>, Failure> {
    let found = bole_store::staff::for_change(tx, id).await.doing("Loading an account")?;
    allow(staff, Permission::StaffManage, found)
}

async fn finish(
    app: &App,
    staff: &Staff,
    tx: Tx,
    action: &'static str,
    id: StaffId,
    params: serde_json::Value,
) -> Result<StaffView, Failure> {
    let deed = Deed { actor: staff.into(), action, subject: Some(("staff", &id)), params };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Changing an account")?;
    get(app, staff, id).await
}

async fn get(app: &App, staff: &Staff, id: StaffId) -> Result<StaffView, Failure> {
    let found = bole_store::staff::get(&app.store, id).await.doing("Loading an account")?;
    view(app, staff, &found.ok_or_else(Failure::not_found)?)
}

/// The names of all staff.
///
/// # Errors
/// When the database cannot be read.
pub async fn names(app: &App) -> Result<BTreeMap<StaffId, String>, Failure> {
    let found = bole_store::staff::list(&app.store).await.doing("Listing accounts")?;
    found.iter().map(|it| Ok((it.staff.id, open_name(app, &it.staff)?))).collect()
}

/// An account as it may act now, for what it began earlier; `None` once it is no longer active.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn acting(app: &App, id: StaffId) -> Result<Option<Staff>, Failure> {
    let found = bole_store::staff::get(&app.store, id).await.doing("Loading an account")?;
    let active = found.filter(|it| it.staff.status == "active");
    // An account whose role and department do not fit together may do nothing.
    Ok(active.and_then(|it| crate::sign_in::staff_from(&it).ok()))
}

/// An account's name.
///
/// # Errors
/// When the sealed value was changed.
pub fn open_name(app: &App, account: &Account) -> Result<String, Failure> {
    app.unseal_system(at("staff", "name"), &account.id, &account.name_sealed)
}

/// An account's e-mail address.
///
/// # Errors
/// When the sealed value was changed.
pub fn open_email(app: &App, account: &Account) -> Result<String, Failure> {
    app.unseal_system(at("staff", "email"), &account.id, &account.email_sealed)
}

/// What the caller may do with an account; nothing with their own.
fn actions(staff: &Staff, account: &Account) -> Vec<&'static str> {
    let Some(role) = Role::from_code(&account.role) else { return Vec::new() };
    if account.id == staff.id {
        return vec!["sessions"];
    }
    let is_out = matches!(account.status.as_str(), "revoked" | "dormant");
    let all = [
        ("edit", !is_out && staff.role.may_appoint(role)),
        ("revoke", !is_out && staff.role.may_suspend(role)),
        ("reset", !is_out && staff.role.may_appoint(role)),
        ("reinstate", is_out && staff.role.may_suspend(role)),
        ("sessions", !is_out && staff.role.may_suspend(role)),
    ];
    all.into_iter().filter(|it| it.1).map(|it| it.0).collect()
}

fn view(app: &App, staff: &Staff, it: &Listed) -> Result<StaffView, Failure> {
    let account = &it.staff;
    let actions = actions(staff, account);
    Ok(StaffView {
        id: account.id,
        name: open_name(app, account)?,
        email: open_email(app, account)?,
        role: account.role.clone(),
        department: account.department_id.zip(it.department_name.clone()).map(|(id, name)| DepartmentRef { id, name }),
        status: account.status.clone(),
        last_sign_in_at: account.last_sign_in_at,
        actions,
    })
}
