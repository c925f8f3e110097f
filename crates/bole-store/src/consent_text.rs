//! The words of consents (同意文本) that the company wrote: drafts, and published versions that never change.

use bole_domain::ids::StaffId;
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// Words of a consent.
    ConsentText of "consent_text" {
        id: Uuid,
        purpose: String,
        /// `None` for the draft.
        version: Option<i64>,
        title_zh: String,
        title_en: String,
        text_zh: String,
        text_en: String,
        updated_at: Millis,
        updated_by: StaffId,
        published_at: Option<Millis>,
    }
}

/// All words, by purpose, newest version first; drafts are among them.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads) -> Result<Vec<ConsentText>, StoreError> {
    let mut sql = Sql::new(select::<ConsentText>());
    sql.push(" ORDER BY purpose, COALESCE(version, 9000000) DESC");
    from.place().all(sql, ConsentText::read).await
}

/// The draft of a purpose, to be changed in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn draft_for_change(tx: &Tx, purpose: &str) -> Result<Option<ConsentText>, StoreError> {
    let mut sql = Sql::new(select::<ConsentText>());
    sql.push(" WHERE version IS NULL").and("purpose =", purpose).push(&tx.for_change(""));
    tx.place().one(sql, ConsentText::read).await
}

/// Adds words.
///
/// # Errors
/// `Duplicate` when there is a draft or such a version already.
pub async fn insert(tx: &Tx, it: &ConsentText) -> Result<(), StoreError> {
    tx.insert(it).await
}

/// Writes a draft again, or publishes it; says whether it exists.
///
/// # Errors
/// `Duplicate` when somebody published the same version meanwhile.
pub async fn update(tx: &Tx, it: &ConsentText) -> Result<bool, StoreError> {
    tx.update(it).await
}

/// Drops a draft; says whether there was one.
///
/// # Errors
/// When the database does not answer.
pub async fn drop_draft(tx: &Tx, purpose: &str) -> Result<bool, StoreError> {
    let mut sql = Sql::new("DELETE FROM consent_text WHERE version IS NULL");
    sql.and("purpose =", purpose);
    Ok(tx.execute(sql).await? > 0)
}
