//! What the database holds of an interview: its log, its row, the fold of its log, and the application beside it.

use std::collections::BTreeMap;

use anyhow::Context as _;
use bole_app::App;
use bole_app::interview::{LiveSession, load, progress_of};
use bole_app::seal::at;
use bole_domain::session::{Phase, Position, position};
use bole_domain::time::Millis;
use bole_store::Store;
use bole_store::session::{Session, SessionEvent};
use serde_json::Value;

use crate::company::{Invited, done};

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// The client write it came from.
    pub client: Option<(String, u64)>,
    /// The slot it concerns.
    pub slot: Option<String>,
    /// The revision of a text.
    pub revision: Option<u64>,
    /// Whether it is kept as history only.
    pub is_history: bool,
    /// What was said.
    pub text: Option<String>,
}

/// What a session's row says, or ought to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// 已邀请 … 未完成.
    pub status: String,
    /// What the device shows.
    pub phase: String,
    /// The slot to fill.
    pub current_step: Option<String>,
    /// When it was first shown.
    pub step_entered_at: Option<Millis>,
    /// Questions on the way.
    pub step_count: i64,
    /// Who may write.
    pub lease_client: Option<String>,
    /// When it began.
    pub started_at: Option<Millis>,
    /// When it ended.
    pub finished_at: Option<Millis>,
    /// When the window closes.
    pub expires_at: Millis,
}

/// Everything stored about one interview.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// The log.
    pub log: Vec<Entry>,
    /// The row.
    pub row: Standing,
    /// The fold of the log.
    pub folded: Standing,
    /// Whether every question on the way is answered, by the fold.
    pub is_at_end: bool,
    /// Whether the application names this interview as its newest.
    pub is_newest: bool,
    /// The status that the application shows.
    pub application_status: Option<String>,
    /// The newest text of each slot that counts.
    pub said: BTreeMap<String, String>,
}

/// Reads an interview anew, past every cache.
///
/// # Errors
/// When something of it is missing or cannot be opened.
pub async fn read(app: &App, store: &Store, invited: &Invited) -> anyhow::Result<Stored> {
    let row = bole_store::session::get(store, invited.session).await.context("Loading a session")?;
    let row = row.context("A session is gone")?;
    let events = bole_store::session::events(store, invited.session, 0).await.context("Loading events")?;
    let application =
        bole_store::application::get(store, invited.application).await.context("Loading an application")?;
    let application = application.context("An application is gone")?;
    let shared = done("Folding a log", load(app, invited.session).await)?;
    let live = shared.lock().await;
    let log: anyhow::Result<Vec<Entry>> = events.iter().map(|it| entry(app, &live, it)).collect();
    Ok(Stored {
        log: log?,
        row: standing(row),
        folded: folded(&live),
        is_at_end: position(&live.session, &live.script) == Position::End,
        is_newest: application.session_id == Some(invited.session),
        application_status: application.session_status,
        said: live.said.iter().map(|(slot, it)| (slot.clone(), it.text.clone())).collect(),
    })
}

fn entry(app: &App, live: &LiveSession, event: &SessionEvent) -> anyhow::Result<Entry> {
    let payload: Value = serde_json::from_str(&event.payload).context("Reading an event")?;
    let row = format!("{}/{}", event.session_id, event.seq);
    let place = at("session_event", "content");
    let text = done("Opening what was said", app.unseal_if(live.key.as_ref(), place, &row, event.content.as_deref()))?;
    let stamp = event.client_id.clone().zip(event.client_seq);
    Ok(Entry {
        seq: event.seq,
        kind: event.kind.clone(),
        client: stamp.map(|(client, seq)| (client, u64::try_from(seq).unwrap_or(0))),
        slot: payload["slot"].as_str().map(str::to_owned),
        revision: payload["revision"].as_u64(),
        is_history: payload["is_history"].as_bool().unwrap_or(false),
        text,
    })
}

fn standing(row: Session) -> Standing {
    Standing {
        status: row.status,
        phase: row.phase,
        current_step: row.current_step,
        step_entered_at: row.step_entered_at,
        step_count: row.step_count,
        lease_client: row.lease_client,
        started_at: row.started_at,
        finished_at: row.finished_at,
        expires_at: row.expires_at,
    }
}

fn folded(live: &LiveSession) -> Standing {
    let session = &live.session;
    let is_shown = matches!(session.phase, Phase::Running | Phase::Left);
    let slot = position(session, &live.script).slot().filter(|_| is_shown);
    Standing {
        status: session.status.code().to_owned(),
        phase: session.phase.code().to_owned(),
        step_entered_at: slot.as_ref().and_then(|it| session.slots.get(it)).and_then(|it| it.entered_at),
        current_step: slot,
        step_count: i64::from(progress_of(session, &live.script).total),
        lease_client: session.lease.clone(),
        started_at: session.started_at,
        finished_at: session.finished_at,
        expires_at: session.expires_at,
    }
}
