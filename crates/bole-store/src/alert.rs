//! Alerts (停留提醒): a candidate stays long in one step. One row per stay, whoever raises it and however often.

use bole_domain::ids::{AlertId, ApplicationId, CandidateId, FlowVersionId, RequisitionId, SessionId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::page::{Cursor, Page, bounded, signed};
use crate::record::{Cells, Column as _, Record, columns, record};
use crate::scope::Scope;
use crate::sql::{Sql, placeholders};
use crate::store::{Reads, Tx};

record! {
    /// An alert.
    Alert of "stay_alert" {
        id: AlertId,
        session_id: SessionId,
        /// The number of the event that showed the step: names the stay.
        entered_seq: i64,
        slot: String,
        entered_at: Millis,
        /// The limit that was passed, with what had been added.
        limit_ms: i64,
        raised_at: Millis,
        acknowledged_by: Option<StaffId>,
        acknowledged_at: Option<Millis>,
        /// When the candidate had moved on or the interview was over.
        resolved_at: Option<Millis>,
    }
}

/// A stay whose limit has passed and for which there is no alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The session.
    pub session_id: SessionId,
    /// Its application.
    pub application_id: ApplicationId,
    /// Names the stay.
    pub entered_seq: i64,
    /// When the limit was reached.
    pub due_at: Millis,
    /// When the device was last heard of, as far as it was written down.
    pub last_heard_at: Millis,
}

/// An alert with what a list shows beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The alert.
    pub alert: Alert,
    /// Whether the candidate is still there.
    pub is_open: bool,
    /// The application.
    pub application_id: ApplicationId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The person's key; `None` once erased.
    pub wrapped_key: Option<Vec<u8>>,
    /// The person's name.
    pub name_sealed: Vec<u8>,
    /// What the interview is held for.
    pub requisition_id: RequisitionId,
    /// Its title.
    pub requisition_title: String,
    /// The version whose script is run.
    pub flow_version_id: FlowVersionId,
}

/// Whether the candidate is still in the step that an alert is about.
const IS_OPEN: &str = "(a.resolved_at IS NULL AND s.stay_seq = a.entered_seq AND s.status = 'interviewing')";

/// Stays over their limit without an alert, the longest first.
///
/// # Errors
/// When the database does not answer.
pub async fn due(from: &impl Reads, now: Millis, limit: i64) -> Result<Vec<Due>, StoreError> {
    let sql = Sql::new(
        "SELECT s.id, s.application_id, s.stay_seq, s.stay_due_at, \
         CASE WHEN COALESCE(s.last_seen_at, 0) > s.last_event_at THEN s.last_seen_at ELSE s.last_event_at END \
         FROM interview_session s WHERE s.stay_due_at <= $1 AND s.status = 'interviewing' AND s.phase = 'running' \
         AND NOT EXISTS (SELECT 1 FROM stay_alert a WHERE a.session_id = s.id AND a.entered_seq = s.stay_seq) \
         ORDER BY s.stay_due_at, s.id LIMIT $2",
    );
    let read = |row: &mut Cells<'_>| {
        Ok(Due {
            session_id: row.next()?,
            application_id: row.next()?,
            entered_seq: row.next()?,
            due_at: row.next()?,
            last_heard_at: row.next()?,
        })
    };
    from.place().all(sql.with([now.value(), limit.value()]), read).await
}

/// Raises an alert if its stay goes on and has none; says whether it was raised. Two callers at once raise one.
///
/// # Errors
/// When the database does not answer.
pub async fn raise(tx: &Tx, alert: &Alert) -> Result<bool, StoreError> {
    let count = Alert::COLUMNS.len();
    let mut sql = Sql::new(format!(
        "INSERT INTO stay_alert ({}) SELECT {} FROM interview_session s WHERE s.id = $2 AND s.stay_seq = $3 \
         AND s.stay_due_at <= $7 AND s.status = 'interviewing'",
        columns::<Alert>(""),
        placeholders(1, count)
    ))
    .with(alert.values());
    sql.push(" ON CONFLICT (session_id, entered_seq) DO NOTHING");
    Ok(tx.execute(sql).await? > 0)
}

/// Whether an alert waits to be marked as resolved, so that an idle worker need not begin a transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn is_any_over(from: &impl Reads) -> Result<bool, StoreError> {
    let sql = Sql::new(format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM stay_alert a JOIN interview_session s ON s.id = a.session_id \
         WHERE a.resolved_at IS NULL AND NOT {IS_OPEN} LIMIT 1) AS over"
    ));
    Ok(from.place().scalar::<i64>(sql).await? > 0)
}

/// Marks alerts as resolved whose candidate has moved on; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve(tx: &Tx, now: Millis) -> Result<u64, StoreError> {
    let sql = Sql::new(format!(
        "UPDATE stay_alert SET resolved_at = $1 WHERE resolved_at IS NULL AND id IN (SELECT a.id FROM stay_alert a \
         JOIN interview_session s ON s.id = a.session_id WHERE a.resolved_at IS NULL AND NOT {IS_OPEN})"
    ));
    tx.execute(sql.with([now.value()])).await
}

/// Notes who has seen an alert; the first one stays. Says whether it was this one.
///
/// # Errors
/// When the database does not answer.
pub async fn acknowledge(tx: &Tx, id: AlertId, by: StaffId, at: Millis) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "UPDATE stay_alert SET acknowledged_by = $1, acknowledged_at = $2 WHERE id = $3 AND acknowledged_at IS NULL",
    );
    Ok(tx.execute(sql.with([by.value(), at.value(), id.value()])).await? > 0)
}

fn listed() -> String {
    format!(
        "SELECT {}, {IS_OPEN}, s.application_id, s.candidate_id, c.wrapped_key, c.name_sealed, s.requisition_id, \
         r.title, s.flow_version_id FROM stay_alert a JOIN interview_session s ON s.id = a.session_id \
         JOIN candidate c ON c.id = s.candidate_id JOIN requisition r ON r.id = s.requisition_id WHERE 1 = 1",
        columns::<Alert>("a")
    )
}

fn read_listed(row: &mut Cells<'_>) -> Result<Listed, StoreError> {
    Ok(Listed {
        alert: Alert::read(row)?,
        is_open: row.next()?,
        application_id: row.next()?,
        candidate_id: row.next()?,
        wrapped_key: row.next()?,
        name_sealed: row.next()?,
        requisition_id: row.next()?,
        requisition_title: row.next()?,
        flow_version_id: row.next()?,
    })
}

/// The alerts in scope, newest first; on request those only whose candidate is still there.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    from: &impl Reads,
    scope: &Scope,
    is_open_only: bool,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page<Listed>, StoreError> {
    let limit = bounded(limit);
    let mut sql = Sql::new(listed());
    scope.restrict_application(&mut sql, "s.department_id", "s.application_id");
    if is_open_only {
        sql.push(" AND ").push(IS_OPEN);
    }
    if let Some(after) = after {
        let (at, id) = (after.instant(), after.id.clone());
        sql.push(" AND (a.raised_at < ").bind(at).push(" OR (a.raised_at = ").bind(at);
        sql.push(" AND a.id < ").bind(id).push("))");
    }
    sql.push(" ORDER BY a.raised_at DESC, a.id DESC LIMIT ").bind(signed(limit + 1)?);
    let items = from.place().all(sql, read_listed).await?;
    Ok(Page::cut(items, limit, |it| Cursor::at(it.alert.raised_at.0, it.alert.id)))
}

/// How many alerts in scope are open, and how many of those nobody has acknowledged.
///
/// # Errors
/// When the database does not answer.
pub async fn count_open(from: &impl Reads, scope: &Scope) -> Result<(i64, i64), StoreError> {
    let mut sql = Sql::new(format!(
        "SELECT COUNT(*), COUNT(CASE WHEN a.acknowledged_at IS NULL THEN 1 END) FROM stay_alert a \
         JOIN interview_session s ON s.id = a.session_id WHERE {IS_OPEN}"
    ));
    scope.restrict_application(&mut sql, "s.department_id", "s.application_id");
    let found = from.place().one(sql, |row| Ok((row.next()?, row.next()?))).await?;
    Ok(found.unwrap_or_default())
}

/// The alert of an id, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: AlertId) -> Result<Option<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.and("a.id =", id.value());
    scope.restrict_application(&mut sql, "s.department_id", "s.application_id");
    from.place().one(sql, read_listed).await
}

/// The alert of the stay a session is in, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn of_session(from: &impl Reads, session: SessionId) -> Result<Option<AlertId>, StoreError> {
    let mut sql = Sql::new(format!(
        "SELECT a.id FROM stay_alert a JOIN interview_session s ON s.id = a.session_id WHERE {IS_OPEN}"
    ));
    sql.and("s.id =", session.value());
    from.place().one(sql, |row| row.next()).await
}

/// Writes the timer of one session outside its log: for sessions from before there were timers, and for repairs.
///
/// # Errors
/// When the database does not answer.
pub async fn arm(tx: &Tx, session: SessionId, entered_seq: i64, due_at: Option<Millis>) -> Result<(), StoreError> {
    let sql = Sql::new("UPDATE interview_session SET stay_seq = $1, stay_due_at = $2 WHERE id = $3");
    tx.execute(sql.with([entered_seq.value(), due_at.value(), session.value()])).await.map(drop)
}

/// Moves all timers by so many milliseconds: another limit, or a clock that was set back.
///
/// # Errors
/// When the database does not answer.
pub async fn shift(tx: &Tx, by_ms: i64) -> Result<u64, StoreError> {
    let sql = Sql::new("UPDATE interview_session SET stay_due_at = stay_due_at + $1 WHERE stay_due_at IS NOT NULL");
    tx.execute(sql.with([by_ms.value()])).await
}

/// Whether any timer runs.
///
/// # Errors
/// When the database does not answer.
pub async fn is_any_armed(from: &impl Reads) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "SELECT COUNT(*) FROM (SELECT 1 FROM interview_session WHERE stay_due_at IS NOT NULL LIMIT 1) AS armed",
    );
    Ok(from.place().scalar::<i64>(sql).await? > 0)
}
