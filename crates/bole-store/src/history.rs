//! The organisation by date: every change of departments, positions and seats as a row with the time it was true.
//!
//! Rows are copied from the tables themselves in the transaction of the change, so that no change can be left out.

use bole_domain::ids::{DepartmentId, PositionId, SeatId};
use bole_domain::time::Millis;
use sea_orm::Value;

use crate::error::StoreError;
use crate::position::SeatCounts;
use crate::record::{Cells, Column as _};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

/// A department as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentThen {
    /// The department.
    pub id: DepartmentId,
    /// The one above it then.
    pub parent_id: Option<DepartmentId>,
    /// Its name then.
    pub name: String,
    /// Its kind then.
    pub kind: String,
}

/// A position as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionThen {
    /// The position.
    pub id: PositionId,
    /// Where it belonged then.
    pub department_id: DepartmentId,
    /// Its title then.
    pub title: String,
    /// Its job family then.
    pub family: Option<String>,
    /// Its seats then.
    pub seats: SeatCounts,
}

struct Noun {
    table: &'static str,
    key: &'static str,
    columns: &'static str,
    values: &'static str,
}

const DEPARTMENT: Noun = Noun {
    table: "department",
    key: "department_id",
    columns: "parent_id, name, kind, is_closed",
    values: "parent_id, name, kind, closed_at IS NOT NULL",
};
const POSITION: Noun = Noun {
    table: "position",
    key: "position_id",
    columns: "department_id, title, family, is_closed",
    values: "department_id, title, family, closed_at IS NOT NULL",
};
const SEAT: Noun = Noun {
    table: "seat",
    key: "seat_id",
    columns: "position_id, status, requisition_id",
    values: "position_id, status, requisition_id",
};

/// Ends what was true of a row and begins what is; a row that is gone only ends.
async fn note(tx: &Tx, noun: &Noun, id: Value, at: Millis) -> Result<(), StoreError> {
    let Noun { table, key, columns, values } = noun;
    let end = format!("UPDATE {table}_history SET valid_to = $2 WHERE {key} = $1 AND valid_to IS NULL");
    tx.execute(Sql::new(end).with([id.clone(), at.value()])).await?;
    let begin = format!(
        "INSERT INTO {table}_history ({key}, number, {columns}, valid_from) SELECT id, \
         (SELECT COALESCE(MAX(number), 0) + 1 FROM {table}_history WHERE {key} = $1), {values}, \
         CAST($2 AS BIGINT) FROM {table} WHERE id = $1"
    );
    tx.execute(Sql::new(begin).with([id, at.value()])).await.map(drop)
}

pub(crate) async fn note_department(tx: &Tx, id: DepartmentId, at: Millis) -> Result<(), StoreError> {
    note(tx, &DEPARTMENT, id.value(), at).await
}

pub(crate) async fn note_position(tx: &Tx, id: PositionId, at: Millis) -> Result<(), StoreError> {
    note(tx, &POSITION, id.value(), at).await
}

pub(crate) async fn note_seat(tx: &Tx, id: SeatId, at: Millis) -> Result<(), StoreError> {
    note(tx, &SEAT, id.value(), at).await
}

/// Adds the condition that a history row was true at `at`.
fn true_at(sql: &mut Sql, alias: &str, at: Millis) {
    sql.push(&format!(" AND {alias}.valid_from <= ")).bind(at.value());
    sql.push(&format!(" AND ({alias}.valid_to IS NULL OR {alias}.valid_to > ")).bind(at.value()).push(")");
}

/// The departments that were open at an instant, of those in scope now.
///
/// # Errors
/// When the database does not answer.
pub async fn departments_at(from: &impl Reads, scope: &Scope, at: Millis) -> Result<Vec<DepartmentThen>, StoreError> {
    let mut sql =
        Sql::new("SELECT h.department_id, h.parent_id, h.name, h.kind FROM department_history h WHERE NOT h.is_closed");
    true_at(&mut sql, "h", at);
    scope.restrict(&mut sql, "h.department_id");
    sql.push(" ORDER BY h.name, h.department_id");
    let read = |row: &mut Cells<'_>| {
        Ok(DepartmentThen { id: row.next()?, parent_id: row.next()?, name: row.next()?, kind: row.next()? })
    };
    from.place().all(sql, read).await
}

/// The positions that were open at an instant, with their seats then: those that are in scope now and were then in a
/// department that is in scope now.
///
/// # Errors
/// When the database does not answer.
pub async fn positions_at(from: &impl Reads, scope: &Scope, at: Millis) -> Result<Vec<PositionThen>, StoreError> {
    let seats = |condition: &str| {
        format!(
            ", (SELECT COUNT(*) FROM seat_history s WHERE s.position_id = h.position_id AND s.valid_from <= $1 \
             AND (s.valid_to IS NULL OR s.valid_to > $1){condition})"
        )
    };
    let mut sql = Sql::new("SELECT h.position_id, h.department_id, h.title, h.family").with([at.value()]);
    for condition in ["", " AND s.status = 'open'", " AND s.status = 'reserved'", " AND s.status = 'filled'"] {
        sql.push(&seats(condition));
    }
    sql.push(" FROM position_history h JOIN position p ON p.id = h.position_id WHERE NOT h.is_closed");
    true_at(&mut sql, "h", at);
    scope.restrict(&mut sql, "h.department_id");
    scope.restrict(&mut sql, "p.department_id");
    sql.push(" ORDER BY h.title, h.position_id");
    let read = |row: &mut Cells<'_>| {
        Ok(PositionThen {
            id: row.next()?,
            department_id: row.next()?,
            title: row.next()?,
            family: row.next()?,
            seats: SeatCounts::read(row)?,
        })
    };
    from.place().all(sql, read).await
}

/// The instants at which something changed in the scope of now, newest first, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn instants(from: &impl Reads, scope: &Scope, limit: i64) -> Result<Vec<Millis>, StoreError> {
    let mut sql = Sql::new("SELECT h.valid_from FROM department_history h WHERE 1 = 1");
    scope.restrict(&mut sql, "h.department_id");
    sql.push(" UNION SELECT s.valid_from FROM seat_history s JOIN position p ON p.id = s.position_id WHERE 1 = 1");
    scope.restrict(&mut sql, "p.department_id");
    sql.push(" UNION SELECT h.valid_from FROM position_history h JOIN position p ON p.id = h.position_id WHERE 1 = 1");
    scope.restrict(&mut sql, "p.department_id");
    sql.push(" ORDER BY 1 DESC LIMIT ").bind(limit);
    from.place().all(sql, |row| row.next()).await
}
