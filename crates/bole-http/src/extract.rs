//! Who is asking, and what they sent: extractors that refuse with codes instead of sentences.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use bole_app::Failure;
use bole_app::policy::{Candidate, Staff};
use bole_domain::rejection::{Kind, Refusal};
use serde::de::DeserializeOwned;

use crate::cookie::{self, Session};
use crate::error::ApiError;
use crate::proxy::ClientAddress;
use crate::server::Http;

/// A signed-in member of staff.
#[derive(Debug)]
pub struct AsStaff(pub Staff);

impl FromRequestParts<Http> for AsStaff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        let token = cookie::token(&parts.headers, Session::Staff, http.over_tls());
        let token = token.ok_or_else(Failure::unauthenticated)?;
        let staff = bole_app::sign_in::staff_of(&http.app, &token).await?;
        // Who looks at the console as another role only looks.
        if !parts.method.is_safe() {
            staff.demand_own_role()?;
        }
        Ok(Self(staff))
    }
}

/// A signed-in candidate.
#[derive(Debug)]
pub struct AsCandidate(pub Candidate);

impl FromRequestParts<Http> for AsCandidate {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        let token = cookie::token(&parts.headers, Session::Candidate, http.over_tls());
        let token = token.ok_or_else(Failure::unauthenticated)?;
        Ok(Self(bole_app::candidate_access::candidate_of(&http.app, &token).await?))
    }
}

/// A candidate who may be signed in.
#[derive(Debug)]
pub struct PerhapsCandidate(pub Option<Candidate>);

impl FromRequestParts<Http> for PerhapsCandidate {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        match AsCandidate::from_request_parts(parts, http).await {
            Ok(AsCandidate(candidate)) => Ok(Self(Some(candidate))),
            Err(ApiError(Failure::Refused(_))) => Ok(Self(None)),
            Err(broken) => Err(broken),
        }
    }
}

/// The token of a session's cookie, whatever it is worth: for ending that session.
#[derive(Debug)]
pub struct CookieToken<const STAFF: bool>(pub Option<String>);

impl<const STAFF: bool> FromRequestParts<Http> for CookieToken<STAFF> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        let session = if STAFF { Session::Staff } else { Session::Candidate };
        Ok(Self(cookie::token(&parts.headers, session, http.over_tls())))
    }
}

/// The browser a request comes from, in two words such as `Chrome · Windows`, without versions.
#[derive(Debug)]
pub struct Device(pub Option<String>);

impl FromRequestParts<Http> for Device {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _http: &Http) -> Result<Self, ApiError> {
        let agent = parts.headers.get(USER_AGENT).and_then(|it| it.to_str().ok());
        Ok(Self(agent.map(device)))
    }
}

/// Names of browsers contain each other, so the more particular one comes first.
fn device(agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| names.iter().find(|it| agent.contains(it.0)).map_or("?", |it| it.1);
    let browser = find(&[
        ("MicroMessenger", "WeChat"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    format!("{browser} · {system}")
}

/// What the path names. A name that cannot be one is answered like one that does not exist.
#[derive(Debug)]
pub struct Id<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Http> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, http).await {
            Ok(Path(id)) => Ok(Self(id)),
            Err(_) => Err(Failure::not_found().into()),
        }
    }
}

/// What stands behind `?`.
#[derive(Debug)]
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Http> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        match Query::<T>::from_request_parts(parts, http).await {
            Ok(Query(query)) => Ok(Self(query)),
            Err(rejection) => Err(ApiError(malformed(&rejection.body_text()).into())),
        }
    }
}

/// A JSON body; what is wrong with it is named by code and place.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Http> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, http: &Http) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(refused(Json::<T>::from_request(request, http).await.err()));
        }
        let bytes = Bytes::from_request(request, http).await.map_err(|rejection| unread(&rejection))?;
        match serde_json::from_slice(&bytes) {
            Ok(body) => Ok(Self(body)),
            // Read once more to name the place, which would slow every good body down.
            Err(_) => Err(refused(Json::<T>::from_bytes(&bytes).err())),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"))
}

fn unread(rejection: &BytesRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return ApiError(Refusal::new(Kind::TooLarge, "request.too_large").into());
    }
    ApiError(malformed(&rejection.body_text()).into())
}

fn refused(rejection: Option<JsonRejection>) -> ApiError {
    let detail = rejection.map(|it| it.body_text()).unwrap_or_default();
    ApiError(malformed(&detail).into())
}

/// What could not be read, with the reader's own words as a parameter for who writes clients.
pub fn malformed(detail: &str) -> Refusal {
    Refusal::new(Kind::Invalid, "request.malformed").with("detail", detail)
}

/// The address of the network a request comes from, for limits; never shown.
#[derive(Debug, Clone)]
pub struct FromAddress(pub String);

impl FromRequestParts<Http> for FromAddress {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _http: &Http) -> Result<Self, ApiError> {
        let ip = parts.extensions.get::<ClientAddress>().and_then(|it| it.ip);
        Ok(Self(ip.map_or_else(|| "local".to_owned(), |it| it.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn a_browser_is_named_in_two_words() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0";
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1";
        assert_eq!((device(edge), device(phone)), ("Edge · Windows".to_owned(), "Safari · iPhone".to_owned()));
        assert_eq!(device("curl/8.5.0"), "? · ?");
    }
}
