//! Routes of the shipped library.

use axum::Json;
use bole_app::library::{self, FamilyContentView, FamilyView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on the library, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get))
}

/// The job families that are shipped.
#[utoipa::path(
    get,
    path = "/api/library",
    tag = "library",
    responses((status = 200, body = ListView<FamilyView>)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("core")))
)]
async fn list(AsStaff(staff): AsStaff) -> Result<Json<ListView<FamilyView>>, ApiError> {
    Ok(Json(ListView { items: library::list(&staff)? }))
}

/// One job family with everything in it.
#[utoipa::path(
    get,
    path = "/api/library/{family}",
    tag = "library",
    params(("family" = String, Path)),
    responses((status = 200, body = FamilyContentView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("core")))
)]
async fn get(AsStaff(staff): AsStaff, Id(family): Id<String>) -> Result<Json<FamilyContentView>, ApiError> {
    Ok(Json(library::get(&staff, &family)?))
}
