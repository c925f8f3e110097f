//! The route of the organisation as of a date.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::organisation::{self, OrganisationView};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Parameters};
use crate::server::Http;

/// The past of the organisation, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(as_of))
}

/// Departments, positions and seats as they were at the end of a day.
#[utoipa::path(
    get,
    path = "/api/organisation",
    tag = "organisation",
    params(DateQuery),
    responses((status = 200, body = OrganisationView)),
    extensions(("x-permission" = json!("organisation.read")), ("x-module" = json!("core")))
)]
async fn as_of(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<DateQuery>,
) -> Result<Json<OrganisationView>, ApiError> {
    Ok(Json(organisation::as_of(&app, &staff, &query.as_of).await?))
}

/// Which day.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DateQuery {
    /// The day, as `2026-03-05`.
    as_of: String,
}
