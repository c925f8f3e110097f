//! Routes of a candidate's own data.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use bole_app::App;
use bole_app::candidate_access::CodeView;
use bole_app::document::FileLinkView;
use bole_app::my_data::{
    self, ContactConfirmBody, DeleteMyDataBody, MyDataCopyView, MyDataView, MyPlaceBody, OwnContactBody, OwnNameBody,
    OwnRequestBody,
};
use bole_domain::ids::DocumentId;
use bole_domain::locale::Locale;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::candidate_page::LocaleQuery;
use super::report::download;
use crate::error::ApiError;
use crate::extract::{AsCandidate, Body, FromAddress, Id, Parameters};
use crate::server::Http;

/// Operations on the candidate's own data.
pub fn candidate() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(get))
        .routes(routes!(delete))
        .routes(routes!(withdraw))
        .routes(routes!(set_place))
        .routes(routes!(request))
        .routes(routes!(copy))
        .routes(routes!(pdf))
        .routes(routes!(document))
        .routes(routes!(rename))
        .routes(routes!(change_contact))
        .routes(routes!(confirm_contact))
}

/// What the company holds of the candidate, and what was asked about it.
#[utoipa::path(
    get,
    path = "/api/my-data",
    tag = "my_data",
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn get(State(app): State<App>, AsCandidate(candidate): AsCandidate) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::get(&app, &candidate).await?))
}

/// Asks the company to erase the candidate.
#[utoipa::path(
    post,
    path = "/api/my-data/delete",
    tag = "my_data",
    request_body = DeleteMyDataBody,
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn delete(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<DeleteMyDataBody>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::delete(&app, &candidate, &body).await?))
}

/// Asks the company to correct something, or for a person instead of a machine.
#[utoipa::path(
    post,
    path = "/api/my-data/requests",
    tag = "my_data",
    request_body = OwnRequestBody,
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn request(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<OwnRequestBody>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::request(&app, &candidate, &body).await?))
}

/// Withdraws a consent; what needed it stops at once.
#[utoipa::path(
    post,
    path = "/api/my-data/consents/{id}/withdraw",
    tag = "my_data",
    params(("id" = String, Path)),
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn withdraw(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Id(id): Id<String>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::withdraw(&app, &candidate, &id).await?))
}

/// Says where the candidate is; it chooses the rules for their data.
#[utoipa::path(
    post,
    path = "/api/my-data/place",
    tag = "my_data",
    request_body = MyPlaceBody,
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn set_place(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<MyPlaceBody>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::set_place(&app, &candidate, &body).await?))
}

/// A copy of everything the company holds of the candidate, as data.
#[utoipa::path(
    get,
    path = "/api/my-data/copy",
    tag = "my_data",
    params(LocaleQuery),
    responses((status = 200, body = MyDataCopyView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn copy(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Parameters(query): Parameters<LocaleQuery>,
) -> Result<Json<MyDataCopyView>, ApiError> {
    Ok(Json(my_data::copy(&app, &candidate, query.locale).await?))
}

/// A copy of everything the company holds of the candidate, to read and to print.
#[utoipa::path(
    get,
    path = "/api/my-data/copy.pdf",
    tag = "my_data",
    params(LocaleQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf")),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn pdf(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Parameters(query): Parameters<LocaleQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let name = match query.locale {
        Locale::Zh => "我的数据.pdf",
        Locale::En => "my-data.pdf",
    };
    Ok(download(name, my_data::pdf(&app, &candidate, query.locale).await?))
}

/// A link to one of the candidate's own files.
#[utoipa::path(
    get,
    path = "/api/my-data/documents/{id}",
    tag = "my_data",
    params(("id" = DocumentId, Path)),
    responses((status = 200, body = FileLinkView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn document(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Id(id): Id<DocumentId>,
) -> Result<Json<FileLinkView>, ApiError> {
    Ok(Json(my_data::document_link(&app, &candidate, id).await?))
}

/// Corrects the candidate's name.
#[utoipa::path(
    post,
    path = "/api/my-data/name",
    tag = "my_data",
    request_body = OwnNameBody,
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn rename(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<OwnNameBody>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::rename(&app, &candidate, &body).await?))
}

/// Sends a code to a new phone number or e-mail address.
#[utoipa::path(
    post,
    path = "/api/my-data/contact",
    tag = "my_data",
    request_body = OwnContactBody,
    responses((status = 200, body = CodeView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn change_contact(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    FromAddress(address): FromAddress,
    Body(body): Body<OwnContactBody>,
) -> Result<Json<CodeView>, ApiError> {
    Ok(Json(my_data::change_contact(&app, &candidate, &body, &address).await?))
}

/// Takes the code, and puts the new phone number or e-mail address in place.
#[utoipa::path(
    post,
    path = "/api/my-data/contact/confirm",
    tag = "my_data",
    request_body = ContactConfirmBody,
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")), ("x-module" = json!("core")))
)]
async fn confirm_contact(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<ContactConfirmBody>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::confirm_contact(&app, &candidate, &body).await?))
}
