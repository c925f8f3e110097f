//! Answers that were given, by the key the client chose for its request, so that a repetition gets the same one.

use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// An answer that was given.
    Answered of "idempotency" {
        /// Who asked.
        actor: String,
        /// The key the client chose.
        idempotency_key: String,
        /// What was asked for.
        operation: String,
        /// The answer's status.
        status: i64,
        /// The answer.
        body: String,
        created_at: Millis,
    }
}

/// The answer that `actor` was given for `key`.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, actor: &str, key: &str) -> Result<Option<Answered>, StoreError> {
    let mut sql = Sql::new(select::<Answered>());
    sql.push(" WHERE actor = ").bind(actor).and("idempotency_key =", key);
    from.place().one(sql, Answered::read).await
}

/// Keeps an answer.
///
/// # Errors
/// `Duplicate` when the same request was answered meanwhile.
pub async fn put(tx: &Tx, answered: &Answered) -> Result<(), StoreError> {
    tx.insert(answered).await
}

/// Forgets answers that were given before `instant`; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_before(tx: &Tx, instant: Millis) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM idempotency WHERE created_at < $1").with([instant.value()])).await
}
