//! Legal holds (法律保留): persons whose data must stay, whatever is asked or due.

use bole_domain::ids::{CandidateId, LegalHoldId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A legal hold.
    LegalHold of "legal_hold" {
        id: LegalHoldId,
        candidate_id: CandidateId,
        reason_sealed: Vec<u8>,
        placed_by: StaffId,
        placed_at: Millis,
        /// The second person.
        confirmed_by: Option<StaffId>,
        confirmed_at: Option<Millis>,
        lifted_by: Option<StaffId>,
        lifted_at: Option<Millis>,
    }
}

/// The holds in scope, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope, limit: i64) -> Result<Vec<LegalHold>, StoreError> {
    let mut sql = Sql::new(select::<LegalHold>());
    sql.push(" WHERE 1 = 1");
    scope.restrict_person(&mut sql, "legal_hold.candidate_id");
    sql.push(" ORDER BY placed_at DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, LegalHold::read).await
}

/// The holds on a person that were not lifted; whether one is in force is the caller's to say.
///
/// # Errors
/// When the database does not answer.
pub async fn of_candidate(from: &impl Reads, id: CandidateId) -> Result<Vec<LegalHold>, StoreError> {
    let mut sql = Sql::new(select::<LegalHold>());
    sql.push(" WHERE candidate_id = ").bind(id.value()).push(" AND lifted_at IS NULL ORDER BY placed_at DESC, id DESC");
    from.place().all(sql, LegalHold::read).await
}

/// The hold to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: LegalHoldId) -> Result<Option<LegalHold>, StoreError> {
    let mut sql = Sql::new(select::<LegalHold>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict_person(&mut sql, "legal_hold.candidate_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, LegalHold::read).await
}

/// Adds a hold.
///
/// # Errors
/// `Reference` when the person does not exist.
pub async fn insert(tx: &Tx, it: &LegalHold) -> Result<(), StoreError> {
    tx.insert(it).await
}

/// Writes a hold again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, it: &LegalHold) -> Result<bool, StoreError> {
    tx.update(it).await
}
