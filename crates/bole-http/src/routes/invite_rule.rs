//! Routes of the rules by which a requisition invites.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::invite_rule::{self, InviteRuleBody, InviteRulePreviewView, InviteRuleView};
use bole_domain::ids::RequisitionId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::server::Http;

/// Operations on rules, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(get, put)).routes(routes!(preview))
}

/// The rule of a requisition, or what a new one begins with.
#[utoipa::path(
    get,
    path = "/api/requisitions/{id}/invite-rule",
    tag = "invite_rule",
    params(("id" = RequisitionId, Path)),
    responses((status = 200, body = InviteRuleView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
) -> Result<Json<InviteRuleView>, ApiError> {
    Ok(Json(invite_rule::get(&app, &staff, id).await?))
}

/// Keeps a requisition's rule.
#[utoipa::path(
    put,
    path = "/api/requisitions/{id}/invite-rule",
    tag = "invite_rule",
    params(("id" = RequisitionId, Path)),
    request_body = InviteRuleBody,
    responses((status = 200, body = InviteRuleView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn put(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
    Body(body): Body<InviteRuleBody>,
) -> Result<Json<InviteRuleView>, ApiError> {
    Ok(Json(invite_rule::put(&app, &staff, id, body).await?))
}

/// Shows whom a rule would invite now; nothing happens.
#[utoipa::path(
    post,
    path = "/api/requisitions/{id}/invite-rule/preview",
    tag = "invite_rule",
    params(("id" = RequisitionId, Path)),
    request_body = InviteRuleBody,
    responses((status = 200, body = InviteRulePreviewView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn preview(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<RequisitionId>,
    Body(body): Body<InviteRuleBody>,
) -> Result<Json<InviteRulePreviewView>, ApiError> {
    Ok(Json(invite_rule::preview(&app, &staff, id, body).await?))
}
