//! Routes of positions.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::position::{self, PositionBody, PositionView};
use bole_domain::ids::PositionId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on positions, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update))
}

/// The positions the caller sees, with their seats.
#[utoipa::path(
    get,
    path = "/api/positions",
    tag = "position",
    responses((status = 200, body = ListView<PositionView>)),
    extensions(("x-permission" = json!("organisation.read")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<PositionView>>, ApiError> {
    Ok(Json(ListView { items: position::list(&app, &staff).await? }))
}

/// Adds a position with its seats.
#[utoipa::path(
    post,
    path = "/api/positions",
    tag = "position",
    request_body = PositionBody,
    responses((status = 200, body = PositionView)),
    extensions(("x-permission" = json!("organisation.edit")))
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
    extensions(("x-permission" = json!("organisation.edit")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<PositionId>,
    Body(body): Body<PositionBody>,
) -> Result<Json<PositionView>, ApiError> {
    Ok(Json(position::update(&app, &staff, id, body).await?))
}
