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

/// The consent of a person, to be ended in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, candidate: CandidateId, id: Uuid) -> Result<Option<Consent>, StoreError> {
    let mut sql = Sql::new(select::<Consent>());
    sql.push(" WHERE id = ").bind(id.value()).and("candidate_id =", candidate.value()).push(&tx.for_change(""));
    tx.place().one(sql, Consent::read).await
}

/// Ends a person's consents to a purpose, for one application or for all; says how many were given until now.
///
/// # Errors
/// When the database does not answer.
pub async fn withdraw(
    tx: &Tx,
    id: CandidateId,
    application: Option<ApplicationId>,
    purpose: &str,
    now: Millis,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("UPDATE consent SET withdrawn_at = ");
    sql.bind(now.value()).push(" WHERE candidate_id = ").bind(id.value()).and("purpose =", purpose);
    if let Some(application) = application {
        sql.and("application_id =", application.value());
    }
    sql.push(" AND is_given AND withdrawn_at IS NULL");
    tx.execute(sql).await
}

/// Whether a person agrees to a purpose now, for any of their applications.
///
/// # Errors
/// When the database does not answer.
pub async fn is_given(from: &impl Reads, id: CandidateId, purpose: &str) -> Result<bool, StoreError> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM consent WHERE candidate_id = ");
    sql.bind(id.value()).and("purpose =", purpose).push(" AND is_given AND withdrawn_at IS NULL");
    Ok(from.place().scalar::<i64>(sql).await? > 0)
}

/// How many people agree to a purpose now, by the version of the words they read: for the page of the words.
///
/// # Errors
/// When the database does not answer.
pub async fn given_by_version(from: &impl Reads) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let sql = Sql::new(
        "SELECT purpose, text_version, COUNT(DISTINCT candidate_id) FROM consent \
         WHERE is_given AND withdrawn_at IS NULL GROUP BY purpose, text_version ORDER BY purpose, text_version",
    );
    from.place().all(sql, |row| Ok((row.next()?, row.next()?, row.next()?))).await
}
