//! Routes of the rules that say who is asked about requisitions. Deciding stands with the requisition.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::approval::{self, ApprovalRuleBody, ApprovalRulesView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body};
use crate::server::Http;

/// Operations on approval rules, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(rules, put_rule))
}

/// Who is asked where, and who could be.
#[utoipa::path(
    get,
    path = "/api/approval-rules",
    tag = "approval",
    responses((status = 200, body = ApprovalRulesView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("requisition_approval")))
)]
async fn rules(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ApprovalRulesView>, ApiError> {
    Ok(Json(approval::rules(&app, &staff).await?))
}

/// Sets or removes the rule of the company or of a branch.
#[utoipa::path(
    put,
    path = "/api/approval-rules",
    tag = "approval",
    request_body = ApprovalRuleBody,
    responses((status = 200, body = ApprovalRulesView)),
    extensions(("x-permission" = json!("organisation.edit")), ("x-module" = json!("requisition_approval")))
)]
async fn put_rule(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<ApprovalRuleBody>,
) -> Result<Json<ApprovalRulesView>, ApiError> {
    Ok(Json(approval::put_rule(&app, &staff, body).await?))
}
