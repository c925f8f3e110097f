//! Rows into an empty database, all of them or none.

use std::collections::BTreeMap;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, Statement, TransactionTrait,
    Value,
};

use super::{Cell, TableShape, column_list, quoted, tables};
use crate::error::{OpenError, StoreError};
use crate::migration;
use crate::open::{StoreConfig, connect_for_loading};
use crate::sql::placeholders;

/// How many values one statement takes at most.
const VALUES: usize = 4000;

/// An empty database that is being filled. Dropping it leaves the database empty.
#[derive(Debug)]
pub struct Loading {
    pool: DatabaseConnection,
    tx: DatabaseTransaction,
    backend: DbBackend,
    tables: Vec<TableShape>,
    /// Constraints that are put off until the end, on PostgreSQL.
    put_off: Vec<(String, String)>,
}

impl Loading {
    /// Makes the tables of `version` in an empty database and begins to fill them.
    ///
    /// # Errors
    /// `NotEmpty`, `NewerDatabase`, or when the database cannot be reached.
    pub async fn begin(config: &StoreConfig, version: i64) -> Result<Self, OpenError> {
        let newest = migration::newest();
        if version > newest {
            return Err(OpenError::NewerDatabase { database: version, binary: newest });
        }
        let (pool, backend) = connect_for_loading(config).await?;
        if !tables(&pool, backend).await?.is_empty() {
            return Err(OpenError::NotEmpty);
        }
        migration::run_to(&pool, backend, version).await?;
        let tx = pool.begin().await.map_err(StoreError::from)?;
        let tables = tables(&tx, backend).await?;
        let mut loading = Self { pool, tx, backend, tables, put_off: Vec::new() };
        loading.put_references_off().await?;
        for shape in &loading.tables {
            loading.run(&format!("DELETE FROM {}", quoted(&shape.name))).await?;
        }
        Ok(loading)
    }

    /// Adds rows of one table; columns that the table no longer has are an error.
    ///
    /// # Errors
    /// When the table is unknown or a row does not fit.
    pub async fn rows(&self, shape: &TableShape, rows: Vec<Vec<Cell>>) -> Result<(), StoreError> {
        if !self.tables.contains(shape) {
            return Err(StoreError::Broken(format!("the table {} has other columns than the backup", shape.name)));
        }
        let width = shape.columns.len();
        let most = (VALUES / width.max(1)).max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<Vec<Cell>> = rows.by_ref().take(most).collect();
            let groups = (0..chunk.len()).map(|it| format!("({})", placeholders(it * width + 1, width)));
            let groups = groups.collect::<Vec<_>>().join(",");
            let text = format!("INSERT INTO {} ({}) VALUES {groups}", quoted(&shape.name), column_list(shape));
            let cells = chunk.into_iter().flat_map(|row| row.into_iter().zip(&shape.columns));
            let values = cells.map(|(cell, (_, kind))| kind.value(cell)).collect::<Result<Vec<Value>, _>>()?;
            if values.len() % width != 0 {
                return Err(StoreError::Broken(format!("a row of {} has another length", shape.name)));
            }
            self.tx.execute_raw(Statement::from_sql_and_values(self.backend, text, values)).await?;
        }
        Ok(())
    }

    /// Checks all references and makes everything permanent; gives how many rows each table has, as they were written and
    /// before any step to a newer version.
    ///
    /// # Errors
    /// When a row refers to one that is missing; the database stays empty then.
    pub async fn finish(self) -> Result<BTreeMap<String, u64>, StoreError> {
        if self.backend == DbBackend::Postgres {
            self.run("SET CONSTRAINTS ALL IMMEDIATE").await?;
            for (table, name) in &self.put_off {
                let (table, name) = (quoted(table), quoted(name));
                self.run(&format!("ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE")).await?;
            }
        }
        let mut counts = BTreeMap::new();
        for shape in &self.tables {
            let text = format!("SELECT COUNT(*) FROM {}", quoted(&shape.name));
            let row = self.tx.query_one_raw(Statement::from_string(self.backend, text)).await?;
            let count: i64 = row.map_or(Ok(0), |it| it.try_get_by_index(0))?;
            counts.insert(shape.name.clone(), u64::try_from(count).unwrap_or(0));
        }
        self.tx.commit().await?;
        self.pool.close_by_ref().await?;
        Ok(counts)
    }

    async fn put_references_off(&mut self) -> Result<(), StoreError> {
        if self.backend != DbBackend::Postgres {
            return self.run("PRAGMA defer_foreign_keys = ON").await;
        }
        self.run("SET LOCAL statement_timeout = 0").await?;
        let text = "SELECT c.relname::text, k.conname::text FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
                    WHERE k.contype = 'f' AND NOT k.condeferrable AND k.connamespace = current_schema()::regnamespace";
        let read = |row: &QueryResult, at: usize| row.try_get_by_index::<String>(at);
        for row in self.tx.query_all_raw(Statement::from_string(self.backend, text)).await? {
            let (table, name) = (read(&row, 0)?, read(&row, 1)?);
            let (at, constraint) = (quoted(&table), quoted(&name));
            self.run(&format!("ALTER TABLE {at} ALTER CONSTRAINT {constraint} DEFERRABLE INITIALLY DEFERRED")).await?;
            self.put_off.push((table, name));
        }
        Ok(())
    }

    async fn run(&self, text: &str) -> Result<(), StoreError> {
        self.tx.execute_unprepared(text).await?;
        Ok(())
    }
}
