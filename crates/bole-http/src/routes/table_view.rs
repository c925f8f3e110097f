//! Routes of the candidate table's views.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::table_view::{self, TableColumnsBody, TableViewBody, TableViewsView};
use bole_domain::ids::TableViewId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::server::Http;

/// Operations on views, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(set_columns))
        .routes(routes!(update))
        .routes(routes!(remove))
}

/// The views the caller can choose, and the columns chosen last.
#[utoipa::path(
    get,
    path = "/api/table-views",
    tag = "table_view",
    responses((status = 200, body = TableViewsView)),
    extensions(("x-permission" = json!("application.read")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<TableViewsView>, ApiError> {
    Ok(Json(table_view::list(&app, &staff).await?))
}

/// Keeps a view.
#[utoipa::path(
    post,
    path = "/api/table-views",
    tag = "table_view",
    request_body = TableViewBody,
    responses((status = 200, body = TableViewsView)),
    extensions(("x-permission" = json!("application.read")), ("x-module" = json!("core")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<TableViewBody>,
) -> Result<Json<TableViewsView>, ApiError> {
    Ok(Json(table_view::create(&app, &staff, &body).await?))
}

/// Remembers which columns the caller wants.
#[utoipa::path(
    put,
    path = "/api/table-views/columns",
    tag = "table_view",
    request_body = TableColumnsBody,
    responses((status = 200, body = TableViewsView)),
    extensions(("x-permission" = json!("application.read")), ("x-module" = json!("core")))
)]
async fn set_columns(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<TableColumnsBody>,
) -> Result<Json<TableViewsView>, ApiError> {
    Ok(Json(table_view::set_columns(&app, &staff, &body).await?))
}

/// Changes one of the caller's views.
#[utoipa::path(
    put,
    path = "/api/table-views/{id}",
    tag = "table_view",
    params(("id" = TableViewId, Path)),
    request_body = TableViewBody,
    responses((status = 200, body = TableViewsView)),
    extensions(("x-permission" = json!("application.read")), ("x-module" = json!("core")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<TableViewId>,
    Body(body): Body<TableViewBody>,
) -> Result<Json<TableViewsView>, ApiError> {
    Ok(Json(table_view::update(&app, &staff, id, &body).await?))
}

/// Removes one of the caller's views.
#[utoipa::path(
    post,
    path = "/api/table-views/{id}/remove",
    tag = "table_view",
    params(("id" = TableViewId, Path)),
    responses((status = 200, body = TableViewsView)),
    extensions(("x-permission" = json!("application.read")), ("x-module" = json!("core")))
)]
async fn remove(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<TableViewId>,
) -> Result<Json<TableViewsView>, ApiError> {
    Ok(Json(table_view::remove(&app, &staff, id).await?))
}
