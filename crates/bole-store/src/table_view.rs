//! Views (视图) of the candidate table that people keep, and the columns they chose last.

use bole_domain::ids::{DepartmentId, StaffId, TableViewId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A view of the candidate table.
    TableView of "table_view" {
        id: TableViewId,
        /// Whose it is.
        staff_id: StaffId,
        /// With whom it is shared; everybody where there is none.
        department_id: Option<DepartmentId>,
        is_shared: bool,
        name: String,
        /// Filters and order as the address has them.
        query: String,
        /// JSON, in order.
        columns: String,
        created_at: Millis,
        updated_at: Millis,
    }
}

/// The views of an account and those shared within its scope, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope, staff: StaffId) -> Result<Vec<TableView>, StoreError> {
    let mut sql = Sql::new(select::<TableView>());
    sql.push(" WHERE staff_id = ").bind(staff.value()).push(" OR (is_shared");
    scope.restrict_shared(&mut sql, "department_id");
    sql.push(") ORDER BY name, id");
    from.place().all(sql, TableView::read).await
}

/// The view to be changed in this transaction, if it is this account's.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, staff: StaffId, id: TableViewId) -> Result<Option<TableView>, StoreError> {
    let mut sql = Sql::new(select::<TableView>());
    sql.push(" WHERE id = ").bind(id.value()).and("staff_id =", staff.value()).push(&tx.for_change(""));
    tx.place().one(sql, TableView::read).await
}

/// How many views an account keeps.
///
/// # Errors
/// When the database does not answer.
pub async fn count(from: &impl Reads, staff: StaffId) -> Result<i64, StoreError> {
    let sql = Sql::new("SELECT COUNT(*) FROM table_view WHERE staff_id = $1");
    from.place().scalar(sql.with([staff.value()])).await
}

/// Adds a view.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, view: &TableView) -> Result<(), StoreError> {
    tx.insert(view).await
}

/// Writes a view again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, view: &TableView) -> Result<bool, StoreError> {
    tx.update(view).await
}

/// Removes a view.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(tx: &Tx, id: TableViewId) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM table_view WHERE id = $1").with([id.value()])).await.map(drop)
}

/// The columns an account chose last, as JSON.
///
/// # Errors
/// When the database does not answer.
pub async fn columns(from: &impl Reads, staff: StaffId) -> Result<Option<String>, StoreError> {
    let sql = Sql::new("SELECT columns FROM table_columns WHERE staff_id = $1").with([staff.value()]);
    from.place().one(sql, |row| row.next()).await
}

/// Keeps the columns an account chose.
///
/// # Errors
/// When the database does not answer.
pub async fn put_columns(tx: &Tx, staff: StaffId, columns: &str, now: Millis) -> Result<(), StoreError> {
    let sql = Sql::new(
        "INSERT INTO table_columns (staff_id, columns, updated_at) VALUES ($1,$2,$3) \
         ON CONFLICT (staff_id) DO UPDATE SET columns = excluded.columns, updated_at = excluded.updated_at",
    );
    tx.execute(sql.with([staff.value(), columns.to_owned().value(), now.value()])).await.map(drop)
}
