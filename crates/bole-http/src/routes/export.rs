//! Routes of exports.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use bole_app::App;
use bole_app::export::{self, ExportBody, ExportView};
use bole_domain::export::Format;
use bole_domain::ids::BulkExportId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::attachment;
use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on exports, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(fetch))
}

/// The caller's exports, newest first.
#[utoipa::path(
    get,
    path = "/api/exports",
    tag = "export",
    responses((status = 200, body = ListView<ExportView>)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<ExportView>>, ApiError> {
    Ok(Json(ListView { items: export::list(&app, &staff).await? }))
}

/// Asks for an export; many people at once need a second person.
#[utoipa::path(
    post,
    path = "/api/exports",
    tag = "export",
    request_body = ExportBody,
    responses((status = 200, body = ExportView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<ExportBody>,
) -> Result<Json<ExportView>, ApiError> {
    Ok(Json(export::create(&app, &staff, body).await?))
}

/// Hands the file out; everybody in it reads that it was.
#[utoipa::path(
    get,
    path = "/api/exports/{id}/file",
    tag = "export",
    params(("id" = BulkExportId, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn fetch(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BulkExportId>,
) -> Result<impl IntoResponse, ApiError> {
    let file = export::fetch(&app, &staff, id).await?;
    let kind = match file.format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let head = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, attachment(&file.name)),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((head, file.bytes))
}
