//! Settings by name: a clear value as JSON and, where one is secret, a sealed part.

use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A setting.
    Setting of "setting" {
        name: String,
        /// JSON.
        value: String,
        /// The secret part.
        sealed: Option<Vec<u8>>,
        updated_at: Millis,
    }
}

/// The setting of a name.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, name: &str) -> Result<Option<Setting>, StoreError> {
    let mut sql = Sql::new(select::<Setting>());
    sql.push(" WHERE name = ").bind(name);
    from.place().one(sql, Setting::read).await
}

/// Writes a setting, new or again.
///
/// # Errors
/// When the database does not answer.
pub async fn put(tx: &Tx, setting: &Setting) -> Result<(), StoreError> {
    let sql = Sql::new(
        "INSERT INTO setting (name, value, sealed, updated_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE \
         SET value = excluded.value, sealed = excluded.sealed, updated_at = excluded.updated_at",
    );
    tx.execute(sql.with(setting.values())).await.map(drop)
}

/// Removes a setting; nothing happens when there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(tx: &Tx, name: &str) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM setting WHERE name = $1").with([name.to_owned().value()])).await.map(drop)
}
