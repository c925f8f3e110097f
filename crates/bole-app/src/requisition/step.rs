//! The way of a requisition: asked for, taken back, opened, closed, opened again. Deciding is in `approval`.

use bole_domain::approval::Verdict;
use bole_domain::ids::RequisitionId;
use bole_domain::module::Module;
use bole_domain::notice::NoticeKind;
use bole_domain::requisition::{Command, Rejected, Status, follow};
use bole_store::Tx;
use bole_store::requisition::Requisition;

use super::{RequisitionView, finish, load, seats, status_of};
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// Asks for a requisition: it opens at once where nobody must agree, and waits for approval where somebody must.
///
/// # Errors
/// As [`super::get`], what [`follow`] says, and `requisition.headcount_exceeds_seats`.
pub async fn request(app: &App, staff: &Staff, id: RequisitionId) -> Result<RequisitionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut requisition = load(staff, &tx, id).await?;
    ask(app, staff, &tx, &mut requisition).await?;
    finish(app, staff, tx, "requisition.request", id).await
}

/// Asks in the caller's transaction; seats are held from now on. Where approval is switched off nobody must agree.
pub(super) async fn ask(app: &App, staff: &Staff, tx: &Tx, requisition: &mut Requisition) -> Result<(), Failure> {
    let line = if app.modules().has(Module::RequisitionApproval) {
        Some(crate::approval::line_for(tx, requisition.department_id, staff.id).await?)
    } else {
        None
    };
    let line = line.filter(|it| it.verdict() == Verdict::Waiting);
    let needs_approval = line.is_some();
    let status = follow(status_of(requisition), Command::Request { needs_approval })?;
    requisition.requested_by = Some(staff.id);
    requisition.requested_at = Some(app.now());
    move_to(app, tx, requisition, status).await?;
    if let Some(line) = line {
        crate::approval::begin(app, tx, requisition, &line).await?;
    }
    Ok(())
}

/// Takes a request back, so that it can be changed; its seats are free again.
///
/// # Errors
/// As [`super::get`], and what [`follow`] says.
pub async fn withdraw(app: &App, staff: &Staff, id: RequisitionId) -> Result<RequisitionView, Failure> {
    step(app, staff, id, Command::Withdraw, "requisition.withdraw").await
}

/// Opens an approved requisition: candidates can be added and invited from now on.
///
/// # Errors
/// As [`super::get`], and what [`follow`] says.
pub async fn open(app: &App, staff: &Staff, id: RequisitionId) -> Result<RequisitionView, Failure> {
    step(app, staff, id, Command::Open, "requisition.open").await
}

/// Closes a requisition so that nobody else is added or invited; reserved seats are open again.
///
/// # Errors
/// As [`super::get`], and what [`follow`] says.
pub async fn close(app: &App, staff: &Staff, id: RequisitionId) -> Result<RequisitionView, Failure> {
    step(app, staff, id, Command::Close, "requisition.close").await
}

/// Opens a closed requisition again, if its seats are still free.
///
/// # Errors
/// As [`super::get`], `requisition.not_closed`, `requisition.filled` while everybody wanted sits, and
/// `requisition.headcount_exceeds_seats`.
pub async fn reopen(app: &App, staff: &Staff, id: RequisitionId) -> Result<RequisitionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut requisition = load(staff, &tx, id).await?;
    let was_open = requisition.opened_at.is_some();
    let status = follow(status_of(&requisition), Command::Reopen { was_open })?;
    if was_open && seats::filled(&tx, &requisition).await? >= requisition.headcount {
        return Err(Rejected::Filled.into());
    }
    move_to(app, &tx, &mut requisition, status).await?;
    finish(app, staff, tx, "requisition.reopen", id).await
}

async fn step(
    app: &App,
    staff: &Staff,
    id: RequisitionId,
    command: Command,
    action: &'static str,
) -> Result<RequisitionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut requisition = load(staff, &tx, id).await?;
    let status = follow(status_of(&requisition), command)?;
    move_to(app, &tx, &mut requisition, status).await?;
    finish(app, staff, tx, action, id).await
}

/// Writes a requisition in its new status, with the seats it holds there.
pub(crate) async fn move_to(app: &App, tx: &Tx, requisition: &mut Requisition, status: Status) -> Result<(), Failure> {
    requisition.status = status.code().to_owned();
    requisition.closed_at = (status == Status::Closed).then(|| app.now());
    requisition.closed_because = None;
    if status == Status::Open && requisition.opened_at.is_none() {
        requisition.opened_at = Some(app.now());
    }
    if status != Status::Requested {
        crate::notice::resolve(app, tx, NoticeKind::RequisitionApproval, &requisition.id).await?;
    }
    if status == Status::Draft {
        requisition.approved_headcount = None;
    }
    let wanted = if status.holds_seats() { u32::try_from(requisition.headcount).unwrap_or(0) } else { 0 };
    seats::reserve(app, tx, requisition, wanted).await?;
    bole_store::requisition::update(tx, requisition).await.map(drop).doing("Changing a requisition")
}
