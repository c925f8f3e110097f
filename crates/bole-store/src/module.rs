//! Modules (模块) that somebody switched, and how much each holds that is in use now.

use bole_domain::ids::StaffId;
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A switch.
    Switch of "module" {
        module: String,
        is_on: bool,
        changed_by: StaffId,
        changed_at: Millis,
    }
}

/// What is in use in the whole company now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InUse {
    /// Imports that were read and neither committed nor taken back.
    pub imports: i64,
    /// Running interviews.
    pub interviews: i64,
    /// Short messages that were not sent yet.
    pub short_messages: i64,
    /// The company's own questions.
    pub questions: i64,
    /// The company's own competency models.
    pub models: i64,
    /// Requisitions that wait for approval.
    pub requisitions: i64,
}

/// Every switch that was ever used.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads) -> Result<Vec<Switch>, StoreError> {
    let mut sql = Sql::new(select::<Switch>());
    sql.push(" ORDER BY module");
    from.place().all(sql, Switch::read).await
}

/// Writes a switch, new or again.
///
/// # Errors
/// When the database does not answer.
pub async fn put(tx: &Tx, switch: &Switch) -> Result<(), StoreError> {
    let sql = Sql::new(
        "INSERT INTO module (module, is_on, changed_by, changed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (module) \
         DO UPDATE SET is_on = excluded.is_on, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
    );
    tx.execute(sql.with(switch.values())).await.map(drop)
}

/// What is in use now.
///
/// # Errors
/// When the database does not answer.
pub async fn in_use(from: &impl Reads) -> Result<InUse, StoreError> {
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM organisation_import WHERE status = 'open'), \
         (SELECT COUNT(*) FROM interview_session WHERE status = 'interviewing'), \
         (SELECT COUNT(*) FROM message WHERE channel = 'sms' AND status IN ('held', 'waiting')), \
         (SELECT COUNT(*) FROM bank_question WHERE NOT is_archived), (SELECT COUNT(*) FROM competency_model), \
         (SELECT COUNT(*) FROM requisition WHERE status = 'requested')",
    );
    Ok(from.place().one(sql, read_in_use).await?.unwrap_or_default())
}

fn read_in_use(row: &mut Cells<'_>) -> Result<InUse, StoreError> {
    Ok(InUse {
        imports: row.next()?,
        interviews: row.next()?,
        short_messages: row.next()?,
        questions: row.next()?,
        models: row.next()?,
        requisitions: row.next()?,
    })
}
