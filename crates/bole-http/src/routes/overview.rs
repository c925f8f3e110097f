//! The route of the home page.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::overview::{self, OverviewView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::AsStaff;
use crate::server::Http;

/// The home page, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get))
}

/// What waits for the caller.
#[utoipa::path(
    get,
    path = "/api/overview",
    tag = "overview",
    responses((status = 200, body = OverviewView)),
    extensions(("x-permission" = json!("overview.read")), ("x-module" = json!("core")))
)]
async fn get(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<OverviewView>, ApiError> {
    Ok(Json(overview::get(&app, &staff).await?))
}
