//! Places (所在地) of departments and candidates, as far as somebody has said.

use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::Column as _;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

/// The places of a kind: subject and region.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, kind: &str) -> Result<Vec<(String, String)>, StoreError> {
    let sql = Sql::new("SELECT subject, region FROM place WHERE kind = $1 ORDER BY subject");
    from.place().all(sql.with([kind.to_owned().value()]), |row| Ok((row.next()?, row.next()?))).await
}

/// The region of a subject.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, kind: &str, subject: &str) -> Result<Option<String>, StoreError> {
    let sql = Sql::new("SELECT region FROM place WHERE kind = $1 AND subject = $2");
    from.place().one(sql.with([kind.to_owned().value(), subject.to_owned().value()]), |row| row.next()).await
}

/// Says where a subject is; `None` takes it back.
///
/// # Errors
/// When the database does not answer.
pub async fn put(tx: &Tx, kind: &str, subject: &str, region: Option<&str>, now: Millis) -> Result<(), StoreError> {
    let key = [kind.to_owned().value(), subject.to_owned().value()];
    let Some(region) = region else {
        let sql = Sql::new("DELETE FROM place WHERE kind = $1 AND subject = $2");
        return tx.execute(sql.with(key)).await.map(drop);
    };
    let sql = Sql::new(
        "INSERT INTO place (kind, subject, region, updated_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (kind, subject) DO UPDATE SET region = excluded.region, updated_at = excluded.updated_at",
    );
    let values = key.into_iter().chain([region.to_owned().value(), now.value()]);
    tx.execute(sql.with(values)).await.map(drop)
}
