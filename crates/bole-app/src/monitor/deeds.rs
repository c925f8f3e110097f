//! What was done to interviews from the monitor: who, when, what and why.

use bole_domain::ids::{ApplicationId, RemarkId, StaffId};
use bole_domain::staff::{Field, Permission};
use bole_domain::time::Millis;
use bole_store::audit::ListedDeed;
use bole_store::{Cursor, Page};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::person;
use crate::policy::{Shown, Staff};
use crate::seal::at;

/// Something that was done to an interview.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeedRow {
    /// When.
    pub at: Millis,
    /// Who: a member of staff by name, or `system`.
    pub actor: String,
    /// What, as `noun.verb`.
    pub action: String,
    /// To whose interview.
    pub application_id: ApplicationId,
    /// The candidate's name.
    pub name: Shown,
    /// Minutes that were added.
    pub minutes: Option<u32>,
    /// What a check found.
    pub findings: Vec<String>,
    /// Why.
    pub reason: Option<Shown>,
}

/// What was done to the interviews the caller sees, newest first.
///
/// # Errors
/// Without `session.read`.
pub async fn deeds(app: &App, staff: &Staff, after: Option<&Cursor>, limit: u64) -> Result<Page<DeedRow>, Failure> {
    staff.demand(Permission::SessionRead)?;
    let page = bole_store::audit::of_monitor(&app.store, &staff.scope, after, limit).await;
    let page = page.doing("Listing what was done")?;
    let names = crate::staff::names(app).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for it in page.items {
        let by = it.record.actor_id.as_deref().and_then(|it| it.parse::<StaffId>().ok());
        let actor = match it.record.actor_kind.as_str() {
            "staff" => by.and_then(|it| names.get(&it).cloned()).unwrap_or_default(),
            other => other.to_owned(),
        };
        items.push(row(app, staff, it, actor).await?);
    }
    Ok(Page { items, next: page.next })
}

async fn row(app: &App, staff: &Staff, it: ListedDeed, actor: String) -> Result<DeedRow, Failure> {
    let params: Value = serde_json::from_str(&it.record.params).doing("Reading what was done")?;
    let remark = params["remark"].as_str().and_then(|it| it.parse::<RemarkId>().ok());
    let reason = match remark {
        Some(id) => reason(app, &it, id).await?,
        None => None,
    };
    let name = person::open_name(app, it.candidate_id, it.wrapped_key.as_deref(), &it.name_sealed)?;
    let findings = params["findings"].as_array().into_iter().flatten();
    Ok(DeedRow {
        at: it.record.at,
        actor,
        action: it.record.action,
        application_id: it.application_id,
        name: staff.sight().name(it.candidate_id, name),
        minutes: params["minutes"].as_u64().and_then(|it| u32::try_from(it).ok()),
        findings: findings.filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        reason: reason.map(|it| staff.sight().text(Field::Words, it)),
    })
}

async fn reason(app: &App, it: &ListedDeed, id: RemarkId) -> Result<Option<String>, Failure> {
    let found = bole_store::remark::get(&app.store, id).await.doing("Loading a remark")?;
    let Some(remark) = found else { return Ok(None) };
    let key = app.open_key(it.wrapped_key.as_deref())?;
    app.unseal_if(key.as_ref(), at("remark", "text"), &id, Some(&remark.text_sealed))
}
