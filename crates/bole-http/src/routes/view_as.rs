//! Routes of looking at the console as another role.

use axum::Json;
use axum::extract::State;
use bole_app::sign_in::MeView;
use bole_app::view_as::{self, ViewAsBody};
use bole_app::{App, Failure};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, CookieToken};
use crate::server::Http;

/// Operations on the caller's own preview.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(begin)).routes(routes!(end))
}

/// Looks at the console as a role in a department, until it is ended; nothing can be written meanwhile.
#[utoipa::path(
    post,
    path = "/api/view-as",
    tag = "view_as",
    request_body = ViewAsBody,
    responses((status = 200, body = MeView)),
    extensions(("x-permission" = json!("role.preview")), ("x-module" = json!("core")))
)]
async fn begin(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    CookieToken(token): CookieToken<true>,
    Body(body): Body<ViewAsBody>,
) -> Result<Json<MeView>, ApiError> {
    Ok(Json(view_as::begin(&app, &staff, &token.unwrap_or_default(), body).await?))
}

/// Is oneself again.
#[utoipa::path(
    post,
    path = "/api/view-as/end",
    tag = "view_as",
    responses((status = 200, body = MeView)),
    extensions(("x-permission" = json!("signed_in")), ("x-module" = json!("core")))
)]
async fn end(State(app): State<App>, CookieToken(token): CookieToken<true>) -> Result<Json<MeView>, ApiError> {
    let token = token.ok_or_else(Failure::unauthenticated)?;
    Ok(Json(view_as::end(&app, &token).await?))
}
