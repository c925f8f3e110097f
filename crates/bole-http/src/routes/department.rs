//! Routes of departments.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::department::{self, DepartmentBody, DepartmentView};
use bole_domain::ids::DepartmentId;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::ListView;
use crate::server::Http;

/// Operations on departments, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(update))
        .routes(routes!(close))
        .routes(routes!(reopen))
}

/// The departments the caller sees, each after its parent.
#[utoipa::path(
    get,
    path = "/api/departments",
    tag = "department",
    params(ClosedQuery),
    responses((status = 200, body = ListView<DepartmentView>)),
    extensions(("x-permission" = json!("organisation.read")), ("x-module" = json!("core")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<ClosedQuery>,
) -> Result<Json<ListView<DepartmentView>>, ApiError> {
    Ok(Json(ListView { items: department::list(&app, &staff, query.closed).await? }))
}

/// Adds a department.
#[utoipa::path(
    post,
    path = "/api/departments",
    tag = "department",
    request_body = DepartmentBody,
    responses((status = 200, body = DepartmentView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("core")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<DepartmentBody>,
) -> Result<Json<DepartmentView>, ApiError> {
    Ok(Json(department::create(&app, &staff, body).await?))
}

/// Renames a department or hangs it elsewhere.
#[utoipa::path(
    put,
    path = "/api/departments/{id}",
    tag = "department",
    params(("id" = DepartmentId, Path)),
    request_body = DepartmentBody,
    responses((status = 200, body = DepartmentView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("core")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<DepartmentId>,
    Body(body): Body<DepartmentBody>,
) -> Result<Json<DepartmentView>, ApiError> {
    Ok(Json(department::update(&app, &staff, id, body).await?))
}

/// Closes a department on which nothing stands any more.
#[utoipa::path(
    post,
    path = "/api/departments/{id}/close",
    tag = "department",
    params(("id" = DepartmentId, Path)),
    responses((status = 200, body = DepartmentView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("core")))
)]
async fn close(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<DepartmentId>,
) -> Result<Json<DepartmentView>, ApiError> {
    Ok(Json(department::close(&app, &staff, id).await?))
}

/// Opens a closed department again.
#[utoipa::path(
    post,
    path = "/api/departments/{id}/reopen",
    tag = "department",
    params(("id" = DepartmentId, Path)),
    responses((status = 200, body = DepartmentView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("core")))
)]
async fn reopen(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<DepartmentId>,
) -> Result<Json<DepartmentView>, ApiError> {
    Ok(Json(department::reopen(&app, &staff, id).await?))
}

/// Whether to list closed ones too.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClosedQuery {
    /// Whether closed ones are listed too; not unless given.
    #[serde(default)]
    pub closed: bool,
}
