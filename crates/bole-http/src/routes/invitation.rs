//! Routes of invitations, as HR handles them.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::invitation::{self, InvitationView, WithdrawBody};
use bole_domain::ids::InvitationId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::server::Http;

/// Operations on invitations, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(withdraw))
}

/// Withdraws an invitation: the link is dead at once.
#[utoipa::path(
    post,
    path = "/api/invitations/{id}/withdraw",
    tag = "invitation",
    params(("id" = InvitationId, Path)),
    request_body = WithdrawBody,
    responses((status = 200, body = InvitationView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn withdraw(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<InvitationId>,
    Body(body): Body<WithdrawBody>,
) -> Result<Json<InvitationView>, ApiError> {
    Ok(Json(invitation::withdraw(&app, &staff, id, body).await?))
}
