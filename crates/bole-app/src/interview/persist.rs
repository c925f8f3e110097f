//! Storing what commands led to: drafts through the group-committing writer, changes of status in one transaction with
//! the application's row, the jobs they cause and the audit trail.

use bole_domain::ids::SessionId;
use bole_domain::session::{
    Command, Effect, Fact, NewEvent, Outcome, Phase, Session, Status, Stay, advance, position, retimed,
};
use bole_store::session::{NewEvent as StoredEvent, SessionPatch, Timer};
use bole_store::{Scope, Tx};
use bole_vault::PersonKey;
use serde_json::json;
use tokio::sync::OwnedMutexGuard;

use super::live::LiveSession;
use super::load::content_row;
use super::view::progress_of;
use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::consent::ConsentAnswerBody;
use crate::failure::{Doing as _, Failure};
use crate::job::Job;
use crate::seal::at;

/// What one or more commands lead to.
#[derive(Debug)]
pub struct Change {
    /// The state after them.
    pub session: Session,
    /// The events to store.
    pub events: Vec<NewEvent>,
    /// The work they cause.
    pub effects: Vec<Effect>,
    /// What was answered to the consents.
    pub consent: Option<Vec<ConsentAnswerBody>>,
}

impl Change {
    /// Nothing yet.
    #[must_use]
    pub const fn none(session: Session) -> Self {
        Self { session, events: Vec::new(), effects: Vec::new(), consent: None }
    }

    /// What one command leads to.
    #[must_use]
    pub fn of(outcome: Outcome) -> Self {
        Self { session: outcome.session, events: outcome.events, effects: outcome.effects, consent: None }
    }

    /// One more command.
    pub fn add(&mut self, outcome: Outcome) {
        self.session = outcome.session;
        self.events.extend(outcome.events);
        self.effects.extend(outcome.effects);
    }
}

/// Stores a change and, once it is on disk, takes it over into memory.
///
/// # Errors
/// `storage.unavailable` or `session.changed_meanwhile`; the session in memory is forgotten then, because what is
/// stored is the truth.
pub async fn persist(app: &App, live: &mut LiveSession, change: Change, actor: Actor) -> Result<(), Failure> {
    if change.events.is_empty() {
        return Ok(());
    }
    let doubt = InDoubt::of(app, live.id);
    store(app, live, &change, actor).await?;
    let is_visible = change.session.status != live.session.status
        || change.session.phase != live.session.phase
        || change.events.iter().any(|it| it.event.fact.kind() == "step_entered");
    live.session = change.session;
    for new in &change.events {
        live.remember(&new.event.fact, new.content.as_deref());
    }
    doubt.end();
    if is_visible {
        app.tell(LiveTopic::Sessions);
    }
    Ok(())
}

async fn store(app: &App, live: &LiveSession, change: &Change, actor: Actor) -> Result<(), Failure> {
    let events = seal(app, live.id, live.key.as_ref(), &change.events)?;
    let is_draft = |it: &NewEvent| matches!(it.event.fact, Fact::DraftSaved { .. });
    if change.effects.is_empty() && change.events.iter().all(is_draft) {
        return app.store.append(live.id, events, None).await.doing("Appending drafts");
    }
    let patch = patch(app, live, Some(&live.session), &change.session);
    if change.session.status == live.session.status && change.effects.is_empty() && change.consent.is_none() {
        return app.store.append(live.id, events, Some(patch)).await.doing("Appending events");
    }
    Box::pin(store_status(app, live, change, &events, &patch, actor)).await
}

async fn store_status(
    app: &App,
    live: &LiveSession,
    change: &Change,
    events: &[StoredEvent],
    patch: &SessionPatch,
    actor: Actor,
) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    write(app, &tx, live, change, events, patch, actor).await?;
    tx.commit().await.doing("Storing a change of status")
}

/// Writes events, the application's row, jobs and the audit row in the caller's transaction.
async fn write(
    app: &App,
    tx: &Tx,
    live: &LiveSession,
    change: &Change,
    events: &[StoredEvent],
    patch: &SessionPatch,
    actor: Actor,
) -> Result<(), Failure> {
    bole_store::session::append(tx, live.id, events, patch).await.doing("Appending events")?;
    project(app, tx, live, &change.session).await?;
    if let Some(answers) = &change.consent {
        let (who, locale) = ((live.candidate, live.application), change.session.locale);
        crate::consent::keep(app, tx, who, locale, answers).await?;
    }
    for effect in &change.effects {
        if *effect == Effect::Score {
            crate::job::enqueue(app, tx, &Job::ScoreSession { session: live.id }).await?;
        }
    }
    let last = change.events.last().map_or("", |it| it.event.fact.kind());
    let deed = Deed {
        actor,
        action: "session.status",
        subject: Some(("application", &live.application)),
        params: json!({ "status": change.session.status.code(), "event": last }),
    };
    app.record(tx, deed).await
}

/// While this lives, the database may know more than the memory: a failure or a client that hangs up in the middle makes
/// the session be loaded anew, because what is stored is the truth.
struct InDoubt {
    app: App,
    id: SessionId,
    is_over: bool,
}

impl InDoubt {
    fn of(app: &App, id: SessionId) -> Self {
        Self { app: app.clone(), id, is_over: false }
    }

    fn end(mut self) {
        self.is_over = true;
    }
}

impl Drop for InDoubt {
    fn drop(&mut self) {
        if !self.is_over {
            self.app.sessions.forget(self.id);
        }
    }
}

/// A command under way together with other writes of the same use case. Dropping it undoes everything.
pub struct Acting {
    doubt: InDoubt,
    live: OwnedMutexGuard<LiveSession>,
    change: Change,
    tx: Tx,
}

impl Acting {
    /// Decides a command that no device sent and writes what it leads to, without committing yet.
    ///
    /// # Errors
    /// The session's refusal, `storage.unavailable` or `session.changed_meanwhile`.
    pub async fn begin(app: &App, id: SessionId, command: &Command, actor: Actor) -> Result<Self, Failure> {
        let doubt = InDoubt::of(app, id);
        let live = super::load(app, id).await?.lock_owned().await;
        let change = Change::of(advance(&live.session, &live.script, command, None, app.now())?);
        let events = seal(app, id, live.key.as_ref(), &change.events)?;
        let patch = patch(app, &live, Some(&live.session), &change.session);
        let tx = app.store.begin().await.doing("Beginning")?;
        if !events.is_empty() {
            write(app, &tx, &live, &change, &events, &patch, actor).await?;
        }
        Ok(Self { doubt, live, change, tx })
    }

    /// The transaction, for the use case's other writes.
    #[must_use]
    pub const fn tx(&self) -> &Tx {
        &self.tx
    }

    /// Makes everything permanent.
    ///
    /// # Errors
    /// `storage.unavailable`; nothing was changed then.
    pub async fn commit(self, app: &App) -> Result<(), Failure> {
        let Self { doubt, mut live, change, tx } = self;
        tx.commit().await.doing("Storing a change of status")?;
        for new in &change.events {
            live.remember(&new.event.fact, new.content.as_deref());
        }
        live.session = change.session;
        let id = live.id;
        doubt.end();
        app.tell(LiveTopic::Sessions);
        super::watch::moved(app, id);
        Ok(())
    }
}

/// Brings the application's row in line with its session.
async fn project(app: &App, tx: &Tx, live: &LiveSession, after: &Session) -> Result<(), Failure> {
    let found = bole_store::application::for_change(tx, &Scope::All, live.application).await;
    let Some(mut application) = found.doing("Loading an application")? else { return Ok(()) };
    // An older session of the same application does not speak for it any more.
    if application.session_id.is_some_and(|it| it != live.id) {
        return Ok(());
    }
    application.session_id = Some(live.id);
    application.session_status = Some(after.status.code().to_owned());
    application.updated_at = app.now();
    if after.status != Status::PendingReview {
        application.review_needed = false;
    } else if after.is_appealed {
        application.review_needed = true;
    }
    bole_store::application::update(tx, &application).await.doing("Updating an application")?;
    let ends_invitation = matches!(after.status, Status::PendingReview | Status::Reviewed);
    if ends_invitation {
        crate::invitation::finish(tx, live.id).await?;
    }
    Ok(())
}

/// Stores the first event of a new session.
///
/// # Errors
/// When the database refuses.
pub async fn insert_invited(
    app: &App,
    tx: &Tx,
    row: &bole_store::session::Session,
    outcome: &Outcome,
) -> Result<(), Failure> {
    bole_store::session::insert(tx, row).await.doing("Adding a session")?;
    let events = seal(app, row.id, None, &outcome.events)?;
    let patch = SessionPatch {
        status: outcome.session.status.code().to_owned(),
        phase: outcome.session.phase.code().to_owned(),
        current_step: None,
        step_entered_at: None,
        step_number: 0,
        step_count: row.step_count,
        lease_client: None,
        last_seen_at: None,
        backlog: 0,
        started_at: None,
        finished_at: None,
        expires_at: row.expires_at,
        timer: None,
    };
    bole_store::session::append(tx, row.id, &events, &patch).await.doing("Appending events")
}

/// An event as the store keeps it, without content.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn event_of(new: &NewEvent) -> Result<StoredEvent, Failure> {
    let event = &new.event;
    let mut tagged = serde_json::to_value(&event.fact).doing("Writing an event")?;
    let payload = tagged.get_mut("payload").map_or(serde_json::Value::Null, serde_json::Value::take);
    let signed = |it: u64| i64::try_from(it).unwrap_or(i64::MAX);
    Ok(StoredEvent {
        seq: signed(event.seq),
        at: event.at,
        kind: event.fact.kind().to_owned(),
        step: event.fact.step().map(str::to_owned),
        payload: payload.to_string(),
        content: None,
        client: event.stamp.as_ref().map(|it| (it.client.clone(), signed(it.seq))),
    })
}

/// Events as the store keeps them, with what was said sealed.
pub(crate) fn seal(
    app: &App,
    id: SessionId,
    key: Option<&PersonKey>,
    events: &[NewEvent],
) -> Result<Vec<StoredEvent>, Failure> {
    let mut sealed = Vec::with_capacity(events.len());
    for new in events {
        let mut event = event_of(new)?;
        if let Some(content) = &new.content {
            let key = key.ok_or_else(|| Failure::refuse(bole_domain::rejection::Kind::Gone, "interview.erased"))?;
            let row = content_row(id, event.seq);
            event.content = Some(app.seal(key, at("session_event", "content"), &row, content)?);
        }
        sealed.push(event);
    }
    Ok(sealed)
}

/// The timer to store after a change, if it is another one.
fn timer(app: &App, live: &LiveSession, before: Option<&Session>, after: &Session) -> Option<Timer> {
    let before = before.and_then(|it| Stay::of(it, &live.script));
    let now_there = Stay::of(after, &live.script);
    let timer = retimed(before.as_ref(), now_there.as_ref(), app.stay_limit_ms(), after.last_event_at, app.now())?;
    Some(Timer { entered_seq: i64::try_from(timer.entered_seq).unwrap_or(i64::MAX), due_at: timer.due_at })
}

/// What the session's row says after the events; without a state before them, everything is told anew.
pub(crate) fn patch(app: &App, live: &LiveSession, before: Option<&Session>, after: &Session) -> SessionPatch {
    let here = position(after, &live.script);
    let slot = here.slot().filter(|_| matches!(after.phase, Phase::Running | Phase::Left));
    let progress = progress_of(after, &live.script);
    let entered_at = slot.as_ref().and_then(|it| after.slots.get(it)).and_then(|it| it.entered_at);
    let number = if after.phase == Phase::Finished { progress.done } else { progress.done + u32::from(slot.is_some()) };
    SessionPatch {
        status: after.status.code().to_owned(),
        phase: after.phase.code().to_owned(),
        current_step: slot,
        step_entered_at: entered_at,
        step_number: i64::from(number.min(progress.total.max(progress.done))),
        step_count: i64::from(progress.total),
        lease_client: after.lease.clone(),
        last_seen_at: live.last_seen_at.or(Some(after.last_event_at)),
        backlog: i64::from(live.backlog),
        started_at: after.started_at,
        finished_at: after.finished_at,
        expires_at: after.expires_at,
        timer: timer(app, live, before, after),
    }
}
