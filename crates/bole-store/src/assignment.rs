//! Assignments (分配): which applications were given to whom to look at.

use bole_domain::ids::{ApplicationId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// An application given to a member of staff.
    Assignment of "assignment" {
        application_id: ApplicationId,
        staff_id: StaffId,
        assigned_by: StaffId,
        at: Millis,
    }
}

/// Who an application was given to, first given first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_application(from: &impl Reads, application: ApplicationId) -> Result<Vec<Assignment>, StoreError> {
    let mut sql = Sql::new(select::<Assignment>());
    sql.push(" WHERE application_id = ").bind(application.value()).push(" ORDER BY at, staff_id");
    from.place().all(sql, Assignment::read).await
}

/// Gives an application to a member of staff.
///
/// # Errors
/// `Duplicate` when it was given before.
pub async fn insert(tx: &Tx, assignment: &Assignment) -> Result<(), StoreError> {
    tx.insert(assignment).await
}

/// Takes an application back; says whether it had been given.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(tx: &Tx, application: ApplicationId, staff: StaffId) -> Result<bool, StoreError> {
    let sql = Sql::new("DELETE FROM assignment WHERE application_id = $1 AND staff_id = $2");
    Ok(tx.execute(sql.with([application.value(), staff.value()])).await? > 0)
}
