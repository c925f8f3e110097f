//! Routes of the outbox.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::message::{self, MessageView};
use bole_domain::ids::{ApplicationId, MessageId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Id, Parameters};
use crate::page::{ListView, PageQuery, PageView};
use crate::server::Http;

/// Operations on messages, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(retry))
        .routes(routes!(resend))
        .routes(routes!(of_application))
}

/// The outbox, newest first.
#[utoipa::path(
    get,
    path = "/api/messages",
    tag = "message",
    params(PageQuery),
    responses((status = 200, body = PageView<MessageView>)),
    extensions(("x-permission" = json!("message.read")), ("x-module" = json!("core")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<PageView<MessageView>>, ApiError> {
    Ok(Json(message::list(&app, &staff, query.after()?.as_ref(), query.limit()).await?.into()))
}

/// One message with its text; the look is recorded.
#[utoipa::path(
    get,
    path = "/api/messages/{id}",
    tag = "message",
    params(("id" = MessageId, Path)),
    responses((status = 200, body = MessageView)),
    extensions(("x-permission" = json!("message.read")), ("x-module" = json!("core")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<MessageId>,
) -> Result<Json<MessageView>, ApiError> {
    Ok(Json(message::get(&app, &staff, id).await?))
}

/// Puts a held or failed message back in line.
#[utoipa::path(
    post,
    path = "/api/messages/{id}/retry",
    tag = "message",
    params(("id" = MessageId, Path)),
    responses((status = 200, body = MessageView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn retry(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<MessageId>,
) -> Result<Json<MessageView>, ApiError> {
    Ok(Json(message::retry(&app, &staff, id).await?))
}

/// Sends a message again as a new one.
#[utoipa::path(
    post,
    path = "/api/messages/{id}/resend",
    tag = "message",
    params(("id" = MessageId, Path)),
    responses((status = 200, body = MessageView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn resend(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<MessageId>,
) -> Result<Json<MessageView>, ApiError> {
    Ok(Json(message::resend(&app, &staff, id).await?))
}

/// Everything the person of an application was sent, newest first.
#[utoipa::path(
    get,
    path = "/api/applications/{id}/messages",
    tag = "message",
    params(("id" = ApplicationId, Path)),
    responses((status = 200, body = ListView<MessageView>)),
    extensions(("x-permission" = json!("message.read")), ("x-module" = json!("core")))
)]
async fn of_application(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
) -> Result<Json<ListView<MessageView>>, ApiError> {
    Ok(Json(ListView { items: message::of_application(&app, &staff, id).await? }))
}
