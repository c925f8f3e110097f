//! A certificate authority on this machine that speaks ACME (RFC 8555): checks every signature and nonce, fetches the
//! challenge itself, signs for a day or for years, and fails when told to.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, IsCa, Issuer, KeyPair, date_time_ymd,
};
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// How it answers the next order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 429: too many.
    RateLimited,
    /// 500.
    Breaks,
    /// Says that the nonce was used; the caller tries again with another.
    BadNonce,
}

/// A running authority.
pub struct CertificateAuthority {
    /// Its directory.
    pub directory: String,
    /// The certificate that vouches for what it signs.
    pub root_pem: String,
    book: Arc<Book>,
    task: tokio::task::JoinHandle<()>,
}

struct Book {
    address: String,
    /// The port where challenges are fetched instead of 80, whatever the host.
    challenge_port: u16,
    issuer: Issuer<'static, KeyPair>,
    until_year: i32,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    refusals: VecDeque<Refusal>,
    nonces: HashSet<String>,
    counter: u64,
    accounts: Vec<Value>,
    orders: Vec<Order>,
    issued: usize,
    complaints: Vec<String>,
}

#[derive(Clone, Default)]
struct Order {
    hosts: Vec<String>,
    /// For each host, `None` until its challenge was fetched.
    confirmed: Vec<Option<bool>>,
    chain: Option<String>,
}

impl Drop for CertificateAuthority {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl CertificateAuthority {
    /// Listens on a free port; what it signs is valid until the end of a year.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start(challenge_port: u16, until_year: i32) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("a certificate");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root_pem = params.self_signed(&key).expect("a root").pem();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let issuer = Issuer::new(params, key);
        let notes = Mutex::default();
        let book = Arc::new(Book { address, challenge_port, issuer, until_year, notes });
        let router = Router::new()
            .route("/directory", get(directory))
            .route("/nonce", get(nonce))
            .route("/{*what}", post(act))
            .with_state(Arc::clone(&book));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the authority serves until it is dropped");
        });
        Self { directory: format!("http://{}/directory", book.address), root_pem, book, task }
    }

    /// The next orders are answered so, one each.
    pub fn refuse(&self, refusals: impl IntoIterator<Item = Refusal>) {
        self.book.notes().refusals.extend(refusals);
    }

    /// How many accounts were opened, and how many certificates signed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let notes = self.book.notes();
        (notes.accounts.len(), notes.issued)
    }

    /// What was wrong with requests.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        self.book.notes().complaints.clone()
    }
}

impl Book {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    fn fresh_nonce(&self) -> String {
        let mut notes = self.notes();
        notes.counter += 1;
        let nonce = format!("nonce-{}", notes.counter);
        notes.nonces.insert(nonce.clone());
        nonce
    }

    fn answer(&self, status: u16, body: impl Into<String>, location: Option<&str>) -> Response {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, body.into()).into_response();
        let mut put = |name: &'static str, value: &str| {
            response.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header"));
        };
        put("replay-nonce", &self.fresh_nonce());
        put("content-type", "application/json");
        if let Some(path) = location {
            put("location", &self.url(path));
        }
        response
    }

    fn problem(&self, status: u16, kind: &str) -> Response {
        if kind != "rateLimited" && kind != "serverInternal" && kind != "badNonce" {
            self.notes().complaints.push(kind.to_owned());
        }
        let body = json!({ "type": format!("urn:ietf:params:acme:error:{kind}"), "detail": kind, "status": status });
        self.answer(status, body.to_string(), None)
    }

    fn order_view(&self, number: usize, order: &Order) -> Value {
        let status = match &order.chain {
            Some(_) => "valid",
            None if order.confirmed.contains(&Some(false)) => "invalid",
            None if order.confirmed.iter().all(|it| *it == Some(true)) => "ready",
            None => "pending",
        };
        let authorizations: Vec<String> =
            (0..order.hosts.len()).map(|it| self.url(&format!("authorization/{number}/{it}"))).collect();
        let identifiers: Vec<Value> = order.hosts.iter().map(|it| json!({ "type": "dns", "value": it })).collect();
        let certificate = order.chain.as_ref().map(|_| self.url(&format!("certificate/{number}")));
        json!({
            "status": status, "identifiers": identifiers, "authorizations": authorizations,
            "finalize": self.url(&format!("finalize/{number}")), "certificate": certificate,
        })
    }

    fn authorization_view(&self, number: usize, place: usize, order: &Order) -> Value {
        let status = match order.confirmed[place] {
            None => "pending",
            Some(true) => "valid",
            Some(false) => "invalid",
        };
        let mut challenge = json!({
            "type": "http-01", "url": self.url(&format!("challenge/{number}/{place}")),
            "token": token(number, place), "status": status,
        });
        if status == "invalid" {
            let kind = "urn:ietf:params:acme:error:connection";
            challenge["error"] = json!({ "type": kind, "detail": "the challenge was not answered", "status": 403 });
        }
        json!({ "identifier": { "type": "dns", "value": order.hosts[place] }, "status": status, "challenges": [challenge] })
    }
}

fn token(number: usize, place: usize) -> String {
    format!("token-{number}-{place}")
}

async fn directory(State(book): State<Arc<Book>>) -> Response {
    let body =
        json!({ "newNonce": book.url("nonce"), "newAccount": book.url("account"), "newOrder": book.url("order") });
    book.answer(200, body.to_string(), None)
}

async fn nonce(State(book): State<Arc<Book>>) -> Response {
    book.answer(200, "", None)
}

/// What a request says, once its signature and nonce were found right.
struct Said {
    payload: Value,
    key: Value,
}

fn decoded(text: &Value) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.as_str()?).ok()
}

/// Checks a request as RFC 8555 §6 demands; what is wrong is an error's kind.
fn checked(book: &Book, path: &str, headers: &HeaderMap, body: &[u8]) -> Result<Said, &'static str> {
    if headers.get("content-type").is_none_or(|it| it != "application/jose+json") {
        return Err("malformed");
    }
    let jws: Value = serde_json::from_slice(body).map_err(|_| "malformed")?;
    let protected = decoded(&jws["protected"]).ok_or("malformed")?;
    let protected: Value = serde_json::from_slice(&protected).map_err(|_| "malformed")?;
    if protected["url"] != book.url(path) || protected["alg"] != "ES256" {
        return Err("unauthorized");
    }
    let mut notes = book.notes();
    if !notes.nonces.remove(protected["nonce"].as_str().unwrap_or_default()) {
        return Err("badNonce");
    }
    let key = match protected["kid"].as_str().and_then(|it| it.rsplit('/').next()?.parse::<usize>().ok()) {
        Some(number) => notes.accounts.get(number).cloned().ok_or("accountDoesNotExist")?,
        None if path == "account" => protected["jwk"].clone(),
        None => return Err("malformed"),
    };
    let point =
        [vec![4], decoded(&key["x"]).ok_or("badPublicKey")?, decoded(&key["y"]).ok_or("badPublicKey")?].concat();
    let text = |name: &str| jws[name].as_str().unwrap_or_default().to_owned();
    let signed = format!("{}.{}", text("protected"), text("payload"));
    let signature = decoded(&jws["signature"]).ok_or("malformed")?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| "unauthorized")?;
    let payload = decoded(&jws["payload"]).unwrap_or_default();
    Ok(Said { payload: serde_json::from_slice(&payload).unwrap_or(Value::Null), key })
}

async fn act(State(book): State<Arc<Book>>, Path(what): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let said = match checked(&book, &what, &headers, &body) {
        Ok(said) => said,
        Err(kind) => return book.problem(400, kind),
    };
    let parts: Vec<&str> = what.split('/').collect();
    let number = |at: usize| parts.get(at).and_then(|it| it.parse::<usize>().ok()).unwrap_or(usize::MAX);
    if parts[0] == "account" {
        return open_account(&book, said);
    }
    if parts[0] == "order" && parts.len() == 1 {
        return open_order(&book, &said);
    }
    let found = book.notes().orders.get(number(1)).cloned();
    let Some(order) = found else { return book.problem(404, "malformed") };
    match parts[0] {
        "order" => book.answer(200, book.order_view(number(1), &order).to_string(), None),
        "authorization" => book.answer(200, book.authorization_view(number(1), number(2), &order).to_string(), None),
        "challenge" => challenge(&book, (number(1), number(2)), &order, &said.key).await,
        "finalize" => finalize(&book, number(1), &said.payload),
        "certificate" => book.answer(200, order.chain.unwrap_or_default(), None),
        _ => book.problem(404, "malformed"),
    }
}

fn open_account(book: &Book, said: Said) -> Response {
    if said.payload["termsOfServiceAgreed"] != true {
        return book.problem(403, "userActionRequired");
    }
    let number = {
        let mut notes = book.notes();
        notes.accounts.push(said.key);
        notes.accounts.len() - 1
    };
    book.answer(201, json!({ "status": "valid" }).to_string(), Some(&format!("account/{number}")))
}

fn open_order(book: &Book, said: &Said) -> Response {
    let refusal = book.notes().refusals.pop_front();
    match refusal {
        Some(Refusal::RateLimited) => return book.problem(429, "rateLimited"),
        Some(Refusal::Breaks) => return book.problem(500, "serverInternal"),
        Some(Refusal::BadNonce) => return book.problem(400, "badNonce"),
        None => {}
    }
    let hosts: Vec<String> = said.payload["identifiers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it["value"].as_str().map(str::to_owned))
        .collect();
    let order = Order { confirmed: vec![None; hosts.len()], hosts, chain: None };
    let number = {
        let mut notes = book.notes();
        notes.orders.push(order.clone());
        notes.orders.len() - 1
    };
    book.answer(201, book.order_view(number, &order).to_string(), Some(&format!("order/{number}")))
}

/// Fetches the challenge as an authority does: over plain HTTP, under the host's name.
async fn challenge(book: &Book, (number, place): (usize, usize), order: &Order, key: &Value) -> Response {
    let text = |name: &str| key[name].as_str().unwrap_or_default();
    let canonical = format!("{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{}\",\"y\":\"{}\"}}", text("x"), text("y"));
    let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()));
    let expected = format!("{}.{thumbprint}", token(number, place));
    let found = fetch(book.challenge_port, &order.hosts[place], &token(number, place)).await;
    let is_right = found.is_ok_and(|it| it.ends_with(&expected) && it.starts_with("HTTP/1.1 200"));
    let order = {
        let mut notes = book.notes();
        notes.orders[number].confirmed[place] = Some(is_right);
        notes.orders[number].clone()
    };
    let view = book.authorization_view(number, place, &order);
    let mut challenge = view["challenges"][0].clone();
    // Refused challenges are told about in the authorization, as authorities that validate later do.
    challenge["error"] = Value::Null;
    book.answer(200, challenge.to_string(), None)
}

async fn fetch(port: u16, host: &str, token: &str) -> std::io::Result<String> {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
    let path = format!("/.well-known/acme-challenge/{token}");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}

fn finalize(book: &Book, number: usize, payload: &Value) -> Response {
    let Some(request) = decoded(&payload["csr"]) else { return book.problem(400, "badCSR") };
    let Ok(mut request) = CertificateSigningRequestParams::from_der(&request.into()) else {
        return book.problem(400, "badCSR");
    };
    request.params.not_before = date_time_ymd(2020, 1, 1);
    request.params.not_after = date_time_ymd(book.until_year, 12, 31);
    let Ok(signed) = request.signed_by(&book.issuer) else { return book.problem(400, "badCSR") };
    let order = {
        let mut notes = book.notes();
        notes.issued += 1;
        notes.orders[number].chain = Some(signed.pem());
        notes.orders[number].clone()
    };
    book.answer(200, book.order_view(number, &order).to_string(), None)
}
