//! What can go wrong with the database, sorted by what the caller can do about it. It names no ORM type.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// A failed query or transaction.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or cannot write now; nothing was changed, later may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A row with the same key exists.
    #[error("a row with the same key exists: {0}")]
    Duplicate(String),
    /// Another row still refers to this one, or the one referred to does not exist.
    #[error("a reference between rows is broken: {0}")]
    Reference(String),
    /// Two transactions wanted the same rows in different order; the same once more will do.
    #[error("the transaction collided with another one: {0}")]
    Collision(String),
    /// A stored value cannot be read as what it should be.
    #[error("column {column} holds {value}")]
    Unreadable {
        /// The column's position or name.
        column: String,
        /// What was wrong about it; never the value of a sealed column.
        value: String,
    },
    /// Anything else: a defect.
    #[error("the database refused: {0}")]
    Broken(String),
}

/// Why an append was not made; nothing of it is stored unless the reason is `Unavailable` after a lost connection.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum AppendError {
    /// The session has moved on or the client pair is known: load the session again and decide anew.
    #[error("the session has other events by now")]
    Conflict,
    /// The database cannot write now; it is not known to be saved and must not be called saved. Load the session again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The events are not what an append may hold: none at all, or with gaps in their numbers.
    #[error("the events do not follow each other")]
    Malformed,
    /// Anything else: a defect.
    #[error("the database refused: {0}")]
    Broken(String),
}

/// Why a database was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address names neither SQLite nor PostgreSQL.
    #[error("the database address must begin with sqlite:// or postgres://")]
    UnknownScheme,
    /// A newer binary has changed the database; this one must not touch it.
    #[error("the database has version {database}, this binary knows versions up to {binary}")]
    NewerDatabase {
        /// The version found in the database.
        database: i64,
        /// The newest version this binary knows.
        binary: i64,
    },
    /// Rows can only be loaded into an empty database.
    #[error("the database is not empty")]
    NotEmpty,
    /// The database could not be reached or changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// Whether the write path is out of order, as opposed to this one statement.
    pub(crate) fn is_outage(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => return Self::Duplicate(what),
            Some(SqlErr::ForeignKeyConstraintViolation(what)) => return Self::Reference(what),
            _ => {}
        }
        match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(text),
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
                of_driver(inner, text)
            }
            _ => Self::Broken(text),
        }
    }
}

impl From<StoreError> for AppendError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(text) | StoreError::Collision(text) => Self::Unavailable(text),
            StoreError::Duplicate(_) => Self::Conflict,
            other => Self::Broken(other.to_string()),
        }
    }
}

fn of_driver(error: &sqlx::Error, text: String) -> StoreError {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => StoreError::Unavailable(text),
        sqlx::Error::Database(inner) => {
            let code = inner.code().unwrap_or_default();
            if inner.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                of_sqlite(&code, text)
            } else {
                of_postgres(&code, text)
            }
        }
        _ => StoreError::Broken(text),
    }
}

/// Primary result codes of SQLite are the lowest byte of the extended ones.
fn of_sqlite(code: &str, text: String) -> StoreError {
    const BUSY: i32 = 5;
    const LOCKED: i32 = 6;
    const READ_ONLY: i32 = 8;
    const IO: i32 = 10;
    const FULL: i32 = 13;
    const CANNOT_OPEN: i32 = 14;
    match code.parse::<i32>().map(|extended| extended & 0xff) {
        Ok(BUSY | LOCKED | READ_ONLY | IO | FULL | CANNOT_OPEN) => StoreError::Unavailable(text),
        _ => StoreError::Broken(text),
    }
}

/// SQLSTATE classes of PostgreSQL: connection, resources, operator intervention, system.
fn of_postgres(code: &str, text: String) -> StoreError {
    match code {
        "40001" | "40P01" | "55P03" => StoreError::Collision(text),
        "25006" => StoreError::Unavailable(text),
        _ => match code.get(..2) {
            Some("08" | "53" | "57" | "58") => StoreError::Unavailable(text),
            _ => StoreError::Broken(text),
        },
    }
}
