//! Routes of a candidate's own data.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::my_data::{self, DeleteMyDataBody, MyDataView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsCandidate, Body};
use crate::server::Http;

/// Operations on the candidate's own data.
pub fn candidate() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(delete))
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
