//! A company's own competency models (胜任力模型): one draft each, and published versions that are never changed.

use bole_domain::ids::{CompetencyModelId, CompetencyVersionId, DepartmentId, FlowId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A model with its draft.
    Model of "competency_model" {
        id: CompetencyModelId,
        /// `None` where it belongs to the whole company.
        department_id: Option<DepartmentId>,
        family: Option<String>,
        /// JSON, both languages.
        name: String,
        source: String,
        /// JSON, the competency model.
        draft: String,
        /// Rises with every saved draft.
        revision: i64,
        /// The revision that was published last.
        published_revision: Option<i64>,
        is_demo: bool,
        created_at: Millis,
        updated_at: Millis,
    }
}

record! {
    /// A published version; never changed.
    Version of "competency_version" {
        id: CompetencyVersionId,
        model_id: CompetencyModelId,
        /// From 1, per model.
        number: i64,
        note: String,
        source: String,
        /// JSON, the competency model.
        document: String,
        published_by: Option<StaffId>,
        published_at: Millis,
    }
}

/// A model as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The model with its draft.
    pub model: Model,
    /// The department's name.
    pub department_name: Option<String>,
    /// The newest version: number, instant.
    pub latest: Option<(i64, Millis)>,
    /// Flows whose draft was made with one of its versions.
    pub flow_count: i64,
}

/// A flow that was made with a version of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// The flow.
    pub flow: FlowId,
    /// Its title, JSON.
    pub title: String,
    /// The number of the model's version.
    pub number: i64,
}

/// The model that a flow was made with.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The model.
    pub model: CompetencyModelId,
    /// Its name, JSON.
    pub name: String,
    /// The version's number.
    pub number: i64,
    /// The number of the newest version.
    pub latest: i64,
}

/// All models in scope and those of the whole company, last changed first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope) -> Result<Vec<Listed>, StoreError> {
    let mut sql = Sql::new(format!(
        "SELECT {}, d.name, v.number, v.published_at, (SELECT COUNT(*) FROM flow_model u \
         JOIN competency_version w ON w.id = u.version_id WHERE w.model_id = m.id) FROM competency_model m \
         LEFT JOIN department d ON d.id = m.department_id LEFT JOIN competency_version v ON v.model_id = m.id \
         AND v.number = (SELECT MAX(w.number) FROM competency_version w WHERE w.model_id = m.id) WHERE 1 = 1",
        columns::<Model>("m")
    ));
    scope.restrict_shared(&mut sql, "m.department_id");
    sql.push(" ORDER BY m.updated_at DESC, m.id DESC");
    let read = |row: &mut Cells<'_>| {
        let (model, department_name) = (Model::read(row)?, row.next()?);
        let (number, at): (Option<i64>, Option<Millis>) = (row.next()?, row.next()?);
        Ok(Listed { model, department_name, latest: number.zip(at), flow_count: row.next()? })
    };
    from.place().all(sql, read).await
}

/// The model, if it is in scope or belongs to the whole company.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: CompetencyModelId) -> Result<Option<Model>, StoreError> {
    let mut sql = Sql::new(select::<Model>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict_shared(&mut sql, "department_id");
    from.place().one(sql, Model::read).await
}

/// The model to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: CompetencyModelId) -> Result<Option<Model>, StoreError> {
    let mut sql = Sql::new(select::<Model>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "department_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Model::read).await
}

/// Adds a model.
///
/// # Errors
/// `Reference` when its department does not exist.
pub async fn insert(tx: &Tx, model: &Model) -> Result<(), StoreError> {
    tx.insert(model).await
}

/// Writes a model again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, model: &Model) -> Result<bool, StoreError> {
    tx.update(model).await
}

/// Adds a version.
///
/// # Errors
/// `Duplicate` when its number is taken.
pub async fn insert_version(tx: &Tx, version: &Version) -> Result<(), StoreError> {
    tx.insert(version).await
}

/// The versions of a model, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(from: &impl Reads, model: CompetencyModelId) -> Result<Vec<Version>, StoreError> {
    let mut sql = Sql::new(select::<Version>());
    sql.push(" WHERE model_id = ").bind(model.value()).push(" ORDER BY number DESC");
    from.place().all(sql, Version::read).await
}

/// The newest version of a model.
///
/// # Errors
/// When the database does not answer.
pub async fn latest_version(from: &impl Reads, model: CompetencyModelId) -> Result<Option<Version>, StoreError> {
    let mut sql = Sql::new(select::<Version>());
    sql.push(" WHERE model_id = ").bind(model.value()).push(" ORDER BY number DESC LIMIT 1");
    from.place().one(sql, Version::read).await
}

/// The flows within the caller's sight that were made with a model.
///
/// # Errors
/// When the database does not answer.
pub async fn uses(from: &impl Reads, scope: &Scope, model: CompetencyModelId) -> Result<Vec<Use>, StoreError> {
    let mut sql = Sql::new(
        "SELECT f.id, f.title, v.number FROM flow_model u JOIN competency_version v ON v.id = u.version_id \
         JOIN flow f ON f.id = u.flow_id WHERE v.model_id = ",
    );
    sql.bind(model.value());
    scope.restrict_shared(&mut sql, "f.department_id");
    sql.push(" ORDER BY f.updated_at DESC, f.id DESC");
    let read = |row: &mut Cells<'_>| Ok(Use { flow: row.next()?, title: row.next()?, number: row.next()? });
    from.place().all(sql, read).await
}

/// The model that a flow was made with.
///
/// # Errors
/// When the database does not answer.
pub async fn origin(from: &impl Reads, flow: FlowId) -> Result<Option<Origin>, StoreError> {
    let mut sql = Sql::new(
        "SELECT m.id, m.name, v.number, (SELECT MAX(w.number) FROM competency_version w WHERE w.model_id = m.id) \
         FROM flow_model u JOIN competency_version v ON v.id = u.version_id \
         JOIN competency_model m ON m.id = v.model_id WHERE u.flow_id = ",
    );
    sql.bind(flow.value());
    let read = |row: &mut Cells<'_>| {
        Ok(Origin { model: row.next()?, name: row.next()?, number: row.next()?, latest: row.next()? })
    };
    from.place().one(sql, read).await
}

/// Remembers which version a flow's draft was made with.
///
/// # Errors
/// When the database does not answer.
pub async fn remember(tx: &Tx, flow: FlowId, version: CompetencyVersionId) -> Result<(), StoreError> {
    let mut sql = Sql::new("INSERT INTO flow_model (flow_id, version_id) VALUES (");
    sql.bind(flow.value()).push(", ").bind(version.value());
    sql.push(") ON CONFLICT (flow_id) DO UPDATE SET version_id = excluded.version_id");
    tx.execute(sql).await.map(drop)
}
