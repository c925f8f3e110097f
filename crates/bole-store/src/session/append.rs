//! Writing events: one INSERT for many sessions at once, and one UPDATE for those whose row says something else now.
//! Who decided the events is not its concern. An event's number is the primary key with its session: whoever decides on a
//! state that has moved on collides there.

use bole_domain::ids::SessionId;
use bole_domain::time::Millis;
use sea_orm::{DbBackend, Value};

use crate::error::{AppendError, StoreError};
use crate::record::Column as _;
use crate::sql::{Sql, value_rows};
use crate::store::{Reads as _, Tx};

/// An event to be appended.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// The number of the event before it plus one.
    pub seq: i64,
    /// Server time.
    pub at: Millis,
    /// What happened.
    pub kind: String,
    /// The step it happened in.
    pub step: Option<String>,
    /// JSON, the state-bearing part.
    pub payload: String,
    /// What a person said, sealed.
    pub content: Option<Vec<u8>>,
    /// The client write it came from: the device and its number.
    pub client: Option<(String, i64)>,
}

/// What the session's row says after the events: all derived columns, written whole. Drafts change none of them, so an
/// autosave comes without.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionPatch {
    /// Column `status`.
    pub status: String,
    /// Column `phase`.
    pub phase: String,
    /// Column `current_step`.
    pub current_step: Option<String>,
    /// Column `step_entered_at`.
    pub step_entered_at: Option<Millis>,
    /// Column `step_number`.
    pub step_number: i64,
    /// Column `step_count`.
    pub step_count: i64,
    /// Column `lease_client`.
    pub lease_client: Option<String>,
    /// Column `last_seen_at`.
    pub last_seen_at: Option<Millis>,
    /// Column `backlog`.
    pub backlog: i64,
    /// Column `started_at`.
    pub started_at: Option<Millis>,
    /// Column `finished_at`.
    pub finished_at: Option<Millis>,
    /// Column `expires_at`.
    pub expires_at: Millis,
    /// Columns `stay_seq` and `stay_due_at`; left as they are when there is none.
    pub timer: Option<Timer>,
}

/// When the stay in a step reaches its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer {
    /// The number of the event that showed the step; 0 when no step is open.
    pub entered_seq: i64,
    /// When; `None` while the time does not count.
    pub due_at: Option<Millis>,
}

/// Appends to one session in the caller's transaction, for use cases that change more than the session.
///
/// # Errors
/// `Conflict` when the session has moved on; the transaction must not be committed then.
pub async fn append(tx: &Tx, session: SessionId, events: &[NewEvent], patch: &SessionPatch) -> Result<(), AppendError> {
    check(events)?;
    match write(tx, prepare(tx.backend(), &[Entry { session, events, patch: Some(patch) }])).await? {
        true => Ok(()),
        false => Err(AppendError::Conflict),
    }
}

/// The events of one session and what they make of its row; nothing where it stays as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) session: SessionId,
    pub(crate) events: &'a [NewEvent],
    pub(crate) patch: Option<&'a SessionPatch>,
}

/// Refuses what is not a run of consecutive events.
pub(crate) fn check(events: &[NewEvent]) -> Result<(), AppendError> {
    let is_run = events.windows(2).all(|pair| pair[0].seq.checked_add(1) == Some(pair[1].seq));
    if is_run && events.first().is_some_and(|first| first.seq >= 1) { Ok(()) } else { Err(AppendError::Malformed) }
}

/// Rows of one statement. Shorter ones are filled up, so that few texts have to be prepared.
const SIZES: [usize; 6] = [1, 2, 4, 8, 16, 32];

const EVENT_COLUMNS: usize = 9;
const STATE_COLUMNS: usize = 18;
const END_COLUMNS: usize = 2;

/// Statements that append to several sessions, ready to run.
pub(crate) struct Prepared {
    /// Each with the number of events that must be there for others to follow.
    ends: Vec<(Sql, u64)>,
    /// Each with the number of rows it must change.
    states: Vec<(Sql, u64)>,
    events: Vec<Sql>,
}

/// Prepares the statements of entries of different sessions.
pub(crate) fn prepare(backend: DbBackend, entries: &[Entry<'_>]) -> Prepared {
    let largest = SIZES[SIZES.len() - 1];
    let following: Vec<(SessionId, i64)> =
        entries.iter().map(|it| (it.session, it.events[0].seq - 1)).filter(|(_, end)| *end > 0).collect();
    let ends = following.chunks(largest).map(|chunk| {
        let mut values = Vec::with_capacity(fitting(chunk.len()) * END_COLUMNS);
        chunk.iter().for_each(|(session, end)| values.extend([session.value(), end.value()]));
        (filled(values, END_COLUMNS, |size| end_text(backend, size)), count(chunk.len()))
    });
    let patched: Vec<(&Entry<'_>, &SessionPatch)> =
        entries.iter().filter_map(|entry| entry.patch.map(|patch| (entry, patch))).collect();
    let states = patched.chunks(largest).map(|chunk| {
        let mut values = Vec::with_capacity(fitting(chunk.len()) * STATE_COLUMNS);
        chunk.iter().for_each(|(entry, patch)| entry.state(patch, &mut values));
        (filled(values, STATE_COLUMNS, |size| state_text(backend, size)), count(chunk.len()))
    });
    let all: Vec<(SessionId, &NewEvent)> =
        entries.iter().flat_map(|entry| entry.events.iter().map(|event| (entry.session, event))).collect();
    let events = all.chunks(largest).map(|chunk| {
        let mut values = Vec::with_capacity(fitting(chunk.len()) * EVENT_COLUMNS);
        chunk.iter().for_each(|(session, event)| event.values(*session, &mut values));
        filled(values, EVENT_COLUMNS, |size| event_text(backend, size))
    });
    Prepared { ends: ends.collect(), states: states.collect(), events: events.collect() }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// Runs the statements; `false` when a session has moved on or is missing, and then nothing may be committed.
pub(crate) async fn write(tx: &Tx, prepared: Prepared) -> Result<bool, StoreError> {
    for (sql, wanted) in prepared.ends {
        let found: Option<i64> = tx.place().one(sql, |row| row.next()).await?;
        if found.and_then(|it| u64::try_from(it).ok()) != Some(wanted) {
            return Ok(false);
        }
    }
    for (sql, rows) in prepared.states {
        if tx.execute(sql).await? != rows {
            return Ok(false);
        }
    }
    for sql in prepared.events {
        match tx.execute(sql).await {
            Err(StoreError::Duplicate(_) | StoreError::Reference(_)) => return Ok(false),
            other => other?,
        };
    }
    Ok(true)
}

impl Entry<'_> {
    fn state(&self, patch: &SessionPatch, values: &mut Vec<Value>) {
        let (first, last) = (&self.events[0], &self.events[self.events.len() - 1]);
        values.extend([
            self.session.value(),
            (first.seq - 1).value(),
            last.seq.value(),
            last.at.value(),
            patch.status.value(),
            patch.phase.value(),
            patch.current_step.value(),
            patch.step_entered_at.value(),
            patch.step_number.value(),
            patch.step_count.value(),
            patch.lease_client.value(),
            patch.last_seen_at.value(),
            patch.backlog.value(),
            patch.started_at.value(),
            patch.finished_at.value(),
            patch.expires_at.value(),
            patch.timer.map(|it| it.entered_seq).value(),
            patch.timer.and_then(|it| it.due_at).value(),
        ]);
    }
}

impl NewEvent {
    fn values(&self, session: SessionId, values: &mut Vec<Value>) {
        values.extend([
            session.value(),
            self.seq.value(),
            self.at.value(),
            self.kind.value(),
            self.step.value(),
            self.payload.value(),
            self.content.value(),
            self.client.as_ref().map(|it| it.0.clone()).value(),
            self.client.as_ref().map(|it| it.1).value(),
        ]);
    }
}

/// The smallest statement that holds `rows`.
fn fitting(rows: usize) -> usize {
    SIZES.into_iter().find(|size| *size >= rows).unwrap_or(SIZES[SIZES.len() - 1])
}

/// The statement of the next size up, with empty rows at its end that keep their columns' types.
fn filled(mut values: Vec<Value>, columns: usize, text: impl Fn(usize) -> String) -> Sql {
    let size = fitting(values.len() / columns);
    for index in values.len()..size * columns {
        let empty = values[index % columns].as_null();
        values.push(empty);
    }
    Sql::new(text(size)).with(values)
}

/// The log has no gaps: what follows an event that is not there is refused.
fn end_text(backend: DbBackend, size: usize) -> String {
    format!(
        "SELECT COUNT(*) FROM {} JOIN session_event AS e ON e.session_id=v.column1 AND e.seq=v.column2",
        value_rows(backend, size, END_COLUMNS)
    )
}

fn state_text(backend: DbBackend, size: usize) -> String {
    format!(
        "UPDATE interview_session AS s SET last_seq=v.column3, last_event_at=v.column4, status=v.column5, \
         phase=v.column6, current_step=v.column7, step_entered_at=v.column8, step_number=v.column9, \
         step_count=v.column10, lease_client=v.column11, last_seen_at=v.column12, backlog=v.column13, \
         started_at=v.column14, finished_at=v.column15, expires_at=v.column16, \
         stay_seq=COALESCE(v.column17, s.stay_seq), \
         stay_due_at=CASE WHEN v.column17 IS NULL THEN s.stay_due_at ELSE v.column18 END FROM {} \
         WHERE s.id=v.column1 AND s.last_seq<=v.column2",
        value_rows(backend, size, STATE_COLUMNS)
    )
}

fn event_text(backend: DbBackend, size: usize) -> String {
    format!(
        "INSERT INTO session_event (session_id, seq, at, kind, step, payload, content, client_id, client_seq) \
         SELECT column1, column2, column3, column4, column5, column6, column7, column8, column9 FROM {} \
         WHERE column1 IS NOT NULL",
        value_rows(backend, size, EVENT_COLUMNS)
    )
}
