//! Erasing a person (删除): the key, the look-ups and every sealed value go; events, audit rows and counts stay.
//!
//! It must name every place that holds something of a person. Rows stay where other rows or counts stand on them.

use bole_domain::ids::{CandidateId, SessionId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::Column as _;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

const APPLICATIONS: &str = "(SELECT id FROM application WHERE candidate_id = $1)";
const SESSIONS: &str = "(SELECT id FROM interview_session WHERE candidate_id = $1)";

/// The sessions of a person, so that they leave the memory too.
///
/// # Errors
/// When the database does not answer.
pub async fn sessions(from: &impl Reads, id: CandidateId) -> Result<Vec<SessionId>, StoreError> {
    let sql = Sql::new("SELECT id FROM interview_session WHERE candidate_id = $1 ORDER BY id").with([id.value()]);
    from.place().all(sql, |row| row.next()).await
}

/// The names of a person's files.
///
/// # Errors
/// When the database does not answer.
pub async fn files(from: &impl Reads, id: CandidateId) -> Result<Vec<String>, StoreError> {
    let sql = Sql::new(format!("SELECT blob_name FROM document WHERE {} ORDER BY id", documents()));
    from.place().all(sql.with([id.value()]), |row| row.next()).await
}

/// Persons who were erased, in order: for comparing with the ledger.
///
/// # Errors
/// When the database does not answer.
pub async fn erased(from: &impl Reads) -> Result<Vec<(CandidateId, Millis)>, StoreError> {
    let sql = Sql::new("SELECT id, erased_at FROM candidate WHERE erased_at IS NOT NULL ORDER BY erased_at, id");
    from.place().all(sql, |row| Ok((row.next()?, row.next()?))).await
}

/// Destroys what the database knows of a person; says whether there is such a person. Done twice, it changes nothing more.
///
/// # Errors
/// When the database does not answer; then nothing may be committed.
pub async fn destroy(tx: &Tx, id: CandidateId, now: Millis) -> Result<bool, StoreError> {
    for text in removals() {
        tx.execute(Sql::new(text).with([id.value()])).await?;
    }
    // Kept answers to requests may name anybody, and live for a day at most.
    tx.execute(Sql::new("DELETE FROM idempotency")).await?;
    let nothing: Vec<u8> = Vec::new();
    for text in blanks() {
        tx.execute(Sql::new(text).with([id.value(), nothing.value()])).await?;
    }
    let person = Sql::new(
        "UPDATE candidate SET wrapped_key = NULL, name_sealed = $2, phone_sealed = NULL, email_sealed = NULL, \
         phone_index = NULL, email_index = NULL, updated_at = $3, erased_at = COALESCE(erased_at, $3) WHERE id = $1",
    );
    Ok(tx.execute(person.with([id.value(), nothing.value(), now.value()])).await? > 0)
}

/// A person's documents, and the same files uploaded before anybody said whose they are.
fn documents() -> String {
    let own = format!("(candidate_id = $1 OR application_id IN {APPLICATIONS})");
    format!(
        "({own} OR candidate_id IS NULL AND application_id IS NULL \
         AND content_index IN (SELECT content_index FROM document WHERE {own}))"
    )
}

/// What goes as a whole, or loses a value that may be missing.
fn removals() -> Vec<String> {
    vec![
        format!("DELETE FROM document WHERE {}", documents()),
        format!("DELETE FROM remark WHERE application_id IN {APPLICATIONS}"),
        "DELETE FROM place WHERE kind = 'candidate' AND subject = $1".to_owned(),
        "DELETE FROM demographic WHERE candidate_id = $1".to_owned(),
        "DELETE FROM code_request WHERE id IN (SELECT id FROM contact_change WHERE candidate_id = $1)".to_owned(),
        "DELETE FROM contact_change WHERE candidate_id = $1".to_owned(),
        "DELETE FROM candidate_session WHERE candidate_id = $1".to_owned(),
        format!(
            "DELETE FROM code_request WHERE invitation_id IN \
             (SELECT id FROM invitation WHERE application_id IN {APPLICATIONS})"
        ),
        // A job that sends a code carries the keyed hashes of what was typed.
        "DELETE FROM job WHERE kind = 'send_code' AND EXISTS (SELECT 1 FROM application a \
         WHERE a.candidate_id = $1 AND job.payload LIKE '%' || a.id || '%')"
            .to_owned(),
        format!("UPDATE session_event SET content = NULL WHERE session_id IN {SESSIONS}"),
        format!("UPDATE release SET reason_sealed = NULL, note_sealed = NULL WHERE session_id IN {SESSIONS}"),
        format!(
            "UPDATE invitation SET status = 'withdrawn', reason = 'erased' \
             WHERE application_id IN {APPLICATIONS} AND status IN ('open', 'expired')"
        ),
        "UPDATE application SET stage = 'withdrawn' WHERE candidate_id = $1 \
         AND stage NOT IN ('hired', 'pool', 'rejected', 'withdrawn')"
            .to_owned(),
        format!("DELETE FROM application_tag WHERE application_id IN {APPLICATIONS}"),
        "UPDATE application SET review_needed = FALSE WHERE candidate_id = $1".to_owned(),
    ]
}

/// What stays as a row whose sealed values are empty from now on; `$2` is nothing.
fn blanks() -> Vec<String> {
    vec![
        format!("UPDATE assessment SET assessment_sealed = $2, receipt_sealed = $2 WHERE session_id IN {SESSIONS}"),
        format!("UPDATE adjustment SET reason_sealed = $2 WHERE session_id IN {SESSIONS}"),
        format!("UPDATE appeal SET reason_sealed = $2 WHERE session_id IN {SESSIONS}"),
        format!(
            "UPDATE message SET recipient_sealed = $2, subject_sealed = $2, body_sealed = $2, fields_sealed = NULL, \
             last_error = CASE WHEN status = 'sent' THEN last_error ELSE 'message.erased' END, \
             status = CASE WHEN status = 'sent' THEN status ELSE 'failed' END \
             WHERE candidate_id = $1 OR application_id IN {APPLICATIONS}"
        ),
        "UPDATE second_approval SET reason_sealed = $2 WHERE candidate_id = $1".to_owned(),
        "UPDATE privacy_request SET words_sealed = $2, answer_sealed = $2 WHERE candidate_id = $1".to_owned(),
        "UPDATE legal_hold SET reason_sealed = $2 WHERE candidate_id = $1".to_owned(),
    ]
}
