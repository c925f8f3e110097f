//! Background jobs (后台任务): rows that a use case leaves in its own transaction and a worker performs, at least once.

use bole_domain::ids::JobId;
use bole_domain::time::Millis;
use sea_orm::DbBackend;

use crate::error::StoreError;
use crate::record::{Column as _, Record, columns, record};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

/// After so many attempts a job is given up and stays visible.
pub const GIVEN_UP_AFTER: i64 = 12;

record! {
    /// A job.
    Job of "job" {
        id: JobId,
        kind: String,
        /// JSON.
        payload: String,
        /// At most one job with the same key waits.
        dedupe_key: Option<String>,
        run_at: Millis,
        /// How often it was claimed.
        attempts: i64,
        /// Until when a worker has it for itself.
        claimed_until: Option<Millis>,
        done_at: Option<Millis>,
        last_error: Option<String>,
        created_at: Millis,
    }
}

/// Adds a job; `false` when one with the same key waits already.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, job: &Job) -> Result<bool, StoreError> {
    let mut sql = crate::record::insert(job);
    sql.push(" ON CONFLICT (dedupe_key) DO NOTHING");
    Ok(tx.execute(sql).await? > 0)
}

/// Whether a job is due, so that an idle worker need not begin a transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn is_due(from: &impl Reads, now: Millis) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE done_at IS NULL AND run_at <= $1 \
         AND (claimed_until IS NULL OR claimed_until <= $1) LIMIT 1) AS due",
    );
    Ok(from.place().scalar::<i64>(sql.with([now.value()])).await? > 0)
}

/// Claims up to `limit` due jobs until `until`, earliest first. No two workers get the same one before that.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(tx: &Tx, now: Millis, until: Millis, limit: i64) -> Result<Vec<Job>, StoreError> {
    let lock = if tx.backend() == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = Sql::new(format!(
        "UPDATE job SET claimed_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM job \
         WHERE done_at IS NULL AND run_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1) \
         ORDER BY run_at, id LIMIT $3{lock}) RETURNING {}",
        columns::<Job>("")
    ));
    let mut jobs = tx.place().all(sql.with([now.value(), until.value(), limit.value()]), Job::read).await?;
    jobs.sort_by_key(|job| (job.run_at, job.id));
    Ok(jobs)
}

/// Notes that a job was performed; its key is free again.
///
/// # Errors
/// When the database does not answer.
pub async fn done(tx: &Tx, id: JobId, now: Millis) -> Result<(), StoreError> {
    let sql = Sql::new("UPDATE job SET done_at = $1, claimed_until = NULL, dedupe_key = NULL WHERE id = $2");
    tx.execute(sql.with([now.value(), id.value()])).await.map(drop)
}

/// Puts a job that failed back until `run_at`.
///
/// # Errors
/// When the database does not answer.
pub async fn retry(tx: &Tx, id: JobId, run_at: Millis, error: &str) -> Result<(), StoreError> {
    let sql = Sql::new("UPDATE job SET run_at = $1, claimed_until = NULL, last_error = $2 WHERE id = $3");
    tx.execute(sql.with([run_at.value(), error.to_owned().value(), id.value()])).await.map(drop)
}

/// Gives a job up: it is done, with the error it ended in.
///
/// # Errors
/// When the database does not answer.
pub async fn give_up(tx: &Tx, id: JobId, now: Millis, error: &str) -> Result<(), StoreError> {
    let sql =
        Sql::new("UPDATE job SET done_at = $1, claimed_until = NULL, dedupe_key = NULL, last_error = $2 WHERE id = $3");
    tx.execute(sql.with([now.value(), error.to_owned().value(), id.value()])).await.map(drop)
}

/// Jobs that are not done, earliest first: for tests, the doctor and the operator.
///
/// # Errors
/// When the database does not answer.
pub async fn open(from: &impl Reads, limit: i64) -> Result<Vec<Job>, StoreError> {
    let mut sql = Sql::new(crate::record::select::<Job>());
    sql.push(" WHERE done_at IS NULL ORDER BY run_at, id LIMIT ").bind(limit);
    from.place().all(sql, Job::read).await
}

/// Forgets jobs that were done before `instant`; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_done_before(tx: &Tx, instant: Millis) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM job WHERE done_at < $1").with([instant.value()])).await
}

/// How many jobs there are in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    /// Not done, and not before their time.
    pub due: i64,
    /// For later.
    pub later: i64,
    /// In a worker's hands.
    pub running: i64,
    /// Given up, and not yet forgotten.
    pub given_up: i64,
    /// Since when the one that waits longest has been due.
    pub oldest_due: Option<Millis>,
}

/// How many jobs there are in each state, for the operator.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(from: &impl Reads, now: Millis) -> Result<JobCounts, StoreError> {
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM job WHERE done_at IS NULL AND run_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)), \
         (SELECT COUNT(*) FROM job WHERE done_at IS NULL AND run_at > $1), \
         (SELECT COUNT(*) FROM job WHERE done_at IS NULL AND claimed_until > $1), \
         (SELECT COUNT(*) FROM job WHERE done_at IS NOT NULL AND last_error IS NOT NULL AND attempts >= $2), \
         (SELECT MIN(run_at) FROM job WHERE done_at IS NULL AND run_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1))",
    );
    let read = |row: &mut crate::record::Cells<'_>| {
        Ok(JobCounts {
            due: row.next()?,
            later: row.next()?,
            running: row.next()?,
            given_up: row.next()?,
            oldest_due: row.next()?,
        })
    };
    Ok(from.place().one(sql.with([now.value(), GIVEN_UP_AFTER.value()]), read).await?.unwrap_or_default())
}
