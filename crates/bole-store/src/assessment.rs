//! Assessments (测评): what the scorer found, sealed, with its signed receipt. One per session, the newest.

use bole_domain::ids::{ApplicationId, AssessmentId, FlowVersionId, SessionId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// An assessment.
    Assessment of "assessment" {
        id: AssessmentId,
        session_id: SessionId,
        application_id: ApplicationId,
        /// The scorer and its version.
        scorer: String,
        /// `None` where nothing was assessable.
        total: Option<f64>,
        confidence: f64,
        /// The proposed outcome.
        proposed: Option<String>,
        /// JSON, why a person must look.
        reasons: String,
        declined_ai: bool,
        assessment_sealed: Vec<u8>,
        receipt_sealed: Vec<u8>,
        receipt_sha256: String,
        receipt_signature: Vec<u8>,
        created_at: Millis,
    }
}

/// The assessment of an id, if its application is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: AssessmentId) -> Result<Option<Assessment>, StoreError> {
    let columns = columns::<Assessment>("m");
    let mut sql = Sql::new(format!(
        "SELECT {columns} FROM assessment m JOIN application a ON a.id = m.application_id WHERE m.id = "
    ));
    sql.bind(id.value());
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    from.place().one(sql, Assessment::read).await
}

/// The assessment of a session.
///
/// # Errors
/// When the database does not answer.
pub async fn of_session(from: &impl Reads, session: SessionId) -> Result<Option<Assessment>, StoreError> {
    let mut sql = Sql::new(select::<Assessment>());
    sql.push(" WHERE session_id = ").bind(session.value());
    from.place().one(sql, Assessment::read).await
}

/// The newest assessment of an application.
///
/// # Errors
/// When the database does not answer.
pub async fn of_application(from: &impl Reads, application: ApplicationId) -> Result<Option<Assessment>, StoreError> {
    let mut sql = Sql::new(select::<Assessment>());
    sql.push(" WHERE application_id = ").bind(application.value()).push(" ORDER BY created_at DESC, id DESC LIMIT 1");
    from.place().one(sql, Assessment::read).await
}

/// An assessment of an interview that asked a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The assessment.
    pub assessment: Assessment,
    /// The version of the flow that was held.
    pub flow_version_id: FlowVersionId,
    /// The person's key; `None` once erased.
    pub wrapped_key: Option<Vec<u8>>,
}

/// The newest assessments in scope of interviews whose flow asks a question, the demonstration's among them only where there
/// is nothing else.
///
/// # Errors
/// When the database does not answer.
pub async fn asking(from: &impl Reads, scope: &Scope, question: &str, limit: i64) -> Result<Vec<Asked>, StoreError> {
    let columns = columns::<Assessment>("m");
    let mut sql = Sql::new(format!(
        "SELECT {columns}, s.flow_version_id, c.wrapped_key FROM assessment m \
         JOIN interview_session s ON s.id = m.session_id JOIN question_use u ON u.flow_version_id = s.flow_version_id \
         JOIN application a ON a.id = m.application_id JOIN candidate c ON c.id = a.candidate_id \
         WHERE NOT m.declined_ai AND u.question_key = "
    ));
    sql.bind(question);
    sql.push(" AND (NOT a.is_demo OR NOT EXISTS (SELECT 1 FROM application r WHERE NOT r.is_demo))");
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    sql.push(" ORDER BY m.created_at DESC, m.id DESC LIMIT ").bind(limit);
    let read = |row: &mut Cells<'_>| {
        Ok(Asked { assessment: Assessment::read(row)?, flow_version_id: row.next()?, wrapped_key: row.next()? })
    };
    from.place().all(sql, read).await
}

/// Writes the assessment of a session in the place of an older one.
///
/// # Errors
/// `Reference` when the session does not exist.
pub async fn put(tx: &Tx, assessment: &Assessment) -> Result<(), StoreError> {
    remove(tx, assessment.session_id).await?;
    tx.insert(assessment).await
}

/// Removes the assessment of a session that is held again from the start.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(tx: &Tx, session: SessionId) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM assessment WHERE session_id = $1").with([session.value()])).await.map(drop)
}

/// Writes an assessment again, with its session; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, assessment: &Assessment) -> Result<bool, StoreError> {
    tx.update(assessment).await
}
