//! The one listener's router: three sites, each with its own routes, behind the same guards.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request, State};
use axum::http::header::ACCEPT_ENCODING;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use bole_app::{App, Failure};
use bole_domain::rejection::Kind;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;
use tower_http::compression::Compression;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _, SizeAbove};

use crate::assets::{self, CandidateAssets, ConsoleAssets};
use crate::cookie::OverTls;
use crate::error::ApiError;
use crate::host::{Site, site};
use crate::idempotency::{self, Turns};
use crate::routes::live::MAX_SOCKETS;
use crate::{guard, routes};

/// The largest JSON body, bytes: a flow of 1 MB with room. It is what axum itself allows; routes that take more say so.
pub const MAX_JSON: usize = 2 * 1024 * 1024;
/// Shorter answers, bytes, are sent as they are: they fit one packet, and packing them costs more than it spares.
const MIN_COMPRESSED: u64 = 1024;

/// How the server is reached.
#[derive(Debug, Clone, Copy, Default)]
pub struct HttpConfig {
    /// Browsers reach it over TLS, by itself or through a proxy.
    pub over_tls: bool,
    /// A proxy in front names the client's address.
    pub behind_proxy: bool,
}

/// What every handler can ask for; cheap to clone, because every layer of a route does.
#[derive(Clone)]
pub struct Http(Arc<Parts>);

/// Everything behind [`Http`].
pub struct Parts {
    /// The running Bole.
    pub app: App,
    /// How the server is reached.
    pub config: HttpConfig,
    /// How many more live sockets may be opened.
    pub sockets: Arc<Semaphore>,
    /// Requests under the same idempotency key wait for each other.
    pub turns: Turns,
}

impl std::ops::Deref for Http {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
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

struct Sites {
    candidate: Router,
    console: Router,
    files: Router,
    over_tls: OverTls,
}

/// Everything the listener answers.
pub fn router(app: App, config: HttpConfig) -> Router {
    let over_tls = OverTls(config.over_tls);
    let sockets = Arc::new(Semaphore::new(MAX_SOCKETS));
    let http = Http(Arc::new(Parts { app, config, sockets, turns: Turns::default() }));
    let guarded = |api: Router<Http>| {
        api.method_not_allowed_fallback(nothing_here)
            .route_layer(middleware::from_fn_with_state(http.clone(), guarded_write))
    };
    let site = |routes: Router<Http>| routes.merge(routes::probes()).with_state(http.clone());
    let sites = Sites {
        candidate: site(guarded(routes::candidate().split_for_parts().0).fallback(assets::serve::<CandidateAssets>)),
        console: site(guarded(routes::console().split_for_parts().0).fallback(assets::serve::<ConsoleAssets>)),
        files: site(routes::files().fallback(nothing_here)),
        over_tls,
    };
    Router::new().fallback(answer).with_state(Arc::new(sites))
}

/// Everything that happens to every request, in one place: each layer around a router is paid for at every request.
async fn answer(State(sites): State<Arc<Sites>>, request: Request) -> Response {
    let router = match site(request.headers()) {
        Site::Candidate => &sites.candidate,
        Site::Console => &sites.console,
        Site::Files => &sites.files,
    };
    let router = router.clone();
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = if request.headers().contains_key(ACCEPT_ENCODING) {
        Box::pin(compressed(router, request)).await
    } else {
        router.oneshot(request).await.into_response()
    };
    guard::secure(response.headers_mut(), is_api, sites.over_tls);
    response
}

async fn compressed(router: Router, request: Request) -> Response {
    let is_worth_it = DefaultPredicate::new().and(SizeAbove::new(MIN_COMPRESSED));
    let response = Compression::new(router).compress_when(is_worth_it).oneshot(request).await;
    response.into_response().map(Body::new)
}

/// Refuses writes that another site caused, and does those that carry a key once.
async fn guarded_write(State(http): State<Http>, request: Request, next: Next) -> Response {
    if guard::is_cross_site(&request) {
        return ApiError(Failure::refuse(Kind::Forbidden, "request.cross_site")).into_response();
    }
    idempotency::once(http, request, next).await
}

async fn nothing_here() -> ApiError {
    ApiError(Failure::not_found())
}
