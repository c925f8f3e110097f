//! Routes of positions.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::position::{self, HeadcountView, PositionBody, PositionView};
use bole_domain::ids::{PositionId, RequisitionId};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::ListView;
use crate::routes::department::ClosedQuery;
use crate::server::Http;

/// Operations on positions, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(update))
        .routes(routes!(headcount))
        .routes(routes!(close))
        .routes(routes!(reopen))
}

/// The positions the caller sees, with their seats.
#[utoipa::path(
    get,
    path = "/api/positions",
    tag = "position",
    params(ClosedQuery),
    responses((status = 200, body = ListView<PositionView>)),
    extensions(("x-permission" = json!("organisation.read")), ("x-module" = json!("core")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<ClosedQuery>,
) -> Result<Json<ListView<PositionView>>, ApiError> {
    Ok(Json(ListView { items: position::list(&app, &staff, query.closed).await? }))
}

/// Adds a position with its seats.
#[utoipa::path(
    post,
    path = "/api/positions",
    tag = "position",
    request_body = PositionBody,
    responses((status = 200, body = PositionView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("core")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<PositionBody>,
) -> Result<Json<PositionView>, ApiError> {
    Ok(Json(position::create(&app, &staff, body).await?))
}

/// Changes a position, its job profile and its seats.
#[utoipa::path(
    put,
    path = "/api/positions/{id}",
    tag = "position",
    params(("id" = PositionId, Path)),
    request_body = PositionBody,
    responses((status = 200, body = PositionView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("core")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<PositionId>,
    Body(body): Body<PositionBody>,
) -> Result<Json<PositionView>, ApiError> {
    Ok(Json(position::update(&app, &staff, id, body).await?))
}

/// How a wanted number of people stands to the seats of a position.
#[utoipa::path(
    get,
    path = "/api/positions/{id}/headcount",
    tag = "position",
    params(("id" = PositionId, Path), HeadcountQuery),
    responses((status = 200, body = HeadcountView)),
    extensions(("x-permission" = json!("organisation.read")), ("x-module" = json!("core")))
)]
async fn headcount(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<PositionId>,
    Parameters(query): Parameters<HeadcountQuery>,
) -> Result<Json<HeadcountView>, ApiError> {
    Ok(Json(position::measure(&app, &staff, id, query.wanted, query.requisition).await?))
}

/// Closes a position in which nobody sits and for which nobody is hired.
#[utoipa::path(
    post,
    path = "/api/positions/{id}/close",
    tag = "position",
    params(("id" = PositionId, Path)),
    responses((status = 200, body = PositionView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("core")))
)]
async fn close(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<PositionId>,
) -> Result<Json<PositionView>, ApiError> {
    Ok(Json(position::close(&app, &staff, id).await?))
}

/// Opens a closed position again.
#[utoipa::path(
    post,
    path = "/api/positions/{id}/reopen",
    tag = "position",
    params(("id" = PositionId, Path)),
    responses((status = 200, body = PositionView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("core")))
)]
async fn reopen(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<PositionId>,
) -> Result<Json<PositionView>, ApiError> {
    Ok(Json(position::reopen(&app, &staff, id).await?))
}

/// What is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct HeadcountQuery {
    /// How many people.
    wanted: u32,
    /// The requisition whose seats count as its own.
    requisition: Option<RequisitionId>,
}
