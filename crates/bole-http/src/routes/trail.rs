//! The route of the audit trail.

use axum::Json;
use axum::extract::State;
use bole_app::trail::{self, TrailView};
use bole_app::{App, Failure};
use bole_domain::rejection::Kind;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Parameters};
use crate::page::PageQuery;
use crate::server::Http;

/// The audit trail, for administrators.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A page of the trail, newest first.
#[utoipa::path(
    get,
    path = "/api/trail",
    tag = "trail",
    params(PageQuery),
    responses((status = 200, body = TrailView)),
    extensions(("x-permission" = json!("trail.read")), ("x-module" = json!("core")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<TrailView>, ApiError> {
    // The trail is one numbered chain, so its cursor is a number.
    let number = |it: &str| it.parse().map_err(|_| Failure::refuse(Kind::Invalid, "request.bad_cursor"));
    let before = query.cursor.as_deref().filter(|it| !it.is_empty()).map(number).transpose()?;
    Ok(Json(trail::list(&app, &staff, before, query.limit()).await?))
}
