//! Positions (岗位) with their job profile (岗位画像) and seats (编制).

use bole_domain::ids::{DepartmentId, PositionId, RequisitionId, SeatId};
use bole_domain::position::{Headcount, JobProfile, Rejected, SeatCounts, check_close, check_seats, headcount};
use bole_domain::rejection::Kind;
use bole_domain::requisition::check_title;
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::Tx;
use bole_store::position::{Listed, Position, Seat};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::department::{DepartmentRef, open_for_change};
use crate::failure::{Doing as _, Failure};
use crate::policy::{Allowed, Staff, allow};

/// A position as the organisation page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PositionView {
    /// The position.
    pub id: PositionId,
    /// Its title.
    pub title: String,
    /// Where it belongs.
    pub department: DepartmentRef,
    /// The job family of the library.
    pub family: Option<String>,
    /// What the job is about.
    pub profile: JobProfile,
    /// Its seats.
    pub seats: SeatCounts,
    /// Since when it is closed.
    pub closed_at: Option<Millis>,
    /// What the caller may do: `edit`, `close`, `reopen`.
    pub actions: Vec<&'static str>,
}

/// A position to add or change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PositionBody {
    /// Where it belongs.
    pub department_id: DepartmentId,
    /// 1–100 characters.
    pub title: String,
    /// The job family of the library.
    pub family: Option<String>,
    /// What the job is about; the library's profile of the family unless given.
    pub profile: Option<JobProfile>,
    /// 编制, 0–2000; taken seats cannot be removed.
    pub seats: u32,
}

/// The seats of a position as a requisition's form shows them while somebody types.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeadcountView {
    /// Its seats.
    pub seats: SeatCounts,
    /// How the wanted number stands to them.
    pub headcount: Headcount,
}

/// The positions the caller sees; closed ones too when asked for.
///
/// # Errors
/// Without `organisation.read`.
pub async fn list(app: &App, staff: &Staff, with_closed: bool) -> Result<Vec<PositionView>, Failure> {
    staff.demand(Permission::OrganisationRead)?;
    let found = bole_store::position::list(&app.store, &staff.scope, with_closed).await.doing("Listing positions")?;
    found.into_iter().map(|it| view(staff, it)).collect()
}

/// How `wanted` people stand to the seats of a position; seats that `requisition` holds already count as its own.
///
/// # Errors
/// Without `organisation.read`, or when the caller does not see the position.
pub async fn measure(
    app: &App,
    staff: &Staff,
    id: PositionId,
    wanted: u32,
    requisition: Option<RequisitionId>,
) -> Result<HeadcountView, Failure> {
    staff.demand(Permission::OrganisationRead)?;
    let found = bole_store::position::find(&app.store, &staff.scope, id).await.doing("Loading a position")?;
    let seats = counts(found.ok_or_else(Failure::not_found)?.seats);
    let all = bole_store::position::seats(&app.store, id).await.doing("Loading seats")?;
    let held = all.iter().filter(|it| requisition.is_some() && it.requisition_id == requisition).count();
    Ok(HeadcountView { seats, headcount: headcount(seats, held as u32, wanted) })
}

/// Adds a position.
///
/// # Errors
/// Without `organisation.edit`, with a bad title, or in a department the caller does not see.
pub async fn create(app: &App, staff: &Staff, body: PositionBody) -> Result<PositionView, Failure> {
    staff.demand(Permission::OrganisationEdit)?;
    let title = check_title(&body.title)?;
    check_seats(body.seats, SeatCounts::default())?;
    check_family(body.family.as_deref())?;
    let tx = app.store.begin().await.doing("Beginning")?;
    open_for_change(staff, &tx, body.department_id).await?;
    let id: PositionId = app.new_id();
    let profile = body.profile.or_else(|| crate::library::profile(body.family.as_deref())).unwrap_or_default();
    let position = Position {
        id,
        department_id: body.department_id,
        title,
        family: body.family,
        profile: serde_json::to_string(&profile).doing("Writing a job profile")?,
        is_demo: false,
        created_at: app.now(),
        closed_at: None,
    };
    bole_store::position::insert(&tx, &position).await.doing("Adding a position")?;
    set_seats(app, &tx, id, body.seats).await?;
    finish(app, staff, tx, "position.create", id).await
}

/// Changes a position; its seats grow or shrink by open ones. When it moves to another department, everything that
/// hangs on it is seen from there.
///
/// # Errors
/// As [`create`], `position.closed`, and `position.seats_taken` when fewer seats are asked for than are taken.
pub async fn update(app: &App, staff: &Staff, id: PositionId, body: PositionBody) -> Result<PositionView, Failure> {
    let title = check_title(&body.title)?;
    check_family(body.family.as_deref())?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut position = load(staff, &tx, id).await?.into_inner();
    if position.closed_at.is_some() {
        return Err(Rejected::Closed.into());
    }
    open_for_change(staff, &tx, body.department_id).await?;
    let is_moved = position.department_id != body.department_id;
    position.department_id = body.department_id;
    position.title = title;
    position.family = body.family;
    if let Some(profile) = body.profile {
        position.profile = serde_json::to_string(&profile).doing("Writing a job profile")?;
    }
    bole_store::position::update(&tx, &position, app.now()).await.doing("Changing a position")?;
    if is_moved {
        bole_store::position::take_along(&tx, id, position.department_id).await.doing("Moving a position")?;
    }
    set_seats(app, &tx, id, body.seats).await?;
    finish(app, staff, tx, "position.update", id).await
}

/// Closes a position in which nobody sits and for which nobody is hired. What it was stays in its history.
///
/// # Errors
/// As [`update`], and `position.in_use`.
pub async fn close(app: &App, staff: &Staff, id: PositionId) -> Result<PositionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut position = load(staff, &tx, id).await?.into_inner();
    let seats = bole_store::position::seats(&tx, id).await.doing("Counting seats")?;
    check_close(position.closed_at.is_some(), counted(&seats))?;
    position.closed_at = Some(app.now());
    bole_store::position::update(&tx, &position, app.now()).await.doing("Closing a position")?;
    finish(app, staff, tx, "position.close", id).await
}

/// Opens a closed position again.
///
/// # Errors
/// As [`update`], `position.not_closed`, and `department.closed` while its department is.
pub async fn reopen(app: &App, staff: &Staff, id: PositionId) -> Result<PositionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut position = load(staff, &tx, id).await?.into_inner();
    if position.closed_at.is_none() {
        return Err(Rejected::NotClosed.into());
    }
    open_for_change(staff, &tx, position.department_id).await?;
    position.closed_at = None;
    bole_store::position::update(&tx, &position, app.now()).await.doing("Reopening a position")?;
    finish(app, staff, tx, "position.reopen", id).await
}

async fn load(staff: &Staff, tx: &Tx, id: PositionId) -> Result<Allowed<Position>, Failure> {
    let found = bole_store::position::for_change(tx, &staff.scope, id).await.doing("Loading a position")?;
    allow(staff, Permission::OrganisationEdit, found)
}

async fn finish(
    app: &App,
    staff: &Staff,
    tx: bole_store::Tx,
    action: &'static str,
    id: PositionId,
) -> Result<PositionView, Failure> {
    let deed = Deed { actor: staff.into(), action, subject: Some(("position", &id)), params: json!({}) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Changing a position")?;
    let found = bole_store::position::find(&app.store, &staff.scope, id).await.doing("Loading a position")?;
    view(staff, found.ok_or_else(Failure::not_found)?)
}

fn check_family(family: Option<&str>) -> Result<(), Failure> {
    let is_known = family.is_none_or(|it| crate::library::family(it).is_some());
    if is_known { Ok(()) } else { Err(Failure::refuse(Kind::Invalid, "flow.unknown_family")) }
}

/// Makes the position have exactly `wanted` seats, by adding or removing open ones.
///
/// # Errors
/// `position.seats_taken` or `position.too_many_seats`.
pub(crate) async fn set_seats(app: &App, tx: &Tx, id: PositionId, wanted: u32) -> Result<(), Failure> {
    let seats = bole_store::position::seats(tx, id).await.doing("Counting seats")?;
    check_seats(wanted, counted(&seats))?;
    for _ in seats.len()..wanted as usize {
        add_seat(app, tx, id, "open").await?;
    }
    // Open seats stand last.
    for seat in seats.iter().skip(wanted as usize) {
        bole_store::position::remove_open_seat(tx, seat.id, app.now()).await.doing("Removing a seat")?;
    }
    Ok(())
}

pub(crate) async fn add_seat(app: &App, tx: &Tx, id: PositionId, status: &str) -> Result<SeatId, Failure> {
    let seat = Seat {
        id: app.new_id::<SeatId>(),
        position_id: id,
        status: status.to_owned(),
        requisition_id: None,
        application_id: None,
        is_demo: false,
        updated_at: app.now(),
    };
    bole_store::position::insert_seat(tx, &seat).await.doing("Adding a seat")?;
    Ok(seat.id)
}

/// Seats by status.
pub(crate) fn counted(seats: &[Seat]) -> SeatCounts {
    let count = |status: &str| seats.iter().filter(|it| it.status == status).count() as u32;
    SeatCounts { total: seats.len() as u32, open: count("open"), reserved: count("reserved"), filled: count("filled") }
}

/// Seats as the domain counts them.
#[must_use]
pub fn counts(seats: bole_store::position::SeatCounts) -> SeatCounts {
    let count = |it: i64| u32::try_from(it).unwrap_or(0);
    SeatCounts {
        total: count(seats.total),
        open: count(seats.open),
        reserved: count(seats.reserved),
        filled: count(seats.filled),
    }
}

fn view(staff: &Staff, it: Listed) -> Result<PositionView, Failure> {
    Ok(PositionView {
        id: it.position.id,
        title: it.position.title,
        department: DepartmentRef { id: it.position.department_id, name: it.department_name },
        family: it.position.family,
        profile: serde_json::from_str(&it.position.profile).doing("Reading a job profile")?,
        seats: counts(it.seats),
        closed_at: it.position.closed_at,
        actions: match (staff.role.may(Permission::OrganisationEdit), it.position.closed_at) {
            (false, _) => vec![],
            (true, None) => vec!["edit", "close"],
            (true, Some(_)) => vec!["reopen"],
        },
    })
}
