//! Routes of retention: periods by class, what will go, and what went.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::retention::{
    self, RetentionBody, RetentionClassView, RetentionEffectView, RetentionPersonView, RetentionTry, RetentionView,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::ListView;
use crate::server::Http;

/// Operations on periods of keeping, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(effect)).routes(routes!(people)).routes(routes!(put))
}

/// Every class with what will go, and what went.
#[utoipa::path(
    get,
    path = "/api/retention",
    tag = "retention",
    responses((status = 200, body = RetentionView)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn get(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<RetentionView>, ApiError> {
    Ok(Json(retention::get(&app, &staff).await?))
}

/// What another period would do, before it is used.
#[utoipa::path(
    get,
    path = "/api/retention/{class}/effect",
    tag = "retention",
    params(("class" = String, Path), RetentionTry),
    responses((status = 200, body = RetentionEffectView)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn effect(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(class): Id<String>,
    Parameters(wanted): Parameters<RetentionTry>,
) -> Result<Json<RetentionEffectView>, ApiError> {
    Ok(Json(retention::effect(&app, &staff, &class, wanted.days).await?))
}

/// Whom it concerns: what goes within 30 days, and what stays although its time is over.
#[utoipa::path(
    get,
    path = "/api/retention/{class}/people",
    tag = "retention",
    params(("class" = String, Path)),
    responses((status = 200, body = ListView<RetentionPersonView>)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn people(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(class): Id<String>,
) -> Result<Json<ListView<RetentionPersonView>>, ApiError> {
    Ok(Json(ListView { items: retention::people(&app, &staff, &class).await? }))
}

/// Uses another period; one that makes data go at once waits for a second person.
#[utoipa::path(
    put,
    path = "/api/retention/{class}",
    tag = "retention",
    params(("class" = String, Path)),
    request_body = RetentionBody,
    responses((status = 200, body = RetentionClassView)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn put(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(class): Id<String>,
    Body(body): Body<RetentionBody>,
) -> Result<Json<RetentionClassView>, ApiError> {
    Ok(Json(retention::put(&app, &staff, &class, &body).await?))
}
