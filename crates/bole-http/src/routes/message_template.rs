//! Routes of message templates.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::message::template::{
    self, TemplateBody, TemplatePreviewBody, TemplatePreviewView, TemplateRestoreBody, TemplateRowView, TemplateView,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on message templates, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get, save))
        .routes(routes!(preview))
        .routes(routes!(restore))
}

/// All templates.
#[utoipa::path(
    get,
    path = "/api/message-templates",
    tag = "message_template",
    responses((status = 200, body = ListView<TemplateRowView>)),
    extensions(("x-permission" = json!("message.read")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<TemplateRowView>>, ApiError> {
    Ok(Json(ListView { items: template::list(&app, &staff).await? }))
}

/// One template with its texts, old ones included.
#[utoipa::path(
    get,
    path = "/api/message-templates/{key}",
    tag = "message_template",
    params(("key" = String, Path)),
    responses((status = 200, body = TemplateView)),
    extensions(("x-permission" = json!("message.read")), ("x-module" = json!("core")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(key): Id<String>,
) -> Result<Json<TemplateView>, ApiError> {
    Ok(Json(template::get(&app, &staff, &key).await?))
}

/// Saves a text; it is used from now on.
#[utoipa::path(
    put,
    path = "/api/message-templates/{key}",
    tag = "message_template",
    params(("key" = String, Path)),
    request_body = TemplateBody,
    responses((status = 200, body = TemplateView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn save(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(key): Id<String>,
    Body(body): Body<TemplateBody>,
) -> Result<Json<TemplateView>, ApiError> {
    Ok(Json(template::save(&app, &staff, &key, &body).await?))
}

/// A text filled with a made-up person's values, or what is wrong with it.
#[utoipa::path(
    post,
    path = "/api/message-templates/{key}/preview",
    tag = "message_template",
    params(("key" = String, Path)),
    request_body = TemplatePreviewBody,
    responses((status = 200, body = TemplatePreviewView)),
    extensions(("x-permission" = json!("message.read")), ("x-module" = json!("core")))
)]
async fn preview(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(key): Id<String>,
    Body(body): Body<TemplatePreviewBody>,
) -> Result<Json<TemplatePreviewView>, ApiError> {
    Ok(Json(template::preview(&app, &staff, &key, &body).await?))
}

/// Brings an earlier text back, or the supplied one.
#[utoipa::path(
    post,
    path = "/api/message-templates/{key}/restore",
    tag = "message_template",
    params(("key" = String, Path)),
    request_body = TemplateRestoreBody,
    responses((status = 200, body = TemplateView)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("core")))
)]
async fn restore(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(key): Id<String>,
    Body(body): Body<TemplateRestoreBody>,
) -> Result<Json<TemplateView>, ApiError> {
    Ok(Json(template::restore(&app, &staff, &key, &body).await?))
}
