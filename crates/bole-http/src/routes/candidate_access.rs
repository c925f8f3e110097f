//! Routes with which a candidate comes in by link and code, and leaves.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bole_app::App;
use bole_app::candidate_access::{self, CodeBody, CodeView, InvitationCardView, LinkBody, VerifyBody};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::cookie::{Session, SessionCookie};
use crate::error::ApiError;
use crate::extract::{Body, CookieToken, FromAddress, PerhapsCandidate};
use crate::server::Http;

/// Operations of whoever holds a link.
pub fn candidate() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(open))
        .routes(routes!(request_code))
        .routes(routes!(verify_code))
        .routes(routes!(sign_out))
}

/// Nothing more to say.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SignedInView {}

/// What an invitation says before anybody has signed in. Looking changes nothing, however often.
#[utoipa::path(
    post,
    path = "/api/invitations/open",
    tag = "candidate_access",
    request_body = LinkBody,
    responses((status = 200, body = InvitationCardView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn open(
    State(app): State<App>,
    PerhapsCandidate(candidate): PerhapsCandidate,
    Body(body): Body<LinkBody>,
) -> Result<Json<InvitationCardView>, ApiError> {
    Ok(Json(candidate_access::card(&app, &body, candidate.as_ref()).await?))
}

/// Sends a code if the contact is the invited person's; the answer does not say whether it is.
#[utoipa::path(
    post,
    path = "/api/codes",
    tag = "candidate_access",
    request_body = CodeBody,
    responses((status = 200, body = CodeView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn request_code(
    State(app): State<App>,
    FromAddress(address): FromAddress,
    Body(body): Body<CodeBody>,
) -> Result<Json<CodeView>, ApiError> {
    Ok(Json(candidate_access::request_code(&app, &body, &address).await?))
}

/// Takes a typed code; signs in for this application only.
#[utoipa::path(
    post,
    path = "/api/codes/verify",
    tag = "candidate_access",
    request_body = VerifyBody,
    responses((status = 200, body = SignedInView)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn verify_code(
    State(http): State<Http>,
    Body(body): Body<VerifyBody>,
) -> Result<(SessionCookie, Json<SignedInView>), ApiError> {
    let token = candidate_access::verify_code(&http.app, &body).await?;
    Ok((SessionCookie::set(Session::Candidate, token, http.over_tls()), Json(SignedInView {})))
}

/// Ends the session, if there is one.
#[utoipa::path(
    post,
    path = "/api/candidate/sign-out",
    tag = "candidate_access",
    responses((status = 204)),
    extensions(("x-permission" = json!("public")), ("x-module" = json!("core")))
)]
async fn sign_out(
    State(http): State<Http>,
    CookieToken(token): CookieToken<false>,
) -> Result<(SessionCookie, StatusCode), ApiError> {
    if let Some(token) = token {
        candidate_access::sign_out(&http.app, &token).await?;
    }
    Ok((SessionCookie::clear(Session::Candidate, http.over_tls()), StatusCode::NO_CONTENT))
}
