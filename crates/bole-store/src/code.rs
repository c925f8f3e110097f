//! One-time codes for candidates, and the sessions they open. Codes and tokens are kept as hashes only.

use bole_domain::ids::{ApplicationId, CandidateId, InvitationId};
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A code that was asked for.
    CodeRequest of "code_request" {
        id: Uuid,
        /// `None` for a contact that does not belong to the link; the answer is the same.
        invitation_id: Option<InvitationId>,
        contact_index: String,
        ip_hash: String,
        code_hash: String,
        tries: i64,
        created_at: Millis,
        expires_at: Millis,
        used_at: Option<Millis>,
    }
}

record! {
    /// A signed-in candidate.
    CandidateSession of "candidate_session" {
        token_hash: String,
        candidate_id: CandidateId,
        application_id: ApplicationId,
        invitation_id: InvitationId,
        created_at: Millis,
        last_seen_at: Millis,
        expires_at: Millis,
        revoked_at: Option<Millis>,
    }
}

/// Adds a request.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, request: &CodeRequest) -> Result<(), StoreError> {
    tx.insert(request).await
}

/// The request of an id, to be tried in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, id: Uuid) -> Result<Option<CodeRequest>, StoreError> {
    let mut sql = Sql::new(select::<CodeRequest>());
    sql.push(" WHERE id = ").bind(id.value()).push(&tx.for_change(""));
    tx.place().one(sql, CodeRequest::read).await
}

/// Writes a request again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, request: &CodeRequest) -> Result<bool, StoreError> {
    tx.update(request).await
}

/// When codes for this contact were asked for since `since`, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn asked_for(from: &impl Reads, contact_index: &str, since: Millis) -> Result<Vec<Millis>, StoreError> {
    let mut sql = Sql::new("SELECT created_at FROM code_request WHERE contact_index = ");
    sql.bind(contact_index).and("created_at >=", since.value()).push(" ORDER BY created_at DESC LIMIT 1000");
    from.place().all(sql, |row| row.next()).await
}

/// When codes were asked for from this address since `since`, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn asked_from(from: &impl Reads, ip_hash: &str, since: Millis) -> Result<Vec<Millis>, StoreError> {
    let mut sql = Sql::new("SELECT created_at FROM code_request WHERE ip_hash = ");
    sql.bind(ip_hash).and("created_at >=", since.value()).push(" ORDER BY created_at DESC LIMIT 1000");
    from.place().all(sql, |row| row.next()).await
}

/// How often codes for this contact were tried since `since`.
///
/// # Errors
/// When the database does not answer.
pub async fn tries(from: &impl Reads, contact_index: &str, since: Millis) -> Result<i64, StoreError> {
    let mut sql = Sql::new("SELECT CAST(COALESCE(SUM(tries), 0) AS BIGINT) FROM code_request WHERE contact_index = ");
    sql.bind(contact_index).and("created_at >=", since.value());
    from.place().scalar(sql).await
}

/// Forgets requests from before `instant`; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_before(tx: &Tx, instant: Millis) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM code_request WHERE created_at < $1").with([instant.value()])).await
}

/// Adds a candidate's session.
///
/// # Errors
/// When the database does not answer.
pub async fn insert_session(tx: &Tx, session: &CandidateSession) -> Result<(), StoreError> {
    tx.insert(session).await
}

/// The candidate's session of a token.
///
/// # Errors
/// When the database does not answer.
pub async fn session(from: &impl Reads, token_hash: &str) -> Result<Option<CandidateSession>, StoreError> {
    let mut sql = Sql::new(select::<CandidateSession>());
    sql.push(" WHERE token_hash = ").bind(token_hash);
    from.place().one(sql, CandidateSession::read).await
}

/// Notes when a candidate's session was last used.
///
/// # Errors
/// When the database does not answer.
pub async fn touch_session(tx: &Tx, token_hash: &str, now: Millis) -> Result<(), StoreError> {
    let mut sql = Sql::new("UPDATE candidate_session SET last_seen_at = ");
    sql.bind(now.value()).push(" WHERE token_hash = ").bind(token_hash);
    tx.execute(sql).await.map(drop)
}

/// Ends a candidate's session.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke_session(tx: &Tx, token_hash: &str, now: Millis) -> Result<(), StoreError> {
    let mut sql = Sql::new("UPDATE candidate_session SET revoked_at = ");
    sql.bind(now.value()).push(" WHERE revoked_at IS NULL AND token_hash = ").bind(token_hash);
    tx.execute(sql).await.map(drop)
}

/// Ends all sessions that an invitation opened; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke_sessions_of(tx: &Tx, invitation: InvitationId, now: Millis) -> Result<u64, StoreError> {
    let mut sql = Sql::new("UPDATE candidate_session SET revoked_at = ");
    sql.bind(now.value()).push(" WHERE revoked_at IS NULL AND invitation_id = ").bind(invitation.value());
    tx.execute(sql).await
}

/// Forgets candidates' sessions that ended before `instant`; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_sessions_before(tx: &Tx, instant: Millis) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM candidate_session WHERE expires_at < $1").with([instant.value()])).await
}
