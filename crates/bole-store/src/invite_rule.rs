//! Rules by which a requisition invites (自动邀请), and who was invited by one.

use bole_domain::ids::{ApplicationId, RequisitionId, StaffId};
use bole_domain::time::Millis;

use crate::application::Application;
use crate::error::StoreError;
use crate::record::{Column as _, Record, columns, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A rule.
    InviteRule of "invite_rule" {
        requisition_id: RequisitionId,
        is_on: bool,
        /// JSON.
        requirements: String,
        /// Invitations a day.
        daily_limit: i64,
        /// From this minute of the day.
        from_minute: i64,
        /// Until before this minute of the day.
        until_minute: i64,
        locale: String,
        updated_by: Option<StaffId>,
        updated_at: Millis,
    }
}

/// The rule of a requisition.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, requisition: RequisitionId) -> Result<Option<InviteRule>, StoreError> {
    let mut sql = Sql::new(select::<InviteRule>());
    sql.push(" WHERE requisition_id = ").bind(requisition.value());
    from.place().one(sql, InviteRule::read).await
}

/// The rule to be applied in this transaction; others who apply it wait.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, requisition: RequisitionId) -> Result<Option<InviteRule>, StoreError> {
    let mut sql = Sql::new(select::<InviteRule>());
    sql.push(" WHERE requisition_id = ").bind(requisition.value()).push(&tx.for_change(""));
    tx.place().one(sql, InviteRule::read).await
}

/// The rules that are switched on, for open requisitions.
///
/// # Errors
/// When the database does not answer.
pub async fn switched_on(from: &impl Reads) -> Result<Vec<InviteRule>, StoreError> {
    let sql = Sql::new(format!(
        "SELECT {} FROM invite_rule u JOIN requisition r ON r.id = u.requisition_id \
         WHERE u.is_on AND r.status = 'open' ORDER BY u.requisition_id",
        columns::<InviteRule>("u")
    ));
    from.place().all(sql, InviteRule::read).await
}

/// Keeps a rule.
///
/// # Errors
/// When the database does not answer.
pub async fn put(tx: &Tx, rule: &InviteRule) -> Result<(), StoreError> {
    if tx.update(rule).await? { Ok(()) } else { tx.insert(rule).await }
}

/// The applications of a requisition that nobody has invited yet, first come first.
///
/// # Errors
/// When the database does not answer.
pub async fn uninvited(
    from: &impl Reads,
    requisition: RequisitionId,
    limit: i64,
) -> Result<Vec<Application>, StoreError> {
    let mut sql = Sql::new(format!("SELECT {} FROM application a", columns::<Application>("a")));
    sql.push(" WHERE a.requisition_id = ").bind(requisition.value());
    sql.push(
        " AND a.session_id IS NULL AND a.stage IN ('applied', 'screening') \
         AND NOT EXISTS (SELECT 1 FROM rule_invitation i WHERE i.application_id = a.id) \
         ORDER BY a.created_at, a.id LIMIT ",
    );
    sql.bind(limit);
    from.place().all(sql, Application::read).await
}

/// How many a rule invited since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn invited_since(from: &impl Reads, requisition: RequisitionId, since: Millis) -> Result<i64, StoreError> {
    let sql = Sql::new("SELECT COUNT(*) FROM rule_invitation WHERE requisition_id = $1 AND at >= $2");
    from.place().scalar(sql.with([requisition.value(), since.value()])).await
}

/// Notes that a rule invites an application; `false` when it did before.
///
/// # Errors
/// When the database does not answer.
pub async fn note(
    tx: &Tx,
    application: ApplicationId,
    requisition: RequisitionId,
    at: Millis,
) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "INSERT INTO rule_invitation (application_id, requisition_id, at) VALUES ($1,$2,$3) \
         ON CONFLICT (application_id) DO NOTHING",
    );
    Ok(tx.execute(sql.with([application.value(), requisition.value(), at.value()])).await? > 0)
}
