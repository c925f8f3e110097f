//! Routes of the status page.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bole_app::App;
use bole_app::system::{self, SystemView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::AsStaff;
use crate::server::Http;

/// Operations on the deployment itself, for administrators.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(backup))
}

/// How the deployment is doing.
#[utoipa::path(
    get,
    path = "/api/system",
    tag = "system",
    responses((status = 200, body = SystemView)),
    extensions(("x-permission" = json!("settings.edit")))
)]
async fn get(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<SystemView>, ApiError> {
    Ok(Json(system::get(&app, &staff).await?))
}

/// Asks for a backup now.
#[utoipa::path(
    post,
    path = "/api/system/backups",
    tag = "system",
    responses((status = 202)),
    extensions(("x-permission" = json!("settings.edit")))
)]
async fn backup(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<StatusCode, ApiError> {
    system::ask_backup(&app, &staff).await?;
    Ok(StatusCode::ACCEPTED)
}
