//! What is written down about each request: an identifier, the route's pattern, the status, the time. Never the address
//! itself, its query, a body, a name or a contact.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::http::header::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::server::Http;

/// The header with the identifier of a request that did not go as it should, for whoever reports it.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What a request for a page or file of the applications is called.
const PAGE: &str = "(page)";
/// A request that takes longer is worth a line.
const SLOW: Duration = Duration::from_secs(2);

/// Why a request broke, on its way from the error to the log line.
#[derive(Debug, Clone)]
pub struct Cause(pub Arc<str>);

/// A request under way.
pub struct Seen {
    began: Instant,
    method: Method,
}

impl Seen {
    /// From now on.
    pub fn of(request: &Request) -> Self {
        Self { began: Instant::now(), method: request.method().clone() }
    }

    /// Counts and logs the request; one that was refused, broke or was slow gets an identifier that its answer names.
    pub fn note(self, http: &Http, response: &mut Response) {
        let (method, took) = (self.method, self.began.elapsed());
        let status = response.status().as_u16();
        let route = response.extensions_mut().remove::<MatchedPath>();
        let route = route.as_ref().map_or(PAGE, MatchedPath::as_str);
        http.traffic.note(&method, route, status, took);
        let cause = response.extensions_mut().remove::<Cause>();
        let is_slow = took > SLOW && !is_waiting(route);
        if cause.is_none() && !is_slow && status < 400 && !tracing::enabled!(tracing::Level::DEBUG) {
            return;
        }
        let id: uuid::Uuid = http.app.new_id();
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        match cause {
            Some(Cause(error)) => {
                tracing::error!(request = %id, %method, route, status, ms, error = &*error, "a request failed");
            }
            None if is_slow => tracing::warn!(request = %id, %method, route, status, ms, "a request was slow"),
            None => tracing::debug!(request = %id, %method, route, status, ms, "request"),
        }
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
    }
}

/// The pattern of the route a request is for.
pub fn route_of(request: &Request) -> Option<MatchedPath> {
    request.extensions().get::<MatchedPath>().cloned()
}

/// Says on an answer which route gave it.
pub fn name(response: &mut Response, route: Option<MatchedPath>) {
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
}

/// [`name`], for routes without other guards.
pub async fn named(request: Request, next: Next) -> Response {
    let route = route_of(&request);
    let mut response = next.run(request).await;
    name(&mut response, route);
    response
}

/// Requests that are answered when something happens are meant to take long.
fn is_waiting(route: &str) -> bool {
    route == "/api/interview/watch" || route == "/api/live"
}
