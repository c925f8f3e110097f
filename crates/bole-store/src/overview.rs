//! The numbers of the console's first page, in scope. They are counted each time, never kept.

use bole_domain::ids::{ApplicationId, FlowId, RequisitionId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::Column as _;
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::Reads;

/// What waits and what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overview {
    /// Interviews that wait for a person.
    pub to_review: i64,
    /// Interviews that go on.
    pub running: i64,
    /// Messages that were not sent: held, waiting or failed.
    pub waiting_messages: i64,
    /// Interviews that ended incomplete.
    pub incomplete: i64,
    /// Interviews that were completed since the day began.
    pub finished_today: i64,
}

/// How far the first steps have been taken, in the whole company; the demonstration takes none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FirstSteps {
    /// A department exists.
    pub department: bool,
    /// A requisition exists.
    pub requisition: bool,
    /// A requisition has a published flow.
    pub flow: bool,
    /// Somebody went through a flow as a candidate would.
    pub preview: bool,
    /// Somebody was invited.
    pub invitation: bool,
    /// A result was released.
    pub release: bool,
    /// An open requisition without a flow, where one was published.
    pub without_flow: Option<RequisitionId>,
    /// The newest published flow.
    pub newest_flow: Option<FlowId>,
    /// The newest application with a finished interview.
    pub finished: Option<ApplicationId>,
}

/// The counts in scope; `day_start` is when the caller's day began.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(from: &impl Reads, scope: &Scope, day_start: Millis) -> Result<Overview, StoreError> {
    let mut sql = Sql::new("SELECT ");
    let sessions = |sql: &mut Sql, condition: &str| {
        sql.push("(SELECT COUNT(*) FROM interview_session s WHERE ").push(condition);
    };
    for status in ["s.status = 'pending_review'", "s.status = 'interviewing'", "s.status = 'incomplete'"] {
        sessions(&mut sql, status);
        scope.restrict(&mut sql, "s.department_id");
        sql.push("), ");
    }
    sessions(&mut sql, "s.status IN ('pending_review', 'reviewed')");
    sql.and("s.finished_at >=", day_start.value());
    scope.restrict(&mut sql, "s.department_id");
    sql.push("), (SELECT COUNT(*) FROM message m WHERE m.status IN ('held', 'waiting', 'failed')");
    scope.restrict(&mut sql, "m.department_id");
    sql.push(")");
    let read = |row: &mut crate::record::Cells<'_>| {
        Ok(Overview {
            to_review: row.next()?,
            running: row.next()?,
            incomplete: row.next()?,
            finished_today: row.next()?,
            waiting_messages: row.next()?,
        })
    };
    Ok(from.place().one(sql, read).await?.unwrap_or_default())
}

/// Which first steps have been taken.
///
/// # Errors
/// When the database does not answer.
pub async fn first_steps(from: &impl Reads) -> Result<FirstSteps, StoreError> {
    let sql = Sql::new(
        "SELECT EXISTS (SELECT 1 FROM department WHERE NOT is_demo), \
         EXISTS (SELECT 1 FROM requisition WHERE NOT is_demo), \
         EXISTS (SELECT 1 FROM requisition r JOIN flow_version v ON v.flow_id = r.flow_id WHERE NOT r.is_demo), \
         EXISTS (SELECT 1 FROM setting WHERE name = 'flow_previewed'), \
         EXISTS (SELECT 1 FROM invitation i JOIN application a ON a.id = i.application_id WHERE NOT a.is_demo), \
         EXISTS (SELECT 1 FROM release r JOIN application a ON a.id = r.application_id WHERE NOT a.is_demo), \
         (SELECT id FROM requisition WHERE NOT is_demo AND flow_id IS NULL AND status <> 'closed' \
         ORDER BY created_at DESC, id LIMIT 1), \
         (SELECT f.id FROM flow f JOIN flow_version v ON v.flow_id = f.id WHERE NOT f.is_demo \
         ORDER BY v.published_at DESC, f.id LIMIT 1), \
         (SELECT id FROM application WHERE NOT is_demo AND session_status IN ('pending_review', 'reviewed') \
         ORDER BY created_at DESC, id LIMIT 1)",
    );
    let read = |row: &mut crate::record::Cells<'_>| {
        Ok(FirstSteps {
            department: row.next()?,
            requisition: row.next()?,
            flow: row.next()?,
            preview: row.next()?,
            invitation: row.next()?,
            release: row.next()?,
            without_flow: row.next()?,
            newest_flow: row.next()?,
            finished: row.next()?,
        })
    };
    Ok(from.place().one(sql, read).await?.unwrap_or_default())
}
