//! Routes of human review.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use bole_app::App;
use bole_app::review::{
    self, AdjustBody, MarksBody, OpenEvidenceBody, QueueRow, ReleaseBody, ReleaseManyBody, ReleasedRow, ReviewView,
};
use bole_domain::ids::{AssessmentId, SessionId};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::attachment;
use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::{PageQuery, PageView};
use crate::server::Http;

/// Operations on reviews, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(queue))
        .routes(routes!(get))
        .routes(routes!(mark))
        .routes(routes!(open_evidence))
        .routes(routes!(adjust))
        .routes(routes!(release))
        .routes(routes!(release_many))
        .routes(routes!(receipt))
}

/// What became of many results.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ReleasedManyView {
    /// One per session asked for, in order.
    results: Vec<ReleasedRow>,
}

/// What waits for a person, longest first.
#[utoipa::path(
    get,
    path = "/api/reviews",
    tag = "review",
    params(PageQuery),
    responses((status = 200, body = PageView<QueueRow>)),
    extensions(("x-permission" = json!("review.release")), ("x-module" = json!("core")))
)]
async fn queue(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<PageView<QueueRow>>, ApiError> {
    Ok(Json(review::queue(&app, &staff, query.after()?.as_ref(), query.limit()).await?.into()))
}

/// Everything a reviewer needs on one page.
#[utoipa::path(
    get,
    path = "/api/reviews/{session_id}",
    tag = "review",
    params(("session_id" = SessionId, Path)),
    responses((status = 200, body = ReviewView)),
    extensions(("x-permission" = json!("review.release")), ("x-module" = json!("core")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
) -> Result<Json<ReviewView>, ApiError> {
    Ok(Json(review::get(&app, &staff, id).await?))
}

/// Keeps the caller's own levels; the scorer's result is shown from then on.
#[utoipa::path(
    post,
    path = "/api/reviews/{session_id}/marks",
    tag = "review",
    params(("session_id" = SessionId, Path)),
    request_body = MarksBody,
    responses((status = 200, body = ReviewView)),
    extensions(("x-permission" = json!("review.release")), ("x-module" = json!("core")))
)]
async fn mark(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
    Body(body): Body<MarksBody>,
) -> Result<Json<ReviewView>, ApiError> {
    Ok(Json(review::mark(&app, &staff, id, body).await?))
}

/// Notes that the caller has opened a dimension's evidence.
#[utoipa::path(
    post,
    path = "/api/reviews/{session_id}/open-evidence",
    tag = "review",
    params(("session_id" = SessionId, Path)),
    request_body = OpenEvidenceBody,
    responses((status = 204)),
    extensions(("x-permission" = json!("review.release")), ("x-module" = json!("core")))
)]
async fn open_evidence(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
    Body(body): Body<OpenEvidenceBody>,
) -> Result<StatusCode, ApiError> {
    review::open_evidence(&app, &staff, id, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes a dimension's score; the scorer's stays beside it.
#[utoipa::path(
    post,
    path = "/api/reviews/{session_id}/adjust",
    tag = "review",
    params(("session_id" = SessionId, Path)),
    request_body = AdjustBody,
    responses((status = 200, body = ReviewView)),
    extensions(("x-permission" = json!("review.release")), ("x-module" = json!("core")))
)]
async fn adjust(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
    Body(body): Body<AdjustBody>,
) -> Result<Json<ReviewView>, ApiError> {
    Ok(Json(review::adjust(&app, &staff, id, body).await?))
}

/// 复核通过: releases a result; the candidate is told.
#[utoipa::path(
    post,
    path = "/api/reviews/{session_id}/release",
    tag = "review",
    params(("session_id" = SessionId, Path)),
    request_body = ReleaseBody,
    responses((status = 200, body = ReviewView)),
    extensions(("x-permission" = json!("review.release")), ("x-module" = json!("core")))
)]
async fn release(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
    Body(body): Body<ReleaseBody>,
) -> Result<Json<ReviewView>, ApiError> {
    Ok(Json(review::release(&app, &staff, id, body).await?))
}

/// Releases many results as proposed; adverse ones are left to a person, each.
#[utoipa::path(
    post,
    path = "/api/reviews/release-many",
    tag = "review",
    request_body = ReleaseManyBody,
    responses((status = 200, body = ReleasedManyView)),
    extensions(("x-permission" = json!("review.release")), ("x-module" = json!("core")))
)]
async fn release_many(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<ReleaseManyBody>,
) -> Result<Json<ReleasedManyView>, ApiError> {
    Ok(Json(ReleasedManyView { results: review::release_many(&app, &staff, &body).await? }))
}

/// The receipt of an assessment, to be recomputed offline.
#[utoipa::path(
    get,
    path = "/api/assessments/{id}/receipt",
    tag = "review",
    params(("id" = AssessmentId, Path)),
    responses((status = 200, body = Object, content_type = "application/json")),
    extensions(("x-permission" = json!("receipt.read")), ("x-module" = json!("core")))
)]
async fn receipt(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<AssessmentId>,
) -> Result<impl IntoResponse, ApiError> {
    let receipt = review::receipt(&app, &staff, id).await?;
    let head = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, attachment(&format!("receipt-{id}.json"))),
    ];
    Ok((head, receipt))
}
