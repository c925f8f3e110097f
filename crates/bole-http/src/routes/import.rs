//! Routes of importing the organisation.

use axum::Json;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use bole_app::App;
use bole_app::import::{self, CommitBody, FixBody, ImportView, MappingBody, PastImportView};
use bole_domain::ids::ImportId;
use bole_domain::locale::Locale;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::{MAX_UPLOAD, attachment, only_file};
use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters, malformed};
use crate::page::ListView;
use crate::server::Http;

/// Operations on imports, for staff.
pub fn console() -> OpenApiRouter<Http> {
    let upload = OpenApiRouter::new().routes(routes!(list, upload)).layer(DefaultBodyLimit::max(MAX_UPLOAD));
    let rest = OpenApiRouter::new()
        .routes(routes!(template))
        .routes(routes!(get))
        .routes(routes!(set_columns))
        .routes(routes!(fix))
        .routes(routes!(commit))
        .routes(routes!(undo));
    upload.merge(rest)
}

/// A form with one file.
#[derive(utoipa::ToSchema)]
#[schema(as = ImportUploadBody)]
#[expect(dead_code, reason = "it describes the form for the contract; the form is read field by field")]
struct UploadBody {
    /// XLSX or CSV, up to 10 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The last imports, newest first.
#[utoipa::path(
    get,
    path = "/api/organisation-imports",
    tag = "import",
    responses((status = 200, body = ListView<PastImportView>)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("organisation_import")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<PastImportView>>, ApiError> {
    Ok(Json(ListView { items: import::list(&app, &staff).await? }))
}

/// Takes a sheet in and looks it through; nothing changes yet.
#[utoipa::path(
    post,
    path = "/api/organisation-imports",
    tag = "import",
    request_body(content = UploadBody, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("organisation_import")))
)]
async fn upload(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<ImportView>, ApiError> {
    let form = form.map_err(|it| ApiError(malformed(&it.body_text()).into()))?;
    let (name, bytes) = only_file(form).await.map_err(|it| ApiError(it.into()))?;
    Ok(Json(import::upload(&app, &staff, &name, bytes).await?))
}

/// The sheet to fill in, as XLSX.
#[utoipa::path(
    get,
    path = "/api/organisation-imports/template",
    tag = "import",
    params(TemplateQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("organisation_import")))
)]
async fn template(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<TemplateQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let bytes = import::template(&app, &staff, query.locale).await?;
    let head = [
        (CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (CONTENT_DISPOSITION, attachment("bole-organisation.xlsx")),
    ];
    Ok((head, bytes))
}

/// How much of an import to show.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// All rows with faults instead of the first ones: to be taken out and corrected elsewhere.
    #[serde(default)]
    all: bool,
}

/// One import, looked through against what exists now.
#[utoipa::path(
    get,
    path = "/api/organisation-imports/{id}",
    tag = "import",
    params(("id" = ImportId, Path), ImportQuery),
    responses((status = 200, body = ImportView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("organisation_import")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ImportId>,
    Parameters(query): Parameters<ImportQuery>,
) -> Result<Json<ImportView>, ApiError> {
    Ok(Json(import::get(&app, &staff, id, query.all).await?))
}

/// Says what the columns hold.
#[utoipa::path(
    put,
    path = "/api/organisation-imports/{id}/columns",
    tag = "import",
    params(("id" = ImportId, Path)),
    request_body = MappingBody,
    responses((status = 200, body = ImportView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("organisation_import")))
)]
async fn set_columns(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ImportId>,
    Body(body): Body<MappingBody>,
) -> Result<Json<ImportView>, ApiError> {
    Ok(Json(import::set_columns(&app, &staff, id, &body).await?))
}

/// Corrects a cell, or all that say the same.
#[utoipa::path(
    post,
    path = "/api/organisation-imports/{id}/fix",
    tag = "import",
    params(("id" = ImportId, Path)),
    request_body = FixBody,
    responses((status = 200, body = ImportView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("organisation_import")))
)]
async fn fix(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ImportId>,
    Body(body): Body<FixBody>,
) -> Result<Json<ImportView>, ApiError> {
    Ok(Json(import::fix(&app, &staff, id, &body).await?))
}

/// Makes everything the sheet asks for, all of it or nothing.
#[utoipa::path(
    post,
    path = "/api/organisation-imports/{id}/commit",
    tag = "import",
    params(("id" = ImportId, Path)),
    request_body = CommitBody,
    responses((status = 200, body = ImportView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("organisation_import")))
)]
async fn commit(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ImportId>,
    Body(body): Body<CommitBody>,
) -> Result<Json<ImportView>, ApiError> {
    Ok(Json(import::commit(&app, &staff, id, &body).await?))
}

/// Takes back everything an import made, if nobody uses any of it.
#[utoipa::path(
    post,
    path = "/api/organisation-imports/{id}/undo",
    tag = "import",
    params(("id" = ImportId, Path)),
    responses((status = 200, body = ImportView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("organisation_import")))
)]
async fn undo(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ImportId>,
) -> Result<Json<ImportView>, ApiError> {
    Ok(Json(import::undo(&app, &staff, id).await?))
}

/// In which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TemplateQuery {
    /// The language of the headers.
    #[serde(default)]
    locale: Locale,
}
