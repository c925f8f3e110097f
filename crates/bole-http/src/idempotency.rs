//! `Idempotency-Key` on writes: the first answer is kept and given again to the same request of the same person.
//!
//! Only what was done is kept. A refusal changed nothing, so the same request may be decided anew.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts as _, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, request};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bole_app::Failure;
use bole_app::audit::Actor;
use bole_app::idempotency::{Answer, Repeatable, find, keep};
use bole_domain::rejection::Kind;
use tokio::sync::Mutex;

use crate::error::ApiError;
use crate::extract::{AsCandidate, AsStaff};
use crate::server::{Http, MAX_JSON};

/// The header with the client's own key.
const KEY_HEADER: &str = "idempotency-key";
/// Interview commands carry numbers of their own; everything else that candidates or staff write may be repeated.
const HAS_ITS_OWN: [&str; 2] = ["/api/interview/commands", "/api/interview/heartbeat"];
/// Requests with the same key wait for each other here; others seldom meet.
const TURNS: usize = 64;

/// One turn for each group of keys.
#[derive(Debug)]
pub struct Turns([Mutex<()>; TURNS]);

impl Default for Turns {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::new(())))
    }
}

impl Turns {
    fn of(&self, key: &str) -> &Mutex<()> {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
        &self.0[usize::try_from(hash % TURNS as u64).unwrap_or(0)]
    }
}

/// Does a request that carries a key once, however often it comes.
pub async fn once(http: Http, request: Request, next: Next) -> Response {
    match key_of(&request) {
        None => next.run(request).await,
        Some(key) => match Box::pin(once_by(http, key, request, next)).await {
            Ok(response) => response,
            Err(failure) => ApiError(failure).into_response(),
        },
    }
}

fn key_of(request: &Request) -> Option<String> {
    let is_write = matches!(*request.method(), Method::POST | Method::PUT);
    let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"multipart/"));
    let has_its_own = HAS_ITS_OWN.contains(&request.uri().path());
    let key = request.headers().get(KEY_HEADER)?.to_str().ok()?;
    (is_write && !is_form && !has_its_own).then(|| key.to_owned())
}

async fn once_by(http: Http, key: String, request: Request, next: Next) -> Result<Response, Failure> {
    let (mut parts, body) = request.into_parts();
    // Whoever is not signed in has nothing to repeat under a name; the route itself says so.
    let Some(actor) = actor(&mut parts, &http).await? else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let bytes = to_bytes(body, MAX_JSON).await.map_err(|_| Failure::refuse(Kind::TooLarge, "request.too_large"))?;
    let asked = format!("{} {} {}", parts.method, parts.uri, String::from_utf8_lossy(&bytes));
    let repeatable = Repeatable::new(&http.app, actor, &key, &asked)?;
    let request = Request::from_parts(parts, Body::from(bytes));
    // A client that hangs up must not leave the work done and its answer unkept.
    let done = tokio::spawn(async move {
        let _turn = http.turns.of(&key).lock().await;
        match find(&http.app, &repeatable).await? {
            Some(answer) => Ok(again(answer)),
            None => first(&http, &repeatable, next.run(request).await).await,
        }
    });
    done.await.map_err(|error| Failure::Broken(anyhow::Error::new(error).context("Answering a request once")))?
}

async fn actor(parts: &mut request::Parts, http: &Http) -> Result<Option<Actor>, Failure> {
    match AsStaff::from_request_parts(parts, http).await {
        Ok(AsStaff(staff)) => return Ok(Some((&staff).into())),
        Err(ApiError(Failure::Refused(_))) => {}
        Err(ApiError(broken)) => return Err(broken),
    }
    match AsCandidate::from_request_parts(parts, http).await {
        Ok(AsCandidate(candidate)) => Ok(Some((&candidate).into())),
        Err(ApiError(Failure::Refused(_))) => Ok(None),
        Err(ApiError(broken)) => Err(broken),
    }
}

async fn first(http: &Http, repeatable: &Repeatable, response: Response) -> Result<Response, Failure> {
    if !response.status().is_success() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await;
    let bytes = whole.map_err(|error| Failure::Broken(anyhow::Error::new(error).context("Reading an answer")))?;
    if let Ok(body) = String::from_utf8(bytes.to_vec()) {
        let answer = Answer { status: parts.status.as_u16(), body };
        if let Err(failure) = keep(&http.app, repeatable, &answer).await {
            // The work is done and said; only a repetition would be done again.
            tracing::warn!(?failure, "an answer was not kept for repetition");
        }
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn again(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    if answer.body.is_empty() {
        return status.into_response();
    }
    (status, [(CONTENT_TYPE, "application/json")], answer.body).into_response()
}
