//! Loading a session: its events are folded and what was said is opened, once; then it stays in memory.

use std::sync::Arc;

use bole_domain::ids::{FlowVersionId, SessionId};
use bole_domain::locale::Locale;
use bole_domain::question::Audience;
use bole_domain::script::Script;
use bole_domain::session::{Event, Fact, Session, Stamp};
use bole_store::session::SessionEvent;
use bole_vault::PersonKey;
use serde_json::json;

use super::live::{LiveSession, SharedSession};
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::seal::at;

/// The session, from memory or from its log.
///
/// # Errors
/// `request.not_found`, or when the log cannot be read.
pub async fn load(app: &App, id: SessionId) -> Result<SharedSession, Failure> {
    if let Some(shared) = app.sessions.get(id) {
        return Ok(shared);
    }
    Box::pin(read(app, id)).await
}

async fn read(app: &App, id: SessionId) -> Result<SharedSession, Failure> {
    let row = bole_store::session::get(&app.store, id).await.doing("Loading a session")?;
    let row = row.ok_or_else(Failure::not_found)?;
    let candidate = bole_store::candidate::get(&app.store, row.candidate_id).await.doing("Loading a candidate")?;
    let key = app.open_key(candidate.and_then(|it| it.wrapped_key).as_deref())?;
    let script = script_of(app, row.flow_version_id).await?;
    let events = bole_store::session::events(&app.store, id, 0).await.doing("Loading a session's events")?;
    let mut live = LiveSession {
        id,
        application: row.application_id,
        candidate: row.candidate_id,
        requisition: row.requisition_id,
        department: row.department_id,
        flow_version: row.flow_version_id,
        script,
        key,
        session: Session::default(),
        said: Default::default(),
        asked: Default::default(),
        last_seen_at: row.last_seen_at,
        backlog: 0,
    };
    for stored in events {
        let event = read_event(&stored)?;
        let content = open_content(app, live.key.as_ref(), &stored)?;
        if event.stamp.is_some() {
            live.last_seen_at = live.last_seen_at.max(Some(event.at));
        }
        live.take(&event, content.as_deref());
    }
    Ok(app.sessions.put(id, live))
}

/// The script of a published version, from memory or the database.
///
/// # Errors
/// When there is no such version.
pub async fn script_of(app: &App, id: FlowVersionId) -> Result<Arc<Script>, Failure> {
    if let Some(script) = app.sessions.script(id) {
        return Ok(script);
    }
    let version = bole_store::flow::version(&app.store, id).await.doing("Loading a flow version")?;
    let version = version.ok_or_else(Failure::not_found)?;
    let script: Script = serde_json::from_str(&version.script).doing("Reading a script")?;
    Ok(app.sessions.put_script(id, script))
}

/// An event as the domain knows it.
///
/// # Errors
/// When the stored event is of no known kind.
pub fn read_event(stored: &SessionEvent) -> Result<Event, Failure> {
    let payload: serde_json::Value = serde_json::from_str(&stored.payload).doing("Reading an event")?;
    let tagged = if payload.is_null() {
        json!({ "kind": stored.kind })
    } else {
        json!({ "kind": stored.kind, "payload": payload })
    };
    let fact: Fact = serde_json::from_value(tagged).doing("Reading an event")?;
    let stamp = stored.client_id.clone().zip(stored.client_seq);
    Ok(Event {
        seq: u64::try_from(stored.seq).unwrap_or(0),
        at: stored.at,
        stamp: stamp.map(|(client, seq)| Stamp { client, seq: u64::try_from(seq).unwrap_or(0) }),
        fact,
    })
}

/// What was said in an event; `None` where nothing was, or once the person is erased.
///
/// # Errors
/// When the sealed value was changed.
pub fn open_content(app: &App, key: Option<&PersonKey>, stored: &SessionEvent) -> Result<Option<String>, Failure> {
    let row = content_row(stored.session_id, stored.seq);
    app.unseal_if(key, at("session_event", "content"), &row, stored.content.as_deref())
}

/// The row that a sealed content is bound to.
#[must_use]
pub fn content_row(session: SessionId, seq: i64) -> String {
    format!("{session}/{seq}")
}

/// The code of a kind of candidate in the database.
#[must_use]
pub const fn audience_code(audience: Audience) -> &'static str {
    match audience {
        Audience::Fresh => "fresh",
        Audience::Experienced => "experienced",
    }
}

/// The kind of candidate of a code.
#[must_use]
pub fn audience_of(code: &str) -> Audience {
    if code == "fresh" { Audience::Fresh } else { Audience::Experienced }
}

/// The locale of a stored code.
#[must_use]
pub fn locale_of(code: &str) -> Locale {
    Locale::from_code(code).unwrap_or_default()
}
