//! Routes of interview flows.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bole_app::App;
use bole_app::flow::{
    self, CheckBody, CheckView, DraftBody, DraftView, FlowModelBody, FlowRowView, FlowVersionView, FlowView,
    NewFlowBody, PublishBody, PublishedView, RevertBody,
};
use bole_domain::ids::{FlowId, FlowVersionId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on flows, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get))
        .routes(routes!(save_draft))
        .routes(routes!(check))
        .routes(routes!(publish))
        .routes(routes!(revert))
        .routes(routes!(use_model))
        .routes(routes!(note_preview))
        .routes(routes!(version))
}

/// The flows the caller sees.
#[utoipa::path(
    get,
    path = "/api/flows",
    tag = "flow",
    responses((status = 200, body = ListView<FlowRowView>)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<FlowRowView>>, ApiError> {
    Ok(Json(ListView { items: flow::list(&app, &staff).await? }))
}

/// Makes a flow: empty, from the library, or as a copy.
#[utoipa::path(
    post,
    path = "/api/flows",
    tag = "flow",
    request_body = NewFlowBody,
    responses((status = 200, body = FlowView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("core")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<NewFlowBody>,
) -> Result<Json<FlowView>, ApiError> {
    Ok(Json(flow::create(&app, &staff, body).await?))
}

/// A flow with its draft and versions.
#[utoipa::path(
    get,
    path = "/api/flows/{id}",
    tag = "flow",
    params(("id" = FlowId, Path)),
    responses((status = 200, body = FlowView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("core")))
)]
async fn get(State(app): State<App>, AsStaff(staff): AsStaff, Id(id): Id<FlowId>) -> Result<Json<FlowView>, ApiError> {
    Ok(Json(flow::get(&app, &staff, id).await?))
}

/// Saves the draft if nobody else has meanwhile.
#[utoipa::path(
    put,
    path = "/api/flows/{id}/draft",
    tag = "flow",
    params(("id" = FlowId, Path)),
    request_body = DraftBody,
    responses((status = 200, body = DraftView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("core")))
)]
async fn save_draft(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<FlowId>,
    Body(body): Body<DraftBody>,
) -> Result<Json<DraftView>, ApiError> {
    Ok(Json(flow::save_draft(&app, &staff, id, body).await?))
}

/// Checks a document as publishing would.
#[utoipa::path(
    post,
    path = "/api/flows/check",
    tag = "flow",
    request_body = CheckBody,
    responses((status = 200, body = CheckView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("core")))
)]
async fn check(AsStaff(staff): AsStaff, Body(body): Body<CheckBody>) -> Result<Json<CheckView>, ApiError> {
    Ok(Json(flow::check_document(&staff, &body)?))
}

/// Freezes the draft as the next version.
#[utoipa::path(
    post,
    path = "/api/flows/{id}/publish",
    tag = "flow",
    params(("id" = FlowId, Path)),
    request_body = PublishBody,
    responses((status = 200, body = PublishedView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("core")))
)]
async fn publish(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<FlowId>,
    Body(body): Body<PublishBody>,
) -> Result<Json<PublishedView>, ApiError> {
    Ok(Json(flow::publish(&app, &staff, id, body).await?))
}

/// Puts a published version back into the draft.
#[utoipa::path(
    post,
    path = "/api/flows/{id}/revert",
    tag = "flow",
    params(("id" = FlowId, Path)),
    request_body = RevertBody,
    responses((status = 200, body = FlowView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("core")))
)]
async fn revert(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<FlowId>,
    Body(body): Body<RevertBody>,
) -> Result<Json<FlowView>, ApiError> {
    Ok(Json(flow::revert(&app, &staff, id, body).await?))
}

/// Notes that the caller went through a flow as a candidate would; no answer is sent.
#[utoipa::path(
    post,
    path = "/api/flows/{id}/preview",
    tag = "flow",
    params(("id" = FlowId, Path)),
    responses((status = 204)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("core")))
)]
async fn note_preview(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<FlowId>,
) -> Result<StatusCode, ApiError> {
    flow::note_preview(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the newest version of a competency model into the draft.
#[utoipa::path(
    post,
    path = "/api/flows/{id}/model",
    tag = "flow",
    params(("id" = FlowId, Path)),
    request_body = FlowModelBody,
    responses((status = 200, body = FlowView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("competency_model")))
)]
async fn use_model(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<FlowId>,
    Body(body): Body<FlowModelBody>,
) -> Result<Json<FlowView>, ApiError> {
    Ok(Json(flow::use_model(&app, &staff, id, body).await?))
}

/// A published version with its script.
#[utoipa::path(
    get,
    path = "/api/flow-versions/{id}",
    tag = "flow",
    params(("id" = FlowVersionId, Path)),
    responses((status = 200, body = FlowVersionView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("core")))
)]
async fn version(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<FlowVersionId>,
) -> Result<Json<FlowVersionView>, ApiError> {
    Ok(Json(flow::version(&app, &staff, id).await?))
}
