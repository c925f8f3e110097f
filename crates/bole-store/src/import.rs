//! Imports of the organisation: the sheet as it was read, how it was understood, and every row that came of it.

use bole_domain::ids::{ImportId, StaffId};
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// An import.
    Import of "organisation_import" {
        id: ImportId,
        file_name: String,
        /// `open`, `committed`, `undone`.
        status: String,
        /// JSON: the rows as they were read, with what was corrected since.
        sheet: String,
        /// The header's place among the rows.
        header: i64,
        /// JSON: what each column holds.
        mapping: String,
        created_by: Option<StaffId>,
        created_at: Millis,
        committed_at: Option<Millis>,
        undone_at: Option<Millis>,
    }
}

record! {
    /// A row that an import made.
    Made of "organisation_import_row" {
        row_id: Uuid,
        import_id: ImportId,
        /// `department`, `position`, `seat`.
        kind: String,
    }
}

/// What an import made that others use by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uses {
    /// Departments on which something else stands.
    pub departments: i64,
    /// Positions with other seats, with requisitions, or with seats that are held.
    pub positions: i64,
}

/// The newest imports.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, limit: i64) -> Result<Vec<Import>, StoreError> {
    let mut sql = Sql::new(select::<Import>());
    sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, Import::read).await
}

/// The import of an id.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: ImportId) -> Result<Option<Import>, StoreError> {
    let mut sql = Sql::new(select::<Import>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Import::read).await
}

/// The import to be changed in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, id: ImportId) -> Result<Option<Import>, StoreError> {
    let mut sql = Sql::new(select::<Import>());
    sql.push(" WHERE id = ").bind(id.value()).push(&tx.for_change(""));
    tx.place().one(sql, Import::read).await
}

/// Adds an import.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, import: &Import) -> Result<(), StoreError> {
    tx.insert(import).await
}

/// Writes an import again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, import: &Import) -> Result<bool, StoreError> {
    tx.update(import).await
}

/// Keeps that a row came of an import.
///
/// # Errors
/// When the database does not answer.
pub async fn note_made(tx: &Tx, made: &Made) -> Result<(), StoreError> {
    tx.insert(made).await
}

/// What an import made, as a condition on a column.
fn made(kind: &str) -> String {
    format!("(SELECT row_id FROM organisation_import_row WHERE import_id = $1 AND kind = '{kind}')")
}

/// What others use of what an import made.
///
/// # Errors
/// When the database does not answer.
pub async fn uses(tx: &Tx, id: ImportId) -> Result<Uses, StoreError> {
    let (departments, positions, seats) = (made("department"), made("position"), made("seat"));
    let sql = Sql::new(format!(
        "SELECT (SELECT COUNT(*) FROM department d WHERE d.id IN {departments} AND (\
         EXISTS (SELECT 1 FROM department c WHERE c.parent_id = d.id AND c.id NOT IN {departments}) \
         OR EXISTS (SELECT 1 FROM position p WHERE p.department_id = d.id AND p.id NOT IN {positions}) \
         OR EXISTS (SELECT 1 FROM staff t WHERE t.department_id = d.id) \
         OR EXISTS (SELECT 1 FROM flow f WHERE f.department_id = d.id) \
         OR EXISTS (SELECT 1 FROM approval_rule k WHERE k.department_id = d.id))), \
         (SELECT COUNT(DISTINCT q.position_id) FROM \
         (SELECT s.position_id FROM seat s WHERE s.id IN {seats} AND s.requisition_id IS NOT NULL \
         UNION ALL SELECT s.position_id FROM seat s WHERE s.position_id IN {positions} AND s.id NOT IN {seats} \
         UNION ALL SELECT r.position_id FROM requisition r WHERE r.position_id IN {positions}) q)"
    ));
    let read = |row: &mut crate::record::Cells<'_>| Ok(Uses { departments: row.next()?, positions: row.next()? });
    Ok(tx.place().one(sql.with([id.value()]), read).await?.unwrap_or_default())
}

/// Takes back everything an import made, with its past: as if it had never been.
///
/// # Errors
/// `Reference` when something stands on it that [`uses`] does not know.
pub async fn take_back(tx: &Tx, id: ImportId) -> Result<(), StoreError> {
    let (departments, positions, seats) = (made("department"), made("position"), made("seat"));
    for statement in [
        format!("DELETE FROM seat_history WHERE seat_id IN {seats}"),
        format!("DELETE FROM seat WHERE id IN {seats}"),
        format!("DELETE FROM position_history WHERE position_id IN {positions}"),
        format!("DELETE FROM position WHERE id IN {positions}"),
        format!("DELETE FROM department_history WHERE department_id IN {departments}"),
    ] {
        tx.execute(Sql::new(statement).with([id.value()])).await?;
    }
    let leaves = format!(
        "DELETE FROM department WHERE id IN {departments} \
         AND id NOT IN (SELECT parent_id FROM department WHERE parent_id IS NOT NULL)"
    );
    while tx.execute(Sql::new(leaves.clone()).with([id.value()])).await? > 0 {}
    Ok(())
}
