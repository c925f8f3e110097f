//! Guards around every route: cross-site writes are refused, and every answer carries the security headers.

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method};

use crate::cookie::OverTls;

/// The header every writing request of our applications carries; another site's form cannot.
pub const CLIENT_HEADER: &str = "x-bole-client";

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self' ws: wss:; manifest-src 'self'; worker-src 'self'; frame-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Whether another site caused a writing request, which is refused (R-WEB-2).
pub fn is_cross_site(request: &Request) -> bool {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    !is_safe && !is_own(request.headers())
}

/// Whether the request was made by our own page on this very host.
pub fn is_own(headers: &HeaderMap) -> bool {
    headers.contains_key(CLIENT_HEADER) && is_own_origin(headers)
}

/// Whether the origin, where a browser sent one, is this host.
pub fn is_own_origin(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
    let fetched_by = headers.get("sec-fetch-site").and_then(|it| it.to_str().ok());
    let host = text(HOST).unwrap_or_default();
    let origin_fits = text(ORIGIN).is_none_or(|it| it.split_once("://").is_some_and(|(_, rest)| rest == host));
    origin_fits && fetched_by.is_none_or(|it| it == "same-origin" || it == "none")
}

/// Data is no page: nothing in it may load or run anything, in fewer bytes on every autosave of a slow line.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Adds the security headers to an answer (R-WEB-1).
pub fn secure(headers: &mut HeaderMap, is_api: bool, over_tls: OverTls) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, if is_api { DATA_POLICY } else { POLICY });
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(self), geolocation=()");
    if is_api {
        set(CACHE_CONTROL, "no-store");
    }
    if over_tls.0 {
        set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
