//! Routes of staff accounts.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::staff::{
    self, ActivationView, NewStaffBody, NewStaffView, RoleView, StaffBody, StaffSessionView, StaffView,
};
use bole_domain::ids::StaffId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, CookieToken, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on accounts, for administrators.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
        .routes(routes!(revoke))
        .routes(routes!(reinstate))
        .routes(routes!(reset))
        .routes(routes!(sessions))
        .routes(routes!(end_session))
        .routes(routes!(roles))
}

/// All accounts.
#[utoipa::path(
    get,
    path = "/api/staff",
    tag = "staff",
    responses((status = 200, body = ListView<StaffView>)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<StaffView>>, ApiError> {
    Ok(Json(ListView { items: staff::list(&app, &staff).await? }))
}

/// Makes an account; its owner activates it by the link.
#[utoipa::path(
    post,
    path = "/api/staff",
    tag = "staff",
    request_body = NewStaffBody,
    responses((status = 200, body = NewStaffView)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<NewStaffBody>,
) -> Result<Json<NewStaffView>, ApiError> {
    Ok(Json(staff::create(&app, &staff, body).await?))
}

/// Gives an account another role or department, from its next request on.
#[utoipa::path(
    put,
    path = "/api/staff/{id}",
    tag = "staff",
    params(("id" = StaffId, Path)),
    request_body = StaffBody,
    responses((status = 200, body = StaffView)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn change(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<StaffId>,
    Body(body): Body<StaffBody>,
) -> Result<Json<StaffView>, ApiError> {
    Ok(Json(staff::change(&app, &staff, id, body).await?))
}

/// Ends an account at once, with all its sessions.
#[utoipa::path(
    post,
    path = "/api/staff/{id}/revoke",
    tag = "staff",
    params(("id" = StaffId, Path)),
    responses((status = 200, body = StaffView)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn revoke(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<StaffId>,
) -> Result<Json<StaffView>, ApiError> {
    Ok(Json(staff::revoke(&app, &staff, id).await?))
}

/// Lets a revoked account in again.
#[utoipa::path(
    post,
    path = "/api/staff/{id}/reinstate",
    tag = "staff",
    params(("id" = StaffId, Path)),
    responses((status = 200, body = StaffView)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn reinstate(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<StaffId>,
) -> Result<Json<StaffView>, ApiError> {
    Ok(Json(staff::reinstate(&app, &staff, id).await?))
}

/// Gives the owner a fresh link to set password and second factor anew.
#[utoipa::path(
    post,
    path = "/api/staff/{id}/reset",
    tag = "staff",
    params(("id" = StaffId, Path)),
    responses((status = 200, body = ActivationView)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn reset(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<StaffId>,
) -> Result<Json<ActivationView>, ApiError> {
    Ok(Json(staff::reset(&app, &staff, id).await?))
}

/// Where an account is signed in.
#[utoipa::path(
    get,
    path = "/api/staff/{id}/sessions",
    tag = "staff",
    params(("id" = StaffId, Path)),
    responses((status = 200, body = ListView<StaffSessionView>)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn sessions(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    CookieToken(token): CookieToken<true>,
    Id(id): Id<StaffId>,
) -> Result<Json<ListView<StaffSessionView>>, ApiError> {
    Ok(Json(ListView { items: staff::sessions(&app, &staff, &token.unwrap_or_default(), id).await? }))
}

/// Ends a session of an account; gives those that are left.
#[utoipa::path(
    post,
    path = "/api/staff/{id}/sessions/{session}/end",
    tag = "staff",
    params(("id" = StaffId, Path), ("session" = String, Path)),
    responses((status = 200, body = ListView<StaffSessionView>)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn end_session(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    CookieToken(token): CookieToken<true>,
    Id((id, session)): Id<(StaffId, String)>,
) -> Result<Json<ListView<StaffSessionView>>, ApiError> {
    let token = token.unwrap_or_default();
    Ok(Json(ListView { items: staff::end_session(&app, &staff, &token, id, &session).await? }))
}

/// The roles and what each may see and do.
#[utoipa::path(
    get,
    path = "/api/roles",
    tag = "staff",
    responses((status = 200, body = ListView<RoleView>)),
    extensions(("x-permission" = json!("staff.manage")), ("x-module" = json!("core")))
)]
async fn roles(AsStaff(staff): AsStaff) -> Result<Json<ListView<RoleView>>, ApiError> {
    Ok(Json(ListView { items: staff::roles(&staff)? }))
}
