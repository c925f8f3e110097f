//! New contact data (联系方式变更) that waits for the code sent there.

use bole_domain::ids::CandidateId;
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads as _, Tx};

record! {
    /// A change that waits; its identifier is that of its code.
    ContactChange of "contact_change" {
        id: Uuid,
        candidate_id: CandidateId,
        /// `phone` or `email`.
        field: String,
        value_sealed: Vec<u8>,
        created_at: Millis,
    }
}

/// Adds a change.
///
/// # Errors
/// `Reference` when the person does not exist.
pub async fn insert(tx: &Tx, it: &ContactChange) -> Result<(), StoreError> {
    tx.insert(it).await
}

/// The change of a person, to be made in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, candidate: CandidateId, id: Uuid) -> Result<Option<ContactChange>, StoreError> {
    let mut sql = Sql::new(select::<ContactChange>());
    sql.push(" WHERE id = ").bind(id.value()).and("candidate_id =", candidate.value()).push(&tx.for_change(""));
    tx.place().one(sql, ContactChange::read).await
}

/// Forgets changes from before `instant`; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_before(tx: &Tx, instant: Millis) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM contact_change WHERE created_at < $1").with([instant.value()])).await
}
