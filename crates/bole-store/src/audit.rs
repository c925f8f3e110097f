//! The audit trail (审计记录): plain rows written with the deed, numbered and chained later by one sequencer.
//!
//! Rows are added and numbered, never changed or removed.

use bole_domain::ids::{ApplicationId, CandidateId};
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::page::{Cursor, Page, bounded, signed};
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// An audit row.
    AuditRecord of "audit_record" {
        /// Sorts by time.
        id: Uuid,
        at: Millis,
        /// `staff`, `candidate`, `system`.
        actor_kind: String,
        actor_id: Option<String>,
        action: String,
        subject_kind: Option<String>,
        subject_id: Option<String>,
        /// JSON, without personal data.
        params: String,
        /// Its place in the chain; `None` until the sequencer has passed.
        seq: Option<i64>,
        /// The chain's head after it.
        hash: Option<Vec<u8>>,
    }
}

record! {
    /// A signed head of the chain.
    Checkpoint of "audit_checkpoint" {
        seq: i64,
        head: Vec<u8>,
        signature: Vec<u8>,
        at: Millis,
    }
}

/// Writes an audit row.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, record: &AuditRecord) -> Result<(), StoreError> {
    tx.insert(record).await
}

/// Rows without a number, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn unsequenced(from: &impl Reads, limit: i64) -> Result<Vec<AuditRecord>, StoreError> {
    let mut sql = Sql::new(select::<AuditRecord>());
    sql.push(" WHERE seq IS NULL ORDER BY id LIMIT ").bind(limit);
    from.place().all(sql, AuditRecord::read).await
}

/// The row with the highest number: the end of the chain.
///
/// # Errors
/// When the database does not answer.
pub async fn last(from: &impl Reads) -> Result<Option<AuditRecord>, StoreError> {
    let mut sql = Sql::new(select::<AuditRecord>());
    sql.push(" WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1");
    from.place().one(sql, AuditRecord::read).await
}

/// When the newest row was written; a clock that is behind it was set back.
///
/// # Errors
/// When the database does not answer.
pub async fn newest_at(from: &impl Reads) -> Result<Option<Millis>, StoreError> {
    from.place().scalar::<Option<Millis>>(Sql::new("SELECT MAX(at) FROM audit_record")).await
}

/// Numbers rows: id, number, hash. A row that has a number keeps it, which is an error here.
///
/// # Errors
/// `Duplicate` when a number is taken, `Broken` when a row is missing or numbered.
pub async fn assign(tx: &Tx, numbered: &[(Uuid, i64, Vec<u8>)]) -> Result<(), StoreError> {
    for chunk in numbered.chunks(200) {
        let mut sql = Sql::new("UPDATE audit_record AS a SET seq = v.column2, hash = v.column3 FROM (VALUES ");
        for (index, (id, seq, hash)) in chunk.iter().enumerate() {
            sql.push(if index > 0 { ",(" } else { "(" });
            sql.bind(id.value()).push(",").bind(*seq).push(",").bind(hash.clone()).push(")");
        }
        sql.push(") AS v WHERE a.id = v.column1 AND a.seq IS NULL");
        if tx.execute(sql).await? != u64::try_from(chunk.len()).unwrap_or(u64::MAX) {
            return Err(StoreError::Broken("an audit row is missing or already numbered".to_owned()));
        }
    }
    Ok(())
}

/// Numbered rows after `after`, in order, at most `limit`: for verifying.
///
/// # Errors
/// When the database does not answer.
pub async fn range(from: &impl Reads, after: i64, limit: i64) -> Result<Vec<AuditRecord>, StoreError> {
    let mut sql = Sql::new(select::<AuditRecord>());
    sql.push(" WHERE seq > ").bind(after).push(" ORDER BY seq LIMIT ").bind(limit);
    from.place().all(sql, AuditRecord::read).await
}

/// Numbered rows before `before`, newest first, at most `limit`: for the page that shows the trail.
///
/// # Errors
/// When the database does not answer.
pub async fn recent(from: &impl Reads, before: Option<i64>, limit: i64) -> Result<Vec<AuditRecord>, StoreError> {
    let mut sql = Sql::new(select::<AuditRecord>());
    sql.push(" WHERE seq < ").bind(before.unwrap_or(i64::MAX)).push(" ORDER BY seq DESC LIMIT ").bind(limit);
    from.place().all(sql, AuditRecord::read).await
}

/// What was done to a subject, oldest first, numbered or not.
///
/// # Errors
/// When the database does not answer.
pub async fn of_subject(from: &impl Reads, kind: &str, id: &str) -> Result<Vec<AuditRecord>, StoreError> {
    let mut sql = Sql::new(select::<AuditRecord>());
    sql.push(" WHERE subject_kind = ").bind(kind).and("subject_id =", id).push(" ORDER BY at, id LIMIT 1000");
    from.place().all(sql, AuditRecord::read).await
}

/// How often a member of staff did this since `instant`.
///
/// # Errors
/// When the database does not answer.
pub async fn count_since(from: &impl Reads, actor: &str, action: &str, instant: Millis) -> Result<i64, StoreError> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM audit_record WHERE actor_id = ");
    sql.bind(actor).and("action =", action).and("at >=", instant.value());
    from.place().scalar(sql).await
}

/// The newest rows of an action, numbered or not.
///
/// # Errors
/// When the database does not answer.
pub async fn of_action(from: &impl Reads, action: &str, limit: i64) -> Result<Vec<AuditRecord>, StoreError> {
    let mut sql = Sql::new(select::<AuditRecord>());
    sql.push(" WHERE action = ").bind(action).push(" ORDER BY at DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, AuditRecord::read).await
}

/// Adds a signed head.
///
/// # Errors
/// `Duplicate` when the number has one.
pub async fn insert_checkpoint(tx: &Tx, checkpoint: &Checkpoint) -> Result<(), StoreError> {
    tx.insert(checkpoint).await
}

/// The signed heads after `after`, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn checkpoints(from: &impl Reads, after: i64, limit: i64) -> Result<Vec<Checkpoint>, StoreError> {
    let mut sql = Sql::new(select::<Checkpoint>());
    sql.push(" WHERE seq > ").bind(after).push(" ORDER BY seq LIMIT ").bind(limit);
    from.place().all(sql, Checkpoint::read).await
}

/// The newest signed head.
///
/// # Errors
/// When the database does not answer.
pub async fn last_checkpoint(from: &impl Reads) -> Result<Option<Checkpoint>, StoreError> {
    let mut sql = Sql::new(select::<Checkpoint>());
    sql.push(" ORDER BY seq DESC LIMIT 1");
    from.place().one(sql, Checkpoint::read).await
}

/// A deed about an interview with what a list shows beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedDeed {
    /// The row.
    pub record: AuditRecord,
    /// The application.
    pub application_id: ApplicationId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The person's key; `None` once erased.
    pub wrapped_key: Option<Vec<u8>>,
    /// The person's name.
    pub name_sealed: Vec<u8>,
}

/// What is done from the monitor. The index of the same deeds repeats this text.
const MONITOR_DEEDS: &str = "action IN ('session.extend', 'session.reopen', 'session.resync', 'alert.acknowledge')";

/// What was done from the monitor to interviews in scope, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_monitor(
    from: &impl Reads,
    scope: &Scope,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page<ListedDeed>, StoreError> {
    let limit = bounded(limit);
    let mut sql = Sql::new(format!(
        "SELECT {}, p.id, c.id, c.wrapped_key, c.name_sealed FROM audit_record a \
         JOIN application p ON p.id = a.subject_id JOIN candidate c ON c.id = p.candidate_id \
         WHERE a.{MONITOR_DEEDS} AND a.subject_kind = 'application'",
        columns::<AuditRecord>("a")
    ));
    scope.restrict_application(&mut sql, "p.department_id", "p.id");
    if let Some(after) = after {
        let (at, id) = (after.instant(), after.id.clone());
        sql.push(" AND (a.at < ").bind(at).push(" OR (a.at = ").bind(at).push(" AND a.id < ").bind(id).push("))");
    }
    sql.push(" ORDER BY a.at DESC, a.id DESC LIMIT ").bind(signed(limit + 1)?);
    let read = |row: &mut Cells<'_>| {
        Ok(ListedDeed {
            record: AuditRecord::read(row)?,
            application_id: row.next()?,
            candidate_id: row.next()?,
            wrapped_key: row.next()?,
            name_sealed: row.next()?,
        })
    };
    let items = from.place().all(sql, read).await?;
    Ok(Page::cut(items, limit, |it| Cursor::at(it.record.at.0, it.record.id)))
}
