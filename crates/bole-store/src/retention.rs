//! Retention (保留期限): the periods that were set, what is due when, and the going itself. Which class is due at which
//! instant, and what stands against it, is one query per class; what goes is asked again in the transaction in which it goes.

use bole_domain::ids::{CandidateId, StaffId};
use bole_domain::retention::Class;
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

mod clock;
mod going;

pub use going::{Removable, blank_interview, blank_message, blank_report, delete_audit_through, remove};

record! {
    /// A period that somebody set.
    Rule of "retention_rule" {
        /// The class's code.
        class: String,
        days: i64,
        changed_by: StaffId,
        changed_at: Millis,
    }
}

record! {
    /// What went of a class on a day.
    Run of "retention_run" {
        class: String,
        /// The day's beginning.
        day: Millis,
        /// The period on that day.
        days: i64,
        gone: i64,
    }
}

/// How much goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Now.
    pub now: i64,
    /// Until the later instant, now included.
    pub soon: i64,
    /// Kept although its time is over by then.
    pub kept: i64,
}

/// Something with a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its identifier.
    pub key: String,
    /// Whose it is.
    pub candidate_id: Option<CandidateId>,
    /// When its clock began.
    pub began: Millis,
    /// What stands against its going: `held`, `asked`, `interview`, `active`, `hired`.
    pub exempt: Option<String>,
}

/// The periods that were set.
///
/// # Errors
/// When the database does not answer.
pub async fn rules(from: &impl Reads) -> Result<Vec<Rule>, StoreError> {
    from.place().all(Sql::new(select::<Rule>()), Rule::read).await
}

/// Sets a period.
///
/// # Errors
/// When the database does not answer.
pub async fn put(tx: &Tx, rule: &Rule) -> Result<(), StoreError> {
    let mut sql = crate::record::insert(rule);
    sql.push(
        " ON CONFLICT (class) DO UPDATE SET days = excluded.days, changed_by = excluded.changed_by, \
         changed_at = excluded.changed_at",
    );
    tx.execute(sql).await.map(drop)
}

/// What went, newest day first.
///
/// # Errors
/// When the database does not answer.
pub async fn runs(from: &impl Reads, limit: i64) -> Result<Vec<Run>, StoreError> {
    let mut sql = Sql::new(select::<Run>());
    sql.push(" ORDER BY day DESC, class LIMIT ").bind(limit);
    from.place().all(sql, Run::read).await
}

/// Adds to what went on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn add_run(tx: &Tx, run: &Run) -> Result<(), StoreError> {
    let mut sql = crate::record::insert(run);
    sql.push(" ON CONFLICT (class, day) DO UPDATE SET gone = retention_run.gone + excluded.gone, days = excluded.days");
    tx.execute(sql).await.map(drop)
}

/// How much of a class goes whose clock began before one instant, or before a later one.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(
    from: &impl Reads,
    class: Class,
    now: Millis,
    due: Millis,
    soon: Millis,
) -> Result<Counts, StoreError> {
    let Some(rows) = clock::rows(class, now) else { return Ok(Counts::default()) };
    let sql = Sql::new(format!(
        "SELECT COUNT(CASE WHEN r.began <= $1 AND r.exempt IS NULL THEN 1 END), \
         COUNT(CASE WHEN r.exempt IS NULL THEN 1 END), COUNT(CASE WHEN r.exempt IS NOT NULL THEN 1 END) \
         FROM ({rows}) AS r WHERE r.began <= $2"
    ));
    let read = |row: &mut Cells<'_>| Ok(Counts { now: row.next()?, soon: row.next()?, kept: row.next()? });
    Ok(from.place().one(sql.with([due.value(), soon.value()]), read).await?.unwrap_or_default())
}

/// What of a class goes before an instant, the oldest first; with what is kept where `with_exempt` says so.
///
/// # Errors
/// When the database does not answer.
pub async fn due(
    from: &impl Reads,
    scope: &Scope,
    class: Class,
    now: Millis,
    before: Millis,
    with_exempt: bool,
    limit: i64,
) -> Result<Vec<Due>, StoreError> {
    let Some(rows) = clock::rows(class, now) else { return Ok(Vec::new()) };
    let mut sql =
        Sql::new(format!("SELECT r.key, r.candidate_id, r.began, r.exempt FROM ({rows}) AS r WHERE r.began <= "));
    sql.bind(before.value());
    if !with_exempt {
        sql.push(" AND r.exempt IS NULL");
    }
    if class.is_of_people() {
        scope.restrict_person(&mut sql, "r.candidate_id");
    }
    sql.push(" ORDER BY r.began, r.key LIMIT ").bind(limit);
    from.place().all(sql, read_due).await
}

/// One of a class, as its clock stands.
///
/// # Errors
/// When the database does not answer.
pub async fn one(from: &impl Reads, class: Class, now: Millis, key: &str) -> Result<Option<Due>, StoreError> {
    let Some(rows) = clock::rows(class, now) else { return Ok(None) };
    let mut sql =
        Sql::new(format!("SELECT r.key, r.candidate_id, r.began, r.exempt FROM ({rows}) AS r WHERE r.key = "));
    sql.bind(key);
    from.place().one(sql, read_due).await
}

fn read_due(row: &mut Cells<'_>) -> Result<Due, StoreError> {
    Ok(Due { key: row.next()?, candidate_id: row.next()?, began: row.next()?, exempt: row.next()? })
}

/// How far the trail reaches back: its first number, and the newest signed head at or before an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn trail_before(from: &impl Reads, instant: Millis) -> Result<(i64, i64), StoreError> {
    let sql = Sql::new(
        "SELECT COALESCE((SELECT MIN(seq) FROM audit_record), 0), \
         COALESCE((SELECT MAX(c.seq) FROM audit_checkpoint c WHERE c.at <= $1), 0)",
    );
    let read = |row: &mut Cells<'_>| Ok((row.next()?, row.next()?));
    Ok(from.place().one(sql.with([instant.value()]), read).await?.unwrap_or((0, 0)))
}

/// The first signed head at or after a number, so that a part of the trail ends at a signature.
///
/// # Errors
/// When the database does not answer.
pub async fn head_from(from: &impl Reads, seq: i64) -> Result<Option<i64>, StoreError> {
    let sql = Sql::new("SELECT MIN(seq) FROM audit_checkpoint WHERE seq >= $1").with([seq.value()]);
    Ok(from.place().one(sql, |row| row.next::<Option<i64>>()).await?.flatten())
}
