//! How staff get in: sessions, one-time links, recovery codes. Only hashes of what is secret.

use bole_domain::ids::{DepartmentId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A signed-in account.
    StaffSession of "staff_session" {
        token_hash: String,
        staff_id: StaffId,
        created_at: Millis,
        last_seen_at: Millis,
        expires_at: Millis,
        revoked_at: Option<Millis>,
        /// The browser it was opened with, in two words.
        device: Option<String>,
        /// The role its super admin looks at the console as.
        view_as_role: Option<String>,
        view_as_department_id: Option<DepartmentId>,
    }
}

record! {
    /// A one-time link to set up, activate or reset an account.
    Enrolment of "enrolment" {
        token_hash: String,
        /// `setup`, `activation`, `reset`.
        kind: String,
        /// `None` for the set-up of the first account.
        staff_id: Option<StaffId>,
        /// The secret shown to the person, kept until it is confirmed.
        totp_sealed: Option<Vec<u8>>,
        created_at: Millis,
        expires_at: Millis,
        used_at: Option<Millis>,
    }
}

record! {
    /// A recovery code; each works once.
    RecoveryCode of "recovery_code" {
        staff_id: StaffId,
        code_hash: String,
        used_at: Option<Millis>,
    }
}

/// Adds a session.
///
/// # Errors
/// When the database does not answer.
pub async fn insert_session(tx: &Tx, session: &StaffSession) -> Result<(), StoreError> {
    tx.insert(session).await
}

/// The session of a token.
///
/// # Errors
/// When the database does not answer.
pub async fn session(from: &impl Reads, token_hash: &str) -> Result<Option<StaffSession>, StoreError> {
    let mut sql = Sql::new(select::<StaffSession>());
    sql.push(" WHERE token_hash = ").bind(token_hash);
    from.place().one(sql, StaffSession::read).await
}

/// The sessions of an account that are open at `now`, last used first.
///
/// # Errors
/// When the database does not answer.
pub async fn sessions_of(from: &impl Reads, staff: StaffId, now: Millis) -> Result<Vec<StaffSession>, StoreError> {
    let mut sql = Sql::new(select::<StaffSession>());
    sql.push(" WHERE revoked_at IS NULL").and("staff_id =", staff.value()).and("expires_at >", now.value());
    sql.push(" ORDER BY last_seen_at DESC, token_hash");
    from.place().all(sql, StaffSession::read).await
}

/// Writes a session again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update_session(tx: &Tx, session: &StaffSession) -> Result<bool, StoreError> {
    tx.update(session).await
}

/// Notes when a session was last used.
///
/// # Errors
/// When the database does not answer.
pub async fn touch_session(tx: &Tx, token_hash: &str, now: Millis) -> Result<(), StoreError> {
    let mut sql = Sql::new("UPDATE staff_session SET last_seen_at = ");
    sql.bind(now.value()).push(" WHERE token_hash = ").bind(token_hash);
    tx.execute(sql).await.map(drop)
}

/// Ends a session.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke_session(tx: &Tx, token_hash: &str, now: Millis) -> Result<(), StoreError> {
    let mut sql = Sql::new("UPDATE staff_session SET revoked_at = ");
    sql.bind(now.value()).push(" WHERE revoked_at IS NULL AND token_hash = ").bind(token_hash);
    tx.execute(sql).await.map(drop)
}

/// Ends all sessions of an account; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke_sessions_of(tx: &Tx, staff: StaffId, now: Millis) -> Result<u64, StoreError> {
    let mut sql = Sql::new("UPDATE staff_session SET revoked_at = ");
    sql.bind(now.value()).push(" WHERE revoked_at IS NULL AND staff_id = ").bind(staff.value());
    tx.execute(sql).await
}

/// Forgets sessions that ended before `instant`; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_sessions_before(tx: &Tx, instant: Millis) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM staff_session WHERE expires_at < $1").with([instant.value()])).await
}

/// Adds a link; older unused links of the same account and kind stop working.
///
/// # Errors
/// When the database does not answer.
pub async fn insert_enrolment(tx: &Tx, enrolment: &Enrolment) -> Result<(), StoreError> {
    let mut sql = Sql::new("DELETE FROM enrolment WHERE used_at IS NULL AND kind = ");
    sql.bind(enrolment.kind.clone()).push(" AND COALESCE(staff_id, '') = ");
    sql.bind(enrolment.staff_id.map_or_else(String::new, |id| id.to_string()));
    tx.execute(sql).await?;
    tx.insert(enrolment).await
}

/// The link of a token.
///
/// # Errors
/// When the database does not answer.
pub async fn enrolment(from: &impl Reads, token_hash: &str) -> Result<Option<Enrolment>, StoreError> {
    let mut sql = Sql::new(select::<Enrolment>());
    sql.push(" WHERE token_hash = ").bind(token_hash);
    from.place().one(sql, Enrolment::read).await
}

/// Writes a link again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update_enrolment(tx: &Tx, enrolment: &Enrolment) -> Result<bool, StoreError> {
    tx.update(enrolment).await
}

/// Uses a link up; `false` when it was used before or has expired.
///
/// # Errors
/// When the database does not answer.
pub async fn use_enrolment(tx: &Tx, token_hash: &str, now: Millis) -> Result<bool, StoreError> {
    let sql =
        Sql::new("UPDATE enrolment SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $1");
    Ok(tx.execute(sql.with([now.value(), token_hash.to_owned().value()])).await? > 0)
}

/// Gives an account new recovery codes; the old ones stop working.
///
/// # Errors
/// `Reference` when the account does not exist.
pub async fn replace_recovery_codes(tx: &Tx, staff: StaffId, code_hashes: &[String]) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM recovery_code WHERE staff_id = $1").with([staff.value()])).await?;
    for code_hash in code_hashes {
        tx.insert(&RecoveryCode { staff_id: staff, code_hash: code_hash.clone(), used_at: None }).await?;
    }
    Ok(())
}

/// Uses a recovery code up; `false` when there is none or it was used before.
///
/// # Errors
/// When the database does not answer.
pub async fn use_recovery_code(tx: &Tx, staff: StaffId, code_hash: &str, now: Millis) -> Result<bool, StoreError> {
    let sql =
        Sql::new("UPDATE recovery_code SET used_at = $1 WHERE staff_id = $2 AND code_hash = $3 AND used_at IS NULL");
    Ok(tx.execute(sql.with([now.value(), staff.value(), code_hash.to_owned().value()])).await? > 0)
}
