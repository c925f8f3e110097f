//! Consents (同意): what a person agreed to or declined, in which words, and when it ended. Rows are added and ended only.

use bole_domain::ids::{ApplicationId, CandidateId};
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A consent, given or declined.
    Consent of "consent" {
        id: Uuid,
        candidate_id: CandidateId,
        application_id: ApplicationId,
        purpose: String,
        /// The version of the words that were shown.
        text_version: i64,
        /// Their digest.
        text_sha256: String,
        /// The language they were read in.
        locale: String,
        is_given: bool,
        at: Millis,
        /// Withdrawn, or replaced by a later answer.
        withdrawn_at: Option<Millis>,
    }
}

/// The consents in scope, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope, limit: i64) -> Result<Vec<Consent>, StoreError> {
    let mut sql = Sql::new(select::<Consent>());
    sql.push(" WHERE 1 = 1");
    scope.restrict_person(&mut sql, "consent.candidate_id");
    sql.push(" ORDER BY COALESCE(withdrawn_at, at) DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, Consent::read).await
}

/// What a person agreed to or declined, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_candidate(from: &impl Reads, id: CandidateId) -> Result<Vec<Consent>, StoreError> {
    let mut sql = Sql::new(select::<Consent>());
    sql.push(" WHERE candidate_id = ").bind(id.value()).push(" ORDER BY at DESC, id DESC LIMIT 500");
    from.place().all(sql, Consent::read).await
}

/// The newest answer about a purpose for an application.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    from: &impl Reads,
    application: ApplicationId,
    purpose: &str,
) -> Result<Option<Consent>, StoreError> {
    let mut sql = Sql::new(select::<Consent>());
    sql.push(" WHERE application_id = ").bind(application.value()).and("purpose =", purpose);
    sql.push(" ORDER BY at DESC, id DESC LIMIT 1");
    from.place().one(sql, Consent::read).await
}

/// Adds an answer; an earlier one about the same purpose ends with it.
///
/// # Errors
/// `Reference` when the person or the application does not exist.
pub async fn insert(tx: &Tx, it: &Consent) -> Result<(), StoreError> {
    let earlier = Sql::new(
        "UPDATE consent SET withdrawn_at = $1 WHERE application_id = $2 AND purpose = $3 AND withdrawn_at IS NULL",
    );
    tx.execute(earlier.with([it.at.value(), it.application_id.value(), it.purpose.value()])).await?;
    tx.insert(it).await
}

/// Ends every consent of a person to a purpose; says how many were given until now.
///
/// # Errors
/// When the database does not answer.
pub async fn withdraw(tx: &Tx, id: CandidateId, purpose: &str, now: Millis) -> Result<u64, StoreError> {
    let sql = Sql::new(
        "UPDATE consent SET withdrawn_at = $1 WHERE candidate_id = $2 AND purpose = $3 AND is_given \
         AND withdrawn_at IS NULL",
    );
    tx.execute(sql.with([now.value(), id.value(), purpose.to_owned().value()])).await
}
