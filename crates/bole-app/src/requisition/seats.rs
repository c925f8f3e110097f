//! The seats a requisition holds: reserved while it is asked for and open, filled when somebody starts, free again when
//! somebody drops out. A requisition with everybody it wanted closes by itself.

use bole_domain::application::Stage;
use bole_domain::requisition::{Command, Rejected, Status, check_headcount, follow};
use bole_store::application::Application;
use bole_store::position::Seat;
use bole_store::requisition::Requisition;
use bole_store::{Scope, Tx};
use serde_json::json;

use crate::app::App;
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};

/// Why a requisition closed, as stored: everybody wanted is there.
pub(crate) const FILLED: &str = "filled";

/// Makes the requisition hold exactly `wanted` seats, filled ones included.
pub(super) async fn reserve(app: &App, tx: &Tx, requisition: &Requisition, wanted: u32) -> Result<(), Failure> {
    hold_position(tx, requisition).await?;
    let held = bole_store::position::seats_of_requisition(tx, requisition.id).await.doing("Loading seats")?;
    let filled = held.iter().filter(|it| it.status == "filled").count() as u32;
    let reserved: Vec<_> = held.into_iter().filter(|it| it.status == "reserved").collect();
    let missing_or_excess = wanted.saturating_sub(filled) as usize;
    for seat in reserved.iter().skip(missing_or_excess) {
        set(app, tx, seat.clone(), "open", None).await?;
    }
    if !Status::from_code(&requisition.status).is_some_and(Status::holds_seats) {
        return Ok(());
    }
    let free = bole_store::position::seats_for_change(tx, requisition.position_id, "open", i64::MAX).await;
    let free = free.doing("Loading open seats")?;
    let available = (free.len() + reserved.len()) as u32 + filled;
    check_headcount(u32::try_from(requisition.headcount).unwrap_or(0), available)?;
    for seat in free.into_iter().take(missing_or_excess.saturating_sub(reserved.len())) {
        set(app, tx, seat, "reserved", Some(requisition)).await?;
    }
    Ok(())
}

/// Whoever changes the seats of a position holds the position first.
async fn hold_position(tx: &Tx, requisition: &Requisition) -> Result<(), Failure> {
    let position = bole_store::position::for_change(tx, &Scope::All, requisition.position_id).await;
    position.map(drop).doing("Loading a position")
}

async fn set(app: &App, tx: &Tx, seat: Seat, status: &str, of: Option<&Requisition>) -> Result<(), Failure> {
    let requisition_id = of.map(|it| it.id);
    let seat = Seat { status: status.to_owned(), requisition_id, updated_at: app.now(), ..seat };
    bole_store::position::update_seat(tx, &seat).await.map(drop).doing("Changing a seat")
}

/// How many people of a requisition sit already.
pub(super) async fn filled(tx: &Tx, requisition: &Requisition) -> Result<i64, Failure> {
    let held = bole_store::position::seats_of_requisition(tx, requisition.id).await.doing("Loading seats")?;
    Ok(held.iter().filter(|it| it.status == "filled").count() as i64)
}

/// Lets the seats follow an application that moves to or from 已入职; the last seat closes the requisition.
///
/// # Errors
/// `requisition.filled` when no seat is left for somebody who starts.
pub(crate) async fn follow_stage(
    app: &App,
    tx: &Tx,
    application: &Application,
    from: Stage,
    to: Stage,
) -> Result<(), Failure> {
    if (from == Stage::Hired) == (to == Stage::Hired) {
        return Ok(());
    }
    let found = bole_store::requisition::for_change(tx, &Scope::All, application.requisition_id).await;
    let Some(requisition) = found.doing("Loading a requisition")? else { return Ok(()) };
    hold_position(tx, &requisition).await?;
    if to == Stage::Hired {
        take(app, tx, &requisition, application).await?;
        return close_if_filled(app, tx, requisition).await;
    }
    let seats = bole_store::position::seats(tx, requisition.position_id).await.doing("Loading seats")?;
    for seat in seats.into_iter().filter(|it| it.application_id == Some(application.id)) {
        let holds = Status::from_code(&requisition.status).is_some_and(Status::holds_seats);
        let seat = Seat { application_id: None, ..seat };
        let (status, of) = if holds { ("reserved", Some(&requisition)) } else { ("open", None) };
        set(app, tx, seat, status, of).await?;
    }
    Ok(())
}

/// Gives somebody who starts a seat: one that is reserved for the requisition, else an open one.
async fn take(app: &App, tx: &Tx, requisition: &Requisition, application: &Application) -> Result<(), Failure> {
    let held = bole_store::position::seats_of_requisition(tx, requisition.id).await.doing("Loading seats")?;
    let seat = match held.into_iter().find(|it| it.status == "reserved") {
        Some(seat) => Some(seat),
        None => {
            let open = bole_store::position::seats_for_change(tx, requisition.position_id, "open", 1).await;
            open.doing("Loading open seats")?.into_iter().next()
        }
    };
    let seat = seat.ok_or(Rejected::Filled)?;
    let seat = Seat { application_id: Some(application.id), ..seat };
    set(app, tx, seat, "filled", Some(requisition)).await
}

async fn close_if_filled(app: &App, tx: &Tx, mut requisition: Requisition) -> Result<(), Failure> {
    let is_open = requisition.status == Status::Open.code();
    if !is_open || filled(tx, &requisition).await? < requisition.headcount {
        return Ok(());
    }
    requisition.status = follow(Status::Open, Command::Close)?.code().to_owned();
    requisition.closed_at = Some(app.now());
    requisition.closed_because = Some(FILLED.to_owned());
    bole_store::requisition::update(tx, &requisition).await.doing("Closing a filled requisition")?;
    let subject = Some(("requisition", &requisition.id as _));
    app.record(tx, Deed { actor: Actor::System, action: "requisition.fill", subject, params: json!({}) }).await
}
