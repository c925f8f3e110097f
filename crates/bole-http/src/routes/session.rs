//! Routes of running interviews, as HR watches and helps them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bole_app::App;
use bole_app::monitor::{
    self, DeedRow, ExtendBody, ExtendManyBody, OperatedRow, ReasonBody, ResyncView, RunningView, WallFilter, Wanted,
};
use bole_domain::ids::{RequisitionId, SessionId};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::{self, PageQuery, PageView};
use crate::server::Http;

/// Operations on interview sessions, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(running))
        .routes(routes!(extend))
        .routes(routes!(extend_many))
        .routes(routes!(deeds))
        .routes(routes!(reopen))
        .routes(routes!(resync))
}

/// Which running interviews to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct RunningQuery {
    /// Of this kind.
    #[param(inline)]
    #[serde(default)]
    filter: WallFilter,
    /// For this requisition.
    requisition: Option<RequisitionId>,
    /// Part of a name.
    q: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1–200, 50 unless given.
    limit: Option<u64>,
}

/// The running interviews the caller sees, who needs somebody most first.
#[utoipa::path(
    get,
    path = "/api/sessions/running",
    tag = "session",
    params(RunningQuery),
    responses((status = 200, body = RunningView)),
    extensions(("x-permission" = json!("session.read")), ("x-module" = json!("live_monitor")))
)]
async fn running(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<RunningQuery>,
) -> Result<Json<RunningView>, ApiError> {
    let (after, limit) = (page::after(query.cursor.as_deref())?, page::limit(query.limit));
    let wanted = Wanted { filter: query.filter, requisition: query.requisition, text: query.q };
    Ok(Json(monitor::running(&app, &staff, &wanted, after.as_ref(), limit).await?))
}

/// 补时: adds minutes to an interview.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/extend",
    tag = "session",
    params(("id" = SessionId, Path)),
    request_body = ExtendBody,
    responses((status = 204)),
    extensions(("x-permission" = json!("session.operate")), ("x-module" = json!("live_monitor")))
)]
async fn extend(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
    Body(body): Body<ExtendBody>,
) -> Result<StatusCode, ApiError> {
    monitor::extend(&app, &staff, id, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What became of many interviews.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OperatedView {
    /// One per interview, in order.
    results: Vec<OperatedRow>,
}

/// 补时 for many interviews or all that run.
#[utoipa::path(
    post,
    path = "/api/sessions/extend-many",
    tag = "session",
    request_body = ExtendManyBody,
    responses((status = 200, body = OperatedView)),
    extensions(("x-permission" = json!("session.operate")), ("x-module" = json!("live_monitor")))
)]
async fn extend_many(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<ExtendManyBody>,
) -> Result<Json<OperatedView>, ApiError> {
    Ok(Json(OperatedView { results: monitor::extend_many(&app, &staff, body).await? }))
}

/// What was done to interviews from the monitor, newest first.
#[utoipa::path(
    get,
    path = "/api/sessions/deeds",
    tag = "session",
    params(PageQuery),
    responses((status = 200, body = PageView<DeedRow>)),
    extensions(("x-permission" = json!("session.read")), ("x-module" = json!("live_monitor")))
)]
async fn deeds(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<PageView<DeedRow>>, ApiError> {
    let page = monitor::deeds(&app, &staff, query.after()?.as_ref(), query.limit()).await?;
    Ok(Json(page.into()))
}

/// Opens an incomplete interview again where it stood.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/reopen",
    tag = "session",
    params(("id" = SessionId, Path)),
    request_body = ReasonBody,
    responses((status = 204)),
    extensions(("x-permission" = json!("session.operate")), ("x-module" = json!("core")))
)]
async fn reopen(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
    Body(body): Body<ReasonBody>,
) -> Result<StatusCode, ApiError> {
    monitor::reopen(&app, &staff, id, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Compares an interview with its log and repairs it by rule.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/resync",
    tag = "session",
    params(("id" = SessionId, Path)),
    responses((status = 200, body = ResyncView)),
    extensions(("x-permission" = json!("session.operate")), ("x-module" = json!("live_monitor")))
)]
async fn resync(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SessionId>,
) -> Result<Json<ResyncView>, ApiError> {
    Ok(Json(monitor::resync(&app, &staff, id).await?))
}
