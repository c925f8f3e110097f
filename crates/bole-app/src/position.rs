//! Positions (岗位) with their job profile (岗位画像) and seats (编制).

use bole_domain::ids::{DepartmentId, PositionId, SeatId};
use bole_domain::position::{JobProfile, SeatCounts};
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::requisition::check_title;
use bole_domain::staff::Permission;
use bole_store::position::{Listed, Position, Seat};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::department::DepartmentRef;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

/// The most seats a position may have.
const MAX_SEATS: u32 = 2000;

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
    /// What the caller may do: `edit`.
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

/// The positions the caller sees.
///
/// # Errors
/// Without `organisation.read`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<PositionView>, Failure> {
    staff.demand(Permission::OrganisationRead)?;
    let found = bole_store::position::list(&app.store, &staff.scope).await.doing("Listing positions")?;
    found.into_iter().map(|it| view(staff, it)).collect()
}

/// Adds a position.
///
/// # Errors
/// Without `organisation.edit`, with a bad title, or in a department the caller does not see.
pub async fn create(app: &App, staff: &Staff, body: PositionBody) -> Result<PositionView, Failure> {
    staff.demand(Permission::OrganisationEdit)?;
    let title = check_title(&body.title)?;
    check_seats(body.seats)?;
    check_family(body.family.as_deref())?;
    let tx = app.store.begin().await.doing("Beginning")?;
    demand_department(staff, &tx, body.department_id).await?;
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
    };
    bole_store::position::insert(&tx, &position).await.doing("Adding a position")?;
    set_seats(app, &tx, id, 0, body.seats).await?;
    finish(app, staff, tx, "position.create", id).await
}

/// Changes a position; its seats grow or shrink by open ones.
///
/// # Errors
/// As [`create`], and `position.seats_taken` when fewer seats are asked for than are taken.
pub async fn update(app: &App, staff: &Staff, id: PositionId, body: PositionBody) -> Result<PositionView, Failure> {
    let title = check_title(&body.title)?;
    check_seats(body.seats)?;
    check_family(body.family.as_deref())?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::position::for_change(&tx, &staff.scope, id).await.doing("Loading a position")?;
    let mut position = allow(staff, Permission::OrganisationEdit, found)?.into_inner();
    demand_department(staff, &tx, body.department_id).await?;
    position.department_id = body.department_id;
    position.title = title;
    position.family = body.family;
    if let Some(profile) = body.profile {
        position.profile = serde_json::to_string(&profile).doing("Writing a job profile")?;
    }
    bole_store::position::update(&tx, &position).await.doing("Changing a position")?;
    let seats = bole_store::position::seats(&tx, id).await.doing("Counting seats")?;
    set_seats(app, &tx, id, seats.len() as u32, body.seats).await?;
    finish(app, staff, tx, "position.update", id).await
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

async fn demand_department(staff: &Staff, tx: &bole_store::Tx, id: DepartmentId) -> Result<(), Failure> {
    let found = bole_store::department::find(tx, &staff.scope, id).await.doing("Loading a department")?;
    found.map(drop).ok_or_else(|| Failure::refuse(Kind::Invalid, "department.unknown"))
}

fn check_family(family: Option<&str>) -> Result<(), Failure> {
    let is_known = family.is_none_or(|it| crate::library::family(it).is_some());
    if is_known { Ok(()) } else { Err(Failure::refuse(Kind::Invalid, "flow.unknown_family")) }
}

fn check_seats(seats: u32) -> Result<(), Failure> {
    if seats <= MAX_SEATS {
        return Ok(());
    }
    Err(Refusal::new(Kind::Invalid, "position.too_many_seats").with("limit", MAX_SEATS).into())
}

async fn set_seats(app: &App, tx: &bole_store::Tx, id: PositionId, has: u32, wants: u32) -> Result<(), Failure> {
    for _ in has..wants {
        let seat = Seat {
            id: app.new_id::<SeatId>(),
            position_id: id,
            status: "open".to_owned(),
            requisition_id: None,
            application_id: None,
            is_demo: false,
            updated_at: app.now(),
        };
        bole_store::position::insert_seat(tx, &seat).await.doing("Adding a seat")?;
    }
    let excess = has.saturating_sub(wants);
    if excess > 0 {
        let open = bole_store::position::seats_for_change(tx, id, "open", i64::from(excess)).await;
        let open = open.doing("Loading open seats")?;
        if (open.len() as u32) < excess {
            return Err(Refusal::new(Kind::Conflict, "position.seats_taken")
                .with("taken", has - open.len() as u32)
                .into());
        }
        for seat in open {
            bole_store::position::remove_open_seat(tx, seat.id).await.doing("Removing a seat")?;
        }
    }
    Ok(())
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
        actions: if staff.role.may(Permission::OrganisationEdit) { vec!["edit"] } else { vec![] },
    })
}
