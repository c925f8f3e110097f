//! The plain listener beside the TLS one: sends browsers to HTTPS, and answers the authority's challenges.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{HOST, LOCATION};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

/// What the authority asks for, by its token.
#[derive(Debug, Clone, Default)]
pub struct Answers(Arc<RwLock<HashMap<String, String>>>);

impl Answers {
    /// Answers this token so.
    pub fn put(&self, token: &str, answer: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(token.to_owned(), answer.to_owned());
    }

    /// Answers it no more.
    pub fn remove(&self, token: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(token);
    }

    fn get(&self, token: &str) -> Option<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }
}

#[derive(Debug)]
struct Where {
    hosts: Vec<String>,
    port: u16,
    answers: Answers,
}

/// Sends requests for these hosts, the usual one first, to the same page over HTTPS on this port.
pub fn redirect(hosts: Vec<String>, port: u16, answers: Answers) -> Router {
    Router::new().route("/.well-known/acme-challenge/{token}", get(answer)).fallback(away).with_state(Arc::new(Where {
        hosts,
        port,
        answers,
    }))
}

async fn answer(State(it): State<Arc<Where>>, Path(token): Path<String>) -> Response {
    match it.answers.get(&token) {
        Some(answer) => answer.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn away(State(it): State<Arc<Where>>, headers: HeaderMap, uri: Uri) -> Response {
    let asked = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let asked = asked.rsplit_once(':').map_or(asked, |(host, _)| host);
    // A host that is not ours is sent to ours, never anywhere the request says.
    let host = it.hosts.iter().find(|it| it.eq_ignore_ascii_case(asked)).or(it.hosts.first());
    let Some(host) = host else { return StatusCode::NOT_FOUND.into_response() };
    let port = if it.port == 443 { String::new() } else { format!(":{}", it.port) };
    let rest = uri.path_and_query().map_or("/", |it| it.as_str());
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, format!("https://{host}{port}{rest}"))]).into_response()
}
