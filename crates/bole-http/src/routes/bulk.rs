//! Routes of bulk runs.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::bulk::{
    self, BulkItemView, BulkLetterBody, BulkLetterView, BulkPreviewBody, BulkPreviewView, BulkRunView, BulkStartBody,
};
use bole_domain::bulk::State as ItemState;
use bole_domain::ids::BulkRunId;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::{self, PageQuery, PageView};
use crate::server::Http;

/// Operations on many applications at once, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(preview))
        .routes(routes!(letter))
        .routes(routes!(get))
        .routes(routes!(items))
        .routes(routes!(retry))
        .routes(routes!(undo))
}

/// Which results of a run to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct BulkItemQuery {
    /// As far as this.
    state: Option<ItemState>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1–200, 50 unless given.
    limit: Option<u64>,
}

/// The caller's runs, newest first.
#[utoipa::path(
    get,
    path = "/api/bulk-runs",
    tag = "bulk",
    params(PageQuery),
    responses((status = 200, body = PageView<BulkRunView>)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<PageView<BulkRunView>>, ApiError> {
    let after = query.after()?;
    Ok(Json(bulk::list(&app, &staff, after.as_ref(), query.limit()).await?.into()))
}

/// Begins a run.
#[utoipa::path(
    post,
    path = "/api/bulk-runs",
    tag = "bulk",
    request_body = BulkStartBody,
    responses((status = 200, body = BulkRunView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn start(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<BulkStartBody>,
) -> Result<Json<BulkRunView>, ApiError> {
    Ok(Json(bulk::start(&app, &staff, body).await?))
}

/// Shows what a run would do; nothing happens.
#[utoipa::path(
    post,
    path = "/api/bulk-runs/preview",
    tag = "bulk",
    request_body = BulkPreviewBody,
    responses((status = 200, body = BulkPreviewView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn preview(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<BulkPreviewBody>,
) -> Result<Json<BulkPreviewView>, ApiError> {
    Ok(Json(bulk::preview(&app, &staff, body).await?))
}

/// Shows a message as one person will read it; nothing is sent.
#[utoipa::path(
    post,
    path = "/api/bulk-runs/letter",
    tag = "bulk",
    request_body = BulkLetterBody,
    responses((status = 200, body = BulkLetterView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn letter(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<BulkLetterBody>,
) -> Result<Json<BulkLetterView>, ApiError> {
    Ok(Json(bulk::letter(&app, &staff, &body).await?))
}

/// One run.
#[utoipa::path(
    get,
    path = "/api/bulk-runs/{id}",
    tag = "bulk",
    params(("id" = BulkRunId, Path)),
    responses((status = 200, body = BulkRunView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BulkRunId>,
) -> Result<Json<BulkRunView>, ApiError> {
    Ok(Json(bulk::get(&app, &staff, id).await?))
}

/// Everybody's result, in order.
#[utoipa::path(
    get,
    path = "/api/bulk-runs/{id}/items",
    tag = "bulk",
    params(("id" = BulkRunId, Path), BulkItemQuery),
    responses((status = 200, body = PageView<BulkItemView>)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn items(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BulkRunId>,
    Parameters(query): Parameters<BulkItemQuery>,
) -> Result<Json<PageView<BulkItemView>>, ApiError> {
    let (after, limit) = (page::after(query.cursor.as_deref())?, page::limit(query.limit));
    Ok(Json(bulk::items(&app, &staff, id, query.state, after.as_ref(), limit).await?.into()))
}

/// Lets those who failed wait for another try.
#[utoipa::path(
    post,
    path = "/api/bulk-runs/{id}/retry",
    tag = "bulk",
    params(("id" = BulkRunId, Path)),
    responses((status = 200, body = BulkRunView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn retry(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BulkRunId>,
) -> Result<Json<BulkRunView>, ApiError> {
    Ok(Json(bulk::retry(&app, &staff, id).await?))
}

/// Takes back what a run did; gives the run that does it.
#[utoipa::path(
    post,
    path = "/api/bulk-runs/{id}/undo",
    tag = "bulk",
    params(("id" = BulkRunId, Path)),
    responses((status = 200, body = BulkRunView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn undo(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BulkRunId>,
) -> Result<Json<BulkRunView>, ApiError> {
    Ok(Json(bulk::undo(&app, &staff, id).await?))
}
