//! Requisitions (招聘需求): how many people a position asks for, with which flow, and how far it is.

use std::collections::BTreeMap;

use bole_domain::assessment::Cuts;
use bole_domain::ids::{FlowId, FlowVersionId, PositionId, RequisitionId};
use bole_domain::locale::Bilingual;
use bole_domain::position::SeatCounts;
use bole_domain::rejection::Kind;
use bole_domain::requisition::{Rejected, Status, check_headcount, check_title};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::requisition::{Counts, Listed, Requisition};
use bole_store::{Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::department::DepartmentRef;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

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
    /// `open` or `closed`.
    pub status: String,
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
    /// What the caller may do: `edit`, `close`, `reopen`, `add_candidate`.
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
}

/// The requisitions the caller sees, newest first.
///
/// # Errors
/// Without `requisition.read`.
pub async fn list(app: &App, staff: &Staff, status: Option<&str>) -> Result<Vec<RequisitionView>, Failure> {
    staff.demand(Permission::RequisitionRead)?;
    let status = status.filter(|it| [Status::Open, Status::Closed].iter().any(|known| known.code() == *it));
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
    view(staff, found.ok_or_else(Failure::not_found)?, counted)
}

/// Makes a requisition and reserves its seats.
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
    let requisition = Requisition {
        id: app.new_id(),
        position_id: position.id,
        department_id: position.department_id,
        title: check_title(&body.title)?,
        headcount: i64::from(body.headcount),
        description: description(&body.description),
        flow_id: demand_flow(staff, &tx, body.flow_id).await?,
        cut_pass: cuts.pass,
        cut_pool: cuts.pool,
        status: Status::Open.code().to_owned(),
        created_by: Some(staff.id),
        is_demo: false,
        created_at: app.now(),
        closed_at: None,
    };
    bole_store::requisition::insert(&tx, &requisition).await.doing("Adding a requisition")?;
    reserve(app, &tx, &requisition, body.headcount).await?;
    finish(app, staff, tx, "requisition.create", requisition.id).await
}

/// Changes a requisition; seats follow the headcount.
///
/// # Errors
/// As [`create`], and `requisition.closed`.
pub async fn update(
    app: &App,
    staff: &Staff,
    id: RequisitionId,
    body: RequisitionBody,
) -> Result<RequisitionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut requisition = load(staff, &tx, id).await?;
    if requisition.status != Status::Open.code() {
        return Err(Rejected::Closed.into());
    }
    let cuts = body.cuts.unwrap_or(Cuts { pass: requisition.cut_pass, pool: requisition.cut_pool }).check()?;
    requisition.title = check_title(&body.title)?;
    requisition.description = description(&body.description);
    if body.flow_id != requisition.flow_id {
        requisition.flow_id = demand_flow(staff, &tx, body.flow_id).await?;
    }
    (requisition.cut_pass, requisition.cut_pool) = (cuts.pass, cuts.pool);
    requisition.headcount = i64::from(body.headcount);
    reserve(app, &tx, &requisition, body.headcount).await?;
    bole_store::requisition::update(&tx, &requisition).await.doing("Changing a requisition")?;
    finish(app, staff, tx, "requisition.update", id).await
}

/// Closes a requisition so that nobody else is added or invited; reserved seats are open again.
///
/// # Errors
/// As [`get`], and `requisition.closed`.
pub async fn close(app: &App, staff: &Staff, id: RequisitionId) -> Result<RequisitionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut requisition = load(staff, &tx, id).await?;
    if requisition.status != Status::Open.code() {
        return Err(Rejected::Closed.into());
    }
    requisition.status = Status::Closed.code().to_owned();
    requisition.closed_at = Some(app.now());
    reserve(app, &tx, &requisition, 0).await?;
    bole_store::requisition::update(&tx, &requisition).await.doing("Closing a requisition")?;
    finish(app, staff, tx, "requisition.close", id).await
}

/// Opens a closed requisition again, if its seats are still free.
///
/// # Errors
/// As [`get`], `requisition.not_closed`, and `requisition.headcount_exceeds_seats`.
pub async fn reopen(app: &App, staff: &Staff, id: RequisitionId) -> Result<RequisitionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut requisition = load(staff, &tx, id).await?;
    if requisition.status != Status::Closed.code() {
        return Err(Failure::refuse(Kind::Conflict, "requisition.not_closed"));
    }
    requisition.status = Status::Open.code().to_owned();
    requisition.closed_at = None;
    reserve(app, &tx, &requisition, u32::try_from(requisition.headcount).unwrap_or(0)).await?;
    bole_store::requisition::update(&tx, &requisition).await.doing("Reopening a requisition")?;
    finish(app, staff, tx, "requisition.reopen", id).await
}

async fn load(staff: &Staff, tx: &Tx, id: RequisitionId) -> Result<Requisition, Failure> {
    let found = bole_store::requisition::for_change(tx, &staff.scope, id).await.doing("Loading a requisition")?;
    Ok(allow(staff, Permission::RequisitionEdit, found)?.into_inner())
}

/// Makes the requisition hold exactly `wanted` seats that are not filled by others.
async fn reserve(app: &App, tx: &Tx, requisition: &Requisition, wanted: u32) -> Result<(), Failure> {
    // Whoever changes the seats of a position holds the position first.
    let position = bole_store::position::for_change(tx, &Scope::All, requisition.position_id).await;
    position.doing("Loading a position")?;
    let held = bole_store::position::seats_of_requisition(tx, requisition.id).await.doing("Loading seats")?;
    let filled = held.iter().filter(|it| it.status == "filled").count() as u32;
    let reserved: Vec<_> = held.into_iter().filter(|it| it.status == "reserved").collect();
    let wanted = wanted.saturating_sub(filled) as usize;
    for mut seat in reserved.iter().skip(wanted).cloned() {
        seat.status = "open".to_owned();
        seat.requisition_id = None;
        seat.updated_at = app.now();
        bole_store::position::update_seat(tx, &seat).await.doing("Freeing a seat")?;
    }
    let missing = wanted.saturating_sub(reserved.len());
    if requisition.status == Status::Open.code() {
        let free = bole_store::position::seats_for_change(tx, requisition.position_id, "open", i64::MAX).await;
        let free = free.doing("Loading open seats")?;
        let available = (free.len() + reserved.len()) as u32 + filled;
        check_headcount(u32::try_from(requisition.headcount).unwrap_or(0), available)?;
        for mut seat in free.into_iter().take(missing) {
            seat.status = "reserved".to_owned();
            seat.requisition_id = Some(requisition.id);
            seat.updated_at = app.now();
            bole_store::position::update_seat(tx, &seat).await.doing("Reserving a seat")?;
        }
    }
    Ok(())
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
    get(app, staff, id).await
}

fn description(text: &str) -> String {
    text.trim().chars().filter(|it| !it.is_control() || *it == '\n').take(MAX_DESCRIPTION).collect()
}

/// A requisition whose existence the caller may know of, open for new people.
///
/// # Errors
/// `request.not_found` or `requisition.closed`.
pub async fn open_for(tx: &Tx, scope: &Scope, id: RequisitionId) -> Result<Requisition, Failure> {
    let found = bole_store::requisition::for_change(tx, scope, id).await.doing("Loading a requisition")?;
    let requisition = found.ok_or_else(Failure::not_found)?;
    if requisition.status != Status::Open.code() {
        return Err(Rejected::Closed.into());
    }
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
    let is_open = row.status == Status::Open.code();
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
        actions: actions(staff, is_open),
        status: row.status,
    })
}

fn actions(staff: &Staff, is_open: bool) -> Vec<&'static str> {
    let mut actions = Vec::new();
    if staff.role.may(Permission::RequisitionEdit) {
        actions.extend(if is_open { vec!["edit", "close"] } else { vec!["reopen"] });
    }
    if staff.role.may(Permission::ApplicationEdit) && is_open {
        actions.push("add_candidate");
    }
    actions
}
