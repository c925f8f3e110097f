//! A provider of short messages on this machine: verifies every signature by its own reckoning and fails when told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use ring::{digest, hmac};
use serde_json::{Value, json};

/// Who calls it.
pub const KEY_ID: &str = "test-key";
/// What requests must be signed with.
pub const SECRET: &str = "test-secret";
/// The only sender's name it knows.
pub const SIGN_NAME: &str = "云岭示例";
/// The only template it knows, besides none.
pub const TEMPLATE: &str = "SMS_0001";

/// How it answers one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// 500.
    Breaks,
    /// 429, and how many seconds to wait.
    IsBusy(u32),
    /// Says nothing for a minute.
    Hangs,
    /// Refuses the number for good.
    RejectsNumber,
    /// Takes the message and breaks the connection before saying so.
    TakesAndBreaks,
    /// Sends the caller elsewhere.
    Redirects,
}

/// A running provider.
#[derive(Debug)]
pub struct SmsProvider {
    /// Where it takes messages.
    pub url: String,
    state: Arc<Mutex<Book>>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Book {
    manners: VecDeque<Manner>,
    requests: usize,
    nonces: Vec<String>,
    taken: BTreeMap<String, Value>,
}

impl Drop for SmsProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmsProvider {
    /// Listens on a free port.
    pub async fn start() -> Self {
        let state = Arc::new(Mutex::new(Book::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().route("/send", post(take)).with_state((Arc::clone(&state), address.to_string()));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the provider serves until it is dropped");
        });
        Self { url: format!("http://{address}/send"), state, task }
    }

    /// The next requests are answered so, one each.
    pub fn behave(&self, manners: impl IntoIterator<Item = Manner>) {
        lock(&self.state).manners.extend(manners);
    }

    /// Every message that was taken, once each, by its identifier.
    #[must_use]
    pub fn taken(&self) -> Vec<Value> {
        lock(&self.state).taken.values().cloned().collect()
    }

    /// How many requests came.
    #[must_use]
    pub fn requests(&self) -> usize {
        lock(&self.state).requests
    }
}

fn lock(state: &Mutex<Book>) -> MutexGuard<'_, Book> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refuse(status: StatusCode, code: &str) -> Response {
    (status, json!({ "code": code, "message": "for the log of the caller" }).to_string()).into_response()
}

async fn take(State((state, host)): State<(Arc<Mutex<Book>>, String)>, headers: HeaderMap, body: Bytes) -> Response {
    let manner = {
        let mut book = lock(&state);
        book.requests += 1;
        book.manners.pop_front()
    };
    match manner {
        Some(Manner::Breaks) => return refuse(StatusCode::INTERNAL_SERVER_ERROR, "broken"),
        Some(Manner::IsBusy(seconds)) => {
            return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())]).into_response();
        }
        Some(Manner::Hangs) => tokio::time::sleep(Duration::from_secs(60)).await,
        Some(Manner::RejectsNumber) => return refuse(StatusCode::BAD_REQUEST, "bad_number"),
        Some(Manner::Redirects) => {
            return (StatusCode::FOUND, [("location", format!("http://{host}/elsewhere"))]).into_response();
        }
        Some(Manner::TakesAndBreaks) | None => {}
    }
    if let Some(code) = objection(&state, &headers, &host, &body) {
        return refuse(StatusCode::FORBIDDEN, code);
    }
    let Ok(message) = serde_json::from_slice::<Value>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "malformed");
    };
    if message["sign_name"] != SIGN_NAME {
        return refuse(StatusCode::BAD_REQUEST, "bad_sign_name");
    }
    if !message["template_code"].is_null() && message["template_code"] != TEMPLATE {
        return refuse(StatusCode::BAD_REQUEST, "bad_template");
    }
    let id = message["message_id"].as_str().unwrap_or_default().to_owned();
    let is_new = lock(&state).taken.insert(id, message).is_none();
    match manner {
        Some(Manner::TakesAndBreaks) => refuse(StatusCode::BAD_GATEWAY, "broken"),
        _ if is_new => (StatusCode::OK, json!({ "code": "ok" }).to_string()).into_response(),
        _ => refuse(StatusCode::CONFLICT, "duplicate"),
    }
}

/// What is wrong with a request's signature; reckoned anew, so that both sides must agree on the documented form.
fn objection(state: &Mutex<Book>, headers: &HeaderMap, host: &str, body: &[u8]) -> Option<&'static str> {
    let header = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let hex = |bytes: &[u8]| bytes.iter().map(|it| format!("{it:02x}")).collect::<String>();
    let sha256 = |bytes: &[u8]| hex(digest::digest(&digest::SHA256, bytes).as_ref());
    let (date, nonce, content) = (header("x-bole-date"), header("x-bole-nonce"), sha256(body));
    let authorization = header("authorization");
    let Some(rest) = authorization.strip_prefix(&format!("BOLE1-HMAC-SHA256 Credential={KEY_ID},")) else {
        return Some("unknown_key");
    };
    let signed = "host;x-bole-content-sha256;x-bole-date;x-bole-nonce";
    let canonical = format!(
        "POST\n/send\n\nhost:{host}\nx-bole-content-sha256:{content}\nx-bole-date:{date}\nx-bole-nonce:{nonce}\n\n{signed}\n{content}"
    );
    let text = format!("BOLE1-HMAC-SHA256\n{}", sha256(canonical.as_bytes()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), text.as_bytes());
    let mut book = lock(state);
    let is_fresh = !nonce.is_empty() && !book.nonces.contains(&nonce);
    book.nonces.push(nonce);
    let is_right = rest == format!("SignedHeaders={signed},Signature={}", hex(tag.as_ref()));
    (!is_right || !is_fresh || header("x-bole-content-sha256") != content).then_some("bad_signature")
}
