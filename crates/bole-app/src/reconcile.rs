//! 自动校验: every minute the rules look at each unfinished interview and repair what its device left behind.

use bole_domain::ids::SessionId;
use bole_domain::session::reconcile;
use bole_store::session::Sighting;

use crate::app::App;
use crate::audit::Actor;
use crate::failure::{Doing as _, Failure};
use crate::interview;
use crate::job::{Job, enqueue};

/// How many sessions are looked at in one go.
const BATCH: i64 = 200;

/// Looks at all unfinished interviews; gives how many were repaired.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(app: &App) -> Result<usize, Failure> {
    note_sightings(app).await?;
    crate::monitor_settings::start(app).await?;
    crate::module::start(app).await?;
    crate::alert::keep_time(app).await?;
    let mut repaired = 0;
    let mut after = None;
    loop {
        let batch = bole_store::session::unfinished(&app.store, after, app.now(), BATCH).await;
        let batch = batch.doing("Listing interviews")?;
        let Some(last) = batch.last() else { break };
        after = Some(last.id);
        for row in &batch {
            match one(app, row).await {
                Ok(done) => repaired += usize::from(done),
                Err(failure) => tracing::warn!(session = %row.id, ?failure, "an interview could not be checked"),
            }
        }
    }
    score_forgotten(app).await?;
    Ok(repaired)
}

async fn one(app: &App, row: &bole_store::session::Session) -> Result<bool, Failure> {
    let is_repaired = session(app, row.id).await?;
    // An interview from before there were timers gets one now.
    if row.status == "interviewing" && row.stay_seq == 0 {
        crate::alert::arm(app, row.id).await?;
    }
    Ok(is_repaired)
}

/// Looks at one interview; says whether it was repaired.
///
/// # Errors
/// When it cannot be read or the repair cannot be stored.
pub async fn session(app: &App, id: SessionId) -> Result<bool, Failure> {
    let shared = interview::load(app, id).await?;
    let due = {
        let live = shared.lock().await;
        reconcile(&live.session, &live.script, live.last_seen_at, app.now())
    };
    let Some(command) = due else { return Ok(false) };
    interview::act(app, id, &command, Actor::System).await?;
    Ok(true)
}

/// Writes down when devices were last heard of, so that a restart knows it too.
async fn note_sightings(app: &App) -> Result<(), Failure> {
    let seen = app.sessions.seen().into_iter().filter_map(|(session_id, last_seen_at, backlog)| {
        last_seen_at.map(|last_seen_at| Sighting { session_id, last_seen_at, backlog: i64::from(backlog) })
    });
    let seen: Vec<Sighting> = seen.collect();
    if seen.is_empty() {
        return Ok(());
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::session::sighted(&tx, &seen).await.doing("Noting devices")?;
    tx.commit().await.doing("Noting devices")
}

/// Completed interviews that no job scored are given to the scorer again.
async fn score_forgotten(app: &App) -> Result<(), Failure> {
    let before = app.now().plus(-2 * bole_domain::time::MINUTE_MS);
    let forgotten = bole_store::session::unscored(&app.store, before, BATCH).await.doing("Listing unscored")?;
    let mut due = Vec::new();
    for session in forgotten {
        // Some wait for the day from which a machine may score them, and come up here when it has come.
        if crate::assess::may_score(app, session).await? {
            due.push(session);
        }
    }
    if due.is_empty() {
        return Ok(());
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    for session in due {
        enqueue(app, &tx, &Job::ScoreSession { session }).await?;
    }
    tx.commit().await.doing("Scoring again")
}
