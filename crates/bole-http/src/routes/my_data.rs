//! Routes of a candidate's own data.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::my_data::{self, CorrectionBody, DeleteMyDataBody, MyDataCopyView, MyDataView, MyPlaceBody};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsCandidate, Body, Id};
use crate::server::Http;

/// Operations on the candidate's own data.
pub fn candidate() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(get))
        .routes(routes!(delete))
        .routes(routes!(withdraw))
        .routes(routes!(set_place))
        .routes(routes!(copy))
        .routes(routes!(correct))
}

/// What the company holds of the candidate, and what was asked about it.
#[utoipa::path(
    get,
    path = "/api/my-data",
    tag = "my_data",
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")))
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
    extensions(("x-permission" = json!("candidate")))
)]
async fn delete(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<DeleteMyDataBody>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::delete(&app, &candidate, &body).await?))
}

/// Withdraws a consent; what needed it stops at once.
#[utoipa::path(
    post,
    path = "/api/my-data/consents/{purpose}/withdraw",
    tag = "my_data",
    params(("purpose" = String, Path)),
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")))
)]
async fn withdraw(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Id(purpose): Id<String>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::withdraw(&app, &candidate, &purpose).await?))
}

/// Says where the candidate is; it chooses the rules for their data.
#[utoipa::path(
    post,
    path = "/api/my-data/place",
    tag = "my_data",
    request_body = MyPlaceBody,
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")))
)]
async fn set_place(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<MyPlaceBody>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::set_place(&app, &candidate, &body).await?))
}

/// A copy of everything the company holds of the candidate.
#[utoipa::path(
    get,
    path = "/api/my-data/copy",
    tag = "my_data",
    responses((status = 200, body = MyDataCopyView)),
    extensions(("x-permission" = json!("candidate")))
)]
async fn copy(State(app): State<App>, AsCandidate(candidate): AsCandidate) -> Result<Json<MyDataCopyView>, ApiError> {
    Ok(Json(my_data::copy(&app, &candidate).await?))
}

/// Corrects the name, and asks the company to confirm a phone number or e-mail address.
#[utoipa::path(
    post,
    path = "/api/my-data/correct",
    tag = "my_data",
    request_body = CorrectionBody,
    responses((status = 200, body = MyDataView)),
    extensions(("x-permission" = json!("candidate")))
)]
async fn correct(
    State(app): State<App>,
    AsCandidate(candidate): AsCandidate,
    Body(body): Body<CorrectionBody>,
) -> Result<Json<MyDataView>, ApiError> {
    Ok(Json(my_data::correct(&app, &candidate, &body).await?))
}
