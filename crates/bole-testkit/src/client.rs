//! Somebody with a browser: sends requests to one of the three hosts and keeps the cookies that come back.

use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

/// One of the three hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// Where candidates come.
    Candidate,
    /// Where staff come.
    Console,
    /// Where uploaded files are fetched.
    Files,
}

impl Site {
    /// The host's name.
    #[must_use]
    pub const fn host(self) -> &'static str {
        match self {
            Self::Candidate => "bole.test",
            Self::Console => "console.bole.test",
            Self::Files => "files.bole.test",
        }
    }

    /// The host as an origin.
    #[must_use]
    pub const fn origin(self) -> &'static str {
        match self {
            Self::Candidate => "http://bole.test",
            Self::Console => "http://console.bole.test",
            Self::Files => "http://files.bole.test",
        }
    }
}

/// Somebody with a browser.
pub struct Client {
    router: Router,
    site: Site,
    cookie: Mutex<Option<String>>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Client {
    /// A browser without cookies.
    #[must_use]
    pub fn new(router: Router, site: Site) -> Self {
        Self { router, site, cookie: Mutex::new(None) }
    }

    /// The cookie it sends.
    #[must_use]
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a cookie over.
    pub fn set_cookie(&self, cookie: &str) {
        *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = Some(cookie.to_owned());
    }

    /// The same cookies at another host, as no browser would send them.
    #[must_use]
    pub fn at(&self, site: Site) -> Self {
        Self { router: self.router.clone(), site, cookie: Mutex::new(self.cookie()) }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path), Body::empty()).await
    }

    /// Writes.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.write(Method::POST, path, &body, &[]).await
    }

    /// Writes over.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.write(Method::PUT, path, &body, &[]).await
    }

    /// Writes with more headers.
    pub async fn write(&self, method: Method, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request(method, path).header("x-bole-client", "test");
        request = request.header(CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, Body::from(body.to_string())).await
    }

    /// Uploads one file in a form.
    pub async fn upload(&self, path: &str, file_name: &str, bytes: &[u8]) -> Answer {
        const BOUNDARY: &str = "the-line-between";
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        let form = [head.as_bytes(), bytes, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let request = self.request(Method::POST, path).header("x-bole-client", "test");
        let request = request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        self.send(request, Body::from(form)).await
    }

    /// A request as this browser begins it.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(HOST, self.site.host());
        match self.cookie() {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    /// Sends a request just as it is.
    pub async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request.body(body).expect("a well-formed request");
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("the whole answer").to_vec();
        for cookie in parts.headers.get_all(SET_COOKIE).iter().filter_map(|it| it.to_str().ok()) {
            self.set_cookie(cookie.split(';').next().unwrap_or_default());
        }
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

impl Answer {
    /// The body as JSON; null where there is none.
    #[must_use]
    pub fn json(&self) -> Value {
        if self.bytes.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body of an answer that must be a success.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        self.json()
    }

    /// The code of a refusal; empty for a success.
    #[must_use]
    pub fn code(&self) -> String {
        if self.status.is_success() {
            return String::new();
        }
        let body: Value = serde_json::from_slice(&self.bytes).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }
}
