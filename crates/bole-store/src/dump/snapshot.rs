//! One consistent view of all tables, while others go on writing.

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, IsolationLevel, QueryResult, Statement,
    TransactionOptions, TransactionTrait, Value,
};

use super::{Cell, TableShape, column_list, quoted, tables};
use crate::error::StoreError;
use crate::migration;
use crate::store::Store;

/// How many rows are in memory at once.
const BATCH: usize = 500;

/// A view of the database that does not change.
#[derive(Debug)]
pub struct Snapshot {
    tx: DatabaseTransaction,
    backend: DbBackend,
    version: i64,
}

/// How far the rows of a table were read.
#[derive(Debug)]
pub struct Rows {
    shape: TableShape,
    after: i64,
}

impl Store {
    /// Begins a view of everything committed so far; it takes one reading connection until it is dropped.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let backend = self.inner.backend;
        let options = match backend {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions::default(),
        };
        let tx = self.inner.readers.begin_with_options(options).await?;
        if backend == DbBackend::Postgres {
            // A large table takes longer to read than any statement of a request may.
            tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        }
        // The view begins with its first query.
        let version = migration::version(&tx, backend).await?;
        Ok(Snapshot { tx, backend, version })
    }

    /// What the database finds wrong with itself: nothing, if it is whole.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn integrity(&self) -> Result<Vec<String>, StoreError> {
        let checks: &[&str] = match self.inner.backend {
            DbBackend::Postgres => &["SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"],
            _ => &[
                "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
                "SELECT \"table\" || ' refers to a missing row of ' || parent FROM pragma_foreign_key_check",
            ],
        };
        let mut found = Vec::new();
        for check in checks {
            let statement = Statement::from_string(self.inner.backend, *check);
            for row in self.inner.readers.query_all_raw(statement).await?.iter().take(20) {
                found.push(row.try_get_by_index(0)?);
            }
        }
        Ok(found)
    }

    /// The version of the database's tables.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn version(&self) -> Result<i64, StoreError> {
        Ok(migration::version(&self.inner.readers, self.inner.backend).await?)
    }

    /// Whether the database is PostgreSQL rather than SQLite.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.inner.backend == DbBackend::Postgres
    }

    /// How many rows each table has.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn row_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let mut counts = Vec::new();
        for shape in tables(&self.inner.readers, self.inner.backend).await? {
            let text = format!("SELECT COUNT(*) FROM {}", quoted(&shape.name));
            let row = self.inner.readers.query_one_raw(Statement::from_string(self.inner.backend, text)).await?;
            let count: i64 =
                row.ok_or_else(|| StoreError::Broken("a count gave no row".to_owned()))?.try_get_by_index(0)?;
            counts.push((shape.name, u64::try_from(count).unwrap_or(0)));
        }
        Ok(counts)
    }
}

impl Snapshot {
    /// The version of the tables.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// All tables, by name.
    ///
    /// # Errors
    /// When a column has a type that no backup knows.
    pub async fn tables(&self) -> Result<Vec<TableShape>, StoreError> {
        tables(&self.tx, self.backend).await
    }

    /// Begins to read the rows of a table; ask for them with [`Snapshot::next_rows`].
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin_rows(&self, shape: TableShape) -> Result<Rows, StoreError> {
        if self.backend == DbBackend::Postgres {
            let (cursor, columns, table) = (cursor(&shape), column_list(&shape), quoted(&shape.name));
            let text = format!("DECLARE {cursor} CURSOR FOR SELECT {columns} FROM {table}");
            self.tx.execute_unprepared(&text).await?;
        }
        Ok(Rows { shape, after: i64::MIN })
    }

    /// The next rows of a table; none after the last.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next_rows(&self, rows: &mut Rows) -> Result<Vec<Vec<Cell>>, StoreError> {
        let batch = self.batch(&rows.shape, rows.after).await?;
        match batch.last() {
            Some(last) if self.backend != DbBackend::Postgres => {
                rows.after = last.try_get_by_index(rows.shape.columns.len())?;
            }
            Some(_) => {}
            None if self.backend == DbBackend::Postgres => {
                self.tx.execute_unprepared(&format!("CLOSE {}", cursor(&rows.shape))).await?;
            }
            None => {}
        }
        let cells = |row| rows.shape.columns.iter().enumerate().map(|(at, (_, kind))| kind.read(row, at)).collect();
        batch.iter().map(cells).collect()
    }

    /// The next rows: from the cursor on PostgreSQL, by the row's own number on SQLite.
    async fn batch(&self, shape: &TableShape, after: i64) -> Result<Vec<QueryResult>, StoreError> {
        let statement = if self.backend == DbBackend::Postgres {
            Statement::from_string(self.backend, format!("FETCH {BATCH} FROM {}", cursor(shape)))
        } else {
            let (columns, table) = (column_list(shape), quoted(&shape.name));
            let text = format!("SELECT {columns}, rowid FROM {table} WHERE rowid > $1 ORDER BY rowid LIMIT {BATCH}");
            Statement::from_sql_and_values(self.backend, text, [Value::from(after)])
        };
        Ok(self.tx.query_all_raw(statement).await?)
    }
}

/// Each table has a cursor of its own name, because the driver remembers the columns of a statement by its text.
fn cursor(shape: &TableShape) -> String {
    quoted(&format!("dump of {}", shape.name))
}
