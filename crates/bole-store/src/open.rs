//! Opening a database: connections, their settings, migrations. It prints nothing and leaves a newer database as it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::Connection as _;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend};

use crate::error::{OpenError, StoreError};
use crate::health::HealthCell;
use crate::store::{Inner, Store};
use crate::writer::Counters;
use crate::{migration, writer};

/// How long a transaction waits for its turn at SQLite's one writer.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);
/// How long anybody waits for a connection to PostgreSQL, so that an outage is told within a few seconds.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long another process (a backup, the doctor) may hold SQLite's write lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// A PostgreSQL statement that takes longer is a defect.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// Pages in the write-ahead log before they move into the database: 16 MiB, so that group commits seldom pay for it.
const CHECKPOINT_PAGES: &str = "4000";

/// Where the database is.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:///path/bole.db` or `postgres://…`. `?max_pages=N` at the end keeps a SQLite file from growing further.
    pub url: String,
    /// Connections for reading, at least one.
    pub readers: u32,
}

impl Store {
    /// Opens the database, creates it if it is a SQLite file that does not exist, and migrates it forward.
    ///
    /// # Errors
    /// A newer database is refused; otherwise when it cannot be reached.
    pub async fn open(config: &StoreConfig) -> Result<Self, OpenError> {
        let inner = if let Some(path) = config.url.strip_prefix("sqlite://") {
            let (path, max_pages) = path.split_once("?max_pages=").map_or((path, None), |(path, n)| (path, Some(n)));
            let max_pages = max_pages.map(str::parse::<u32>).transpose().map_err(|_| OpenError::UnknownScheme)?;
            open_sqlite(PathBuf::from(path), max_pages, config.readers.max(1)).await?
        } else if config.url.starts_with("postgres://") || config.url.starts_with("postgresql://") {
            open_postgres(config).await?
        } else {
            return Err(OpenError::UnknownScheme);
        };
        let inner = Arc::new(inner);
        let appends = writer::start(&inner);
        Ok(Self { inner, appends })
    }
}

impl Store {
    /// The version of an existing database and the newest one known here; nothing is migrated.
    ///
    /// # Errors
    /// When it cannot be reached or is no database.
    pub async fn found_version(config: &StoreConfig) -> Result<(i64, i64), OpenError> {
        let (pool, backend) = connect_for_loading(config).await?;
        let found = migration::version(&pool, backend).await.map_err(StoreError::from)?;
        pool.close_by_ref().await.map_err(StoreError::from)?;
        Ok((found, migration::newest()))
    }
}

async fn open_sqlite(path: PathBuf, max_pages: Option<u32>, readers: u32) -> Result<Inner, OpenError> {
    let writer = connect(sqlite_writer(path.clone(), max_pages)).await?;
    migration::run(&writer, DbBackend::Sqlite).await?;
    let readers = connect(sqlite_readers(path, readers)).await?;
    Ok(Inner { backend: DbBackend::Sqlite, readers, writer, health: HealthCell::new(), counters: Counters::default() })
}

async fn open_postgres(config: &StoreConfig) -> Result<Inner, OpenError> {
    let mut options = ConnectOptions::new(config.url.clone());
    options
        .sqlx_logging(false)
        .max_connections(config.readers.max(1).saturating_add(4))
        .acquire_timeout(CONNECT_TIMEOUT)
        .connect_timeout(CONNECT_TIMEOUT)
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .statement_timeout(STATEMENT_TIMEOUT)
        .set_application_name("bole");
    let pool = connect(options).await?;
    migration::run(&pool, DbBackend::Postgres).await?;
    Ok(Inner {
        backend: DbBackend::Postgres,
        readers: pool.clone(),
        writer: pool,
        health: HealthCell::new(),
        counters: Counters::default(),
    })
}

/// One connection to an empty database that is about to be filled; a SQLite file is made.
pub(crate) async fn connect_for_loading(config: &StoreConfig) -> Result<(DatabaseConnection, DbBackend), OpenError> {
    if let Some(path) = config.url.strip_prefix("sqlite://") {
        return Ok((connect(sqlite_writer(PathBuf::from(path), None)).await?, DbBackend::Sqlite));
    }
    if !config.url.starts_with("postgres://") && !config.url.starts_with("postgresql://") {
        return Err(OpenError::UnknownScheme);
    }
    let mut options = ConnectOptions::new(config.url.clone());
    options.sqlx_logging(false).max_connections(1).connect_timeout(CONNECT_TIMEOUT).set_application_name("bole");
    Ok((connect(options).await?, DbBackend::Postgres))
}

async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    Ok(Database::connect(options).await?)
}

/// Connections never expire, because reopening costs more than keeping.
fn sqlite_pool(connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite://");
    options
        .sqlx_logging(false)
        .min_connections(1)
        .max_connections(connections)
        .acquire_timeout(TURN_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false);
    options
}

fn sqlite_file(options: SqliteConnectOptions, path: &Path) -> SqliteConnectOptions {
    options
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("mmap_size", "0")
        // What is deleted is overwritten with zeros, so that erased data cannot be read from free space.
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
}

fn sqlite_readers(path: PathBuf, connections: u32) -> ConnectOptions {
    let mut options = sqlite_pool(connections);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite_file(sqlite, &path).create_if_missing(false).pragma("query_only", "ON").row_buffer_size(256)
    });
    options
}

fn sqlite_writer(path: PathBuf, max_pages: Option<u32>) -> ConnectOptions {
    let mut options = sqlite_pool(1);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = match max_pages {
            Some(pages) => sqlite.pragma("max_page_count", pages.to_string()),
            None => sqlite,
        };
        sqlite_file(sqlite, &path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .statement_cache_capacity(200)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .pragma("journal_size_limit", "67108864")
            .pragma("cache_size", "-8000")
    });
    // After a full disk SQLite may have ended a transaction by itself while the driver still counts it as open;
    // such a connection would refuse every BEGIN, so it is not used again.
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_release(|connection, _| {
            let is_clean = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_clean) })
        })
    });
    options
}
