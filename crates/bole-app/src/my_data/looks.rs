//! Who looked at a candidate's data: the role and the day, from the audit trail; never a name.

use std::collections::BTreeMap;

use bole_domain::ids::StaffId;
use bole_domain::time::Millis;
use bole_store::Scope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::Candidate;

/// Looks at data, as the trail names them.
const LOOKS: [&str; 3] = ["contact.read", "document.open", "message.open"];
/// The most that are told.
const TOLD: usize = 100;

/// A look at a candidate's data.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookView {
    /// When.
    pub at: Millis,
    /// The role of who looked.
    pub role: String,
    /// What at, as `noun.verb`.
    pub what: String,
}

/// Who looked, newest first.
pub(super) async fn looks(app: &App, candidate: &Candidate) -> Result<Vec<LookView>, Failure> {
    let staff = bole_store::staff::list(&app.store).await.doing("Listing accounts")?;
    let roles: BTreeMap<StaffId, String> = staff.into_iter().map(|it| (it.staff.id, it.staff.role)).collect();
    let mut found = Vec::new();
    for (kind, id) in subjects(app, candidate).await? {
        let rows = bole_store::audit::of_subject(&app.store, kind, &id).await.doing("Reading the trail")?;
        for it in rows.into_iter().filter(|it| it.actor_kind == "staff" && LOOKS.contains(&it.action.as_str())) {
            let role = it.actor_id.and_then(|it| it.parse().ok()).and_then(|it| roles.get(&it).cloned());
            found.push(LookView { at: it.at, role: role.unwrap_or_default(), what: it.action });
        }
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.at));
    found.truncate(TOLD);
    Ok(found)
}

/// What of the candidate the trail names.
async fn subjects(app: &App, candidate: &Candidate) -> Result<Vec<(&'static str, String)>, Failure> {
    let mut subjects = Vec::new();
    let found = bole_store::application::of_candidate(&app.store, &Scope::All, candidate.id).await;
    for listed in found.doing("Listing applications")? {
        let id = listed.application.id;
        subjects.push(("application", id.to_string()));
        let documents = bole_store::document::of_application(&app.store, id).await.doing("Listing documents")?;
        subjects.extend(documents.into_iter().map(|it| ("document", it.id.to_string())));
    }
    let messages = bole_store::message::of_candidate(&app.store, candidate.id, 200).await.doing("Listing messages")?;
    subjects.extend(messages.into_iter().map(|it| ("message", it.id.to_string())));
    Ok(subjects)
}
