//! Session cookies: opaque tokens, never readable by scripts.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponseParts, ResponseParts};

/// Which of the two sessions a cookie carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Session {
    /// A member of staff, on the console's host.
    Staff,
    /// A candidate, on the main host.
    Candidate,
}

/// Whether cookies travel over TLS only; then they also carry the `__Host-` prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverTls(pub bool);

/// A cookie to set or, without a token, to remove.
#[derive(Debug)]
pub struct SessionCookie {
    session: Session,
    token: Option<String>,
    over_tls: OverTls,
}

impl SessionCookie {
    /// Signs in.
    #[must_use]
    pub const fn set(session: Session, token: String, over_tls: OverTls) -> Self {
        Self { session, token: Some(token), over_tls }
    }

    /// Signs out.
    #[must_use]
    pub const fn clear(session: Session, over_tls: OverTls) -> Self {
        Self { session, token: None, over_tls }
    }
}

const fn name(session: Session, over_tls: OverTls) -> &'static str {
    match (session, over_tls.0) {
        (Session::Staff, true) => "__Host-bole_staff",
        (Session::Staff, false) => "bole_staff",
        (Session::Candidate, true) => "__Host-bole_candidate",
        (Session::Candidate, false) => "bole_candidate",
    }
}

/// The token in a request's cookies.
#[must_use]
pub fn token(headers: &HeaderMap, session: Session, over_tls: OverTls) -> Option<String> {
    let wanted = name(session, over_tls);
    let cookies = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
    cookies
        .flat_map(|it| it.split(';'))
        .filter_map(|it| it.trim().split_once('='))
        .find(|(name, value)| *name == wanted && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

impl IntoResponseParts for SessionCookie {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        let name = name(self.session, self.over_tls);
        let secure = if self.over_tls.0 { "; Secure" } else { "" };
        let text = match self.token {
            // The server ends sessions; the cookie itself goes with the browser's day at the latest.
            Some(token) => format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200{secure}"),
            None => format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"),
        };
        if let Ok(value) = HeaderValue::from_str(&text) {
            parts.headers_mut().append(SET_COOKIE, value);
        }
        Ok(parts)
    }
}
