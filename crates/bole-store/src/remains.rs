//! What the database still holds of a person, found by the tables' own columns and not by a list of them: a table that nobody
//! thought of when erasing is found too. It is a check; it changes nothing.

use std::collections::BTreeSet;

use bole_domain::ids::CandidateId;

use crate::dump::{CellKind, TableShape};
use crate::error::StoreError;
use crate::sql::Sql;
use crate::store::{Reads as _, Store};

/// Whether a column holds what only a key opens, a key, or a keyed hash of what somebody is called or wrote.
#[must_use]
pub fn is_personal(column: &str) -> bool {
    ["sealed", "wrapped_key", "content"].contains(&column) || column.ends_with("_sealed") || column.ends_with("_index")
}

/// Every `table.column` in which something of this person is left. A row is theirs when it names them, or a row of theirs.
///
/// # Errors
/// When the database does not answer.
pub async fn of_person(store: &Store, id: CandidateId) -> Result<Vec<String>, StoreError> {
    let shapes = store.snapshot().await?.tables().await?;
    let ids = rows_of(store, &shapes, id).await?;
    let mut left = Vec::new();
    for shape in &shapes {
        let personal = shape.columns.iter().filter(|(name, _)| is_personal(name));
        for (column, _) in personal {
            let Some(mut sql) = theirs(store, shape, &ids, "COUNT(*)") else { continue };
            sql.push(&format!(" AND LENGTH(\"{column}\") > 0"));
            if store.place().scalar::<i64>(sql).await? > 0 {
                left.push(format!("{}.{column}", shape.name));
            }
        }
    }
    Ok(left)
}

/// The identifiers of the person and of every row that names one of them, until there are no more.
async fn rows_of(store: &Store, shapes: &[TableShape], id: CandidateId) -> Result<Vec<String>, StoreError> {
    let mut ids = BTreeSet::from([id.to_string()]);
    loop {
        let (known, list) = (ids.len(), ids.iter().cloned().collect::<Vec<_>>());
        for shape in shapes.iter().filter(|it| it.columns.iter().any(|(name, _)| name == "id")) {
            if let Some(sql) = theirs(store, shape, &list, "CAST(id AS TEXT)") {
                ids.extend(store.place().all(sql, |row| row.next::<String>()).await?);
            }
        }
        if ids.len() == known {
            return Ok(list);
        }
    }
}

/// Selects from a table the rows that name one of these, if it can name any.
fn theirs(store: &Store, shape: &TableShape, ids: &[String], what: &str) -> Option<Sql> {
    let names = |(name, kind): &&(String, CellKind)| {
        *kind == CellKind::Text && (name == "id" || name == "subject" || name.ends_with("_id"))
    };
    let columns: Vec<&str> = shape.columns.iter().filter(names).map(|it| it.0.as_str()).collect();
    let mut sql = Sql::new(format!("SELECT {what} FROM \"{}\" WHERE (1 = 0", shape.name));
    for column in &columns {
        sql.push(" OR (1 = 1").and_in(store.place().backend(), &format!("\"{column}\""), ids).push(")");
    }
    sql.push(")");
    (!columns.is_empty()).then_some(sql)
}
