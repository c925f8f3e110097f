//! Privacy requests (隐私请求): what candidates ask for about their own data, answered by the company before a set day.

use bole_domain::ids::{ApplicationId, PrivacyRequestId};
use bole_domain::privacy::{ANSWER_WITHIN_DAYS, Rejected, RequestKind, working_days_after};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::Tx;
use bole_store::privacy_request::PrivacyRequest;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::erasure::reason_of;
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Sealed};
use crate::policy::{Allowed, Candidate, Staff, allow};
use crate::seal::at;

/// The most that are listed.
const LISTED: i64 = 200;

/// A privacy request as the privacy centre shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrivacyRequestView {
    /// The request.
    pub id: PrivacyRequestId,
    /// What is asked.
    pub kind: RequestKind,
    /// Who asks; empty once erased.
    pub name: String,
    /// An application of theirs, to look at.
    pub application_id: Option<ApplicationId>,
    /// What the person wrote; empty once erased.
    pub words: String,
    /// Since when.
    pub asked_at: Millis,
    /// By when it is to be answered.
    pub due_at: Millis,
    /// `open`, `done` or `refused`.
    pub state: String,
    /// Whether a legal hold stands against it.
    pub is_held: bool,
    /// Who answered.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<Millis>,
    /// What the caller may do: `carry_out`, `refuse`.
    pub actions: Vec<&'static str>,
}

/// Why a request is not carried out; the person reads it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PrivacyRefusalBody {
    /// 1–1000 characters.
    pub reason: String,
}

/// Keeps what a candidate asks for, in the caller's transaction.
///
/// # Errors
/// `privacy.already_asked` while the same is open, `privacy.erased`.
pub(crate) async fn ask(
    app: &App,
    tx: &Tx,
    candidate: &Candidate,
    kind: RequestKind,
    words: &str,
) -> Result<(), Failure> {
    let earlier = bole_store::privacy_request::of_candidate(tx, candidate.id).await.doing("Listing requests")?;
    if earlier.iter().any(|it| it.kind == kind.code() && it.state == "open") {
        return Err(Rejected::AlreadyAsked.into());
    }
    let person = bole_store::candidate::get(tx, candidate.id).await.doing("Loading a candidate")?;
    let key = app.open_key(person.and_then(|it| it.wrapped_key).as_deref())?.ok_or(Rejected::Erased)?;
    let (id, now): (PrivacyRequestId, _) = (app.new_id(), app.now());
    let row = PrivacyRequest {
        id,
        candidate_id: candidate.id,
        application_id: candidate.application,
        kind: kind.code().to_owned(),
        words_sealed: app.seal(&key, at("privacy_request", "words"), &id, words)?,
        asked_at: now,
        due_at: working_days_after(now, ANSWER_WITHIN_DAYS),
        state: "open".to_owned(),
        answer_sealed: Vec::new(),
        answered_by: None,
        answered_at: None,
    };
    bole_store::privacy_request::insert(tx, &row).await.doing("Keeping a request")?;
    let params = json!({ "kind": row.kind });
    let subject = Some(("candidate", &candidate.id as &(dyn std::fmt::Display + Sync)));
    app.record(tx, Deed { actor: candidate.into(), action: "privacy_request.ask", subject, params }).await
}

/// The requests, those that are due soonest first.
///
/// # Errors
/// Without `privacy.manage`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<PrivacyRequestView>, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let found = bole_store::privacy_request::list(&app.store, &staff.scope, LISTED).await.doing("Listing requests")?;
    let mut views = Vec::new();
    for row in &found {
        views.push(view(app, staff, row).await?);
    }
    Ok(views)
}

/// Carries a request out: who asked to be erased is erased now; what else was asked, the caller says is done.
///
/// # Errors
/// Without `privacy.manage`, when the caller does not see it, `privacy.answered`, `privacy.held`.
pub async fn carry_out(app: &App, staff: &Staff, id: PrivacyRequestId) -> Result<PrivacyRequestView, Failure> {
    let row = load(app, staff, id).await?;
    if RequestKind::from_code(&row.kind) == Some(RequestKind::Delete) {
        // Erasing twice is harmless: should the note below fail, carrying out again completes it.
        crate::erasure::erase(app, row.candidate_id, staff.into(), "own_request").await?;
    }
    settle(app, staff, row, "done", Vec::new()).await
}

/// Answers that a request is not carried out, and why.
///
/// # Errors
/// As [`carry_out`]; `privacy.reason_missing`.
pub async fn refuse(
    app: &App,
    staff: &Staff,
    id: PrivacyRequestId,
    body: &PrivacyRefusalBody,
) -> Result<PrivacyRequestView, Failure> {
    let row = load(app, staff, id).await?;
    let reason = reason_of(&body.reason)?;
    let key = person::load(app, row.candidate_id).await?.key.ok_or(Rejected::Erased)?;
    let answer = app.seal(&key, at("privacy_request", "answer"), &id, reason)?;
    settle(app, staff, row, "refused", answer).await
}

async fn load(app: &App, staff: &Staff, id: PrivacyRequestId) -> Result<Allowed<PrivacyRequest>, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::privacy_request::for_change(&tx, &staff.scope, id).await.doing("Loading a request")?;
    let row = allow(staff, Permission::PrivacyManage, found)?;
    if row.state != "open" {
        return Err(Rejected::Answered.into());
    }
    Ok(row)
}

async fn settle(
    app: &App,
    staff: &Staff,
    row: Allowed<PrivacyRequest>,
    state: &str,
    answer_sealed: Vec<u8>,
) -> Result<PrivacyRequestView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::privacy_request::for_change(&tx, &staff.scope, row.id).await.doing("Loading a request")?;
    let mut row = found.filter(|it| it.state == "open").ok_or(Rejected::Answered)?;
    row.state = state.to_owned();
    row.answer_sealed = answer_sealed;
    row.answered_by = Some(staff.id);
    row.answered_at = Some(app.now());
    bole_store::privacy_request::update(&tx, &row).await.doing("Answering a request")?;
    let params = json!({ "kind": row.kind, "answer": state });
    let subject = Some(("candidate", &row.candidate_id as &(dyn std::fmt::Display + Sync)));
    app.record(&tx, Deed { actor: staff.into(), action: "privacy_request.answer", subject, params }).await?;
    tx.commit().await.doing("Answering a request")?;
    view(app, staff, &row).await
}

async fn view(app: &App, staff: &Staff, row: &PrivacyRequest) -> Result<PrivacyRequestView, Failure> {
    let found = bole_store::candidate::get(&app.store, row.candidate_id).await.doing("Loading a candidate")?;
    let person = person::open(app, Sealed::from(&found.ok_or_else(Failure::not_found)?))?;
    let words = app.unseal_if(person.key.as_ref(), at("privacy_request", "words"), &row.id, Some(&row.words_sealed))?;
    let names = crate::staff::names(app).await?;
    let is_held = crate::legal_hold::is_held(app, &app.store, row.candidate_id).await?;
    let kind = RequestKind::from_code(&row.kind).unwrap_or(RequestKind::Delete);
    let actions = match row.state.as_str() {
        "open" if is_held && kind == RequestKind::Delete => vec!["refuse"],
        "open" => vec!["carry_out", "refuse"],
        _ => Vec::new(),
    };
    Ok(PrivacyRequestView {
        id: row.id,
        kind,
        name: person.name,
        application_id: crate::second_approval::latest_application(app, staff, Some(row.candidate_id)).await?,
        words: words.unwrap_or_default(),
        asked_at: row.asked_at,
        due_at: row.due_at,
        state: row.state.clone(),
        is_held,
        answered_by: row.answered_by.and_then(|it| names.get(&it).cloned()),
        answered_at: row.answered_at,
        actions,
    })
}
