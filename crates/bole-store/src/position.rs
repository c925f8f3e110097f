//! Positions (岗位) of a department, and their seats (编制).

use bole_domain::ids::{ApplicationId, DepartmentId, PositionId, RequisitionId, SeatId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A position.
    Position of "position" {
        id: PositionId,
        department_id: DepartmentId,
        title: String,
        /// The family of the question library it belongs to.
        family: Option<String>,
        /// JSON: duties, requirements, traits.
        profile: String,
        is_demo: bool,
        created_at: Millis,
        /// Since when it is closed.
        closed_at: Option<Millis>,
    }
}

record! {
    /// A seat of a position.
    Seat of "seat" {
        id: SeatId,
        position_id: PositionId,
        /// `open`, `reserved`, `filled`.
        status: String,
        /// Who hires for it.
        requisition_id: Option<RequisitionId>,
        /// Who is to sit on it.
        application_id: Option<ApplicationId>,
        is_demo: bool,
        updated_at: Millis,
    }
}

/// The seats of a position by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeatCounts {
    /// All.
    pub total: i64,
    /// Free.
    pub open: i64,
    /// A requisition hires for them.
    pub reserved: i64,
    /// Taken.
    pub filled: i64,
}

/// A position as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The position.
    pub position: Position,
    /// Its department's name.
    pub department_name: String,
    /// Its seats.
    pub seats: SeatCounts,
}

pub(crate) const SEAT_COUNTS: &str = "(SELECT COUNT(*) FROM seat x WHERE x.position_id = p.id), \
     (SELECT COUNT(*) FROM seat x WHERE x.position_id = p.id AND x.status = 'open'), \
     (SELECT COUNT(*) FROM seat x WHERE x.position_id = p.id AND x.status = 'reserved'), \
     (SELECT COUNT(*) FROM seat x WHERE x.position_id = p.id AND x.status = 'filled')";

impl SeatCounts {
    pub(crate) fn read(row: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self { total: row.next()?, open: row.next()?, reserved: row.next()?, filled: row.next()? })
    }
}

fn listed() -> Sql {
    let columns = columns::<Position>("p");
    Sql::new(format!(
        "SELECT {columns}, d.name, {SEAT_COUNTS} FROM position p JOIN department d \
         ON d.id = p.department_id WHERE 1 = 1"
    ))
}

fn read_listed(row: &mut Cells<'_>) -> Result<Listed, StoreError> {
    Ok(Listed { position: Position::read(row)?, department_name: row.next()?, seats: SeatCounts::read(row)? })
}

/// All positions in scope, by title; closed ones too when asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope, with_closed: bool) -> Result<Vec<Listed>, StoreError> {
    let mut sql = listed();
    if !with_closed {
        sql.push(" AND p.closed_at IS NULL");
    }
    scope.restrict(&mut sql, "p.department_id");
    sql.push(" ORDER BY p.title, p.id");
    from.place().all(sql, read_listed).await
}

/// The position as a list shows it, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: PositionId) -> Result<Option<Listed>, StoreError> {
    let mut sql = listed();
    sql.and("p.id =", id.value());
    scope.restrict(&mut sql, "p.department_id");
    from.place().one(sql, read_listed).await
}

/// The position to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: PositionId) -> Result<Option<Position>, StoreError> {
    let mut sql = Sql::new(select::<Position>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "department_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Position::read).await
}

/// Adds a position; its history begins.
///
/// # Errors
/// `Reference` when its department does not exist.
pub async fn insert(tx: &Tx, position: &Position) -> Result<(), StoreError> {
    tx.insert(position).await?;
    crate::history::note_position(tx, position.id, position.created_at).await
}

/// Writes a position again as of an instant, which its history keeps; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, position: &Position, at: Millis) -> Result<bool, StoreError> {
    let exists = tx.update(position).await?;
    crate::history::note_position(tx, position.id, at).await?;
    Ok(exists)
}

/// Hangs everything of a position that names a department below the department it is in now: its requisitions, their
/// applications, interviews and messages. What a branch sees follows the position.
///
/// # Errors
/// When the database does not answer.
pub async fn take_along(tx: &Tx, position: PositionId, department: DepartmentId) -> Result<(), StoreError> {
    let of_requisitions = "(SELECT id FROM requisition WHERE position_id = $2)";
    for (table, condition) in [
        ("requisition", "position_id = $2".to_owned()),
        ("application", format!("requisition_id IN {of_requisitions}")),
        ("interview_session", format!("requisition_id IN {of_requisitions}")),
        (
            "message",
            format!("application_id IN (SELECT id FROM application WHERE requisition_id IN {of_requisitions})"),
        ),
    ] {
        let sql = Sql::new(format!("UPDATE {table} SET department_id = $1 WHERE {condition}"));
        tx.execute(sql.with([department.value(), position.value()])).await?;
    }
    Ok(())
}

/// The seats of a position: filled ones first, then reserved, then open.
///
/// # Errors
/// When the database does not answer.
pub async fn seats(from: &impl Reads, position: PositionId) -> Result<Vec<Seat>, StoreError> {
    let mut sql = Sql::new(select::<Seat>());
    sql.push(" WHERE position_id = ").bind(position.value()).push(" ORDER BY status, id");
    from.place().all(sql, Seat::read).await.map(|mut seats| {
        seats.sort_by_key(|seat| ["filled", "reserved", "open"].iter().position(|it| *it == seat.status));
        seats
    })
}

/// The seats of a position with this status, to be changed in this transaction, at most `limit` of them.
///
/// # Errors
/// When the database does not answer.
pub async fn seats_for_change(
    tx: &Tx,
    position: PositionId,
    status: &str,
    limit: i64,
) -> Result<Vec<Seat>, StoreError> {
    let mut sql = Sql::new(select::<Seat>());
    sql.push(" WHERE position_id = ").bind(position.value()).and("status =", status);
    sql.push(" ORDER BY id LIMIT ").bind(limit).push(&tx.for_change(""));
    tx.place().all(sql, Seat::read).await
}

/// The seats a requisition hires for or has filled, to be changed in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn seats_of_requisition(tx: &Tx, requisition: RequisitionId) -> Result<Vec<Seat>, StoreError> {
    let mut sql = Sql::new(select::<Seat>());
    sql.push(" WHERE requisition_id = ").bind(requisition.value()).push(" ORDER BY id").push(&tx.for_change(""));
    tx.place().all(sql, Seat::read).await
}

/// Adds a seat; its history begins.
///
/// # Errors
/// `Reference` when its position does not exist.
pub async fn insert_seat(tx: &Tx, seat: &Seat) -> Result<(), StoreError> {
    tx.insert(seat).await?;
    crate::history::note_seat(tx, seat.id, seat.updated_at).await
}

/// Writes a seat again as of its `updated_at`, which its history keeps; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update_seat(tx: &Tx, seat: &Seat) -> Result<bool, StoreError> {
    let exists = tx.update(seat).await?;
    crate::history::note_seat(tx, seat.id, seat.updated_at).await?;
    Ok(exists)
}

/// Removes a seat that is open, as of an instant; says whether it was.
///
/// # Errors
/// When the database does not answer.
pub async fn remove_open_seat(tx: &Tx, seat: SeatId, at: Millis) -> Result<bool, StoreError> {
    let sql = Sql::new("DELETE FROM seat WHERE id = $1 AND status = 'open'");
    let is_gone = tx.execute(sql.with([seat.value()])).await? > 0;
    if is_gone {
        crate::history::note_seat(tx, seat, at).await?;
    }
    Ok(is_gone)
}
