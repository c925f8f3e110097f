//! A statement under construction: text with `$1` placeholders and its values. Values never become part of the text.

use sea_orm::{DbBackend, Statement, Value};

/// SQL text with the values of its placeholders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    /// Adds text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds the next placeholder with its value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Adds values for placeholders that the text names itself.
    pub(crate) fn with(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.values.extend(values);
        self
    }

    /// Adds ` AND text $n`.
    pub(crate) fn and(&mut self, text: &str, value: impl Into<Value>) -> &mut Self {
        self.push(" AND ").push(text).push(" ").bind(value)
    }

    /// Adds ` AND column IN (…)` with the whole list as one value, so that the text stays the same for every length.
    pub(crate) fn and_in<T: ToString>(&mut self, backend: DbBackend, column: &str, list: &[T]) -> &mut Self {
        let list: Vec<String> = list.iter().map(ToString::to_string).collect();
        let json = serde_json::Value::from(list).to_string();
        if backend == DbBackend::Postgres {
            self.push(&format!(" AND {column} IN (SELECT jsonb_array_elements_text(")).bind(json).push("::jsonb))")
        } else {
            self.push(&format!(" AND {column} IN (SELECT value FROM json_each(")).bind(json).push("))")
        }
    }

    pub(crate) fn statement(self, backend: DbBackend) -> Statement {
        Statement::from_sql_and_values(backend, self.text, self.values)
    }
}

/// `(VALUES (…),(…)) AS v`: rows of placeholders in order; both databases call the columns `column1`, `column2`, ….
pub(crate) fn value_rows(backend: DbBackend, rows: usize, columns: usize) -> String {
    let row = |row: usize| match backend {
        // SQLite looks a named placeholder up in a list at every binding, which is slow in long statements.
        DbBackend::Sqlite => format!("(?{})", ",?".repeat(columns - 1)),
        _ => format!("({})", placeholders(row * columns + 1, columns)),
    };
    format!("(VALUES {}) AS v", (0..rows).map(row).collect::<Vec<_>>().join(","))
}

/// `$from, $from+1, …`: `count` placeholders.
pub(crate) fn placeholders(from: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5);
    for number in from..from + count {
        if number > from {
            text.push(',');
        }
        text.push('$');
        text.push_str(&number.to_string());
    }
    text
}
