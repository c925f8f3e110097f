//! Background jobs: inserted in the use case's own transaction, claimed by the worker, and harmless when done twice.

use bole_domain::ids::{ApplicationId, BulkRunId, JobId, MessageId, SessionId};
use bole_domain::locale::Locale;
use bole_domain::time::{DAY_MS, MINUTE_MS, Millis};
use bole_store::Tx;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::candidate_access::CodeFor;
use crate::failure::{Doing as _, Failure};

/// How long a worker may take before the job is given to another.
const CLAIM_MS: i64 = 2 * MINUTE_MS;
/// The first wait after a failed attempt; it doubles each time, up to an hour.
const RETRY_MS: i64 = 5_000;
/// After so many attempts a job is given up and stays visible.
const MAX_ATTEMPTS: i64 = bole_store::job::GIVEN_UP_AFTER;
/// How many jobs are claimed at once.
const BATCH: i64 = 8;

/// Work to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Score a completed interview.
    ScoreSession {
        /// The session.
        session: SessionId,
    },
    /// Write the message of a one-time code, if the contact is the invited person's.
    SendCode {
        /// The request.
        request: Uuid,
        /// The application the link is for.
        application: ApplicationId,
        /// The typed contact as a phone number.
        phone_index: String,
        /// The typed contact as an e-mail address.
        email_index: String,
        /// The message's language.
        locale: Locale,
    },
    /// Let go what has been kept long enough.
    Retain,
    /// Hand a message to the mail server.
    SendMessage {
        /// The message.
        message: MessageId,
    },
    /// Go on with a bulk run.
    BulkRun {
        /// The run.
        run: BulkRunId,
    },
}

impl Job {
    const fn kind(&self) -> &'static str {
        match self {
            Self::ScoreSession { .. } => "score_session",
            Self::SendCode { .. } => "send_code",
            Self::SendMessage { .. } => "send_message",
            Self::Retain => "retain",
            Self::BulkRun { .. } => "bulk_run",
        }
    }
}

/// Inserts a job in the caller's transaction; it is done soon after the commit.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue(app: &App, tx: &Tx, job: &Job) -> Result<(), Failure> {
    enqueue_at(app, tx, job, app.now()).await
}

/// Inserts a job that is done at an instant, or soon after.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue_at(app: &App, tx: &Tx, job: &Job, run_at: Millis) -> Result<(), Failure> {
    let now = app.now();
    let row = bole_store::job::Job {
        id: app.new_id::<JobId>(),
        kind: job.kind().to_owned(),
        payload: serde_json::to_string(job).doing("Writing a job")?,
        dedupe_key: None,
        run_at,
        attempts: 0,
        claimed_until: None,
        done_at: None,
        last_error: None,
        created_at: now,
    };
    bole_store::job::insert(tx, &row).await.doing("Adding a job")?;
    app.wake();
    Ok(())
}

/// Does the jobs that are due; gives how many were attempted.
///
/// # Errors
/// When the jobs cannot be claimed.
pub async fn run_due(app: &App) -> Result<usize, Failure> {
    let claimed = claim_due(app).await?;
    for row in &claimed {
        run(app, row).await?;
    }
    Ok(claimed.len())
}

/// Claims the jobs that are due; whoever claims them runs each with [`run`].
///
/// # Errors
/// When the jobs cannot be claimed.
pub async fn claim_due(app: &App) -> Result<Vec<bole_store::job::Job>, Failure> {
    let now = app.now();
    if !bole_store::job::is_due(&app.store, now).await.doing("Looking for jobs")? {
        return Ok(Vec::new());
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let claimed = bole_store::job::claim(&tx, now, now.plus(CLAIM_MS), BATCH).await.doing("Claiming jobs")?;
    tx.commit().await.doing("Claiming jobs")?;
    Ok(claimed)
}

/// Does a claimed job and notes what became of it.
///
/// # Errors
/// When that cannot be noted; the job is done again later then.
pub async fn run(app: &App, row: &bole_store::job::Job) -> Result<(), Failure> {
    let result = perform(app, row).await;
    settle(app, row, result).await
}

async fn perform(app: &App, row: &bole_store::job::Job) -> Result<(), Failure> {
    let job: Job = serde_json::from_str(&row.payload).doing("Reading a job")?;
    match job {
        Job::ScoreSession { session } => crate::assess::score_session(app, session).await,
        Job::SendCode { request, application, phone_index, email_index, locale } => {
            let (phone_index, email_index) = (phone_index.as_str(), email_index.as_str());
            let to = CodeFor { request, application, phone_index, email_index, locale };
            crate::candidate_access::send_code(app, &to).await
        }
        Job::Retain => crate::retention::run(app).await,
        Job::SendMessage { message } => crate::message::send(app, message).await,
        Job::BulkRun { run } => crate::bulk::work(app, run).await,
    }
}

async fn settle(app: &App, row: &bole_store::job::Job, result: Result<(), Failure>) -> Result<(), Failure> {
    let now = app.now();
    let tx = app.store.begin().await.doing("Beginning")?;
    match result {
        Ok(()) => bole_store::job::done(&tx, row.id, now).await.doing("Finishing a job")?,
        Err(failure) => {
            let reason = match &failure {
                Failure::Refused(refusal) => refusal.code.to_owned(),
                Failure::Broken(error) => format!("{error:#}"),
            };
            tracing::warn!(job = %row.id, kind = row.kind, attempt = row.attempts, reason, "a job failed");
            if row.attempts >= MAX_ATTEMPTS {
                bole_store::job::give_up(&tx, row.id, now, &reason).await.doing("Giving up a job")?;
            } else {
                let wait = (RETRY_MS << row.attempts.clamp(0, 10)).min(60 * MINUTE_MS);
                bole_store::job::retry(&tx, row.id, now.plus(wait), &reason).await.doing("Putting off a job")?;
            }
        }
    }
    tx.commit().await.doing("Finishing a job")
}

/// Removes what has served its time within hours: codes and candidates' sign-ins that ended days ago, notices. What is kept
/// for longer goes with [`crate::retention`].
///
/// # Errors
/// When the database refuses.
pub async fn tidy(app: &App) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let now = app.now();
    bole_store::notice::resolve_lapsed(&tx, now).await.doing("Resolving notices")?;
    bole_store::notice::delete_resolved_before(&tx, now.plus(-30 * DAY_MS)).await.doing("Removing old notices")?;
    bole_store::code::delete_before(&tx, now.plus(-2 * DAY_MS)).await.doing("Removing old codes")?;
    bole_store::contact_change::delete_before(&tx, now.plus(-2 * DAY_MS)).await.doing("Removing old codes")?;
    bole_store::code::delete_sessions_before(&tx, now.plus(-2 * DAY_MS)).await.doing("Removing old sessions")?;
    bole_store::export::forget(&tx, now).await.doing("Forgetting old exports")?;
    tx.commit().await.doing("Removing what has served its time")
}
