//! Routes of the privacy centre: requests, second approvals, legal holds and the erasure ledger.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::consent::{self, ConsentView};
use bole_app::erasure::{self, ErasureBody, ErasureLedgerView};
use bole_app::legal_hold::{self, LegalHoldBody, LegalHoldView};
use bole_app::privacy_request::{self, PrivacyRefusalBody, PrivacyRequestView};
use bole_app::second_approval::{self, SecondApprovalView};
use bole_domain::ids::{CandidateId, LegalHoldId, PrivacyRequestId, SecondApprovalId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations of the privacy centre, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(requests))
        .routes(routes!(carry_out))
        .routes(routes!(refuse_request))
        .routes(routes!(approvals))
        .routes(routes!(approve))
        .routes(routes!(refuse))
        .routes(routes!(holds, place_hold))
        .routes(routes!(lift_hold))
        .routes(routes!(consents))
        .routes(routes!(ledger))
        .routes(routes!(ask_erasure))
}

/// What candidates asked about their data, soonest due first.
#[utoipa::path(
    get,
    path = "/api/privacy-requests",
    tag = "privacy",
    responses((status = 200, body = ListView<PrivacyRequestView>)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn requests(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
) -> Result<Json<ListView<PrivacyRequestView>>, ApiError> {
    Ok(Json(ListView { items: privacy_request::list(&app, &staff).await? }))
}

/// Carries a request out; who asked to be erased is erased.
#[utoipa::path(
    post,
    path = "/api/privacy-requests/{id}/carry-out",
    tag = "privacy",
    params(("id" = PrivacyRequestId, Path)),
    responses((status = 200, body = PrivacyRequestView)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn carry_out(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<PrivacyRequestId>,
) -> Result<Json<PrivacyRequestView>, ApiError> {
    Ok(Json(privacy_request::carry_out(&app, &staff, id).await?))
}

/// Answers that a request is not carried out, and why.
#[utoipa::path(
    post,
    path = "/api/privacy-requests/{id}/refuse",
    tag = "privacy",
    params(("id" = PrivacyRequestId, Path)),
    request_body = PrivacyRefusalBody,
    responses((status = 200, body = PrivacyRequestView)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn refuse_request(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<PrivacyRequestId>,
    Body(body): Body<PrivacyRefusalBody>,
) -> Result<Json<PrivacyRequestView>, ApiError> {
    Ok(Json(privacy_request::refuse(&app, &staff, id, &body).await?))
}

/// What waits for a second person, and what was decided.
#[utoipa::path(
    get,
    path = "/api/second-approvals",
    tag = "privacy",
    responses((status = 200, body = ListView<SecondApprovalView>)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn approvals(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
) -> Result<Json<ListView<SecondApprovalView>>, ApiError> {
    Ok(Json(ListView { items: second_approval::list(&app, &staff).await? }))
}

/// Allows what somebody else asked for; an erasure is carried out at once.
#[utoipa::path(
    post,
    path = "/api/second-approvals/{id}/approve",
    tag = "privacy",
    params(("id" = SecondApprovalId, Path)),
    responses((status = 200, body = SecondApprovalView)),
    extensions(("x-permission" = json!("second_approval.decide")), ("x-module" = json!("core")))
)]
async fn approve(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SecondApprovalId>,
) -> Result<Json<SecondApprovalView>, ApiError> {
    Ok(Json(second_approval::approve(&app, &staff, id).await?))
}

/// Says no to what somebody else asked for.
#[utoipa::path(
    post,
    path = "/api/second-approvals/{id}/refuse",
    tag = "privacy",
    params(("id" = SecondApprovalId, Path)),
    responses((status = 200, body = SecondApprovalView)),
    extensions(("x-permission" = json!("second_approval.decide")), ("x-module" = json!("core")))
)]
async fn refuse(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<SecondApprovalId>,
) -> Result<Json<SecondApprovalView>, ApiError> {
    Ok(Json(second_approval::refuse(&app, &staff, id).await?))
}

/// The legal holds, newest first.
#[utoipa::path(
    get,
    path = "/api/legal-holds",
    tag = "privacy",
    responses((status = 200, body = ListView<LegalHoldView>)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn holds(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<LegalHoldView>>, ApiError> {
    Ok(Json(ListView { items: legal_hold::list(&app, &staff).await? }))
}

/// Keeps a person's data from being erased; a second person confirms it.
#[utoipa::path(
    post,
    path = "/api/legal-holds",
    tag = "privacy",
    request_body = LegalHoldBody,
    responses((status = 200, body = LegalHoldView)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn place_hold(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<LegalHoldBody>,
) -> Result<Json<LegalHoldView>, ApiError> {
    Ok(Json(legal_hold::place(&app, &staff, &body).await?))
}

/// Lifts a legal hold.
#[utoipa::path(
    post,
    path = "/api/legal-holds/{id}/lift",
    tag = "privacy",
    params(("id" = LegalHoldId, Path)),
    responses((status = 200, body = LegalHoldView)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn lift_hold(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<LegalHoldId>,
) -> Result<Json<LegalHoldView>, ApiError> {
    Ok(Json(legal_hold::lift(&app, &staff, id).await?))
}

/// What people agreed to, declined and withdrew, newest first.
#[utoipa::path(
    get,
    path = "/api/consents",
    tag = "privacy",
    responses((status = 200, body = ListView<ConsentView>)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn consents(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<ConsentView>>, ApiError> {
    Ok(Json(ListView { items: consent::list(&app, &staff).await? }))
}

/// Who was erased, by pseudonym, as the file outside the database says.
#[utoipa::path(
    get,
    path = "/api/erasures",
    tag = "privacy",
    responses((status = 200, body = ErasureLedgerView)),
    extensions(("x-permission" = json!("privacy.manage")), ("x-module" = json!("core")))
)]
async fn ledger(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ErasureLedgerView>, ApiError> {
    Ok(Json(erasure::ledger(&app, &staff).await?))
}

/// Asks a second person to have somebody erased.
#[utoipa::path(
    post,
    path = "/api/candidates/{id}/erasure",
    tag = "privacy",
    params(("id" = CandidateId, Path)),
    request_body = ErasureBody,
    responses((status = 200, body = SecondApprovalView)),
    extensions(("x-permission" = json!("erasure.ask")), ("x-module" = json!("core")))
)]
async fn ask_erasure(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<CandidateId>,
    Body(body): Body<ErasureBody>,
) -> Result<Json<SecondApprovalView>, ApiError> {
    Ok(Json(erasure::ask(&app, &staff, id, &body).await?))
}
