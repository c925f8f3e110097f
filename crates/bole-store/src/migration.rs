//! The ordered list of changes to the tables. They run forward only, each in one transaction, each recorded.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait, Value};

use crate::error::{OpenError, StoreError};

/// One step from a version to the next.
struct Migration {
    version: i64,
    name: &'static str,
    /// SQL of both databases, with `{blob}` for the type of byte strings.
    sql: &'static str,
}

/// All steps in order; a published step is never changed, only followed by another.
const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "foundation", sql: include_str!("migration/0001_foundation.sql") },
    Migration { version: 2, name: "organisation", sql: include_str!("migration/0002_organisation.sql") },
    Migration { version: 3, name: "monitor", sql: include_str!("migration/0003_monitor.sql") },
    Migration { version: 4, name: "message", sql: include_str!("migration/0004_message.sql") },
    Migration { version: 5, name: "privacy", sql: include_str!("migration/0005_privacy.sql") },
    Migration { version: 6, name: "access", sql: include_str!("migration/0006_access.sql") },
    Migration { version: 7, name: "running", sql: include_str!("migration/0007_running.sql") },
    Migration { version: 8, name: "library", sql: include_str!("migration/0008_library.sql") },
    Migration { version: 9, name: "lean_append", sql: include_str!("migration/0009_lean_append.sql") },
    Migration { version: 10, name: "bulk", sql: include_str!("migration/0010_bulk.sql") },
    Migration { version: 11, name: "consent", sql: include_str!("migration/0011_consent.sql") },
    Migration { version: 12, name: "retention", sql: include_str!("migration/0012_retention.sql") },
    Migration { version: 14, name: "module", sql: include_str!("migration/0014_module.sql") },
    Migration { version: 16, name: "bulk_export", sql: include_str!("migration/0016_bulk_export.sql") },
];

/// A number of our own, so that two servers that start at once do not both migrate.
const LOCK: i64 = 0x626f_6c65;

/// The newest version this binary knows.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |it| it.version)
}

/// Brings the database to the newest version this binary knows.
pub(crate) async fn run(database: &DatabaseConnection, backend: DbBackend) -> Result<(), OpenError> {
    run_to(database, backend, newest()).await
}

/// Brings the database to a version, for rows that were written under it.
pub(crate) async fn run_to(database: &DatabaseConnection, backend: DbBackend, last: i64) -> Result<(), OpenError> {
    let tx = database.begin().await.map_err(StoreError::from)?;
    if backend == DbBackend::Postgres {
        let lock = Statement::from_sql_and_values(backend, "SELECT pg_advisory_xact_lock($1)", [Value::from(LOCK)]);
        tx.query_one_raw(lock).await.map_err(StoreError::from)?;
    }
    let found = version(&tx, backend).await.map_err(StoreError::from)?;
    let newest = newest();
    if found > newest {
        return Err(OpenError::NewerDatabase { database: found, binary: newest });
    }
    for step in MIGRATIONS.iter().filter(|it| it.version > found && it.version <= last) {
        apply(&tx, backend, step).await.map_err(StoreError::from)?;
    }
    tx.commit().await.map_err(StoreError::from)?;
    Ok(())
}

/// The version of the database; 0 for an empty one.
pub(crate) async fn version(tx: &impl ConnectionTrait, backend: DbBackend) -> Result<i64, DbErr> {
    let table = if backend == DbBackend::Postgres {
        "SELECT COUNT(*) FROM information_schema.tables \
         WHERE table_schema = current_schema() AND table_name = 'schema_migration'"
    } else {
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'"
    };
    if number(tx, backend, table).await? == 0 {
        return Ok(0);
    }
    number(tx, backend, "SELECT COALESCE(MAX(version), 0) FROM schema_migration").await
}

async fn number(tx: &impl ConnectionTrait, backend: DbBackend, sql: &str) -> Result<i64, DbErr> {
    match tx.query_one_raw(Statement::from_string(backend, sql)).await? {
        Some(row) => row.try_get_by_index(0),
        None => Ok(0),
    }
}

async fn apply(tx: &impl ConnectionTrait, backend: DbBackend, step: &Migration) -> Result<(), DbErr> {
    let blob = if backend == DbBackend::Postgres { "BYTEA" } else { "BLOB" };
    tx.execute_unprepared(&step.sql.replace("{blob}", blob)).await?;
    let record = "INSERT INTO schema_migration (version, name) VALUES ($1, $2)";
    let values = [Value::from(step.version), Value::from(step.name)];
    tx.execute_raw(Statement::from_sql_and_values(backend, record, values)).await?;
    Ok(())
}
