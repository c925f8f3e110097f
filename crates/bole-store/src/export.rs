//! Exports (导出): whom somebody may take out as a file. The file is made when it is fetched.

use bole_domain::ids::{BulkExportId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// An export.
    BulkExport of "bulk_export" {
        id: BulkExportId,
        /// The account with the client's own key.
        request_key: String,
        staff_id: StaffId,
        format: String,
        locale: String,
        /// JSON, in order.
        columns: String,
        /// JSON of applications; empty once its time is over.
        people: String,
        people_count: i64,
        /// Whether it needs no second person.
        is_alone: bool,
        created_at: Millis,
        expires_at: Millis,
        taken_at: Option<Millis>,
    }
}

/// The export of an id.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: BulkExportId) -> Result<Option<BulkExport>, StoreError> {
    let mut sql = Sql::new(select::<BulkExport>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, BulkExport::read).await
}

/// The export to be changed in this transaction, if it is this account's.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, staff: StaffId, id: BulkExportId) -> Result<Option<BulkExport>, StoreError> {
    let mut sql = Sql::new(select::<BulkExport>());
    sql.push(" WHERE id = ").bind(id.value()).and("staff_id =", staff.value()).push(&tx.for_change(""));
    tx.place().one(sql, BulkExport::read).await
}

/// The export of a client's key.
///
/// # Errors
/// When the database does not answer.
pub async fn by_key(from: &impl Reads, key: &str) -> Result<Option<BulkExport>, StoreError> {
    let mut sql = Sql::new(select::<BulkExport>());
    sql.push(" WHERE request_key = ").bind(key);
    from.place().one(sql, BulkExport::read).await
}

/// The newest exports of an account.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, staff: StaffId, limit: i64) -> Result<Vec<BulkExport>, StoreError> {
    let mut sql = Sql::new(select::<BulkExport>());
    sql.push(" WHERE staff_id = ").bind(staff.value()).push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, BulkExport::read).await
}

/// Adds an export.
///
/// # Errors
/// `Duplicate` when the key is used.
pub async fn insert(tx: &Tx, it: &BulkExport) -> Result<(), StoreError> {
    tx.insert(it).await
}

/// Writes an export again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, it: &BulkExport) -> Result<bool, StoreError> {
    tx.update(it).await
}

/// Forgets whom exports were about whose time is over; says how many forgot.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(tx: &Tx, now: Millis) -> Result<u64, StoreError> {
    let sql = Sql::new("UPDATE bulk_export SET people = '[]' WHERE expires_at < $1 AND people <> '[]'");
    tx.execute(sql.with([now.value()])).await
}
