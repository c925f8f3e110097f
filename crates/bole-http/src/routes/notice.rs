//! Routes of the message centre of staff.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::notice::{self, NoticeMuteBody, NoticeReadBody, NoticesView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body};
use crate::server::Http;

/// Operations on notices, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read)).routes(routes!(mute))
}

/// What waits for the caller.
#[utoipa::path(
    get,
    path = "/api/notices",
    tag = "notice",
    responses((status = 200, body = NoticesView)),
    extensions(("x-permission" = json!("signed_in")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<NoticesView>, ApiError> {
    Ok(Json(notice::list(&app, &staff).await?))
}

/// Notes what the caller has read.
#[utoipa::path(
    post,
    path = "/api/notices/read",
    tag = "notice",
    request_body = NoticeReadBody,
    responses((status = 200, body = NoticesView)),
    extensions(("x-permission" = json!("signed_in")), ("x-module" = json!("core")))
)]
async fn read(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<NoticeReadBody>,
) -> Result<Json<NoticesView>, ApiError> {
    Ok(Json(notice::read(&app, &staff, &body).await?))
}

/// Switches kinds of notices off for the caller.
#[utoipa::path(
    put,
    path = "/api/notices/muted",
    tag = "notice",
    request_body = NoticeMuteBody,
    responses((status = 200, body = NoticesView)),
    extensions(("x-permission" = json!("signed_in")), ("x-module" = json!("core")))
)]
async fn mute(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<NoticeMuteBody>,
) -> Result<Json<NoticesView>, ApiError> {
    Ok(Json(notice::mute(&app, &staff, &body).await?))
}
