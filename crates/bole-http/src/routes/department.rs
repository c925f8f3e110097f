//! Routes of departments.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::department::{self, DepartmentBody, DepartmentView};
use bole_domain::ids::DepartmentId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on departments, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update))
}

/// The departments the caller sees, each after its parent.
#[utoipa::path(
    get,
    path = "/api/departments",
    tag = "department",
    responses((status = 200, body = ListView<DepartmentView>)),
    extensions(("x-permission" = json!("organisation.read")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<DepartmentView>>, ApiError> {
    Ok(Json(ListView { items: department::list(&app, &staff).await? }))
}

/// Adds a department.
#[utoipa::path(
    post,
    path = "/api/departments",
    tag = "department",
    request_body = DepartmentBody,
    responses((status = 200, body = DepartmentView)),
    extensions(("x-permission" = json!("organisation.edit")))
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
    extensions(("x-permission" = json!("organisation.edit")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<DepartmentId>,
    Body(body): Body<DepartmentBody>,
) -> Result<Json<DepartmentView>, ApiError> {
    Ok(Json(department::update(&app, &staff, id, body).await?))
}
