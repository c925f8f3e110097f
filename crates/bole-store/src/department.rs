//! Departments (部门): a tree in which each knows its path, so that a branch is a prefix.

use bole_domain::ids::DepartmentId;
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::scope::{Scope, like_prefix};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A department.
    Department of "department" {
        id: DepartmentId,
        parent_id: Option<DepartmentId>,
        name: String,
        /// `/root-id/…/own-id/`.
        path: String,
        /// Order among its siblings.
        sort: i64,
        is_demo: bool,
        created_at: Millis,
    }
}

/// All departments in scope, parents before their children, siblings in order.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope) -> Result<Vec<Department>, StoreError> {
    let mut sql = Sql::new(select::<Department>());
    sql.push(" WHERE 1 = 1");
    scope.restrict(&mut sql, "id");
    // Paths grow by the length of an identifier per level, so length is depth.
    sql.push(" ORDER BY LENGTH(path), sort, name, id");
    from.place().all(sql, Department::read).await
}

/// The department of an id, whatever its branch.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: DepartmentId) -> Result<Option<Department>, StoreError> {
    let mut sql = Sql::new(select::<Department>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Department::read).await
}

/// The department, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: DepartmentId) -> Result<Option<Department>, StoreError> {
    let mut sql = Sql::new(select::<Department>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "id");
    from.place().one(sql, Department::read).await
}

/// The department to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: DepartmentId) -> Result<Option<Department>, StoreError> {
    let mut sql = Sql::new(select::<Department>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Department::read).await
}

/// Adds a department.
///
/// # Errors
/// `Reference` when its parent does not exist.
pub async fn insert(tx: &Tx, department: &Department) -> Result<(), StoreError> {
    tx.insert(department).await
}

/// Writes a department again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, department: &Department) -> Result<bool, StoreError> {
    tx.update(department).await
}

/// Gives everything below `old_path` a place below `new_path`; the department itself is written by [`update`] before.
///
/// # Errors
/// When the database does not answer.
pub async fn move_branch(tx: &Tx, old_path: &str, new_path: &str) -> Result<u64, StoreError> {
    let start = i64::try_from(old_path.chars().count()).unwrap_or(i64::MAX).saturating_add(1);
    let mut sql = Sql::new("UPDATE department SET path = ");
    // PostgreSQL takes the type of a parameter in `||` from the cast.
    sql.push("CAST(").bind(new_path).push(" AS TEXT) || SUBSTR(path, CAST(").bind(start).push(" AS INTEGER))");
    sql.push(" WHERE path LIKE ").bind(like_prefix(old_path)).push(" ESCAPE '!'");
    tx.execute(sql).await
}
