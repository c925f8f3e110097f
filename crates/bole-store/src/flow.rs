//! Interview flows (面试流程): one draft each, and published versions that are never changed.

use bole_domain::ids::{DepartmentId, FlowId, FlowVersionId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A flow with its draft.
    Flow of "flow" {
        id: FlowId,
        /// `None` where it belongs to the whole company.
        department_id: Option<DepartmentId>,
        family: Option<String>,
        /// JSON, both languages.
        title: String,
        /// JSON, the flow document.
        draft: String,
        /// Rises with every saved draft.
        revision: i64,
        /// The revision that was published last.
        published_revision: Option<i64>,
        problem_count: i64,
        is_demo: bool,
        created_at: Millis,
        updated_at: Millis,
    }
}

record! {
    /// A published version; never changed.
    FlowVersion of "flow_version" {
        id: FlowVersionId,
        flow_id: FlowId,
        /// From 1, per flow.
        number: i64,
        note: String,
        /// JSON, the flow document.
        document: String,
        /// JSON, the compiled script.
        script: String,
        /// Of the script.
        sha256: String,
        published_by: Option<StaffId>,
        published_at: Millis,
    }
}

/// A flow as a list shows it: without its draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The flow.
    pub id: FlowId,
    /// Its department; `None` where it belongs to the whole company.
    pub department_id: Option<DepartmentId>,
    /// The department's name.
    pub department_name: Option<String>,
    /// Its family.
    pub family: Option<String>,
    /// Its title, JSON.
    pub title: String,
    /// The draft's revision.
    pub revision: i64,
    /// The revision that was published last.
    pub published_revision: Option<i64>,
    /// Problems of the draft.
    pub problem_count: i64,
    /// When the draft was last saved.
    pub updated_at: Millis,
    /// The newest version: id, number, instant.
    pub latest: Option<(FlowVersionId, i64, Millis)>,
}

/// A version as a list shows it: without its document.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedVersion {
    /// The version.
    pub id: FlowVersionId,
    /// Its number.
    pub number: i64,
    /// What changed.
    pub note: String,
    /// Who published it.
    pub published_by: Option<StaffId>,
    /// When.
    pub published_at: Millis,
    /// Invitations that pin it.
    pub invitation_count: i64,
}

/// All flows in scope and those of the whole company, last changed first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope) -> Result<Vec<Listed>, StoreError> {
    let mut sql = Sql::new(
        "SELECT f.id, f.department_id, d.name, f.family, f.title, f.revision, f.published_revision, f.problem_count, \
         f.updated_at, v.id, v.number, v.published_at FROM flow f LEFT JOIN department d ON d.id = f.department_id \
         LEFT JOIN flow_version v ON v.flow_id = f.id \
         AND v.number = (SELECT MAX(w.number) FROM flow_version w WHERE w.flow_id = f.id) WHERE 1 = 1",
    );
    scope.restrict_shared(&mut sql, "f.department_id");
    sql.push(" ORDER BY f.updated_at DESC, f.id DESC");
    from.place().all(sql, read_listed).await
}

fn read_listed(row: &mut Cells<'_>) -> Result<Listed, StoreError> {
    let mut listed = Listed {
        id: row.next()?,
        department_id: row.next()?,
        department_name: row.next()?,
        family: row.next()?,
        title: row.next()?,
        revision: row.next()?,
        published_revision: row.next()?,
        problem_count: row.next()?,
        updated_at: row.next()?,
        latest: None,
    };
    let (id, number, at): (Option<FlowVersionId>, Option<i64>, Option<Millis>) =
        (row.next()?, row.next()?, row.next()?);
    if let (Some(id), Some(number), Some(at)) = (id, number, at) {
        listed.latest = Some((id, number, at));
    }
    Ok(listed)
}

/// The flow, if it is in scope or belongs to the whole company.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: FlowId) -> Result<Option<Flow>, StoreError> {
    let mut sql = Sql::new(select::<Flow>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict_shared(&mut sql, "department_id");
    from.place().one(sql, Flow::read).await
}

/// The flow to be changed in this transaction, if it is in scope or belongs to the whole company.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: FlowId) -> Result<Option<Flow>, StoreError> {
    let mut sql = Sql::new(select::<Flow>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "department_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Flow::read).await
}

/// Adds a flow.
///
/// # Errors
/// `Reference` when its department does not exist.
pub async fn insert(tx: &Tx, flow: &Flow) -> Result<(), StoreError> {
    tx.insert(flow).await
}

/// Writes a flow again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, flow: &Flow) -> Result<bool, StoreError> {
    tx.update(flow).await
}

/// The versions of a flow, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(from: &impl Reads, flow: FlowId) -> Result<Vec<ListedVersion>, StoreError> {
    let mut sql = Sql::new(
        "SELECT v.id, v.number, v.note, v.published_by, v.published_at, \
         (SELECT COUNT(*) FROM invitation i WHERE i.flow_version_id = v.id) FROM flow_version v WHERE v.flow_id = ",
    );
    sql.bind(flow.value()).push(" ORDER BY v.number DESC");
    let read = |row: &mut Cells<'_>| {
        Ok(ListedVersion {
            id: row.next()?,
            number: row.next()?,
            note: row.next()?,
            published_by: row.next()?,
            published_at: row.next()?,
            invitation_count: row.next()?,
        })
    };
    from.place().all(sql, read).await
}

/// The version of an id, whatever its branch: candidates are pinned to it.
///
/// # Errors
/// When the database does not answer.
pub async fn version(from: &impl Reads, id: FlowVersionId) -> Result<Option<FlowVersion>, StoreError> {
    let mut sql = Sql::new(select::<FlowVersion>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, FlowVersion::read).await
}

/// The version, if its flow is in scope or belongs to the whole company.
///
/// # Errors
/// When the database does not answer.
pub async fn find_version(
    from: &impl Reads,
    scope: &Scope,
    id: FlowVersionId,
) -> Result<Option<FlowVersion>, StoreError> {
    let columns = columns::<FlowVersion>("v");
    let mut sql =
        Sql::new(format!("SELECT {columns} FROM flow_version v JOIN flow f ON f.id = v.flow_id WHERE v.id = "));
    sql.bind(id.value());
    scope.restrict_shared(&mut sql, "f.department_id");
    from.place().one(sql, FlowVersion::read).await
}

/// The newest version of a flow.
///
/// # Errors
/// When the database does not answer.
pub async fn latest_version(from: &impl Reads, flow: FlowId) -> Result<Option<FlowVersion>, StoreError> {
    let mut sql = Sql::new(select::<FlowVersion>());
    sql.push(" WHERE flow_id = ").bind(flow.value()).push(" ORDER BY number DESC LIMIT 1");
    from.place().one(sql, FlowVersion::read).await
}

/// Adds a version.
///
/// # Errors
/// `Duplicate` when its number is taken.
pub async fn insert_version(tx: &Tx, version: &FlowVersion) -> Result<(), StoreError> {
    tx.insert(version).await
}
