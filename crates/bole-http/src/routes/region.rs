//! Routes of the regions whose rules apply.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::region::{self, RegionSettingsBody, RegionSettingsView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body};
use crate::server::Http;

/// Operations on regions, for administrators.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get, put))
}

/// Where employer, server and departments are, and the rules that follow.
#[utoipa::path(
    get,
    path = "/api/settings/region",
    tag = "region",
    responses((status = 200, body = RegionSettingsView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn get(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<RegionSettingsView>, ApiError> {
    Ok(Json(region::get(&app, &staff).await?))
}

/// Says where employer, server and departments are.
#[utoipa::path(
    put,
    path = "/api/settings/region",
    tag = "region",
    request_body = RegionSettingsBody,
    responses((status = 200, body = RegionSettingsView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn put(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<RegionSettingsBody>,
) -> Result<Json<RegionSettingsView>, ApiError> {
    Ok(Json(region::put(&app, &staff, &body).await?))
}
