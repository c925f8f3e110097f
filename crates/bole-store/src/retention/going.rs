//! What goes: values are emptied where other rows stand on their row, the rest is deleted.

use bole_domain::ids::{MessageId, SessionId};

use crate::error::StoreError;
use crate::record::Column as _;
use crate::sql::Sql;
use crate::store::{Reads as _, Tx};

/// Empties what was said in an interview; the events stay.
///
/// # Errors
/// When the database does not answer.
pub async fn blank_interview(tx: &Tx, id: SessionId) -> Result<(), StoreError> {
    let sql = Sql::new("UPDATE session_event SET content = NULL WHERE session_id = $1").with([id.value()]);
    tx.execute(sql).await.map(drop)
}

/// Empties what a released report says; outcome, scores and receipt's digest stay.
///
/// # Errors
/// When the database does not answer.
pub async fn blank_report(tx: &Tx, id: SessionId) -> Result<(), StoreError> {
    let nothing: Vec<u8> = Vec::new();
    for text in [
        "UPDATE assessment SET assessment_sealed = $2, receipt_sealed = $2 WHERE session_id = $1",
        "UPDATE adjustment SET reason_sealed = $2 WHERE session_id = $1",
        "UPDATE appeal SET reason_sealed = $2 WHERE session_id = $1",
    ] {
        tx.execute(Sql::new(text).with([id.value(), nothing.value()])).await?;
    }
    let release = Sql::new("UPDATE release SET reason_sealed = NULL, note_sealed = NULL WHERE session_id = $1");
    tx.execute(release.with([id.value()])).await.map(drop)
}

/// Empties a message's words and address; that it was sent stays. One that was never sent will not be any more.
///
/// # Errors
/// When the database does not answer.
pub async fn blank_message(tx: &Tx, id: MessageId) -> Result<(), StoreError> {
    let nothing: Vec<u8> = Vec::new();
    let sql = Sql::new(
        "UPDATE message SET recipient_sealed = $2, subject_sealed = $2, body_sealed = $2, fields_sealed = NULL, \
         status = CASE WHEN status = 'held' THEN 'dropped' ELSE status END WHERE id = $1",
    );
    tx.execute(sql.with([id.value(), nothing.value()])).await.map(drop)
}

/// Deletes rows by their first column.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(tx: &Tx, table: Removable, keys: &[String]) -> Result<u64, StoreError> {
    let (table, column) = match table {
        Removable::Documents => ("document", "id"),
        Removable::StaffSessions => ("staff_session", "token_hash"),
        Removable::Jobs => ("job", "id"),
    };
    let mut sql = Sql::new(format!("DELETE FROM {table} WHERE 1 = 1"));
    sql.and_in(tx.place().backend(), column, keys);
    tx.execute(sql).await
}

/// Tables whose rows go as a whole.
#[derive(Debug, Clone, Copy)]
pub enum Removable {
    /// Documents; their files go first.
    Documents,
    /// Sign-ins of staff.
    StaffSessions,
    /// Background work that is done.
    Jobs,
}

/// Deletes the trail up to a signed head, which stays as what the rest is chained to; gives how many records went.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_audit_through(tx: &Tx, seq: i64) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM audit_checkpoint WHERE seq < $1").with([seq.value()])).await?;
    tx.execute(Sql::new("DELETE FROM audit_record WHERE seq <= $1").with([seq.value()])).await
}
