//! Interview sessions (面试): the log of events, which is the truth, and the row beside it that is derived from it.

use bole_domain::ids::{ApplicationId, CandidateId, DepartmentId, FlowVersionId, RequisitionId, SessionId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

mod append;

pub(crate) use append::{Entry, Prepared, check, prepare, write};
pub use append::{NewEvent, SessionPatch, Timer, append};

record! {
    /// An interview session. Everything from `status` to `expires_at` is derived from the events.
    Session of "interview_session" {
        id: SessionId,
        application_id: ApplicationId,
        candidate_id: CandidateId,
        requisition_id: RequisitionId,
        department_id: DepartmentId,
        /// The version it is pinned to.
        flow_version_id: FlowVersionId,
        locale: String,
        audience: String,
        status: String,
        phase: String,
        current_step: Option<String>,
        step_entered_at: Option<Millis>,
        /// Which step it is, from 1; 0 before the first.
        step_number: i64,
        step_count: i64,
        /// The number of the newest event that changed this row; 0 without events. Drafts come after it.
        last_seq: i64,
        /// When that was.
        last_event_at: Millis,
        /// The device that may write.
        lease_client: Option<String>,
        last_seen_at: Option<Millis>,
        /// Writes the device has not sent yet.
        backlog: i64,
        started_at: Option<Millis>,
        finished_at: Option<Millis>,
        expires_at: Millis,
        is_demo: bool,
        created_at: Millis,
        /// The number of the event that showed the step the candidate is in; 0 in none.
        stay_seq: i64,
        /// When that stay reaches its limit; `None` while its time does not count.
        stay_due_at: Option<Millis>,
    }
}

record! {
    /// An event of the log.
    SessionEvent of "session_event" {
        session_id: SessionId,
        /// From 1, without gaps.
        seq: i64,
        at: Millis,
        kind: String,
        step: Option<String>,
        /// JSON, the state-bearing part.
        payload: String,
        /// What a person said, sealed; `None` where nothing was said.
        content: Option<Vec<u8>>,
        client_id: Option<String>,
        client_seq: Option<i64>,
    }
}

/// A session with the names that a list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The session.
    pub session: Session,
    /// The person's key; `None` once erased.
    pub wrapped_key: Option<Vec<u8>>,
    /// The person's name.
    pub name_sealed: Vec<u8>,
    /// The requisition's title.
    pub requisition_title: String,
}

/// What a heartbeat says.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// The session.
    pub session_id: SessionId,
    /// When the device was heard of.
    pub last_seen_at: Millis,
    /// Writes the device has not sent yet.
    pub backlog: i64,
}

fn listed() -> String {
    let columns = columns::<Session>("s");
    format!(
        "SELECT {columns}, c.wrapped_key, c.name_sealed, r.title FROM interview_session s \
         JOIN candidate c ON c.id = s.candidate_id JOIN requisition r ON r.id = s.requisition_id"
    )
}

fn read_listed(row: &mut Cells<'_>) -> Result<Listed, StoreError> {
    Ok(Listed {
        session: Session::read(row)?,
        wrapped_key: row.next()?,
        name_sealed: row.next()?,
        requisition_title: row.next()?,
    })
}

/// The interviews in scope that go on now, longest running first.
///
/// # Errors
/// When the database does not answer.
pub async fn running(from: &impl Reads, scope: &Scope) -> Result<Vec<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.push(" WHERE s.status = 'interviewing'");
    scope.restrict_application(&mut sql, "s.department_id", "s.application_id");
    sql.push(" ORDER BY s.started_at, s.id LIMIT 5000");
    from.place().all(sql, read_listed).await
}

/// The interviews in scope that ended incomplete since an instant, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn ended_incomplete(from: &impl Reads, scope: &Scope, since: Millis) -> Result<Vec<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.push(" WHERE s.status = 'incomplete'").and("s.finished_at >=", since.value());
    scope.restrict_application(&mut sql, "s.department_id", "s.application_id");
    sql.push(" ORDER BY s.finished_at DESC, s.id DESC LIMIT 1000");
    from.place().all(sql, read_listed).await
}

/// How many interviews in scope stand around those that go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Around {
    /// Invited, and the link was not opened yet.
    pub invited: i64,
    /// Opened and not begun.
    pub opened: i64,
    /// Completed since the given instant.
    pub finished: i64,
    /// Ended incomplete since the given instant.
    pub incomplete: i64,
}

/// Counts what stands around the interviews that go on.
///
/// # Errors
/// When the database does not answer.
pub async fn around(
    from: &impl Reads,
    scope: &Scope,
    finished_since: Millis,
    incomplete_since: Millis,
) -> Result<Around, StoreError> {
    let mut sql = Sql::new(
        "SELECT COUNT(CASE WHEN s.status = 'invited' AND s.lease_client IS NULL THEN 1 END), \
         COUNT(CASE WHEN s.status = 'invited' AND s.lease_client IS NOT NULL THEN 1 END), \
         COUNT(CASE WHEN s.status IN ('pending_review', 'reviewed') AND s.finished_at >= $1 THEN 1 END), \
         COUNT(CASE WHEN s.status = 'incomplete' AND s.finished_at >= $2 THEN 1 END) FROM interview_session s \
         WHERE s.status <> 'interviewing'",
    )
    .with([finished_since.value(), incomplete_since.value()]);
    scope.restrict_application(&mut sql, "s.department_id", "s.application_id");
    let read = |row: &mut Cells<'_>| {
        Ok(Around { invited: row.next()?, opened: row.next()?, finished: row.next()?, incomplete: row.next()? })
    };
    Ok(from.place().one(sql, read).await?.unwrap_or_default())
}

/// The session with names, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: SessionId) -> Result<Option<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.push(" WHERE s.id = ").bind(id.value());
    scope.restrict_application(&mut sql, "s.department_id", "s.application_id");
    from.place().one(sql, read_listed).await
}

/// The session of an id, whatever its branch: for the candidate and for rules.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: SessionId) -> Result<Option<Session>, StoreError> {
    let mut sql = Sql::new(select::<Session>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Session::read).await
}

/// The session to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: SessionId) -> Result<Option<Session>, StoreError> {
    let mut sql = Sql::new(select::<Session>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "department_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Session::read).await
}

/// The sessions of an application, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_application(from: &impl Reads, application: ApplicationId) -> Result<Vec<Session>, StoreError> {
    let mut sql = Sql::new(select::<Session>());
    sql.push(" WHERE application_id = ").bind(application.value()).push(" ORDER BY created_at DESC, id DESC");
    from.place().all(sql, Session::read).await
}

/// Sessions that may need repair, in order of id after `after`: those under way, and unfinished ones whose window has
/// closed by `now`. What the reconciling job looks at.
///
/// # Errors
/// When the database does not answer.
pub async fn unfinished(
    from: &impl Reads,
    after: Option<SessionId>,
    now: Millis,
    limit: i64,
) -> Result<Vec<Session>, StoreError> {
    let mut sql = Sql::new(select::<Session>());
    sql.push(" WHERE status IN ('invited', 'interviewing') AND (phase = 'running' OR expires_at < ");
    sql.bind(now.value()).push(")");
    if let Some(after) = after {
        sql.and("id >", after.value());
    }
    sql.push(" ORDER BY id LIMIT ").bind(limit);
    from.place().all(sql, Session::read).await
}

/// Sessions that ended before `instant` and have no assessment: their scoring was lost.
///
/// # Errors
/// When the database does not answer.
pub async fn unscored(from: &impl Reads, instant: Millis, limit: i64) -> Result<Vec<SessionId>, StoreError> {
    let mut sql = Sql::new(
        "SELECT s.id FROM interview_session s JOIN candidate c ON c.id = s.candidate_id AND c.wrapped_key IS NOT NULL \
         LEFT JOIN assessment m ON m.session_id = s.id WHERE s.status = 'pending_review' AND m.id IS NULL",
    );
    sql.and("s.finished_at <", instant.value()).push(" ORDER BY s.id LIMIT ").bind(limit);
    from.place().all(sql, |row| row.next()).await
}

/// The events of a session after number `after`, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn events(from: &impl Reads, session: SessionId, after: i64) -> Result<Vec<SessionEvent>, StoreError> {
    let mut sql = Sql::new(select::<SessionEvent>());
    sql.push(" WHERE session_id = ").bind(session.value()).and("seq >", after).push(" ORDER BY seq");
    from.place().all(sql, SessionEvent::read).await
}

/// Adds a session without events: `last_seq` is 0.
///
/// # Errors
/// `Reference` when what it belongs to does not exist.
pub async fn insert(tx: &Tx, session: &Session) -> Result<(), StoreError> {
    tx.insert(session).await
}

/// Notes when devices were heard of; these are no events, and older sightings change nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn sighted(tx: &Tx, sightings: &[Sighting]) -> Result<(), StoreError> {
    for chunk in sightings.chunks(200) {
        let mut sql =
            Sql::new("UPDATE interview_session AS s SET last_seen_at = v.column2, backlog = v.column3 FROM (VALUES ");
        for (index, sighting) in chunk.iter().enumerate() {
            sql.push(if index > 0 { ",(" } else { "(" });
            sql.bind(sighting.session_id.value()).push(",").bind(sighting.last_seen_at.value());
            sql.push(",").bind(sighting.backlog).push(")");
        }
        sql.push(") AS v WHERE s.id = v.column1 AND COALESCE(s.last_seen_at, 0) < v.column2");
        tx.execute(sql).await?;
    }
    Ok(())
}

/// Brings a session's row in line with its log, its timer aside; says whether it differed.
///
/// # Errors
/// When the database does not answer.
pub async fn mend(tx: &Tx, id: SessionId, patch: &SessionPatch) -> Result<bool, StoreError> {
    let Some(row) = get(tx, id).await? else { return Ok(false) };
    let mended = Session {
        status: patch.status.clone(),
        phase: patch.phase.clone(),
        current_step: patch.current_step.clone(),
        step_entered_at: patch.step_entered_at,
        step_number: patch.step_number,
        step_count: patch.step_count,
        lease_client: patch.lease_client.clone(),
        started_at: patch.started_at,
        finished_at: patch.finished_at,
        expires_at: patch.expires_at,
        ..row.clone()
    };
    if mended == row {
        return Ok(false);
    }
    tx.update(&mended).await
}
