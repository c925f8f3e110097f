//! Routes of a company's own competency models.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::competency::{
    self, CompetencyComparisonView, CompetencyDraftBody, CompetencyDraftView, CompetencyPublishBody,
    CompetencyRevertBody, CompetencyRowView, CompetencyView, NewCompetencyBody,
};
use bole_domain::ids::CompetencyModelId;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::ListView;
use crate::server::Http;

/// Operations on competency models, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get))
        .routes(routes!(save_draft))
        .routes(routes!(publish))
        .routes(routes!(revert))
        .routes(routes!(compare))
}

/// The models the caller sees.
#[utoipa::path(
    get,
    path = "/api/competency-models",
    tag = "competency",
    responses((status = 200, body = ListView<CompetencyRowView>)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("competency_model")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<CompetencyRowView>>, ApiError> {
    Ok(Json(ListView { items: competency::list(&app, &staff).await? }))
}

/// Makes a model: from the library's, as a copy, or empty.
#[utoipa::path(
    post,
    path = "/api/competency-models",
    tag = "competency",
    request_body = NewCompetencyBody,
    responses((status = 200, body = CompetencyView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("competency_model")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<NewCompetencyBody>,
) -> Result<Json<CompetencyView>, ApiError> {
    Ok(Json(competency::create(&app, &staff, body).await?))
}

/// A model with its draft, versions and uses.
#[utoipa::path(
    get,
    path = "/api/competency-models/{id}",
    tag = "competency",
    params(("id" = CompetencyModelId, Path)),
    responses((status = 200, body = CompetencyView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("competency_model")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<CompetencyModelId>,
) -> Result<Json<CompetencyView>, ApiError> {
    Ok(Json(competency::get(&app, &staff, id).await?))
}

/// Saves the draft if nobody else has meanwhile.
#[utoipa::path(
    put,
    path = "/api/competency-models/{id}/draft",
    tag = "competency",
    params(("id" = CompetencyModelId, Path)),
    request_body = CompetencyDraftBody,
    responses((status = 200, body = CompetencyDraftView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("competency_model")))
)]
async fn save_draft(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<CompetencyModelId>,
    Body(body): Body<CompetencyDraftBody>,
) -> Result<Json<CompetencyDraftView>, ApiError> {
    Ok(Json(competency::save_draft(&app, &staff, id, body).await?))
}

/// Freezes the draft as the next version.
#[utoipa::path(
    post,
    path = "/api/competency-models/{id}/publish",
    tag = "competency",
    params(("id" = CompetencyModelId, Path)),
    request_body = CompetencyPublishBody,
    responses((status = 200, body = CompetencyView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("competency_model")))
)]
async fn publish(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<CompetencyModelId>,
    Body(body): Body<CompetencyPublishBody>,
) -> Result<Json<CompetencyView>, ApiError> {
    Ok(Json(competency::publish(&app, &staff, id, body).await?))
}

/// Puts a published version back into the draft.
#[utoipa::path(
    post,
    path = "/api/competency-models/{id}/revert",
    tag = "competency",
    params(("id" = CompetencyModelId, Path)),
    request_body = CompetencyRevertBody,
    responses((status = 200, body = CompetencyView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("competency_model")))
)]
async fn revert(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<CompetencyModelId>,
    Body(body): Body<CompetencyRevertBody>,
) -> Result<Json<CompetencyView>, ApiError> {
    Ok(Json(competency::revert(&app, &staff, id, body).await?))
}

/// Which versions to compare.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct CompareQuery {
    /// The number of the earlier version.
    from: i64,
    /// The number of the later one; the draft without it.
    to: Option<i64>,
}

/// What changed between two versions, or since one.
#[utoipa::path(
    get,
    path = "/api/competency-models/{id}/compare",
    tag = "competency",
    params(("id" = CompetencyModelId, Path), CompareQuery),
    responses((status = 200, body = CompetencyComparisonView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("competency_model")))
)]
async fn compare(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<CompetencyModelId>,
    Parameters(query): Parameters<CompareQuery>,
) -> Result<Json<CompetencyComparisonView>, ApiError> {
    Ok(Json(competency::compare(&app, &staff, id, query.from, query.to).await?))
}
