//! Failures as answers: `{code, kind, params}` and a status. The only place that knows status codes of failures.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use bole_app::Failure;
use bole_domain::rejection::{Kind, Refusal};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::observe::Cause;

/// What the browser gets when something is refused.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErrorView {
    /// Stable code, translated by the browser.
    pub code: String,
    /// What sort of refusal it is.
    pub kind: Kind,
    /// Values for the text's placeholders.
    #[schema(value_type = Object)]
    pub params: Map<String, Value>,
}

/// A failed request.
#[derive(Debug)]
pub struct ApiError(pub Failure);

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self.0 {
            Failure::Refused(refusal) => refused(refusal),
            Failure::Broken(error) => {
                let view = ErrorView { code: "request.broken".into(), kind: Kind::Unavailable, params: Map::new() };
                let mut response = (StatusCode::INTERNAL_SERVER_ERROR, Json(view)).into_response();
                // The log line that names the request takes it from here.
                response.extensions_mut().insert(Cause(format!("{error:#}").into()));
                response
            }
        }
    }
}

fn refused(refusal: Refusal) -> Response {
    let status = match refusal.kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Gone => StatusCode::GONE,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    };
    let retry_after = refusal.params.get("retry_after_s").and_then(Value::as_i64);
    let view = ErrorView { code: refusal.code.to_owned(), kind: refusal.kind, params: refusal.params };
    let mut response = (status, Json(view)).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}
