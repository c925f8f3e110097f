//! Departments (部门): a tree in which each knows its path, so that a branch is a prefix.

use bole_domain::ids::DepartmentId;
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, record, select};
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
        /// `group`, `company`, `shop`, `department`.
        kind: String,
        /// Since when it is closed.
        closed_at: Option<Millis>,
    }
}

/// What stands directly on a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holds {
    /// Open departments below it.
    pub departments: i64,
    /// Open positions.
    pub positions: i64,
    /// Accounts that are not revoked.
    pub accounts: i64,
}

/// All departments in scope, parents before their children, siblings in order; closed ones too when asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope, with_closed: bool) -> Result<Vec<Department>, StoreError> {
    let mut sql = Sql::new(select::<Department>());
    sql.push(if with_closed { " WHERE 1 = 1" } else { " WHERE closed_at IS NULL" });
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

/// Keeps every other change of the tree's shape waiting until this transaction ends, so that no path is built on a
/// branch that is being moved.
///
/// # Errors
/// When the database does not answer.
pub async fn lock_tree(tx: &Tx) -> Result<(), StoreError> {
    let mut sql = Sql::new("SELECT id FROM department WHERE parent_id IS NULL ORDER BY id");
    sql.push(&tx.for_change(""));
    tx.place().all(sql, |row| row.next::<DepartmentId>()).await.map(drop)
}

/// The departments directly below one, closed ones too.
///
/// # Errors
/// When the database does not answer.
pub async fn children(from: &impl Reads, id: DepartmentId) -> Result<Vec<Department>, StoreError> {
    let mut sql = Sql::new(select::<Department>());
    sql.push(" WHERE parent_id = ").bind(id.value()).push(" ORDER BY sort, name, id");
    from.place().all(sql, Department::read).await
}

/// What stands directly on a department.
///
/// # Errors
/// When the database does not answer.
pub async fn holds(from: &impl Reads, id: DepartmentId) -> Result<Holds, StoreError> {
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM department WHERE parent_id = $1 AND closed_at IS NULL), \
         (SELECT COUNT(*) FROM position WHERE department_id = $1 AND closed_at IS NULL), \
         (SELECT COUNT(*) FROM staff WHERE department_id = $1 AND status <> 'revoked')",
    );
    let read =
        |row: &mut Cells<'_>| Ok(Holds { departments: row.next()?, positions: row.next()?, accounts: row.next()? });
    Ok(from.place().one(sql.with([id.value()]), read).await?.unwrap_or_default())
}

/// Adds a department; its history begins.
///
/// # Errors
/// `Reference` when its parent does not exist.
pub async fn insert(tx: &Tx, department: &Department) -> Result<(), StoreError> {
    tx.insert(department).await?;
    crate::history::note_department(tx, department.id, department.created_at).await
}

/// Writes a department again as of an instant, which its history keeps; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, department: &Department, at: Millis) -> Result<bool, StoreError> {
    let exists = tx.update(department).await?;
    crate::history::note_department(tx, department.id, at).await?;
    Ok(exists)
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
