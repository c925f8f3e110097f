//! Privacy requests (隐私请求) of candidates, with the day by which each is answered.

use bole_domain::ids::{ApplicationId, CandidateId, PrivacyRequestId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A privacy request.
    PrivacyRequest of "privacy_request" {
        id: PrivacyRequestId,
        candidate_id: CandidateId,
        /// The application the person was signed in for.
        application_id: ApplicationId,
        kind: String,
        /// What the person wrote.
        words_sealed: Vec<u8>,
        asked_at: Millis,
        due_at: Millis,
        /// `open`, `done`, `refused`.
        state: String,
        /// What the company answered.
        answer_sealed: Vec<u8>,
        answered_by: Option<StaffId>,
        answered_at: Option<Millis>,
    }
}

/// The requests in scope: open ones first, soonest due first, then the answered ones, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope, limit: i64) -> Result<Vec<PrivacyRequest>, StoreError> {
    let mut sql = Sql::new(select::<PrivacyRequest>());
    sql.push(" WHERE 1 = 1");
    scope.restrict_person(&mut sql, "privacy_request.candidate_id");
    sql.push(" ORDER BY CASE WHEN state = 'open' THEN due_at ELSE 9000000000000000 - asked_at END, id LIMIT ");
    sql.bind(limit);
    from.place().all(sql, PrivacyRequest::read).await
}

/// What a person asked for, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_candidate(from: &impl Reads, id: CandidateId) -> Result<Vec<PrivacyRequest>, StoreError> {
    let mut sql = Sql::new(select::<PrivacyRequest>());
    sql.push(" WHERE candidate_id = ").bind(id.value()).push(" ORDER BY asked_at DESC, id DESC LIMIT 100");
    from.place().all(sql, PrivacyRequest::read).await
}

/// The request to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: PrivacyRequestId) -> Result<Option<PrivacyRequest>, StoreError> {
    let mut sql = Sql::new(select::<PrivacyRequest>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict_person(&mut sql, "privacy_request.candidate_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, PrivacyRequest::read).await
}

/// Adds a request.
///
/// # Errors
/// `Reference` when the person does not exist.
pub async fn insert(tx: &Tx, it: &PrivacyRequest) -> Result<(), StoreError> {
    tx.insert(it).await
}

/// Writes a request again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, it: &PrivacyRequest) -> Result<bool, StoreError> {
    tx.update(it).await
}
