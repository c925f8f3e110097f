//! The home page (工作台): what waits for somebody today.

use bole_domain::module::Module;
use bole_domain::staff::Permission;
use bole_domain::time::{DAY_MS, Millis};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;
use crate::requisition::{self, RequisitionView};

/// What waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewView {
    /// Interviews waiting for review.
    pub to_review: i64,
    /// Interviews running now.
    pub running: i64,
    /// Alerts about candidates who stay long in one step.
    pub stuck: i64,
    /// Messages that were not sent yet.
    pub waiting_messages: i64,
    /// Interviews that ended unfinished.
    pub incomplete: i64,
    /// Interviews completed within the last 24 hours.
    pub finished_today: i64,
    /// Requisitions that wait for the caller's approval, longest first.
    pub approvals: Vec<RequisitionView>,
    /// Open requisitions.
    pub requisitions: Vec<RequisitionView>,
    /// The first six outcomes of a new deployment.
    pub checklist: Vec<ChecklistItem>,
}

/// One of the first outcomes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChecklistItemView)]
pub struct ChecklistItem {
    /// `department`, `requisition`, `flow`, `preview`, `invite`, `report`.
    pub key: &'static str,
    /// Whether it has been reached.
    pub done: bool,
    /// What to go on with: for `flow` a requisition that has none, for `preview` a flow, for `report` an application.
    pub subject_id: Option<String>,
}

/// What waits for the caller.
///
/// # Errors
/// Without `overview.read`.
pub async fn get(app: &App, staff: &Staff) -> Result<OverviewView, Failure> {
    staff.demand(Permission::OverviewRead)?;
    let since: Millis = app.now().plus(-DAY_MS);
    let counts = bole_store::overview::counts(&app.store, &staff.scope, since).await.doing("Counting what waits")?;
    let first = bole_store::overview::first_steps(&app.store).await.doing("Looking at the first steps")?;
    let (stuck, _) = bole_store::alert::count_open(&app.store, &staff.scope).await.doing("Counting alerts")?;
    let stuck = if app.modules().has(Module::LiveMonitor) { stuck } else { 0 };
    // The steps are the whole company's; whoever sees a part of it is told of no thing that may lie beyond.
    let item = |key, done, subject_id: Option<String>| ChecklistItem {
        key,
        done,
        subject_id: subject_id.filter(|_| staff.sees_all()),
    };
    let without_flow = first.newest_flow.and(first.without_flow).map(|it| it.to_string());
    let newest_flow = first.newest_flow.map(|it| it.to_string());
    Ok(OverviewView {
        to_review: counts.to_review,
        running: counts.running,
        stuck,
        waiting_messages: counts.waiting_messages,
        incomplete: counts.incomplete,
        finished_today: counts.finished_today,
        approvals: approvals(app, staff).await?,
        requisitions: requisition::list(app, staff, Some("open")).await?,
        checklist: vec![
            item("department", first.department, None),
            item("requisition", first.requisition, None),
            item("flow", first.flow, without_flow),
            item("preview", first.preview, newest_flow),
            item("invite", first.invitation, None),
            item("report", first.release, first.finished.map(|it| it.to_string())),
        ],
    })
}

async fn approvals(app: &App, staff: &Staff) -> Result<Vec<RequisitionView>, Failure> {
    let may = staff.role.may(Permission::RequisitionApprove);
    if may { crate::approval::waiting(app, staff).await } else { Ok(Vec::new()) }
}
