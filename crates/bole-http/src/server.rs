//! The one listener's router: three sites, each with its own routes, behind the same guards.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use bole_app::{App, Failure};
use bole_domain::rejection::Kind;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::assets::{self, CandidateAssets, ConsoleAssets};
use crate::cookie::OverTls;
use crate::error::ApiError;
use crate::host::{Site, site};
use crate::idempotency::{self, Turns};
use crate::routes::live::MAX_SOCKETS;
use crate::switched::Switched;
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
}

/// Everything the listener answers.
pub fn router(app: App, config: HttpConfig) -> Router {
    let over_tls = OverTls(config.over_tls);
    let sockets = Arc::new(Semaphore::new(MAX_SOCKETS));
    let http = Http(Arc::new(Parts { app, config, sockets, turns: Turns::default() }));
    let guarded = |routes: OpenApiRouter<Http>| {
        let (api, document) = routes.split_for_parts();
        let guard = Guard { http: http.clone(), switched: Arc::new(Switched::of(&document)) };
        api.method_not_allowed_fallback(nothing_here)
            .route_layer(middleware::from_fn_with_state(guard, guarded_write))
            .layer(DefaultBodyLimit::max(MAX_JSON))
    };
    let sites = Sites {
        candidate: guarded(routes::candidate()).fallback(assets::serve::<CandidateAssets>).with_state(http.clone()),
        console: guarded(routes::console()).fallback(assets::serve::<ConsoleAssets>).with_state(http.clone()),
        files: routes::files().fallback(nothing_here).with_state(http.clone()),
    };
    let probes = routes::probes().with_state(http);
    Router::new()
        .fallback(dispatch)
        .with_state(Arc::new(sites))
        .merge(probes)
        .layer(middleware::from_fn(move |request: Request, next| guard::headers(over_tls, request, next)))
        .layer(CompressionLayer::new())
}

async fn dispatch(State(sites): State<Arc<Sites>>, request: Request) -> Response {
    let router = match site(request.headers()) {
        Site::Candidate => &sites.candidate,
        Site::Console => &sites.console,
        Site::Files => &sites.files,
    };
    router.clone().oneshot(request).await.into_response()
}

/// What stands before every operation.
#[derive(Clone)]
struct Guard {
    http: Http,
    switched: Arc<Switched>,
}

/// Hides what is switched off, refuses writes that another site caused, and does those that carry a key once.
async fn guarded_write(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let Guard { http, switched } = guard;
    if switched.is_off(http.app.modules(), &request) {
        return nothing_here().await.into_response();
    }
    if guard::is_cross_site(&request) {
        return ApiError(Failure::refuse(Kind::Forbidden, "request.cross_site")).into_response();
    }
    idempotency::once(http, request, next).await
}

async fn nothing_here() -> ApiError {
    ApiError(Failure::not_found())
}
