//! Routes of enrolment: setting a deployment up, and activating an account by its link.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::enrolment::{self, CompleteBody, EnrolmentView, RecoveryView, SetupView, TokenBody};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::cookie::{Session, SessionCookie};
use crate::error::ApiError;
use crate::extract::Body;
use crate::server::Http;

/// Operations on enrolments, for whoever holds a link.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(setup)).routes(routes!(open)).routes(routes!(complete))
}

/// Whether the deployment has been set up.
#[utoipa::path(
    get,
    path = "/api/setup",
    tag = "enrolment",
    responses((status = 200, body = SetupView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn setup(State(app): State<App>) -> Result<Json<SetupView>, ApiError> {
    Ok(Json(enrolment::state(&app).await?))
}

/// What a link is for, and the second factor to add to an authenticator.
#[utoipa::path(
    post,
    path = "/api/enrolments/open",
    tag = "enrolment",
    request_body = TokenBody,
    responses((status = 200, body = EnrolmentView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn open(State(app): State<App>, Body(body): Body<TokenBody>) -> Result<Json<EnrolmentView>, ApiError> {
    Ok(Json(enrolment::open(&app, &body).await?))
}

/// Sets password and second factor; signs in.
#[utoipa::path(
    post,
    path = "/api/enrolments/complete",
    tag = "enrolment",
    request_body = CompleteBody,
    responses((status = 200, body = RecoveryView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn complete(
    State(http): State<Http>,
    Body(body): Body<CompleteBody>,
) -> Result<(SessionCookie, Json<RecoveryView>), ApiError> {
    let (codes, token) = enrolment::complete(&http.app, body).await?;
    Ok((SessionCookie::set(Session::Staff, token, http.over_tls()), Json(codes)))
}
