//! Accounts that nobody has used for long.

use bole_domain::time::Millis;

use super::Staff;
use crate::error::StoreError;
use crate::record::{Column as _, Record, select};
use crate::sql::Sql;
use crate::store::Reads;

/// Active accounts, those of the demonstration apart, that were neither made, used nor let in again since `instant`, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn unused_since(from: &impl Reads, instant: Millis) -> Result<Vec<Staff>, StoreError> {
    let mut sql = Sql::new(select::<Staff>());
    sql.push(" WHERE status = 'active' AND NOT is_demo AND COALESCE(last_sign_in_at, created_at) < ")
        .bind(instant.value());
    sql.push(" AND COALESCE(reinstated_at, 0) < ").bind(instant.value()).push(" ORDER BY created_at, id");
    from.place().all(sql, Staff::read).await
}
