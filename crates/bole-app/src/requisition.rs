//! Requisitions (招聘需求): how many people a position asks for, with which flow, and how far it is.

use std::collections::BTreeMap;

use bole_domain::assessment::Cuts;
use bole_domain::ids::{FlowId, FlowVersionId, PositionId, RequisitionId};
use bole_domain::locale::Bilingual;
use bole_domain::position::SeatCounts;
use bole_domain::rejection::Kind;
use bole_domain::requisition::{Command, Rejected, Status, check_open, check_title, follow};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::requisition::{Counts, Listed, Requisition};
use bole_store::{Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::approval::ApprovalView;
use crate::audit::Deed;
use crate::department::DepartmentRef;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

mod seats;
mod step;
pub(crate) use seats::follow_stage;
pub(crate) use step::move_to;
pub use step::{close, open, reopen, request, withdraw};

/// The most characters of a description.
const MAX_DESCRIPTION: usize = 5000;

/// A requisition.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequisitionView {
    /// The requisition.
    pub id: RequisitionId,
    /// What candidates read as the job.
    pub title: String,
    /// Where it belongs.
    pub department: DepartmentRef,
    /// The position it hires for.
    pub position: PositionRef,
    /// How many people are wanted.
    pub headcount: i64,
    /// How many were hired.
    pub hired: i64,
    /// How far it is.
    pub status: Status,
    /// Whether it closed by itself because everybody wanted is there.
    pub is_filled: bool,
    /// Who must agree and what they decided; absent while nobody was asked, and in lists.
    pub approval: Option<ApprovalView>,
    /// Cut-off scores.
    pub cuts: Cuts,
    /// What candidates may read about it.
    pub description: String,
    /// The flow its candidates are interviewed with.
    pub flow: Option<FlowRef>,
    /// The position's seats.
    pub seats: SeatCounts,
    /// Its applications by state.
    pub counts: CountsView,
    /// When it was made.
    pub created_at: Millis,
    /// Whether it belongs to the demonstration.
    pub is_demo: bool,
    /// What the caller may do: `edit`, `request`, `withdraw`, `approve`, `return`, `open`, `close`, `reopen`,
    /// `add_candidate`.
    pub actions: Vec<&'static str>,
}

/// A position named beside something else.
#[derive(Debug, Serialize, ToSchema)]
pub struct PositionRef {
    /// The position.
    pub id: PositionId,
    /// Its title.
    pub title: String,
}

/// A flow named beside something else.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowRef {
    /// The flow.
    pub id: FlowId,
    /// What it is called.
    pub title: Bilingual,
    /// The newest version; candidates are invited with it.
    pub version: Option<FlowVersionRef>,
}

/// A flow version named beside something else.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowVersionRef {
    /// The version.
    pub id: FlowVersionId,
    /// Its number.
    pub number: i64,
}

/// Applications of a requisition by state. Unfinished interviews are counted apart and never as results.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct CountsView {
    /// All applications.
    pub applications: i64,
    /// Not invited yet.
    pub applied: i64,
    /// 已邀请.
    pub invited: i64,
    /// 面试中.
    pub interviewing: i64,
    /// 待评估.
    pub pending_review: i64,
    /// 已评估.
    pub reviewed: i64,
    /// 未完成.
    pub incomplete: i64,
    /// 面试通过.
    pub passed: i64,
}

/// A requisition named beside something else.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequisitionRef {
    /// The requisition.
    pub id: RequisitionId,
    /// Its title.
    pub title: String,
}

/// A requisition to make or change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RequisitionBody {
    /// The position; not changed later.
    pub position_id: PositionId,
    /// What candidates read as the job, 1–100 characters.
    pub title: String,
    /// At least 1 and at most the position's open seats and those it holds already.
    pub headcount: u32,
    /// What candidates may read about it, up to 5000 characters.
    #[serde(default)]
    pub description: String,
    /// The flow its candidates are interviewed with.
    pub flow_id: Option<FlowId>,
    /// Cut-off scores; 80 and 60 unless given.
    #[serde(default)]
    pub cuts: Option<Cuts>,
    /// Whether a new one is kept as a draft instead of being asked for at once.
    #[serde(default)]
    pub draft: bool,
}

/// The requisitions the caller sees, newest first.
///
/// # Errors
/// Without `requisition.read`.
pub async fn list(app: &App, staff: &Staff, status: Option<&str>) -> Result<Vec<RequisitionView>, Failure> {
    staff.demand(Permission::RequisitionRead)?;
    let status = status.filter(|it| Status::from_code(it).is_some());
    let found = bole_store::requisition::list(&app.store, &staff.scope, status).await;
    let found = found.doing("Listing requisitions")?;
    let ids: Vec<RequisitionId> = found.iter().map(|it| it.requisition.id).collect();
    let counts = bole_store::requisition::counts(&app.store, &ids).await.doing("Counting applications")?;
    let counts: BTreeMap<RequisitionId, Counts> = counts.into_iter().collect();
    found
        .into_iter()
        .map(|it| {
            let counted = counts.get(&it.requisition.id).copied().unwrap_or_default();
            view(staff, it, counted)
        })
        .collect()
}

/// One requisition.
///
/// # Errors
/// Without `requisition.read`, or when the caller does not see it.
pub async fn get(app: &App, staff: &Staff, id: RequisitionId) -> Result<RequisitionView, Failure> {
    staff.demand(Permission::RequisitionRead)?;
    let found = bole_store::requisition::find(&app.store, &staff.scope, id).await.doing("Loading a requisition")?;
    let counts = bole_store::requisition::counts(&app.store, &[id]).await.doing("Counting applications")?;
    let counted = counts.first().map(|it| it.1).unwrap_or_default();
    let found = found.ok_or_else(Failure::not_found)?;
    let (approval, is_your_turn) = crate::approval::view(app, staff, &found.requisition).await?;
    let mut view = view(staff, found, counted)?;
    view.approval = approval;
    if is_your_turn {
        view.actions.extend(["approve", "return"]);
    }
    Ok(view)
}

/// Makes a requisition and asks for it, unless it is to stay a draft.
///
/// # Errors
/// Without `requisition.edit`; a bad title, cuts, headcount, position or flow.
pub async fn create(app: &App, staff: &Staff, body: RequisitionBody) -> Result<RequisitionView, Failure> {
    staff.demand(Permission::RequisitionEdit)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let position = bole_store::position::for_change(&tx, &staff.scope, body.position_id).await;
    let position = position.doing("Loading a position")?;
    let position = position.ok_or_else(|| Failure::refuse(Kind::Invalid, "position.unknown"))?;
    if position.closed_at.is_some() {
        return Err(bole_domain::position::Rejected::Closed.into());
    }
    let cuts = body.cuts.unwrap_or_default().check()?;
    let mut requisition = Requisition {
        id: app.new_id(),
        position_id: position.id,
        department_id: position.department_id,
        title: check_title(&body.title)?,
        headcount: i64::from(body.headcount),
        description: description(&body.description),
        flow_id: demand_flow(staff, &tx, body.flow_id).await?,
        cut_pass: cuts.pass,
        cut_pool: cuts.pool,
        status: Status::Draft.code().to_owned(),
        created_by: Some(staff.id),
        is_demo: false,
        created_at: app.now(),
        closed_at: None,
        requested_by: None,
        requested_at: None,
        opened_at: None,
        approval_round: 0,
        approval_mode: None,
        approved_headcount: None,
        closed_because: None,
    };
    bole_store::requisition::insert(&tx, &requisition).await.doing("Adding a requisition")?;
    if !body.draft {
        step::ask(app, staff, &tx, &mut requisition).await?;
    }
    finish(app, staff, tx, "requisition.create", requisition.id).await
}

/// Changes a requisition; seats follow the headcount.
///
/// # Errors
/// As [`create`], `requisition.closed`, `requisition.in_approval`, and `requisition.headcount_approved` for more people
/// than were agreed to.
pub async fn update(
    app: &App,
    staff: &Staff,
    id: RequisitionId,
    body: RequisitionBody,
) -> Result<RequisitionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut requisition = load(staff, &tx, id).await?;
    follow(status_of(&requisition), Command::Edit)?;
    let approved = requisition.approved_headcount.and_then(|it| u32::try_from(it).ok());
    if let Some(approved) = approved.filter(|it| body.headcount > *it) {
        return Err(Rejected::HeadcountApproved { approved }.into());
    }
    let cuts = body.cuts.unwrap_or(Cuts { pass: requisition.cut_pass, pool: requisition.cut_pool }).check()?;
    requisition.title = check_title(&body.title)?;
    requisition.description = description(&body.description);
    if body.flow_id != requisition.flow_id {
        requisition.flow_id = demand_flow(staff, &tx, body.flow_id).await?;
    }
    (requisition.cut_pass, requisition.cut_pool) = (cuts.pass, cuts.pool);
    requisition.headcount = i64::from(body.headcount);
    let status = status_of(&requisition);
    move_to(app, &tx, &mut requisition, status).await?;
    finish(app, staff, tx, "requisition.update", id).await
}

async fn load(staff: &Staff, tx: &Tx, id: RequisitionId) -> Result<Requisition, Failure> {
    let found = bole_store::requisition::for_change(tx, &staff.scope, id).await.doing("Loading a requisition")?;
    Ok(allow(staff, Permission::RequisitionEdit, found)?.into_inner())
}

/// The status as stored.
pub(crate) fn status_of(requisition: &Requisition) -> Status {
    Status::from_code(&requisition.status).unwrap_or(Status::Closed)
}

async fn demand_flow(staff: &Staff, tx: &Tx, id: Option<FlowId>) -> Result<Option<FlowId>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let found = bole_store::flow::find(tx, &staff.scope, id).await.doing("Loading a flow")?;
    found.map(|it| Some(it.id)).ok_or_else(|| Failure::refuse(Kind::Invalid, "flow.unknown"))
}

async fn finish(
    app: &App,
    staff: &Staff,
    tx: Tx,
    action: &'static str,
    id: RequisitionId,
) -> Result<RequisitionView, Failure> {
    let deed = Deed { actor: staff.into(), action, subject: Some(("requisition", &id)), params: json!({}) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Changing a requisition")?;
    app.tell(LiveTopic::Notices);
    get(app, staff, id).await
}

fn description(text: &str) -> String {
    text.trim().chars().filter(|it| !it.is_control() || *it == '\n').take(MAX_DESCRIPTION).collect()
}

/// A requisition whose existence the caller may know of, open for new people.
///
/// # Errors
/// `request.not_found`, `requisition.closed` or `requisition.not_open`.
pub async fn open_for(tx: &Tx, scope: &Scope, id: RequisitionId) -> Result<Requisition, Failure> {
    let found = bole_store::requisition::for_change(tx, scope, id).await.doing("Loading a requisition")?;
    let requisition = found.ok_or_else(Failure::not_found)?;
    check_open(status_of(&requisition))?;
    Ok(requisition)
}

fn view(staff: &Staff, it: Listed, counts: Counts) -> Result<RequisitionView, Failure> {
    let row = it.requisition;
    let flow = match it.flow {
        None => None,
        Some(flow) => Some(FlowRef {
            id: flow.id,
            title: serde_json::from_str(&flow.title).doing("Reading a title")?,
            version: flow.version.map(|(id, number)| FlowVersionRef { id, number }),
        }),
    };
    let status = status_of(&row);
    Ok(RequisitionView {
        id: row.id,
        title: row.title,
        department: DepartmentRef { id: row.department_id, name: it.department_name },
        position: PositionRef { id: row.position_id, title: it.position_title },
        headcount: row.headcount,
        hired: counts.hired,
        cuts: Cuts { pass: row.cut_pass, pool: row.cut_pool },
        description: row.description,
        flow,
        seats: crate::position::counts(it.seats),
        counts: CountsView {
            applications: counts.applications,
            applied: counts.applied,
            invited: counts.invited,
            interviewing: counts.interviewing,
            pending_review: counts.pending_review,
            reviewed: counts.reviewed,
            incomplete: counts.incomplete,
            passed: counts.passed,
        },
        created_at: row.created_at,
        is_demo: row.is_demo,
        actions: actions(staff, status, row.opened_at.is_some()),
        status,
        is_filled: row.closed_because.as_deref() == Some(seats::FILLED),
        approval: None,
    })
}

fn actions(staff: &Staff, status: Status, was_open: bool) -> Vec<&'static str> {
    let mut actions = Vec::new();
    if staff.role.may(Permission::RequisitionEdit) {
        let steps = [
            Command::Edit,
            Command::Request { needs_approval: true },
            Command::Withdraw,
            Command::Open,
            Command::Close,
            Command::Reopen { was_open },
        ];
        actions.extend(steps.into_iter().filter(|it| follow(status, *it).is_ok()).map(Command::name));
    }
    if staff.role.may(Permission::ApplicationEdit) && status == Status::Open {
        actions.push("add_candidate");
    }
    actions
}
