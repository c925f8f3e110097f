//! Routes of requisitions.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::requisition::{self, RequisitionBody, RequisitionView};
use bole_domain::ids::RequisitionId;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::ListView;
use crate::server::Http;

/// Operations on requisitions, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update))
        .routes(routes!(close))
        .routes(routes!(reopen))
}

/// The requisitions the caller sees, newest first.
#[utoipa::path(
    get,
    path = "/api/requisitions",
    tag = "requisition",
    params(StatusQuery),
    responses((status = 200, body = ListView<RequisitionView>)),
    extensions(("x-permission" = json!("requisition.read")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<StatusQuery>,
) -> Result<Json<ListView<RequisitionView>>, ApiError> {
    Ok(Json(ListView { items: requisition::list(&app, &staff, query.status.as_deref()).await? }))
}

/// Makes a requisition and reserves its seats.
#[utoipa::path(
    post,
    path = "/api/requisitions",
    tag = "requisition",
    request_body = RequisitionBody,
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<RequisitionBody>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::create(&app, &staff, body).await?))
}

/// One requisition.
#[utoipa::path(
    get,
    path = "/api/requisitions/{id}",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.read")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::get(&app, &staff, id).await?))
}

/// Changes a requisition; seats follow the headcount.
#[utoipa::path(
    put,
    path = "/api/requisitions/{id}",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    request_body = RequisitionBody,
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
    Body(body): Body<RequisitionBody>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::update(&app, &staff, id, body).await?))
}

/// Closes a requisition so that nobody else is added or invited.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/close",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")))
)]
async fn close(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::close(&app, &staff, id).await?))
}

/// Opens a closed requisition again.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/reopen",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")))
)]
async fn reopen(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::reopen(&app, &staff, id).await?))
}

/// Which requisitions to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct StatusQuery {
    /// `open` or `closed`; all unless given.
    status: Option<String>,
}
