//! Routes of how people are reached.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::delivery_settings::{self, DeliverySettingsBody, DeliverySettingsView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body};
use crate::server::Http;

/// Operations on settings, for administrators.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get, put))
}

/// By which channel people are reached first, and at which hours not at all.
#[utoipa::path(
    get,
    path = "/api/settings/delivery",
    tag = "delivery_settings",
    responses((status = 200, body = DeliverySettingsView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn get(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<DeliverySettingsView>, ApiError> {
    Ok(Json(delivery_settings::get(&app, &staff).await?))
}

/// Reaches people so from now on.
#[utoipa::path(
    put,
    path = "/api/settings/delivery",
    tag = "delivery_settings",
    request_body = DeliverySettingsBody,
    responses((status = 200, body = DeliverySettingsView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn put(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<DeliverySettingsBody>,
) -> Result<Json<DeliverySettingsView>, ApiError> {
    Ok(Json(delivery_settings::put(&app, &staff, body).await?))
}
