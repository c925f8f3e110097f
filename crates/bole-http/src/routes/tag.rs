//! Routes of tags.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::application::ApplicationView;
use bole_app::tag::{self, ApplicationTagsBody, TagBody, TagRowView};
use bole_domain::ids::{ApplicationId, TagId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on tags, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(update))
        .routes(routes!(remove))
        .routes(routes!(set))
}

/// All tags.
#[utoipa::path(
    get,
    path = "/api/tags",
    tag = "tag",
    responses((status = 200, body = ListView<TagRowView>)),
    extensions(("x-permission" = json!("application.read")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<TagRowView>>, ApiError> {
    Ok(Json(ListView { items: tag::list(&app, &staff).await? }))
}

/// Makes a tag.
#[utoipa::path(
    post,
    path = "/api/tags",
    tag = "tag",
    request_body = TagBody,
    responses((status = 200, body = ListView<TagRowView>)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<TagBody>,
) -> Result<Json<ListView<TagRowView>>, ApiError> {
    Ok(Json(ListView { items: tag::create(&app, &staff, &body).await? }))
}

/// Renames or recolours a tag.
#[utoipa::path(
    put,
    path = "/api/tags/{id}",
    tag = "tag",
    params(("id" = TagId, Path)),
    request_body = TagBody,
    responses((status = 200, body = ListView<TagRowView>)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<TagId>,
    Body(body): Body<TagBody>,
) -> Result<Json<ListView<TagRowView>>, ApiError> {
    Ok(Json(ListView { items: tag::update(&app, &staff, id, &body).await? }))
}

/// Removes a tag from everybody.
#[utoipa::path(
    post,
    path = "/api/tags/{id}/remove",
    tag = "tag",
    params(("id" = TagId, Path)),
    responses((status = 200, body = ListView<TagRowView>)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn remove(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<TagId>,
) -> Result<Json<ListView<TagRowView>>, ApiError> {
    Ok(Json(ListView { items: tag::remove(&app, &staff, id).await? }))
}

/// Says which tags an application has.
#[utoipa::path(
    put,
    path = "/api/applications/{id}/tags",
    tag = "tag",
    params(("id" = ApplicationId, Path)),
    request_body = ApplicationTagsBody,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn set(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
    Body(body): Body<ApplicationTagsBody>,
) -> Result<Json<ApplicationView>, ApiError> {
    Ok(Json(tag::set(&app, &staff, id, &body).await?))
}
