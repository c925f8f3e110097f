//! Remarks (备注) on applications, sealed: of staff, and of the candidate who withdrew. They are added and read, never changed.

use bole_domain::ids::{ApplicationId, RemarkId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A remark.
    Remark of "remark" {
        id: RemarkId,
        application_id: ApplicationId,
        /// Who wrote it; `None` for the candidate.
        staff_id: Option<StaffId>,
        text_sealed: Vec<u8>,
        created_at: Millis,
    }
}

/// The remarks on an application, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_application(from: &impl Reads, application: ApplicationId) -> Result<Vec<Remark>, StoreError> {
    let mut sql = Sql::new(select::<Remark>());
    sql.push(" WHERE application_id = ").bind(application.value()).push(" ORDER BY created_at, id");
    from.place().all(sql, Remark::read).await
}

/// Adds a remark.
///
/// # Errors
/// `Reference` when the application or the author does not exist.
pub async fn insert(tx: &Tx, remark: &Remark) -> Result<(), StoreError> {
    tx.insert(remark).await
}

/// The remark of an id.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: RemarkId) -> Result<Option<Remark>, StoreError> {
    let mut sql = Sql::new(select::<Remark>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Remark::read).await
}
