//! The audit trail (审计记录): plain rows written with the deed, numbered and chained later by one sequencer.
//!
//! Rows are added and numbered, never changed or removed.

use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
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
