//! Routes of requisitions.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::approval::{self, DecisionBody};
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
        .routes(routes!(request))
        .routes(routes!(withdraw))
        .routes(routes!(approve))
        .routes(routes!(send_back))
        .routes(routes!(open))
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
    extensions(("x-permission" = json!("requisition.read")), ("x-module" = json!("core")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<StatusQuery>,
) -> Result<Json<ListView<RequisitionView>>, ApiError> {
    Ok(Json(ListView { items: requisition::list(&app, &staff, query.status.as_deref()).await? }))
}

/// Makes a requisition and asks for it, unless it is to stay a draft.
#[utoipa::path(
    post,
    path = "/api/requisitions",
    tag = "requisition",
    request_body = RequisitionBody,
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")), ("x-module" = json!("core")))
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
    extensions(("x-permission" = json!("requisition.read")), ("x-module" = json!("core")))
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
    extensions(("x-permission" = json!("requisition.edit")), ("x-module" = json!("core")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
    Body(body): Body<RequisitionBody>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::update(&app, &staff, id, body).await?))
}

/// Asks for a requisition: it opens at once, or waits for approval.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/request",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")), ("x-module" = json!("core")))
)]
async fn request(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::request(&app, &staff, id).await?))
}

/// Takes a request back, so that it can be changed.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/withdraw",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")), ("x-module" = json!("core")))
)]
async fn withdraw(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::withdraw(&app, &staff, id).await?))
}

/// Agrees to a request; the last one who does approves it.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/approve",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    request_body = DecisionBody,
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.approve")), ("x-module" = json!("requisition_approval")))
)]
async fn approve(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
    Body(body): Body<DecisionBody>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(approval::approve(&app, &staff, id, &body).await?))
}

/// Sends a request back with a reason.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/return",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    request_body = DecisionBody,
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.approve")), ("x-module" = json!("requisition_approval")))
)]
async fn send_back(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
    Body(body): Body<DecisionBody>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(approval::send_back(&app, &staff, id, &body).await?))
}

/// Opens an approved requisition.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/open",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")), ("x-module" = json!("core")))
)]
async fn open(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
) -> Result<Json<RequisitionView>, ApiError> {
    Ok(Json(requisition::open(&app, &staff, id).await?))
}

/// Closes a requisition so that nobody else is added or invited.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/close",
    tag = "requisition",
    params(("id" = RequisitionId, Path)),
    responses((status = 200, body = RequisitionView)),
    extensions(("x-permission" = json!("requisition.edit")), ("x-module" = json!("core")))
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
    extensions(("x-permission" = json!("requisition.edit")), ("x-module" = json!("core")))
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
    /// `draft`, `requested`, `returned`, `approved`, `open` or `closed`; all unless given.
    status: Option<String>,
}
