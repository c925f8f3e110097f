//! Requisitions (招聘需求): how many people a department asks for, and how far hiring has come.

use bole_domain::ids::{DepartmentId, FlowId, FlowVersionId, PositionId, RequisitionId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::position::{SEAT_COUNTS, SeatCounts};
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A requisition.
    Requisition of "requisition" {
        id: RequisitionId,
        position_id: PositionId,
        department_id: DepartmentId,
        title: String,
        headcount: i64,
        description: String,
        flow_id: Option<FlowId>,
        /// Scores from here pass.
        cut_pass: f64,
        /// Scores below this one fail.
        cut_pool: f64,
        /// `draft`, `requested`, `returned`, `approved`, `open`, `closed`.
        status: String,
        created_by: Option<StaffId>,
        is_demo: bool,
        created_at: Millis,
        closed_at: Option<Millis>,
        requested_by: Option<StaffId>,
        requested_at: Option<Millis>,
        /// When it first took applications.
        opened_at: Option<Millis>,
        /// Which request this is; 0 while nobody was ever asked.
        approval_round: i64,
        /// `in_order`, `all_of`.
        approval_mode: Option<String>,
        /// How many people were agreed to.
        approved_headcount: Option<i64>,
        /// `filled` when it closed by itself.
        closed_because: Option<String>,
    }
}

/// The flow of a requisition with its newest published version.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowOfRequisition {
    /// The flow.
    pub id: FlowId,
    /// Its title, JSON.
    pub title: String,
    /// The newest version and its number.
    pub version: Option<(FlowVersionId, i64)>,
}

/// A requisition as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The requisition.
    pub requisition: Requisition,
    /// Its department's name.
    pub department_name: String,
    /// Its position's title.
    pub position_title: String,
    /// Its flow.
    pub flow: Option<FlowOfRequisition>,
    /// The seats of its position.
    pub seats: SeatCounts,
}

/// How many applications of a requisition stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All applications.
    pub applications: i64,
    /// In stage `applied`.
    pub applied: i64,
    /// Interview `invited`.
    pub invited: i64,
    /// Interview `interviewing`.
    pub interviewing: i64,
    /// Interview `pending_review`.
    pub pending_review: i64,
    /// Interview `reviewed`.
    pub reviewed: i64,
    /// Interview `incomplete`.
    pub incomplete: i64,
    /// Released as `passed`.
    pub passed: i64,
    /// In stage `hired`.
    pub hired: i64,
}

fn listed() -> Sql {
    let columns = columns::<Requisition>("r");
    Sql::new(format!(
        "SELECT {columns}, d.name, p.title, f.id, f.title, v.id, v.number, {SEAT_COUNTS} FROM requisition r \
         JOIN department d ON d.id = r.department_id JOIN position p ON p.id = r.position_id \
         LEFT JOIN flow f ON f.id = r.flow_id LEFT JOIN flow_version v ON v.flow_id = f.id \
         AND v.number = (SELECT MAX(w.number) FROM flow_version w WHERE w.flow_id = f.id) WHERE 1 = 1"
    ))
}

fn read_listed(row: &mut Cells<'_>) -> Result<Listed, StoreError> {
    let requisition = Requisition::read(row)?;
    let (department_name, position_title) = (row.next()?, row.next()?);
    let (id, title): (Option<FlowId>, Option<String>) = (row.next()?, row.next()?);
    let (version, number): (Option<FlowVersionId>, Option<i64>) = (row.next()?, row.next()?);
    let flow = id.zip(title).map(|(id, title)| FlowOfRequisition { id, title, version: version.zip(number) });
    Ok(Listed { requisition, department_name, position_title, flow, seats: SeatCounts::read(row)? })
}

/// All requisitions in scope, newest first; `status` narrows them.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope, status: Option<&str>) -> Result<Vec<Listed>, StoreError> {
    let mut sql = listed();
    if let Some(status) = status {
        sql.and("r.status =", status);
    }
    scope.restrict(&mut sql, "r.department_id");
    sql.push(" ORDER BY r.created_at DESC, r.id DESC");
    from.place().all(sql, read_listed).await
}

/// The requisition as a list shows it, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: RequisitionId) -> Result<Option<Listed>, StoreError> {
    let mut sql = listed();
    sql.and("r.id =", id.value());
    scope.restrict(&mut sql, "r.department_id");
    from.place().one(sql, read_listed).await
}

/// The requisition of an id, whatever its branch: for rules that run without a person.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: RequisitionId) -> Result<Option<Requisition>, StoreError> {
    let mut sql = Sql::new(select::<Requisition>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Requisition::read).await
}

/// The requisition to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: RequisitionId) -> Result<Option<Requisition>, StoreError> {
    let mut sql = Sql::new(select::<Requisition>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "department_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Requisition::read).await
}

/// Adds a requisition.
///
/// # Errors
/// `Reference` when its position, department or flow does not exist.
pub async fn insert(tx: &Tx, requisition: &Requisition) -> Result<(), StoreError> {
    tx.insert(requisition).await
}

/// Writes a requisition again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, requisition: &Requisition) -> Result<bool, StoreError> {
    tx.update(requisition).await
}

/// The counts of these requisitions in one query; a requisition without applications is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(
    from: &impl Reads,
    requisitions: &[RequisitionId],
) -> Result<Vec<(RequisitionId, Counts)>, StoreError> {
    let place = from.place();
    let mut sql =
        Sql::new("SELECT requisition_id, stage, session_status, outcome, COUNT(*) FROM application WHERE 1 = 1");
    sql.and_in(place.backend(), "requisition_id", requisitions);
    sql.push(" GROUP BY requisition_id, stage, session_status, outcome ORDER BY requisition_id");
    let groups = place.all(sql, |row| Ok((row.next()?, row.next()?, row.next()?, row.next()?, row.next()?))).await?;
    let mut counted: Vec<(RequisitionId, Counts)> = Vec::new();
    for (id, stage, session_status, outcome, number) in groups {
        if counted.last().is_none_or(|(last, _)| *last != id) {
            counted.push((id, Counts::default()));
        }
        if let Some((_, counts)) = counted.last_mut() {
            counts.add(&Group { stage, session_status, outcome, number });
        }
    }
    Ok(counted)
}

/// Applications that stand in the same place.
struct Group {
    stage: String,
    session_status: Option<String>,
    outcome: Option<String>,
    number: i64,
}

impl Counts {
    fn add(&mut self, group: &Group) {
        self.applications += group.number;
        match group.stage.as_str() {
            "applied" => self.applied += group.number,
            "hired" => self.hired += group.number,
            _ => {}
        }
        match group.session_status.as_deref() {
            Some("invited") => self.invited += group.number,
            Some("interviewing") => self.interviewing += group.number,
            Some("pending_review") => self.pending_review += group.number,
            Some("reviewed") => self.reviewed += group.number,
            Some("incomplete") => self.incomplete += group.number,
            _ => {}
        }
        if group.outcome.as_deref() == Some("passed") {
            self.passed += group.number;
        }
    }
}
