//! Approval (审批): who is asked about the requisitions of a branch, and what each of them decides, exactly once.

use bole_domain::approval::{Decision, Line, Mode, Place, Verdict, line};
use bole_domain::ids::{DepartmentId, RequisitionId, StaffId};
use bole_domain::locale::Locale;
use bole_domain::module::Module;
use bole_domain::rejection::Kind;
use bole_domain::requisition::{Command, Rejected, Status, follow};
use bole_domain::staff::{Permission, Role};
use bole_domain::time::Millis;
use bole_store::Tx;
use bole_store::approval::Approval;
use bole_store::requisition::Requisition;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::message::{Letter, compose_for_staff};
use crate::policy::{Staff, allow};
use crate::requisition::{self, RequisitionView, move_to, status_of};
use crate::seal::at;

mod rule;
pub use rule::{ApprovalRuleBody, ApprovalRuleView, ApprovalRulesView, ApproverView, put_rule, rules};

/// The most characters of a reason.
const MAX_REASON: usize = 1000;

/// The approval of a requisition's newest request.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalView {
    /// One after the other, or all in any order.
    pub mode: Mode,
    /// Who asked.
    pub requested_by: Option<String>,
    /// When.
    pub requested_at: Option<Millis>,
    /// Everybody who must agree, in order.
    pub places: Vec<ApprovalPlaceView>,
}

/// One of those who must agree.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalPlaceView {
    /// Who.
    pub name: String,
    /// What they decided; nothing yet while `null`.
    pub decision: Option<Decision>,
    /// What they wrote.
    pub reason: Option<String>,
    /// When.
    pub decided_at: Option<Millis>,
    /// Whether their decision is waited for now.
    pub is_turn: bool,
    /// Whether it is the caller.
    pub is_you: bool,
}

/// A decision in words.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DecisionBody {
    /// Needed when sending back; up to 1000 characters.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The requisitions that wait for the caller's decision, longest first.
///
/// # Errors
/// Without `requisition.approve`.
pub async fn waiting(app: &App, staff: &Staff) -> Result<Vec<RequisitionView>, Failure> {
    staff.demand(Permission::RequisitionApprove)?;
    if !app.modules().has(Module::RequisitionApproval) {
        return Ok(Vec::new());
    }
    let ids = bole_store::approval::waiting_for(&app.store, &staff.scope, staff.id).await;
    let mut found = Vec::new();
    for id in ids.doing("Looking for what waits")? {
        found.push(requisition::get(app, staff, id).await?);
    }
    Ok(found)
}

/// Agrees to a request; the last one who does approves it.
///
/// # Errors
/// Without `requisition.approve`, when the caller does not see it, or as [`Line::decide`] says.
pub async fn approve(
    app: &App,
    staff: &Staff,
    id: RequisitionId,
    body: &DecisionBody,
) -> Result<RequisitionView, Failure> {
    decide(app, staff, id, Decision::Approved, body).await
}

/// Sends a request back with a reason; its seats are free again.
///
/// # Errors
/// As [`approve`], and `approval.reason_missing`.
pub async fn send_back(
    app: &App,
    staff: &Staff,
    id: RequisitionId,
    body: &DecisionBody,
) -> Result<RequisitionView, Failure> {
    decide(app, staff, id, Decision::Returned, body).await
}

async fn decide(
    app: &App,
    staff: &Staff,
    id: RequisitionId,
    decision: Decision,
    body: &DecisionBody,
) -> Result<RequisitionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    // Two who decide at once take turns here, and the second sees what the first did.
    let found = bole_store::requisition::for_change(&tx, &staff.scope, id).await.doing("Loading a requisition")?;
    let mut requisition = allow(staff, Permission::RequisitionApprove, found)?.into_inner();
    let rows = bole_store::approval::line(&tx, id, requisition.approval_round).await.doing("Loading a line")?;
    let mut line = line_of(&requisition, &rows);
    let reason = body.reason.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let status = status_of(&requisition);
    if line.places.is_empty() {
        // Nobody was ever asked: the status says why nothing can be decided.
        return Err(follow(status, Command::Approve).err().unwrap_or(Rejected::NotOpen).into());
    }
    let (place, verdict) = line.decide(staff.id, decision, reason)?;
    let next = match verdict {
        Verdict::Waiting => follow(status, Command::Approve).map(|_| status)?,
        Verdict::Approved => follow(status, Command::Approve)?,
        Verdict::Returned => follow(status, Command::Return)?,
    };
    keep(app, &tx, rows, place, decision, reason).await?;
    crate::notice::has_decided(app, &tx, id, staff.id).await?;
    if verdict == Verdict::Approved {
        requisition.approved_headcount = Some(requisition.headcount);
    }
    if next != status {
        move_to(app, &tx, &mut requisition, next).await?;
    }
    let action = match decision {
        Decision::Approved => "requisition.approve",
        Decision::Returned => "requisition.return",
    };
    let params = json!({ "round": requisition.approval_round, "status": next.code() });
    app.record(&tx, Deed { actor: staff.into(), action, subject: Some(("requisition", &id)), params }).await?;
    tell(app, &tx, &requisition, &line, verdict).await?;
    tx.commit().await.doing("Deciding on a requisition")?;
    app.wake();
    app.tell(LiveTopic::Notices);
    requisition::get(app, staff, id).await
}

async fn keep(
    app: &App,
    tx: &Tx,
    rows: Vec<Approval>,
    place: usize,
    decision: Decision,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let mut row = rows.into_iter().nth(place).ok_or_else(Failure::not_found)?;
    row.decision = Some(decision.code().to_owned());
    row.decided_at = Some(app.now());
    if let Some(reason) = reason {
        let reason: String = reason.chars().take(MAX_REASON).collect();
        row.reason_sealed = Some(app.seal_system(at("approval", "reason"), &row.id, &reason)?);
    }
    bole_store::approval::update(tx, &row).await.map(drop).doing("Keeping a decision")
}

/// What approvers and whoever asked are told.
#[derive(Debug, Clone, Copy)]
enum News {
    Waits,
    Approved,
    Returned,
}

impl News {
    const fn words(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::Waits, Locale::Zh) => "等待您审批",
            (Self::Approved, Locale::Zh) => "已获批准",
            (Self::Returned, Locale::Zh) => "被退回，请看退回原因",
            (Self::Waits, Locale::En) => "waits for your approval",
            (Self::Approved, Locale::En) => "was approved",
            (Self::Returned, Locale::En) => "was sent back; the reason is given there",
        }
    }
}

/// Tells those whose turn it is now, or whoever asked once it is decided.
async fn tell(app: &App, tx: &Tx, requisition: &Requisition, line: &Line, verdict: Verdict) -> Result<(), Failure> {
    let (news, to) = match verdict {
        // In any order, everybody was told at the beginning.
        Verdict::Waiting if line.mode == Mode::AllOf => return Ok(()),
        Verdict::Waiting => (News::Waits, line.turn()),
        Verdict::Approved => (News::Approved, requisition.requested_by.into_iter().collect()),
        Verdict::Returned => (News::Returned, requisition.requested_by.into_iter().collect()),
    };
    for staff in to {
        if verdict == Verdict::Waiting {
            crate::notice::ask_approver(app, tx, requisition, staff).await?;
        }
        write_to(app, tx, requisition, staff, news).await?;
    }
    Ok(())
}

/// Writes to a member of staff through the outbox, in the transaction of what happened.
async fn write_to(app: &App, tx: &Tx, requisition: &Requisition, to: StaffId, news: News) -> Result<(), Failure> {
    let Some(account) = bole_store::staff::get(tx, to).await.doing("Loading an account")? else { return Ok(()) };
    let (name, email) = (crate::staff::open_name(app, &account.staff)?, crate::staff::open_email(app, &account.staff)?);
    let link = format!("{}/requisitions/{}", app.config.console_origin, requisition.id);
    let (name, job, link) = (name.as_str(), requisition.title.as_str(), link.as_str());
    let locale = Locale::default();
    let letter = Letter::Approval { name, job, news: news.words(locale), link };
    compose_for_staff(app, tx, to, &email, locale, &letter).await
}

/// Begins the approval of a request: one place for each, and a message to those whose turn it is.
pub(crate) async fn begin(app: &App, tx: &Tx, requisition: &mut Requisition, line: &Line) -> Result<(), Failure> {
    requisition.approval_round += 1;
    requisition.approval_mode = Some(line.mode.code().to_owned());
    bole_store::requisition::update(tx, requisition).await.doing("Asking for approval")?;
    for (place, it) in line.places.iter().enumerate() {
        let row = Approval {
            id: app.new_id::<Uuid>(),
            requisition_id: requisition.id,
            round: requisition.approval_round,
            place: place as i64,
            staff_id: it.staff,
            decision: None,
            reason_sealed: None,
            decided_at: None,
        };
        bole_store::approval::insert(tx, &row).await.doing("Asking for approval")?;
    }
    for staff in line.turn() {
        crate::notice::ask_approver(app, tx, requisition, staff).await?;
        write_to(app, tx, requisition, staff, News::Waits).await?;
    }
    Ok(())
}

/// Who must agree to a request in this department; accounts that can no longer decide are passed over.
pub(crate) async fn line_for(tx: &Tx, department: DepartmentId, requester: StaffId) -> Result<Line, Failure> {
    let rule = bole_store::approval::rule_for(tx, department).await.doing("Loading the approval rule")?;
    let Some(rule) = rule else { return Ok(line(Mode::InOrder, &[], requester)) };
    let named: Vec<StaffId> = serde_json::from_str(&rule.approvers).doing("Reading approvers")?;
    let department = bole_store::department::get(tx, department).await.doing("Loading a department")?;
    let path = department.map(|it| it.path).unwrap_or_default();
    let mut able = Vec::new();
    for id in named {
        let found = bole_store::staff::get(tx, id).await.doing("Loading an account")?;
        if found.is_some_and(|it| may_approve(&it, &path)) {
            able.push(id);
        }
    }
    if able.is_empty() && rule.approvers != "[]" {
        // An approval that nobody can give must not become none.
        return Err(Failure::refuse(Kind::Conflict, "approval.no_approver"));
    }
    Ok(line(Mode::from_code(&rule.mode), &able, requester))
}

/// Whether an account may decide about requisitions of the department with this path.
fn may_approve(it: &bole_store::staff::Listed, path: &str) -> bool {
    let role = Role::from_code(&it.staff.role);
    let sees = it.department_path.as_deref().is_none_or(|own| path.starts_with(own));
    it.staff.status == "active" && sees && role.is_some_and(|it| it.may(Permission::RequisitionApprove))
}

fn line_of(requisition: &Requisition, rows: &[Approval]) -> Line {
    let mode = Mode::from_code(requisition.approval_mode.as_deref().unwrap_or_default());
    let place =
        |it: &Approval| Place { staff: it.staff_id, decision: it.decision.as_deref().and_then(Decision::from_code) };
    Line { mode, places: rows.iter().map(place).collect() }
}

/// The approval of a requisition as its page shows it, and whether the caller may decide now.
pub(crate) async fn view(
    app: &App,
    staff: &Staff,
    requisition: &Requisition,
) -> Result<(Option<ApprovalView>, bool), Failure> {
    if requisition.approval_round == 0 {
        return Ok((None, false));
    }
    let rows = bole_store::approval::line(&app.store, requisition.id, requisition.approval_round).await;
    let rows = rows.doing("Loading a line")?;
    let line = line_of(requisition, &rows);
    let turn = if status_of(requisition) == Status::Requested { line.turn() } else { Vec::new() };
    let names = crate::staff::names(app).await?;
    let name = |id: &StaffId| names.get(id).cloned().unwrap_or_default();
    let mut places = Vec::new();
    for row in &rows {
        let reason = row.reason_sealed.as_deref();
        let reason = reason.map(|it| app.unseal_system(at("approval", "reason"), &row.id, it)).transpose()?;
        places.push(ApprovalPlaceView {
            name: name(&row.staff_id),
            decision: row.decision.as_deref().and_then(Decision::from_code),
            reason,
            decided_at: row.decided_at,
            is_turn: turn.contains(&row.staff_id),
            is_you: row.staff_id == staff.id,
        });
    }
    let may = staff.role.may(Permission::RequisitionApprove) && app.modules().has(Module::RequisitionApproval);
    let is_yours = may && turn.contains(&staff.id);
    let requested_by = requisition.requested_by.as_ref().map(name);
    Ok((Some(ApprovalView { mode: line.mode, requested_by, requested_at: requisition.requested_at, places }), is_yours))
}
