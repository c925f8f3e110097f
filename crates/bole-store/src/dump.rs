//! Every row of every table as plain values, out of one snapshot and into an empty database of either kind: for backups.
//!
//! Reading blocks no writer. Both databases give the same values, so that a backup of one can be restored into the other.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::error::StoreError;

mod load;
mod snapshot;

pub use load::Loading;
pub use snapshot::{Rows, Snapshot};

/// Tables that a migration or a probe makes anew.
const OWN: [&str; 2] = ["schema_migration", "write_probe"];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text.
    Text,
    /// Whole numbers and instants.
    Integer,
    /// Yes or no.
    Boolean,
    /// Numbers with a fraction.
    Float,
    /// Byte strings.
    Bytes,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A number with a fraction.
    Float(f64),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A table and its columns, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableShape {
    /// The table.
    pub name: String,
    /// Its columns.
    pub columns: Vec<(String, CellKind)>,
}

impl CellKind {
    /// One letter, as archives write it.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Text => 't',
            Self::Integer => 'i',
            Self::Boolean => 'b',
            Self::Float => 'f',
            Self::Bytes => 'x',
        }
    }

    /// The kind of a letter.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Self> {
        let all = [Self::Text, Self::Integer, Self::Boolean, Self::Float, Self::Bytes];
        all.into_iter().find(|it| it.letter() == letter)
    }

    fn of_type(declared: &str) -> Option<Self> {
        Some(match declared.to_ascii_lowercase().as_str() {
            "text" | "character varying" => Self::Text,
            "bigint" | "integer" | "smallint" => Self::Integer,
            "boolean" => Self::Boolean,
            "double precision" | "real" | "double" => Self::Float,
            "blob" | "bytea" => Self::Bytes,
            _ => return None,
        })
    }

    fn read(self, row: &QueryResult, at: usize) -> Result<Cell, StoreError> {
        Ok(match self {
            Self::Text => row.try_get_by_index::<Option<String>>(at)?.map(Cell::Text),
            Self::Integer => row.try_get_by_index::<Option<i64>>(at)?.map(Cell::Integer),
            Self::Boolean => row.try_get_by_index::<Option<bool>>(at)?.map(Cell::Boolean),
            Self::Float => row.try_get_by_index::<Option<f64>>(at)?.map(Cell::Float),
            Self::Bytes => row.try_get_by_index::<Option<Vec<u8>>>(at)?.map(Cell::Bytes),
        }
        .unwrap_or(Cell::Null))
    }

    /// The value as the driver takes it; nothing keeps its column's type.
    fn value(self, cell: Cell) -> Result<Value, StoreError> {
        Ok(match (self, cell) {
            (Self::Text, Cell::Null) => Value::from(None::<String>),
            (Self::Integer, Cell::Null) => Value::from(None::<i64>),
            (Self::Boolean, Cell::Null) => Value::from(None::<bool>),
            (Self::Float, Cell::Null) => Value::from(None::<f64>),
            (Self::Bytes, Cell::Null) => Value::from(None::<Vec<u8>>),
            (Self::Text, Cell::Text(it)) => Value::from(it),
            (Self::Integer, Cell::Integer(it)) => Value::from(it),
            (Self::Boolean, Cell::Boolean(it)) => Value::from(it),
            (Self::Float, Cell::Float(it)) => Value::from(it),
            (Self::Bytes, Cell::Bytes(it)) => Value::from(it),
            (kind, _) => return Err(StoreError::Broken(format!("a value does not fit a column of kind {kind:?}"))),
        })
    }
}

/// All tables with rows of our own, by name.
async fn tables(on: &impl ConnectionTrait, backend: DbBackend) -> Result<Vec<TableShape>, StoreError> {
    let names = if backend == DbBackend::Postgres {
        "SELECT table_name::text FROM information_schema.tables \
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
    };
    let mut shapes = Vec::new();
    for row in on.query_all_raw(Statement::from_string(backend, names)).await? {
        let name: String = row.try_get_by_index(0)?;
        if !OWN.contains(&name.as_str()) {
            shapes.push(shape(on, backend, name).await?);
        }
    }
    Ok(shapes)
}

async fn shape(on: &impl ConnectionTrait, backend: DbBackend, name: String) -> Result<TableShape, StoreError> {
    let text = if backend == DbBackend::Postgres {
        "SELECT column_name::text, data_type::text FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
    } else {
        "SELECT name, type FROM pragma_table_info($1) ORDER BY cid"
    };
    let statement = Statement::from_sql_and_values(backend, text, [Value::from(name.clone())]);
    let mut columns = Vec::new();
    for row in on.query_all_raw(statement).await? {
        let text = |at: usize| row.try_get_by_index::<String>(at);
        let (column, declared) = (text(0)?, text(1)?);
        let kind = CellKind::of_type(&declared)
            .ok_or_else(|| StoreError::Broken(format!("{name}.{column} has type {declared}, which no backup knows")))?;
        columns.push((column, kind));
    }
    Ok(TableShape { name, columns })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn column_list(shape: &TableShape) -> String {
    shape.columns.iter().map(|(name, _)| quoted(name)).collect::<Vec<_>>().join(",")
}
