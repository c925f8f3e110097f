//! Routes of the mail server's settings.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::mail_settings::{self, MailSettingsBody, MailSettingsView, MailTestBody, MailTestView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body};
use crate::server::Http;

/// Operations on settings, for administrators.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get, put)).routes(routes!(test))
}

/// The mail server as configured; the password is never shown.
#[utoipa::path(
    get,
    path = "/api/settings/mail",
    tag = "mail_settings",
    responses((status = 200, body = MailSettingsView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn get(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<MailSettingsView>, ApiError> {
    Ok(Json(mail_settings::get(&app, &staff).await?))
}

/// Uses another mail server from now on.
#[utoipa::path(
    put,
    path = "/api/settings/mail",
    tag = "mail_settings",
    request_body = MailSettingsBody,
    responses((status = 200, body = MailSettingsView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn put(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<MailSettingsBody>,
) -> Result<Json<MailSettingsView>, ApiError> {
    Ok(Json(mail_settings::put(&app, &staff, body).await?))
}

/// Sends a test through the configured server.
#[utoipa::path(
    post,
    path = "/api/settings/mail/test",
    tag = "mail_settings",
    request_body = MailTestBody,
    responses((status = 200, body = MailTestView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn test(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<MailTestBody>,
) -> Result<Json<MailTestView>, ApiError> {
    Ok(Json(mail_settings::test(&app, &staff, &body).await?))
}
