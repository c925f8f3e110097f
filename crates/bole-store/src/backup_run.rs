//! Backups, copies elsewhere and drills (备份与演练) that were begun, and how each ended.

use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A backup, a copy elsewhere or a drill.
    BackupRun of "backup_run" {
        id: Uuid,
        /// `backup`, `offsite` or `drill`.
        kind: String,
        started_at: Millis,
        /// `None` while it runs, or when it was cut off.
        finished_at: Option<Millis>,
        /// The file's name, without its folder.
        file: Option<String>,
        bytes: Option<i64>,
        /// The code of what went wrong.
        error: Option<String>,
        /// What a disaster at the moment of the drill would have cost.
        rpo_ms: Option<i64>,
        /// How long restoring and checking took.
        rto_ms: Option<i64>,
    }
}

/// Notes that one begins.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, run: &BackupRun) -> Result<(), StoreError> {
    tx.insert(run).await
}

/// Notes how one ended; says whether it is known.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, run: &BackupRun) -> Result<bool, StoreError> {
    tx.update(run).await
}

/// One by its identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: Uuid) -> Result<Option<BackupRun>, StoreError> {
    let mut sql = Sql::new(select::<BackupRun>());
    sql.push(" WHERE id = ").bind(id.to_string());
    from.place().one(sql, BackupRun::read).await
}

/// The newest of a kind, first.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(from: &impl Reads, kind: &str, limit: i64) -> Result<Vec<BackupRun>, StoreError> {
    let mut sql = Sql::new(select::<BackupRun>());
    sql.push(" WHERE kind = ").bind(kind).push(" ORDER BY started_at DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, BackupRun::read).await
}

/// Forgets those begun before an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_before(tx: &Tx, instant: Millis) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM backup_run WHERE started_at < $1").with([instant.value()])).await
}
