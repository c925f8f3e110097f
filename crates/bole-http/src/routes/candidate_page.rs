//! Routes of the candidate's own application: where it stands, the report, appeal and withdrawal.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use bole_app::App;
use bole_app::candidate_page::{self, OwnApplicationView, OwnNoticesView, OwnReasonBody};
use bole_app::report::{self, ReportView};
use bole_domain::locale::Locale;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::report::{download, file_name};
use crate::error::ApiError;
use crate::extract::{AsCandidate, Body, Parameters};
use crate::server::Http;

/// Operations on the application the candidate's link is for.
pub fn candidate() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(get))
        .routes(routes!(notices))
        .routes(routes!(read_notices))
        .routes(routes!(appeal))
        .routes(routes!(withdraw))
        .routes(routes!(report))
        .routes(routes!(pdf))
}

/// In which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LocaleQuery {
    /// Chinese unless given.
    #[serde(default)]
    pub(super) locale: Locale,
}

/// The candidate's application.
#[utoipa::path(
    get,
    path = "/api/application",
    tag = "own_application",
    responses((status = 200, body = OwnApplicationView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn get(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
) -> Result<Json<OwnApplicationView>, ApiError> {
    Ok(Json(candidate_page::get(&app, &candidate).await?))
}

/// What the company has told about the application.
#[utoipa::path(
    get,
    path = "/api/application/notices",
    tag = "own_application",
    responses((status = 200, body = OwnNoticesView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn notices(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
) -> Result<Json<OwnNoticesView>, ApiError> {
    Ok(Json(candidate_page::notices(&app, &candidate).await?))
}

/// Notes that the candidate has seen what there is.
#[utoipa::path(
    post,
    path = "/api/application/notices/read",
    tag = "own_application",
    responses((status = 200, body = OwnNoticesView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn read_notices(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
) -> Result<Json<OwnNoticesView>, ApiError> {
    Ok(Json(candidate_page::read_notices(&app, &candidate).await?))
}

/// 请人工复核: asks for a person to look again.
#[utoipa::path(
    post,
    path = "/api/application/appeal",
    tag = "own_application",
    request_body = OwnReasonBody,
    responses((status = 200, body = OwnApplicationView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn appeal(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<OwnReasonBody>,
) -> Result<Json<OwnApplicationView>, ApiError> {
    Ok(Json(candidate_page::appeal(&app, &candidate, &body).await?))
}

/// Withdraws the application.
#[utoipa::path(
    post,
    path = "/api/application/withdraw",
    tag = "own_application",
    request_body = OwnReasonBody,
    responses((status = 200, body = OwnApplicationView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn withdraw(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<OwnReasonBody>,
) -> Result<Json<OwnApplicationView>, ApiError> {
    Ok(Json(candidate_page::withdraw(&app, &candidate, &body).await?))
}

/// The candidate's report, once the result is released.
#[utoipa::path(
    get,
    path = "/api/application/report",
    tag = "own_application",
    params(LocaleQuery),
    responses((status = 200, body = ReportView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn report(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Parameters(query): Parameters<LocaleQuery>,
) -> Result<Json<ReportView>, ApiError> {
    Ok(Json(report::for_candidate(&app, &candidate, query.locale).await?))
}

/// The candidate's report as PDF.
#[utoipa::path(
    get,
    path = "/api/application/report.pdf",
    tag = "own_application",
    params(LocaleQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf")),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn pdf(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Parameters(query): Parameters<LocaleQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let report = report::for_candidate(&app, &candidate, query.locale).await?;
    let name = file_name(&report);
    Ok(download(&name, report::pdf(&app, report, None).await?))
}
