//! The one row about this deployment: whose it is and its keys, wrapped. It never holds an unwrapped key.

use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// The deployment. There is at most one row, with `id` 1.
    Deployment of "deployment" {
        /// Always 1.
        id: i64,
        company_name: String,
        /// The deployment's key under the root key.
        wrapped_key: String,
        /// The fingerprint of the root key that opens it.
        key_check: String,
        /// The private key of the audit trail and the receipts.
        signing_sealed: Vec<u8>,
        signing_public: Vec<u8>,
        created_at: Millis,
    }
}

/// The deployment; `None` before the database was first used.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads) -> Result<Option<Deployment>, StoreError> {
    from.place().one(Sql::new(select::<Deployment>()), Deployment::read).await
}

/// Writes the deployment's row.
///
/// # Errors
/// `Duplicate` when it exists.
pub async fn insert(tx: &Tx, deployment: &Deployment) -> Result<(), StoreError> {
    tx.insert(deployment).await
}

/// Changes the deployment's row; says whether there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, deployment: &Deployment) -> Result<bool, StoreError> {
    tx.update(deployment).await
}
