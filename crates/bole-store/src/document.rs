//! Uploaded documents (附件): where the sealed bytes are and what was read in them. It never opens a file.

use bole_domain::ids::{ApplicationId, CandidateId, DocumentId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A document.
    Document of "document" {
        id: DocumentId,
        /// `None` until a person is made of it.
        candidate_id: Option<CandidateId>,
        application_id: Option<ApplicationId>,
        /// The key of the document until it has a person.
        wrapped_key: Option<Vec<u8>>,
        /// The name of the sealed bytes.
        blob_name: String,
        /// The keyed hash of the bytes.
        content_index: String,
        file_name_sealed: Vec<u8>,
        /// What sort of file it is.
        kind: String,
        /// Bytes, as uploaded.
        size: i64,
        text_sealed: Vec<u8>,
        profile_sealed: Vec<u8>,
        /// JSON, codes.
        warnings: String,
        uploaded_by: Option<StaffId>,
        is_demo: bool,
        created_at: Millis,
    }
}

/// The document of an id, whatever its branch.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: DocumentId) -> Result<Option<Document>, StoreError> {
    let mut sql = Sql::new(select::<Document>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Document::read).await
}

/// The document, if its application is in scope, or if it has none yet and `uploader` brought it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(
    from: &impl Reads,
    scope: &Scope,
    uploader: StaffId,
    id: DocumentId,
) -> Result<Option<Document>, StoreError> {
    let columns = columns::<Document>("t");
    let mut sql = Sql::new(format!(
        "SELECT {columns} FROM document t LEFT JOIN application a ON a.id = t.application_id WHERE t.id = "
    ));
    sql.bind(id.value()).push(" AND ((t.application_id IS NULL AND t.uploaded_by = ").bind(uploader.value());
    sql.push(") OR (t.application_id IS NOT NULL");
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    sql.push("))");
    from.place().one(sql, Document::read).await
}

/// The documents of an application, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_application(from: &impl Reads, application: ApplicationId) -> Result<Vec<Document>, StoreError> {
    let mut sql = Sql::new(select::<Document>());
    sql.push(" WHERE application_id = ").bind(application.value()).push(" ORDER BY created_at DESC, id DESC");
    from.place().all(sql, Document::read).await
}

/// The documents of a person, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_candidate(from: &impl Reads, candidate: CandidateId) -> Result<Vec<Document>, StoreError> {
    let mut sql = Sql::new(select::<Document>());
    sql.push(" WHERE candidate_id = ").bind(candidate.value()).push(" ORDER BY created_at DESC, id DESC");
    from.place().all(sql, Document::read).await
}

/// The documents in scope with the same bytes that have a person, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn by_content(from: &impl Reads, scope: &Scope, content_index: &str) -> Result<Vec<Document>, StoreError> {
    let columns = columns::<Document>("t");
    let mut sql = Sql::new(format!(
        "SELECT {columns} FROM document t JOIN application a ON a.id = t.application_id WHERE t.content_index = "
    ));
    sql.bind(content_index);
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    sql.push(" AND t.candidate_id IS NOT NULL ORDER BY t.created_at, t.id LIMIT 50");
    from.place().all(sql, Document::read).await
}

/// Documents that never got a person and were uploaded before `instant`, to be thrown away.
///
/// # Errors
/// When the database does not answer.
pub async fn abandoned(from: &impl Reads, instant: Millis, limit: i64) -> Result<Vec<Document>, StoreError> {
    let mut sql = Sql::new(select::<Document>());
    sql.push(" WHERE candidate_id IS NULL").and("created_at <", instant.value());
    sql.push(" ORDER BY created_at LIMIT ").bind(limit);
    from.place().all(sql, Document::read).await
}

/// Adds a document.
///
/// # Errors
/// `Reference` when its person or application does not exist.
pub async fn insert(tx: &Tx, document: &Document) -> Result<(), StoreError> {
    tx.insert(document).await
}

/// Writes a document again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, document: &Document) -> Result<bool, StoreError> {
    tx.update(document).await
}

/// Removes a document's row; says whether there was one. Its bytes are the caller's to remove, after the commit.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(tx: &Tx, id: DocumentId) -> Result<bool, StoreError> {
    Ok(tx.execute(Sql::new("DELETE FROM document WHERE id = $1").with([id.value()])).await? > 0)
}
