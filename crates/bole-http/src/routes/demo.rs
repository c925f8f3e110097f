//! Routes of the demonstration: whom to enter as, entering, and removing it. In real life the first two do not exist.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use bole_app::App;
use bole_app::demo::{self, DemoEnterBody, DemoView};
use bole_app::sign_in::{self, MeView};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::cookie::{Session, SessionCookie};
use crate::error::ApiError;
use crate::extract::{AsStaff, Body};
use crate::server::Http;

/// The demonstration's link.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DemoQuery {
    /// What stands behind `#` in the link.
    token: String,
}

/// Operations on the demonstration, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(open)).routes(routes!(enter)).routes(routes!(remove)).routes(routes!(fill))
}

/// Who the demonstration can be entered as.
#[utoipa::path(
    get,
    path = "/api/demo",
    tag = "demo",
    params(DemoQuery),
    responses((status = 200, body = DemoView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn open(State(app): State<App>, Query(query): Query<DemoQuery>) -> Result<Json<DemoView>, ApiError> {
    Ok(Json(demo::open(&app, &query.token).await?))
}

/// Enters the demonstration as one of its people.
#[utoipa::path(
    post,
    path = "/api/demo/enter",
    tag = "demo",
    request_body = DemoEnterBody,
    responses((status = 200, body = MeView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn enter(
    State(http): State<Http>,
    Body(body): Body<DemoEnterBody>,
) -> Result<(SessionCookie, Json<MeView>), ApiError> {
    let token = demo::enter(&http.app, &body.token, body.staff_id).await?;
    let staff = sign_in::staff_of(&http.app, &token).await?;
    let me = sign_in::me(&http.app, &staff).await?;
    Ok((SessionCookie::set(Session::Staff, token, http.over_tls()), Json(me)))
}

/// Fills a company that holds nothing yet with the demonstration, to look around; it can be removed as a whole.
#[utoipa::path(
    post,
    path = "/api/demo/fill",
    tag = "demo",
    responses((status = 204)),
    extensions(("x-permission" = json!("module.switch")), ("x-module" = json!("core")))
)]
async fn fill(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<StatusCode, ApiError> {
    demo::fill(&app, &staff).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes everything that belongs to the demonstration.
#[utoipa::path(
    post,
    path = "/api/demo/remove",
    tag = "demo",
    responses((status = 204)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn remove(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<StatusCode, ApiError> {
    demo::remove(&app, &staff).await?;
    Ok(StatusCode::NO_CONTENT)
}
