//! Routes of reports for staff, as data and as PDF.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use bole_app::App;
use bole_app::report::{self, Edition, ReportView};
use bole_domain::ids::ApplicationId;
use bole_domain::locale::Locale;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::attachment;
use crate::error::ApiError;
use crate::extract::{AsStaff, Id, Parameters};
use crate::server::Http;

/// Operations on reports, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(pdf))
}

/// Which report.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ReportQuery {
    /// HR's unless given.
    #[serde(default)]
    edition: Edition,
    /// Chinese unless given.
    #[serde(default)]
    locale: Locale,
}

/// A report.
#[utoipa::path(
    get,
    path = "/api/applications/{id}/report",
    tag = "report",
    params(("id" = ApplicationId, Path), ReportQuery),
    responses((status = 200, body = ReportView)),
    extensions(("x-permission" = json!("report.read")), ("x-module" = json!("core")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
    Parameters(query): Parameters<ReportQuery>,
) -> Result<Json<ReportView>, ApiError> {
    Ok(Json(report::for_staff(&app, &staff, id, query.edition, query.locale).await?))
}

/// A report as PDF, marked with who took it.
#[utoipa::path(
    get,
    path = "/api/applications/{id}/report.pdf",
    tag = "report",
    params(("id" = ApplicationId, Path), ReportQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf")),
    extensions(("x-permission" = json!("report.read")), ("x-module" = json!("core")))
)]
async fn pdf(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
    Parameters(query): Parameters<ReportQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let (report, bytes) = report::copy(&app, &staff, id, query.edition, query.locale).await?;
    Ok(download(&file_name(&report), bytes))
}

/// What a report's file is called.
pub fn file_name(report: &ReportView) -> String {
    let kind = match report.locale {
        Locale::Zh => "测评报告",
        Locale::En => "report",
    };
    format!("{}-{}-{kind}.pdf", report.candidate_name, report.job_title)
}

/// A PDF to keep.
pub fn download(name: &str, bytes: Vec<u8>) -> impl IntoResponse + use<> {
    ([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, attachment(name))], bytes)
}
