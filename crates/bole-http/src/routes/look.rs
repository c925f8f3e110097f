//! Routes of looks at a person's data: the daily limit, its alarms, and who looked, for the candidate.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::look::{self, LookAlarmView, LookSettingsBody, LookView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsCandidate, AsStaff, Body};
use crate::page::ListView;
use crate::server::Http;

/// The limit and its alarms, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(settings, set)).routes(routes!(alarms))
}

/// Who looked, for the candidate.
pub fn candidate() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(own))
}

/// How often a day contact data may be opened.
#[utoipa::path(
    get,
    path = "/api/settings/looks",
    tag = "look",
    responses((status = 200, body = LookSettingsBody)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn settings(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<LookSettingsBody>, ApiError> {
    Ok(Json(look::settings(&app, &staff).await?))
}

/// Sets how often a day contact data may be opened.
#[utoipa::path(
    put,
    path = "/api/settings/looks",
    tag = "look",
    request_body = LookSettingsBody,
    responses((status = 200, body = LookSettingsBody)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn set(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<LookSettingsBody>,
) -> Result<Json<LookSettingsBody>, ApiError> {
    Ok(Json(look::set(&app, &staff, &body).await?))
}

/// Who used all looks of a day up, newest first.
#[utoipa::path(
    get,
    path = "/api/look-alarms",
    tag = "look",
    responses((status = 200, body = ListView<LookAlarmView>)),
    extensions(("x-permission" = json!("trail.read")), ("x-module" = json!("core")))
)]
async fn alarms(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<LookAlarmView>>, ApiError> {
    Ok(Json(ListView { items: look::alarms(&app, &staff).await? }))
}

/// 谁看过我的资料: who looked at the candidate's data, newest first.
#[utoipa::path(
    get,
    path = "/api/application/looks",
    tag = "look",
    responses((status = 200, body = ListView<LookView>)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn own(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
) -> Result<Json<ListView<LookView>>, ApiError> {
    Ok(Json(ListView { items: look::own(&app, &candidate).await? }))
}
