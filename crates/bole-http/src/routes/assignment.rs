//! Routes of giving applications to interviewers.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::application::ApplicationView;
use bole_app::assignment::{self, AssigneeView, AssigneesBody};
use bole_domain::ids::ApplicationId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on assignments, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(set))
}

/// Everybody an application can be given to.
#[utoipa::path(
    get,
    path = "/api/assignees",
    tag = "assignment",
    responses((status = 200, body = ListView<AssigneeView>)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<AssigneeView>>, ApiError> {
    Ok(Json(ListView { items: assignment::list(&app, &staff).await? }))
}

/// Gives an application to exactly these interviewers.
#[utoipa::path(
    put,
    path = "/api/applications/{id}/assignees",
    tag = "assignment",
    params(("id" = ApplicationId, Path)),
    request_body = AssigneesBody,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn set(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
    Body(body): Body<AssigneesBody>,
) -> Result<Json<ApplicationView>, ApiError> {
    Ok(Json(assignment::set(&app, &staff, id, body).await?))
}
