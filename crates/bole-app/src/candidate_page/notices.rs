//! What the company has told about an application, as its candidate's own list shows it: never a code, never a link.

use bole_domain::message::MessageKind;
use bole_domain::time::Millis;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::Candidate;

/// How many are shown.
const MOST: i64 = 100;

/// What the company has told.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnNoticesView {
    /// The company.
    pub company: String,
    /// The job's title.
    pub job_title: String,
    /// Newest first.
    pub items: Vec<OwnNoticeView>,
}

/// One thing the company has told.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnNoticeView {
    /// What, as a kind of message: `invitation`, `reminder`, `result`, `cancellation`, `withdrawal`; or `finished`.
    pub kind: &'static str,
    /// When.
    pub at: Millis,
    /// Whether the candidate has seen it.
    pub is_read: bool,
}

/// What the company has told the candidate.
///
/// # Errors
/// `request.not_found`.
pub async fn notices(app: &App, candidate: &Candidate) -> Result<OwnNoticesView, Failure> {
    let listed = super::load(app, candidate).await?;
    let found = bole_store::message::about(&app.store, candidate.application, MOST).await.doing("Listing messages")?;
    let told = found.iter().filter(|it| it.status != "dropped" && it.fallback_of.is_none()).filter_map(|it| {
        let kind = MessageKind::from_code(&it.kind).filter(|it| *it != MessageKind::Code)?;
        Some(OwnNoticeView { kind: kind.code(), at: it.created_at, is_read: it.read_at.is_some() })
    });
    let mut items: Vec<OwnNoticeView> = told.collect();
    if let Some(id) = listed.application.session_id {
        let session = bole_store::session::get(&app.store, id).await.doing("Loading a session")?;
        let finished = session.filter(|it| matches!(it.status.as_str(), "pending_review" | "reviewed"));
        // The candidate was there when the answers arrived.
        let at = finished.and_then(|it| it.finished_at);
        items.extend(at.map(|at| OwnNoticeView { kind: "finished", at, is_read: true }));
    }
    items.sort_by_key(|it| std::cmp::Reverse(it.at));
    Ok(OwnNoticesView { company: crate::company::name(app).await?, job_title: listed.requisition_title, items })
}

/// Notes that the candidate has seen what there is.
///
/// # Errors
/// `request.not_found`, or when the database refuses.
pub async fn read_notices(app: &App, candidate: &Candidate) -> Result<OwnNoticesView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::message::seen(&tx, candidate.application, app.now()).await.doing("Noting what was seen")?;
    tx.commit().await.doing("Noting what was seen")?;
    notices(app, candidate).await
}
