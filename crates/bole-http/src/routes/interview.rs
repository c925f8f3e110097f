//! Routes of the candidate's own interview.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::interview::{
    self, CommandsBody, CommandsView, HeartbeatBody, HeartbeatView, InterviewView, WatchBody, WatchView,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsCandidate, Body};
use crate::server::Http;

/// The largest batch of commands, bytes: a device that was away sends what it kept, long answers included.
const MAX_COMMANDS: usize = 8 * 1024 * 1024;

/// Operations on the interview the candidate's link is for.
pub fn candidate() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(command)).routes(routes!(heartbeat)).routes(routes!(watch))
}

/// The interview with everything the device needs without network.
#[utoipa::path(
    get,
    path = "/api/interview",
    tag = "interview",
    responses((status = 200, body = InterviewView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn get(State(app): State<App>, AsCandidate(candidate): AsCandidate) -> Result<Json<InterviewView>, ApiError> {
    Ok(Json(interview::get(&app, &candidate).await?))
}

/// Applies a device's commands; all that are acknowledged are on disk.
#[utoipa::path(
    post,
    path = "/api/interview/commands",
    tag = "interview",
    request_body = CommandsBody,
    responses((status = 200, body = CommandsView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn command(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<CommandsBody, MAX_COMMANDS>,
) -> Result<Json<CommandsView>, ApiError> {
    Ok(Json(interview::command(&app, &candidate, body).await?))
}

/// Says that the device is there.
#[utoipa::path(
    post,
    path = "/api/interview/heartbeat",
    tag = "interview",
    request_body = HeartbeatBody,
    responses((status = 200, body = HeartbeatView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn heartbeat(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<HeartbeatBody>,
) -> Result<Json<HeartbeatView>, ApiError> {
    Ok(Json(interview::heartbeat(&app, &candidate, body).await?))
}

/// Answers when staff or a rule have done something to the interview, or after a while.
#[utoipa::path(
    post,
    path = "/api/interview/watch",
    tag = "interview",
    request_body = WatchBody,
    responses((status = 200, body = WatchView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn watch(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<WatchBody>,
) -> Result<Json<WatchView>, ApiError> {
    Ok(Json(interview::watch(&app, &candidate, body).await?))
}
