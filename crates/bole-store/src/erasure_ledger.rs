//! The database's copy of the erasure ledger (删除登记): it makes a ledger file that was cut off whole again. The file is what
//! counts; rows are only added here.

use crate::error::StoreError;
use crate::record::{Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A line of the ledger.
    LedgerLine of "erasure_ledger" {
        seq: i64,
        /// The pseudonym.
        subject: String,
        /// Milliseconds since 1970.
        at: i64,
        hash: Vec<u8>,
        signature: Vec<u8>,
    }
}

/// All lines in order.
///
/// # Errors
/// When the database does not answer.
pub async fn all(from: &impl Reads) -> Result<Vec<LedgerLine>, StoreError> {
    let mut sql = Sql::new(select::<LedgerLine>());
    sql.push(" ORDER BY seq");
    from.place().all(sql, LedgerLine::read).await
}

/// How many lines there are.
///
/// # Errors
/// When the database does not answer.
pub async fn count(from: &impl Reads) -> Result<i64, StoreError> {
    from.place().scalar(Sql::new("SELECT COUNT(*) FROM erasure_ledger")).await
}

/// Adds a line unless it is there.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, line: &LedgerLine) -> Result<(), StoreError> {
    let mut sql = crate::record::insert(line);
    sql.push(" ON CONFLICT (seq) DO NOTHING");
    tx.execute(sql).await.map(drop)
}
