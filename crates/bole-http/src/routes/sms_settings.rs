//! Routes of the SMS provider's settings.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::sms_settings::{self, SmsSettingsBody, SmsSettingsView, SmsTestBody, SmsTestView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body};
use crate::server::Http;

/// Operations on settings, for administrators.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get, put)).routes(routes!(test))
}

/// The SMS provider as configured, with what went out today; the secret is never shown.
#[utoipa::path(
    get,
    path = "/api/settings/sms",
    tag = "sms_settings",
    responses((status = 200, body = SmsSettingsView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("sms")))
)]
async fn get(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<SmsSettingsView>, ApiError> {
    Ok(Json(sms_settings::get(&app, &staff).await?))
}

/// Uses another SMS provider from now on.
#[utoipa::path(
    put,
    path = "/api/settings/sms",
    tag = "sms_settings",
    request_body = SmsSettingsBody,
    responses((status = 200, body = SmsSettingsView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("sms")))
)]
async fn put(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<SmsSettingsBody>,
) -> Result<Json<SmsSettingsView>, ApiError> {
    Ok(Json(sms_settings::put(&app, &staff, body).await?))
}

/// Sends a test through the configured provider.
#[utoipa::path(
    post,
    path = "/api/settings/sms/test",
    tag = "sms_settings",
    request_body = SmsTestBody,
    responses((status = 200, body = SmsTestView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("sms")))
)]
async fn test(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<SmsTestBody>,
) -> Result<Json<SmsTestView>, ApiError> {
    Ok(Json(sms_settings::test(&app, &staff, &body).await?))
}
