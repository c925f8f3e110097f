//! Routes of signing in and out, and of who is signed in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bole_app::App;
use bole_app::sign_in::{self, MeView, SignInBody};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::cookie::{Session, SessionCookie};
use crate::error::ApiError;
use crate::extract::{AsStaff, Body, CookieToken, Device};
use crate::server::Http;

/// Operations on the caller's own session.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(sign_in)).routes(routes!(sign_out)).routes(routes!(me))
}

/// Signs in with password and second factor.
#[utoipa::path(
    post,
    path = "/api/sign-in",
    tag = "sign_in",
    request_body = SignInBody,
    responses((status = 200, body = MeView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn sign_in(
    State(http): State<Http>,
    Device(device): Device,
    Body(body): Body<SignInBody>,
) -> Result<(SessionCookie, Json<MeView>), ApiError> {
    let token = sign_in::sign_in(&http.app, body).await?;
    sign_in::note_device(&http.app, &token, device).await?;
    let staff = sign_in::staff_of(&http.app, &token).await?;
    let me = sign_in::me(&http.app, &staff).await?;
    Ok((SessionCookie::set(Session::Staff, token, http.over_tls()), Json(me)))
}

/// Ends the session, if there is one.
#[utoipa::path(
    post,
    path = "/api/sign-out",
    tag = "sign_in",
    responses((status = 204)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn sign_out(
    State(http): State<Http>,
    CookieToken(token): CookieToken<true>,
) -> Result<(SessionCookie, StatusCode), ApiError> {
    if let Some(token) = token {
        sign_in::sign_out(&http.app, &token).await?;
    }
    Ok((SessionCookie::clear(Session::Staff, http.over_tls()), StatusCode::NO_CONTENT))
}

/// Who is signed in, and what the role may do.
#[utoipa::path(
    get,
    path = "/api/me",
    tag = "sign_in",
    responses((status = 200, body = MeView)),
    extensions(("x-permission" = json!("signed_in")), ("x-module" = json!("core")))
)]
async fn me(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<MeView>, ApiError> {
    Ok(Json(sign_in::me(&app, &staff).await?))
}
