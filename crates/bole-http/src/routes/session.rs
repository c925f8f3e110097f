//! Routes of running interviews, as HR watches and helps them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bole_app::App;
use bole_app::monitor::{self, ExtendBody, ReasonBody, ResyncView, RunningView};
use bole_domain::ids::SessionId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::server::Http;

/// Operations on interview sessions, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(running))
        .routes(routes!(extend))
        .routes(routes!(reopen))
        .routes(routes!(resync))
}

/// The running interviews the caller sees.
#[utoipa::path(
    get,
    path = "/api/sessions/running",
    tag = "session",
    responses((status = 200, body = RunningView)),
    extensions(("x-permission" = json!("session.read")))
)]
async fn running(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<RunningView>, ApiError> {
    Ok(Json(monitor::running(&app, &staff).await?))
}

/// 补时: adds minutes to an interview.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/extend",
    tag = "session",
    params(("id" = SessionId, Path)),
    request_body = ExtendBody,
    responses((status = 204)),
    extensions(("x-permission" = json!("session.operate")))
)]
async fn extend(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
    Body(body): Body<ExtendBody>,
) -> Result<StatusCode, ApiError> {
    monitor::extend(&app, &staff, id, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens an incomplete interview again where it stood.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/reopen",
    tag = "session",
    params(("id" = SessionId, Path)),
    request_body = ReasonBody,
    responses((status = 204)),
    extensions(("x-permission" = json!("session.operate")))
)]
async fn reopen(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
    Body(body): Body<ReasonBody>,
) -> Result<StatusCode, ApiError> {
    monitor::reopen(&app, &staff, id, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Compares an interview with its log and repairs it by rule.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/resync",
    tag = "session",
    params(("id" = SessionId, Path)),
    responses((status = 200, body = ResyncView)),
    extensions(("x-permission" = json!("session.operate")))
)]
async fn resync(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
) -> Result<Json<ResyncView>, ApiError> {
    Ok(Json(monitor::resync(&app, &staff, id).await?))
}
