//! What is written down about each request: an identifier, the route's pattern, the status, the time. Never the address
//! itself, its query, a body, a name or a contact.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::server::Http;

/// The answer's header with the request's identifier, for whoever reports a fault.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What a request for a page or file of the applications is called.
const PAGE: &str = "(page)";
/// A request that takes longer is worth a line.
const SLOW: Duration = Duration::from_secs(2);

/// Why a request broke, on its way from the error to the log line.
#[derive(Debug, Clone)]
pub struct Cause(pub Arc<str>);

/// Counts and logs a request.
pub async fn observe(State(http): State<Http>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let id: uuid::Uuid = http.app.new_id();
    let mut response = next.run(request).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    let route = route.as_ref().map_or(PAGE, MatchedPath::as_str);
    http.traffic.note(&method, route, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match response.extensions().get::<Cause>() {
        Some(cause) => {
            tracing::error!(request = %id, %method, route, status, ms, error = &*cause.0, "a request failed")
        }
        None if took > SLOW && !is_waiting(route) => {
            tracing::warn!(request = %id, %method, route, status, ms, "a request was slow");
        }
        None => tracing::debug!(request = %id, %method, route, status, ms, "request"),
    }
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Requests that are answered when something happens are meant to take long.
fn is_waiting(route: &str) -> bool {
    route == "/api/interview/watch" || route == "/api/live"
}
