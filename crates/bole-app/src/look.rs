//! Looks at a person's data: each is an audit row, contact data are counted by day, and the candidate reads who looked.

use std::collections::BTreeMap;

use bole_domain::ids::{ApplicationId, DepartmentId, StaffId};
use bole_domain::look::{DEFAULT_DAILY, Look, Quota, check_limit};
use bole_domain::staff::{Permission, Role};
use bole_domain::time::Millis;
use bole_store::setting::Setting;
use bole_store::{Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Candidate, Staff};

/// The setting's name.
const NAME: &str = "looks";
/// Written once a day for who used all looks up.
const USED_UP: &str = "contact.used_up";
/// How many alarms are shown.
const ALARMS: i64 = 50;

/// Somebody looked at the candidate's data.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookView {
    /// What was looked at.
    pub what: Look,
    /// The role of who looked; the name stays with the company.
    pub role: Option<Role>,
    /// The department of who looked; `null` for somebody of the whole company.
    pub department: Option<String>,
    /// When.
    pub at: Millis,
}

/// The caller's looks of today.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuotaView {
    /// Looks taken.
    pub used: i64,
    /// Looks a day.
    pub limit: i64,
    /// Whether most are taken.
    pub is_running_out: bool,
}

/// How often a day contact data may be opened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LookSettingsBody {
    /// Looks of one member of staff a day, 1–1000.
    pub contacts_a_day: i64,
}

/// Somebody used all looks of a day up.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookAlarmView {
    /// Who.
    pub staff_id: StaffId,
    /// The name.
    pub name: String,
    /// When.
    pub at: Millis,
    /// How many looks that were.
    pub limit: i64,
}

/// Records a look in the caller's transaction, with role and department as they are now.
///
/// # Errors
/// `preview.read_only`, or when the database refuses.
pub(crate) async fn record(
    app: &App,
    staff: &Staff,
    tx: &Tx,
    what: Look,
    application: ApplicationId,
    more: Value,
) -> Result<(), Failure> {
    staff.demand_own_role()?;
    let mut params = json!({ "role": staff.role.code(), "department": staff.department });
    if let (Some(all), Value::Object(more)) = (params.as_object_mut(), more) {
        all.extend(more);
    }
    let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("application", &application);
    app.record(tx, Deed { actor: staff.into(), action: what.action(), subject: Some(subject), params }).await
}

/// Takes one of today's looks at contact data; the transaction is the caller's, and parallel looks wait for each other.
///
/// # Errors
/// `contact.used_up`, after an alarm is written.
pub(crate) async fn take_contact(
    app: &App,
    staff: &Staff,
    tx: Tx,
    application: ApplicationId,
) -> Result<QuotaView, Failure> {
    staff.demand_own_role()?;
    bole_store::staff::for_change(&tx, staff.id).await.doing("Loading an account")?;
    let (day, actor) = (crate::calendar::day_start(app.now()), staff.id.to_string());
    let action = Look::Contact.action();
    let used = bole_store::audit::count_since(&tx, &actor, action, day).await.doing("Counting looks")?;
    let before = Quota { used, limit: daily(app).await? };
    match before.take() {
        Ok(quota) => {
            record(app, staff, &tx, Look::Contact, application, json!({})).await?;
            tx.commit().await.doing("Recording a look")?;
            Ok(QuotaView { used: quota.used, limit: quota.limit, is_running_out: quota.is_running_out() })
        }
        Err(rejected) => {
            let told = bole_store::audit::count_since(&tx, &actor, USED_UP, day).await.doing("Counting alarms")?;
            if told == 0 {
                let params = json!({ "limit": before.limit });
                let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("staff", &staff.id);
                let deed = Deed { actor: staff.into(), action: USED_UP, subject: Some(subject), params };
                app.record(&tx, deed).await?;
                tx.commit().await.doing("Recording an alarm")?;
            }
            Err(rejected.into())
        }
    }
}

async fn daily(app: &App) -> Result<i64, Failure> {
    let found = bole_store::setting::get(&app.store, NAME).await.doing("Reading settings")?;
    let Some(setting) = found else { return Ok(DEFAULT_DAILY) };
    let body: LookSettingsBody = serde_json::from_str(&setting.value).doing("Reading settings")?;
    Ok(body.contacts_a_day)
}

/// How often a day contact data may be opened.
///
/// # Errors
/// Without `settings.edit`.
pub async fn settings(app: &App, staff: &Staff) -> Result<LookSettingsBody, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    Ok(LookSettingsBody { contacts_a_day: daily(app).await? })
}

/// Sets how often a day contact data may be opened.
///
/// # Errors
/// Without `settings.edit`, `look.limit_out_of_range`.
pub async fn set(app: &App, staff: &Staff, body: &LookSettingsBody) -> Result<LookSettingsBody, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let limit = check_limit(body.contacts_a_day)?;
    let before = daily(app).await?;
    let setting = Setting {
        name: NAME.to_owned(),
        value: json!({ "contacts_a_day": limit }).to_string(),
        sealed: None,
        updated_at: app.now(),
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::setting::put(&tx, &setting).await.doing("Keeping settings")?;
    let params = json!({ "limit_before": before, "limit": limit });
    app.record(&tx, Deed { actor: staff.into(), action: "settings.looks", subject: None, params }).await?;
    tx.commit().await.doing("Keeping settings")?;
    Ok(LookSettingsBody { contacts_a_day: limit })
}

/// Who used all looks of a day up, newest first.
///
/// # Errors
/// Without `trail.read`.
pub async fn alarms(app: &App, staff: &Staff) -> Result<Vec<LookAlarmView>, Failure> {
    staff.demand(Permission::TrailRead)?;
    let found = bole_store::audit::of_action(&app.store, USED_UP, ALARMS).await.doing("Listing alarms")?;
    let names = crate::staff::names(app).await?;
    let view = |it: &bole_store::audit::AuditRecord| {
        let staff_id: StaffId = it.actor_id.as_deref()?.parse().ok()?;
        let params: Value = serde_json::from_str(&it.params).ok()?;
        let name = names.get(&staff_id).cloned().unwrap_or_default();
        Some(LookAlarmView { staff_id, name, at: it.at, limit: params["limit"].as_i64().unwrap_or(0) })
    };
    Ok(found.iter().filter_map(view).collect())
}

/// 谁看过我的资料: who looked at the candidate's data, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn own(app: &App, candidate: &Candidate) -> Result<Vec<LookView>, Failure> {
    of_application(app, candidate.application).await
}

/// Who looked at what belongs to an application, newest first; for its candidate alone.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn of_application(app: &App, id: ApplicationId) -> Result<Vec<LookView>, Failure> {
    let subject = id.to_string();
    let found = bole_store::audit::of_subject(&app.store, "application", &subject).await;
    let departments = bole_store::department::list(&app.store, &Scope::All, true).await.doing("Listing departments")?;
    let names: BTreeMap<DepartmentId, String> = departments.into_iter().map(|it| (it.id, it.name)).collect();
    let mut looks = Vec::new();
    for it in found.doing("Listing looks")?.iter().rev().filter(|it| it.actor_kind == "staff") {
        let Some(what) = Look::of_action(&it.action) else { continue };
        let params: Value = serde_json::from_str(&it.params).doing("Reading a look")?;
        let department = params["department"].as_str().and_then(|it| it.parse::<DepartmentId>().ok());
        looks.push(LookView {
            what,
            role: params["role"].as_str().and_then(Role::from_code),
            department: department.and_then(|it| names.get(&it).cloned()),
            at: it.at,
        });
    }
    Ok(looks)
}
