//! Second approvals (第二人批准): what one person asks for and another decides. It decides nothing.

use bole_domain::ids::{CandidateId, SecondApprovalId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A second approval.
    SecondApproval of "second_approval" {
        id: SecondApprovalId,
        /// What needs two people.
        kind: String,
        /// What it is done to, as an identifier.
        subject: String,
        /// The person it is about, whose key seals the reason.
        candidate_id: Option<CandidateId>,
        reason_sealed: Vec<u8>,
        requested_by: StaffId,
        requested_at: Millis,
        expires_at: Millis,
        state: String,
        decided_by: Option<StaffId>,
        decided_at: Option<Millis>,
    }
}

/// The second approvals in scope, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope, limit: i64) -> Result<Vec<SecondApproval>, StoreError> {
    let mut sql = Sql::new(select::<SecondApproval>());
    sql.push(" WHERE 1 = 1");
    scope.restrict_person(&mut sql, "second_approval.candidate_id");
    sql.push(" ORDER BY requested_at DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, SecondApproval::read).await
}

/// The second approval to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: SecondApprovalId) -> Result<Option<SecondApproval>, StoreError> {
    let mut sql = Sql::new(select::<SecondApproval>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict_person(&mut sql, "second_approval.candidate_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, SecondApproval::read).await
}

/// The newest second approval of a kind for a subject in this state.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    from: &impl Reads,
    kind: &str,
    subject: &str,
    state: &str,
) -> Result<Option<SecondApproval>, StoreError> {
    let mut sql = Sql::new(select::<SecondApproval>());
    sql.push(" WHERE kind = ").bind(kind).and("subject =", subject).and("state =", state);
    sql.push(" ORDER BY requested_at DESC, id DESC LIMIT 1");
    from.place().one(sql, SecondApproval::read).await
}

/// Adds a second approval.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, it: &SecondApproval) -> Result<(), StoreError> {
    tx.insert(it).await
}

/// Writes a second approval again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, it: &SecondApproval) -> Result<bool, StoreError> {
    tx.update(it).await
}
