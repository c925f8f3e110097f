//! A company's own questions in the question bank (题库), their versions, and how often any question is used.

use bole_domain::ids::{BankQuestionId, DepartmentId, FlowId, FlowVersionId, StaffId};
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A question as it is now.
    BankQuestion of "bank_question" {
        id: BankQuestionId,
        /// `None` where it belongs to the whole company.
        department_id: Option<DepartmentId>,
        family: String,
        /// Unique among all questions; flows that use it keep this key.
        key: String,
        /// The newest version, from 1.
        number: i64,
        /// JSON, the question.
        question: String,
        is_archived: bool,
        is_demo: bool,
        created_at: Millis,
        updated_at: Millis,
    }
}

record! {
    /// A question as it was; never changed.
    BankVersion of "bank_question_version" {
        id: Uuid,
        question_id: BankQuestionId,
        number: i64,
        question: String,
        changed_by: Option<StaffId>,
        changed_at: Millis,
    }
}

/// How often a question is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The question's key.
    pub key: String,
    /// Published flow versions that ask it.
    pub versions: i64,
    /// Finished interviews of those versions.
    pub sessions: i64,
}

/// All questions in scope and those of the whole company with their department's name, last changed first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope) -> Result<Vec<(BankQuestion, Option<String>)>, StoreError> {
    let mut sql = Sql::new(format!(
        "SELECT {}, d.name FROM bank_question q LEFT JOIN department d ON d.id = q.department_id WHERE 1 = 1",
        columns::<BankQuestion>("q")
    ));
    scope.restrict_shared(&mut sql, "q.department_id");
    sql.push(" ORDER BY q.updated_at DESC, q.id DESC");
    from.place().all(sql, |row| Ok((BankQuestion::read(row)?, row.next()?))).await
}

/// The question, if it is in scope or belongs to the whole company.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: BankQuestionId) -> Result<Option<BankQuestion>, StoreError> {
    let mut sql = Sql::new(select::<BankQuestion>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict_shared(&mut sql, "department_id");
    from.place().one(sql, BankQuestion::read).await
}

/// The question to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: BankQuestionId) -> Result<Option<BankQuestion>, StoreError> {
    let mut sql = Sql::new(select::<BankQuestion>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "department_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, BankQuestion::read).await
}

/// Adds a question.
///
/// # Errors
/// `Duplicate` when its key is taken.
pub async fn insert(tx: &Tx, question: &BankQuestion) -> Result<(), StoreError> {
    tx.insert(question).await
}

/// Writes a question again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, question: &BankQuestion) -> Result<bool, StoreError> {
    tx.update(question).await
}

/// Adds a version.
///
/// # Errors
/// `Duplicate` when its number is taken.
pub async fn insert_version(tx: &Tx, version: &BankVersion) -> Result<(), StoreError> {
    tx.insert(version).await
}

/// The newest versions of a question, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(from: &impl Reads, id: BankQuestionId) -> Result<Vec<BankVersion>, StoreError> {
    let mut sql = Sql::new(select::<BankVersion>());
    sql.push(" WHERE question_id = ").bind(id.value()).push(" ORDER BY number DESC LIMIT 50");
    from.place().all(sql, BankVersion::read).await
}

/// Notes that a published version asks a question.
///
/// # Errors
/// When the database does not answer.
pub async fn note_use(tx: &Tx, version: FlowVersionId, key: &str) -> Result<(), StoreError> {
    let mut sql = Sql::new("INSERT INTO question_use (flow_version_id, question_key) VALUES (");
    sql.bind(version.value()).push(", ").bind(key).push(") ON CONFLICT DO NOTHING");
    tx.execute(sql).await.map(drop)
}

/// How often each question is used in flows and interviews within the caller's sight.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(from: &impl Reads, scope: &Scope) -> Result<Vec<Count>, StoreError> {
    let mut sql = Sql::new(
        "SELECT u.question_key, COUNT(DISTINCT u.flow_version_id), COUNT(DISTINCT s.id) FROM question_use u \
         JOIN flow_version v ON v.id = u.flow_version_id JOIN flow f ON f.id = v.flow_id \
         LEFT JOIN interview_session s ON s.flow_version_id = u.flow_version_id \
         AND s.status IN ('pending_review', 'reviewed')",
    );
    scope.restrict(&mut sql, "s.department_id");
    sql.push(" WHERE 1 = 1");
    scope.restrict_shared(&mut sql, "f.department_id");
    sql.push(" GROUP BY u.question_key");
    let read = |row: &mut Cells<'_>| Ok(Count { key: row.next()?, versions: row.next()?, sessions: row.next()? });
    from.place().all(sql, read).await
}

/// The flows within the caller's sight of which a published version asks a question: flow, title as JSON, newest number.
///
/// # Errors
/// When the database does not answer.
pub async fn uses(from: &impl Reads, scope: &Scope, key: &str) -> Result<Vec<(FlowId, String, i64)>, StoreError> {
    let mut sql = Sql::new(
        "SELECT f.id, f.title, MAX(v.number) FROM question_use u JOIN flow_version v ON v.id = u.flow_version_id \
         JOIN flow f ON f.id = v.flow_id WHERE u.question_key = ",
    );
    sql.bind(key);
    scope.restrict_shared(&mut sql, "f.department_id");
    sql.push(" GROUP BY f.id, f.title ORDER BY f.id");
    from.place().all(sql, |row: &mut Cells<'_>| Ok((row.next()?, row.next()?, row.next()?))).await
}
