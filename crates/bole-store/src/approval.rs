//! Approval (审批) of requisitions: who must agree to each, what they decided, and the rules that say who is asked.

use bole_domain::ids::{DepartmentId, RequisitionId, StaffId};
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// One place in the line of a request.
    Approval of "approval" {
        id: Uuid,
        requisition_id: RequisitionId,
        /// Which request of the requisition; the newest counts.
        round: i64,
        place: i64,
        staff_id: StaffId,
        /// `approved`, `returned`; nothing yet while absent.
        decision: Option<String>,
        reason_sealed: Option<Vec<u8>>,
        decided_at: Option<Millis>,
    }
}

record! {
    /// Who is asked about requisitions of a branch, or of the whole company.
    Rule of "approval_rule" {
        /// The department's identifier, or `company`.
        id: String,
        department_id: Option<DepartmentId>,
        /// `in_order`, `all_of`.
        mode: String,
        /// JSON: identifiers of accounts, in order.
        approvers: String,
        updated_at: Millis,
    }
}

/// The places of the newest request of a requisition, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn line(from: &impl Reads, requisition: RequisitionId, round: i64) -> Result<Vec<Approval>, StoreError> {
    let mut sql = Sql::new(select::<Approval>());
    sql.push(" WHERE requisition_id = ").bind(requisition.value()).and("round =", round);
    sql.push(" ORDER BY place");
    from.place().all(sql, Approval::read).await
}

/// The requisitions that wait for somebody's decision now, in scope, longest first.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting_for(from: &impl Reads, scope: &Scope, staff: StaffId) -> Result<Vec<RequisitionId>, StoreError> {
    let mut sql = Sql::new(
        "SELECT r.id FROM approval a JOIN requisition r ON r.id = a.requisition_id AND r.approval_round = a.round \
         WHERE r.status = 'requested' AND a.decision IS NULL AND (r.approval_mode = 'all_of' OR NOT EXISTS \
         (SELECT 1 FROM approval b WHERE b.requisition_id = a.requisition_id AND b.round = a.round \
         AND b.place < a.place AND b.decision IS NULL))",
    );
    sql.and("a.staff_id =", staff.value());
    scope.restrict(&mut sql, "r.department_id");
    sql.push(" ORDER BY r.requested_at, r.id");
    from.place().all(sql, |row| row.next()).await
}

/// Adds a place.
///
/// # Errors
/// `Duplicate` when the account stands in the line already.
pub async fn insert(tx: &Tx, approval: &Approval) -> Result<(), StoreError> {
    tx.insert(approval).await
}

/// Writes a place again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, approval: &Approval) -> Result<bool, StoreError> {
    tx.update(approval).await
}

/// All rules in scope; the company's only for who sees all of it.
///
/// # Errors
/// When the database does not answer.
pub async fn rules(from: &impl Reads, scope: &Scope) -> Result<Vec<Rule>, StoreError> {
    let mut sql = Sql::new(select::<Rule>());
    sql.push(" WHERE 1 = 1");
    scope.restrict(&mut sql, "department_id");
    sql.push(" ORDER BY id");
    from.place().all(sql, Rule::read).await
}

/// The rule that counts for a department: its own, that of the nearest one above it, or the company's.
///
/// # Errors
/// When the database does not answer.
pub async fn rule_for(from: &impl Reads, department: DepartmentId) -> Result<Option<Rule>, StoreError> {
    let columns = crate::record::columns::<Rule>("k");
    let mut sql = Sql::new(format!(
        "SELECT {columns} FROM approval_rule k LEFT JOIN department d ON d.id = k.department_id \
         WHERE k.department_id IS NULL OR (SELECT o.path FROM department o WHERE o.id = "
    ));
    sql.bind(department.value());
    sql.push(") LIKE d.path || '%' ORDER BY COALESCE(LENGTH(d.path), 0) DESC LIMIT 1");
    from.place().one(sql, Rule::read).await
}

/// Sets a rule, in place of the one there was.
///
/// # Errors
/// `Reference` when the department does not exist.
pub async fn put_rule(tx: &Tx, rule: &Rule) -> Result<(), StoreError> {
    remove_rule(tx, &rule.id).await?;
    tx.insert(rule).await
}

/// Removes a rule; says whether there was one.
///
/// # Errors
/// When the database does not answer.
pub async fn remove_rule(tx: &Tx, id: &str) -> Result<bool, StoreError> {
    let mut sql = Sql::new("DELETE FROM approval_rule WHERE id = ");
    sql.bind(id);
    Ok(tx.execute(sql).await? > 0)
}
