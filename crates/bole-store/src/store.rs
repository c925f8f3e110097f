//! The handle to the database: who may read, who may write, and whose turn it is. It knows no noun.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::mpsc;

use crate::error::StoreError;
use crate::health::{Health, HealthCell};
use crate::record::{Cells, Record};
use crate::sql::Sql;
use crate::writer::{Counters, Request};

/// The database. Clones are the same database.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
    pub(crate) appends: mpsc::Sender<Request>,
}

/// What the store and its writer share.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) backend: DbBackend,
    /// Answers queries outside transactions.
    pub(crate) readers: DatabaseConnection,
    /// On SQLite a pool of one connection, whose queue is the writers' turn; on PostgreSQL the same pool as `readers`.
    pub(crate) writer: DatabaseConnection,
    pub(crate) health: HealthCell,
    pub(crate) counters: Counters,
}

/// A writing transaction. Dropping it undoes everything.
#[derive(Debug)]
pub struct Tx {
    inner: Arc<Inner>,
    tx: DatabaseTransaction,
}

/// Where queries may run: the store itself or a transaction.
pub trait Reads: sealed::Sealed + Sync {
    /// For this crate's queries only.
    #[doc(hidden)]
    fn place(&self) -> Place<'_>;
}

impl Reads for Store {
    fn place(&self) -> Place<'_> {
        Place::Pool(self)
    }
}

impl Reads for Tx {
    fn place(&self) -> Place<'_> {
        Place::Transaction(self)
    }
}

impl Store {
    /// Begins a writing transaction: on SQLite the only one at a time, which waits for its turn.
    ///
    /// # Errors
    /// `Unavailable` while the database takes no writes.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        if let Some(reason) = self.inner.health.outage() {
            return Err(StoreError::Unavailable(reason));
        }
        begin(&self.inner).await
    }

    /// Whether the database takes writes now.
    #[must_use]
    pub fn health(&self) -> Health {
        self.inner.health.get()
    }

    /// Moves the write-ahead log into the database and empties it, so that nothing overwritten is left in it. Where a
    /// reader is in the way, the rest goes with the next checkpoint; says whether all went.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn empty_log(&self) -> Result<bool, StoreError> {
        if self.inner.backend != DbBackend::Sqlite {
            return Ok(true);
        }
        let checkpoint = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
        let row = self.inner.writer.query_one_raw(checkpoint).await?;
        let is_busy: i64 = row.map_or(Ok(0), |it| it.try_get_by_index(0))?;
        Ok(is_busy == 0)
    }

    /// Closes all connections after the appends that were accepted; the store answers nothing afterwards.
    ///
    /// # Errors
    /// When the database cannot be closed in order.
    pub async fn close(self) -> Result<(), StoreError> {
        let Self { inner, appends } = self;
        let (done, finished) = tokio::sync::oneshot::channel();
        if appends.send(Request::Stop(done)).await.is_ok() {
            let _stopped = finished.await;
        }
        inner.readers.close_by_ref().await?;
        inner.writer.close_by_ref().await?;
        Ok(())
    }
}

impl Tx {
    /// Makes everything permanent; when this returns `Ok`, it is on disk.
    ///
    /// # Errors
    /// Nothing was changed, unless the connection broke during the commit itself.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Self { inner, tx } = self;
        let result = tx.commit().await.map_err(StoreError::from);
        noted(&inner, result)
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.inner.backend
    }

    /// Runs a statement and says how many rows it changed.
    pub(crate) async fn execute(&self, sql: Sql) -> Result<u64, StoreError> {
        let result = self.tx.execute_raw(sql.statement(self.inner.backend)).await;
        noted(&self.inner, result.map(|it: ExecResult| it.rows_affected()).map_err(StoreError::from))
    }

    pub(crate) async fn insert<T: Record>(&self, record: &T) -> Result<(), StoreError> {
        self.execute(crate::record::insert(record)).await.map(drop)
    }

    /// Writes all columns of a row that exists; says whether it does.
    pub(crate) async fn update<T: Record>(&self, record: &T) -> Result<bool, StoreError> {
        Ok(self.execute(crate::record::update(record)).await? > 0)
    }

    /// Begins a part that can fail alone.
    pub(crate) async fn savepoint(&self) -> Result<Self, StoreError> {
        let result = self.tx.begin().await.map_err(StoreError::from);
        Ok(Self { inner: Arc::clone(&self.inner), tx: noted(&self.inner, result)? })
    }

    /// Undoes everything now instead of at the next use of the connection.
    pub(crate) async fn rollback(self) -> Result<(), StoreError> {
        self.tx.rollback().await.map_err(StoreError::from)
    }

    /// The end of a SELECT that loads rows for change: on PostgreSQL it keeps others from changing them meanwhile.
    pub(crate) fn for_change(&self, alias: &str) -> String {
        match (self.inner.backend, alias) {
            (DbBackend::Postgres, "") => " FOR UPDATE".to_owned(),
            (DbBackend::Postgres, alias) => format!(" FOR UPDATE OF {alias}"),
            _ => String::new(),
        }
    }
}

/// Begins a writing transaction without asking for the health first.
pub(crate) async fn begin(inner: &Arc<Inner>) -> Result<Tx, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: (inner.backend == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let result = inner.writer.begin_with_options(options).await;
    // A full queue is not an outage: only this caller waited too long.
    if let Err(error @ DbErr::ConnectionAcquire(_)) = result {
        return Err(error.into());
    }
    let tx = noted(inner, result.map_err(StoreError::from))?;
    Ok(Tx { inner: Arc::clone(inner), tx })
}

/// Stops all writes when the write path itself is out of order.
fn noted<T>(inner: &Inner, result: Result<T, StoreError>) -> Result<T, StoreError> {
    if let Err(error) = &result
        && error.is_outage()
    {
        inner.health.fail(&error.to_string());
    }
    result
}

/// A place to run a query on.
pub enum Place<'a> {
    /// Any free reading connection.
    Pool(&'a Store),
    /// The transaction's connection.
    Transaction(&'a Tx),
}

impl Place<'_> {
    pub(crate) fn backend(&self) -> DbBackend {
        match self {
            Self::Pool(store) => store.inner.backend,
            Self::Transaction(tx) => tx.inner.backend,
        }
    }

    async fn rows(&self, sql: Sql) -> Result<Vec<QueryResult>, StoreError> {
        let statement = sql.statement(self.backend());
        match self {
            Self::Pool(store) => store.inner.readers.query_all_raw(statement).await.map_err(StoreError::from),
            Self::Transaction(tx) => noted(&tx.inner, tx.tx.query_all_raw(statement).await.map_err(StoreError::from)),
        }
    }

    /// All rows, each read by `read`.
    pub(crate) async fn all<T>(
        &self,
        sql: Sql,
        read: impl Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Vec<T>, StoreError> {
        self.rows(sql).await?.iter().map(|row| read(&mut Cells::of(row))).collect()
    }

    /// The first row, if there is one.
    pub(crate) async fn one<T>(
        &self,
        sql: Sql,
        read: impl Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        self.rows(sql).await?.first().map(|row| read(&mut Cells::of(row))).transpose()
    }

    /// The only value of the only row; an aggregate always has one.
    pub(crate) async fn scalar<T: crate::record::Column>(&self, sql: Sql) -> Result<T, StoreError> {
        let found = self.one(sql, |row| row.next()).await?;
        found.ok_or_else(|| StoreError::Broken("an aggregate gave no row".to_owned()))
    }
}

mod sealed {
    /// Keeps the trait to this crate's types.
    pub trait Sealed {}

    impl Sealed for super::Store {}
    impl Sealed for super::Tx {}
}
