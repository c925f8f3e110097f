//! Reviews (复核): the queue, what reviewers marked, opened and changed, what was released, who appealed.

use bole_domain::ids::{ApplicationId, RequisitionId, SessionId, StaffId};
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

mod queue;

pub use queue::{Waiting, queue};

record! {
    /// A reviewer's own mark, made before the machine's was shown.
    Mark of "mark" {
        session_id: SessionId,
        staff_id: StaffId,
        dimension: String,
        /// 1–5.
        level: i64,
        at: Millis,
    }
}

record! {
    /// That a reviewer opened the evidence of a dimension.
    EvidenceView of "evidence_view" {
        session_id: SessionId,
        staff_id: StaffId,
        dimension: String,
        at: Millis,
    }
}

record! {
    /// A score changed by a reviewer; the newest of a dimension counts.
    Adjustment of "adjustment" {
        id: Uuid,
        session_id: SessionId,
        dimension: String,
        score: f64,
        reason_sealed: Vec<u8>,
        staff_id: StaffId,
        at: Millis,
    }
}

record! {
    /// A released result.
    Release of "release" {
        session_id: SessionId,
        application_id: ApplicationId,
        requisition_id: RequisitionId,
        outcome: String,
        total: Option<f64>,
        reason_sealed: Option<Vec<u8>>,
        note_sealed: Option<Vec<u8>>,
        /// Until when an open outcome will be decided.
        decide_by: Option<Millis>,
        staff_id: StaffId,
        at: Millis,
    }
}

record! {
    /// A candidate's appeal.
    Appeal of "appeal" {
        session_id: SessionId,
        application_id: ApplicationId,
        reason_sealed: Vec<u8>,
        at: Millis,
        answered_at: Option<Millis>,
    }
}

/// The marks of a session, of all reviewers.
///
/// # Errors
/// When the database does not answer.
pub async fn marks(from: &impl Reads, session: SessionId) -> Result<Vec<Mark>, StoreError> {
    of_session(from, session, "staff_id, dimension").await
}

/// Writes a mark, new or again.
///
/// # Errors
/// `Reference` when the session or the reviewer does not exist.
pub async fn put_mark(tx: &Tx, mark: &Mark) -> Result<(), StoreError> {
    let sql = Sql::new(
        "INSERT INTO mark (session_id, staff_id, dimension, level, at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (session_id, staff_id, dimension) DO UPDATE SET level = excluded.level, at = excluded.at",
    );
    tx.execute(sql.with(mark.values())).await.map(drop)
}

/// What evidence of a session was opened, by all reviewers.
///
/// # Errors
/// When the database does not answer.
pub async fn evidence_views(from: &impl Reads, session: SessionId) -> Result<Vec<EvidenceView>, StoreError> {
    of_session(from, session, "staff_id, dimension").await
}

/// Notes that evidence was opened; the first time counts.
///
/// # Errors
/// `Reference` when the session or the reviewer does not exist.
pub async fn put_evidence_view(tx: &Tx, view: &EvidenceView) -> Result<(), StoreError> {
    let sql = Sql::new(
        "INSERT INTO evidence_view (session_id, staff_id, dimension, at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (session_id, staff_id, dimension) DO NOTHING",
    );
    tx.execute(sql.with(view.values())).await.map(drop)
}

/// The adjustments of a session, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn adjustments(from: &impl Reads, session: SessionId) -> Result<Vec<Adjustment>, StoreError> {
    of_session(from, session, "at, id").await
}

/// Adds an adjustment.
///
/// # Errors
/// `Reference` when the session or the reviewer does not exist.
pub async fn insert_adjustment(tx: &Tx, adjustment: &Adjustment) -> Result<(), StoreError> {
    tx.insert(adjustment).await
}

/// The released result of a session.
///
/// # Errors
/// When the database does not answer.
pub async fn release(from: &impl Reads, session: SessionId) -> Result<Option<Release>, StoreError> {
    let mut sql = Sql::new(select::<Release>());
    sql.push(" WHERE session_id = ").bind(session.value());
    from.place().one(sql, Release::read).await
}

/// Writes a released result, in the place of an older one when an appeal led to another.
///
/// # Errors
/// `Reference` when the session or the reviewer does not exist.
pub async fn put_release(tx: &Tx, release: &Release) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM release WHERE session_id = $1").with([release.session_id.value()])).await?;
    tx.insert(release).await
}

/// The released totals of a requisition, lowest first: the norm group of its percentiles.
///
/// # Errors
/// When the database does not answer.
pub async fn released_totals(from: &impl Reads, requisition: RequisitionId) -> Result<Vec<f64>, StoreError> {
    let mut sql = Sql::new("SELECT total FROM release WHERE total IS NOT NULL AND requisition_id = ");
    sql.bind(requisition.value()).push(" ORDER BY total");
    from.place().all(sql, |row| row.next()).await
}

/// The appeal of a session.
///
/// # Errors
/// When the database does not answer.
pub async fn appeal(from: &impl Reads, session: SessionId) -> Result<Option<Appeal>, StoreError> {
    let mut sql = Sql::new(select::<Appeal>());
    sql.push(" WHERE session_id = ").bind(session.value());
    from.place().one(sql, Appeal::read).await
}

/// Adds an appeal.
///
/// # Errors
/// `Duplicate` when the session has one.
pub async fn insert_appeal(tx: &Tx, appeal: &Appeal) -> Result<(), StoreError> {
    tx.insert(appeal).await
}

/// Notes that an appeal was answered; says whether one was open.
///
/// # Errors
/// When the database does not answer.
pub async fn answer_appeal(tx: &Tx, session: SessionId, now: Millis) -> Result<bool, StoreError> {
    let sql = Sql::new("UPDATE appeal SET answered_at = $1 WHERE session_id = $2 AND answered_at IS NULL");
    Ok(tx.execute(sql.with([now.value(), session.value()])).await? > 0)
}

async fn of_session<T: Record>(from: &impl Reads, session: SessionId, order: &str) -> Result<Vec<T>, StoreError> {
    let mut sql = Sql::new(select::<T>());
    sql.push(" WHERE session_id = ").bind(session.value()).push(" ORDER BY ").push(order);
    from.place().all(sql, T::read).await
}
