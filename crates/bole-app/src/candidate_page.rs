//! The candidate's own application: where it stands, what comes next, the result with its reasons, appeal and withdrawal.

use bole_domain::application::Stage;
use bole_domain::assessment::Outcome;
use bole_domain::ids::ApplicationId;
use bole_domain::notice::NoticeKind;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::session::Command;
use bole_domain::time::{DAY_MS, Millis};
use bole_store::Scope;
use bole_store::application::Listed;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::assess::outcome_of;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::interview::Acting;
use crate::message::{self, Letter};
use crate::person::{self, Sealed};
use crate::policy::Candidate;
use crate::seal::at;

mod notices;

pub use notices::{OwnNoticeView, OwnNoticesView, notices, read_notices};

/// A result is promised within this time after the interview (UX §2, the promised date).
const PROMISED_MS: i64 = 3 * DAY_MS;
/// The code of who withdraws what is over.
const CLOSED: &str = "application.closed";
/// The most characters of a reason.
const MAX_REASON: usize = 1000;

/// An application as its candidate sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnApplicationView {
    /// The company.
    pub company: String,
    /// The job's title.
    pub job_title: String,
    /// Where the interview stands.
    pub status: Option<String>,
    /// The stage.
    pub stage: Stage,
    /// `passed`, `further_evaluation` or `failed`, once released.
    pub outcome: Option<String>,
    /// Short reasons of an adverse result.
    pub reasons: Vec<String>,
    /// A word from the company.
    pub note: Option<String>,
    /// What happens next, as a code: `continue_interview`, `wait_for_review`, `company_contacts_you`, `wait_for_decision`,
    /// `none`.
    pub next_step: &'static str,
    /// By when a further evaluation is decided.
    pub decide_by: Option<Millis>,
    /// By when a result is promised.
    pub promised_at: Option<Millis>,
    /// When what happened.
    pub timeline: Vec<TimelineItem>,
    /// Whether the report can be read.
    pub report_available: bool,
    /// When a person was asked to look again.
    pub appealed_at: Option<Millis>,
    /// What the candidate may do: `continue`, `report`, `appeal`, `withdraw`.
    pub actions: Vec<&'static str>,
}

/// Something that happened or will.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineItemView)]
pub struct TimelineItem {
    /// `invited`, `started`, `finished`, `released`; `ended` in place of the last two when it was not completed.
    pub key: &'static str,
    /// When; `null` while it has not happened.
    pub at: Option<Millis>,
}

/// Why a person should look again, or why an application is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OwnReasonBody {
    /// Up to 1000 characters.
    #[serde(default)]
    pub reason: String,
}

/// The candidate's application.
///
/// # Errors
/// `request.not_found`.
pub async fn get(app: &App, candidate: &Candidate) -> Result<OwnApplicationView, Failure> {
    let listed = load(app, candidate).await?;
    let person = person::open(app, Sealed::from(&listed))?;
    let application = &listed.application;
    let session = match application.session_id {
        Some(id) => bole_store::session::get(&app.store, id).await.doing("Loading a session")?,
        None => None,
    };
    let release = match application.session_id {
        Some(id) => bole_store::review::release(&app.store, id).await.doing("Loading a release")?,
        None => None,
    };
    let appeal = match application.session_id {
        Some(id) => bole_store::review::appeal(&app.store, id).await.doing("Loading an appeal")?,
        None => None,
    };
    let outcome = application.outcome.as_deref().and_then(outcome_of);
    let open = |column, sealed: Option<&Vec<u8>>| {
        let row = application.session_id.map(|it| it.to_string()).unwrap_or_default();
        app.unseal_if(person.key.as_ref(), at("release", column), &row, sealed.map(Vec::as_slice))
    };
    let reason = open("reason", release.as_ref().and_then(|it| it.reason_sealed.as_ref()))?;
    let note = open("note", release.as_ref().and_then(|it| it.note_sealed.as_ref()))?;
    let status = application.session_status.clone();
    let finished_at = session.as_ref().and_then(|it| it.finished_at);
    let stage = Stage::from_code(&application.stage).unwrap_or_default();
    let is_waiting = status.as_deref() == Some("pending_review");
    Ok(OwnApplicationView {
        company: crate::company::name(app).await?,
        job_title: listed.requisition_title.clone(),
        stage,
        reasons: reason.into_iter().filter(|_| outcome == Some(Outcome::Failed)).collect(),
        note,
        next_step: next_step(status.as_deref(), outcome, stage),
        decide_by: release.as_ref().and_then(|it| it.decide_by),
        promised_at: finished_at.filter(|_| is_waiting).map(|it| it.plus(PROMISED_MS)),
        timeline: timeline(session.as_ref(), status.as_deref(), release.as_ref().map(|it| it.at)),
        report_available: outcome.is_some(),
        appealed_at: appeal.as_ref().map(|it| it.at),
        actions: actions(status.as_deref(), outcome, stage, appeal.is_some()),
        status,
        outcome: application.outcome.clone(),
    })
}

/// An interview that was not completed ended, and no result follows.
fn timeline(
    session: Option<&bole_store::session::Session>,
    status: Option<&str>,
    released: Option<Millis>,
) -> Vec<TimelineItem> {
    let item = |key, at| TimelineItem { key, at };
    let finished_at = session.and_then(|it| it.finished_at);
    let mut items =
        vec![item("invited", session.map(|it| it.created_at)), item("started", session.and_then(|it| it.started_at))];
    if status == Some("incomplete") {
        items.retain(|it| it.at.is_some());
        items.push(item("ended", finished_at));
    } else {
        items.extend([item("finished", finished_at), item("released", released)]);
    }
    items
}

fn next_step(status: Option<&str>, outcome: Option<Outcome>, stage: Stage) -> &'static str {
    match (status, outcome) {
        _ if stage == Stage::Withdrawn => "none",
        (Some("invited" | "interviewing"), _) => "continue_interview",
        (Some("pending_review"), _) => "wait_for_review",
        (_, Some(Outcome::Passed)) => "company_contacts_you",
        (_, Some(Outcome::FurtherEvaluation)) => "wait_for_decision",
        _ => "none",
    }
}

fn actions(status: Option<&str>, outcome: Option<Outcome>, stage: Stage, has_appealed: bool) -> Vec<&'static str> {
    let mut actions = Vec::new();
    if stage != Stage::Withdrawn && matches!(status, Some("invited" | "interviewing")) {
        actions.push("continue");
    }
    if outcome.is_some() {
        actions.push("report");
    }
    if status == Some("reviewed") && !has_appealed {
        actions.push("appeal");
    }
    if stage.is_open() {
        actions.push("withdraw");
    }
    actions
}

/// 请人工复核: asks for a person to look again, once per result.
///
/// # Errors
/// `appeal.reason_missing`, `appeal.already_made`, or when there is no released result.
pub async fn appeal(app: &App, candidate: &Candidate, body: &OwnReasonBody) -> Result<OwnApplicationView, Failure> {
    let listed = load(app, candidate).await?;
    let session = listed.application.session_id.ok_or_else(Failure::not_found)?;
    let reason = body.reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_REASON {
        return Err(Refusal::new(Kind::Invalid, "appeal.reason_missing").with("limit", MAX_REASON).into());
    }
    let earlier = bole_store::review::appeal(&app.store, session).await.doing("Loading an appeal")?;
    if earlier.is_some() {
        return Err(Failure::refuse(Kind::Conflict, "appeal.already_made"));
    }
    let person = person::open(app, Sealed::from(&listed))?;
    let key = person.key.as_ref().ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    let acting = Acting::begin(app, session, &Command::Appeal, candidate.into()).await?;
    let appeal = bole_store::review::Appeal {
        session_id: session,
        application_id: candidate.application,
        reason_sealed: app.seal(key, at("appeal", "reason"), &session, reason)?,
        at: app.now(),
        answered_at: None,
    };
    bole_store::review::insert_appeal(acting.tx(), &appeal).await.doing("Keeping an appeal")?;
    let subject = &candidate.application;
    let deed = Deed {
        actor: candidate.into(),
        action: "application.appeal",
        subject: Some(("application", subject)),
        params: json!({}),
    };
    app.record(acting.tx(), deed).await?;
    crate::notice::post(app, acting.tx(), NoticeKind::Appeal, &listed.application, &session).await?;
    acting.commit(app).await?;
    app.tell(crate::app::LiveTopic::Reviews);
    get(app, candidate).await
}

/// Withdraws the application; an interview that is not over ends with it. A reason, if there is one, is kept as a remark.
///
/// # Errors
/// `application.closed` when it is over already, `application.reason_too_long`.
pub async fn withdraw(app: &App, candidate: &Candidate, body: &OwnReasonBody) -> Result<OwnApplicationView, Failure> {
    let reason = body.reason.trim();
    if reason.chars().count() > MAX_REASON {
        return Err(Refusal::new(Kind::Invalid, "application.reason_too_long").with("limit", MAX_REASON).into());
    }
    close(app, candidate, candidate.application, reason).await?;
    get(app, candidate).await
}

/// Ends an application of the candidate as withdrawn, whichever they are signed in for; one that is over stays as it is.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn end(app: &App, candidate: &Candidate, id: ApplicationId) -> Result<(), Failure> {
    match close(app, candidate, id, "").await {
        Err(failure) if failure.code() == Some(CLOSED) => Ok(()),
        other => other,
    }
}

async fn close(app: &App, candidate: &Candidate, id: ApplicationId, reason: &str) -> Result<(), Failure> {
    let before = bole_store::application::find(&app.store, &Scope::All, id).await.doing("Loading an application")?;
    let before = before.ok_or_else(Failure::not_found)?;
    if let Some(session) = before.application.session_id.filter(|_| is_open(&before)) {
        // The interview ends first: should the rest fail, withdrawing again completes it.
        crate::invitation::abandon(app, session, candidate.into()).await?;
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::application::for_change(&tx, &Scope::All, id).await;
    let mut application = found.doing("Loading an application")?.ok_or_else(Failure::not_found)?;
    if !Stage::from_code(&application.stage).unwrap_or_default().is_open() {
        return Err(bole_domain::application::Rejected::Closed.into());
    }
    application.stage = Stage::Withdrawn.code().to_owned();
    application.review_needed = false;
    application.updated_at = app.now();
    bole_store::application::update(&tx, &application).await.doing("Withdrawing an application")?;
    if !reason.is_empty() {
        crate::application::keep_remark(app, None, &tx, &application, reason).await?;
    }
    let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("application", &id);
    let params = json!({});
    app.record(&tx, Deed { actor: candidate.into(), action: "application.withdraw", subject: Some(subject), params })
        .await?;
    let mut locale = bole_domain::locale::Locale::default();
    if let Some(session) = application.session_id {
        crate::notice::resolve(app, &tx, NoticeKind::ReviewWaiting, &session).await?;
        let invitation = bole_store::invitation::of_session(&tx, session).await.doing("Loading an invitation")?;
        locale = invitation.map(|it| crate::interview::locale_of(&it.locale)).unwrap_or_default();
    }
    message::tell(app, &tx, &application, locale, |name, job| Letter::Withdrawal { name, job }).await?;
    tx.commit().await.doing("Withdrawing an application")
}

fn is_open(listed: &Listed) -> bool {
    Stage::from_code(&listed.application.stage).unwrap_or_default().is_open()
}

async fn load(app: &App, candidate: &Candidate) -> Result<Listed, Failure> {
    let found = bole_store::application::find(&app.store, &Scope::All, candidate.application).await;
    found.doing("Loading an application")?.ok_or_else(Failure::not_found)
}
