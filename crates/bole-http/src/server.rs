//! The one listener's router: three sites, each with its own routes, behind the same guards.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use bole_app::{App, Failure};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;
use tower_http::compression::CompressionLayer;

use crate::assets::{self, CandidateAssets, ConsoleAssets};
use crate::cookie::OverTls;
use crate::error::ApiError;
use crate::host::{Site, site};
use crate::idempotency::{self, Turns};
use crate::routes::live::MAX_SOCKETS;
use crate::{guard, routes};

/// The largest JSON body, bytes: a flow of 1 MB with room. Routes that take more say so themselves.
pub const MAX_JSON: usize = 2 * 1024 * 1024;

/// How the server is reached.
#[derive(Debug, Clone, Copy, Default)]
pub struct HttpConfig {
    /// Browsers reach it over TLS, by itself or through a proxy.
    pub over_tls: bool,
    /// A proxy in front names the client's address.
    pub behind_proxy: bool,
}

/// What every handler can ask for.
#[derive(Clone)]
pub struct Http {
    /// The running Bole.
    pub app: App,
    /// How the server is reached.
    pub config: Arc<HttpConfig>,
    /// How many more live sockets may be opened.
    pub sockets: Arc<Semaphore>,
    /// Requests under the same idempotency key wait for each other.
    pub turns: Arc<Turns>,
}

impl Http {
    /// How cookies travel.
    #[must_use]
    pub fn over_tls(&self) -> OverTls {
        OverTls(self.config.over_tls)
    }
}

impl FromRef<Http> for App {
    fn from_ref(http: &Http) -> Self {
        http.app.clone()
    }
}

#[derive(Clone)]
struct Sites {
    candidate: Router,
    console: Router,
    files: Router,
}

/// Everything the listener answers.
pub fn router(app: App, config: HttpConfig) -> Router {
    let over_tls = OverTls(config.over_tls);
    let sockets = Arc::new(Semaphore::new(MAX_SOCKETS));
    let http = Http { app, config: Arc::new(config), sockets, turns: Arc::default() };
    let guarded = |api: Router<Http>| {
        api.method_not_allowed_fallback(nothing_here)
            .route_layer(middleware::from_fn_with_state(http.clone(), idempotency::once))
            .route_layer(middleware::from_fn(guard::same_site))
            .layer(DefaultBodyLimit::max(MAX_JSON))
    };
    let sites = Sites {
        candidate: guarded(routes::candidate().split_for_parts().0)
            .fallback(assets::serve::<CandidateAssets>)
            .with_state(http.clone()),
        console: guarded(routes::console().split_for_parts().0)
            .fallback(assets::serve::<ConsoleAssets>)
            .with_state(http.clone()),
        files: routes::files().fallback(nothing_here).with_state(http.clone()),
    };
    let probes = routes::probes().with_state(http);
    Router::new()
        .fallback(dispatch)
        .with_state(sites)
        .merge(probes)
        .layer(middleware::from_fn(move |request: Request, next| guard::headers(over_tls, request, next)))
        .layer(CompressionLayer::new())
}

async fn dispatch(State(sites): State<Sites>, request: Request) -> Response {
    let router = match site(request.headers()) {
        Site::Candidate => sites.candidate,
        Site::Console => sites.console,
        Site::Files => sites.files,
    };
    router.oneshot(request).await.into_response()
}

async fn nothing_here() -> ApiError {
    ApiError(Failure::not_found())
}
