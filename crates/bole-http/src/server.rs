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

use crate::assets::{self, CandidateAssets, ConsoleAssets};
use crate::cookie::OverTls;
use crate::error::ApiError;
use crate::host::{Site, site};
use crate::idempotency::{self, Turns};
use crate::proxy::{self, Proxies};
use crate::routes::live::MAX_SOCKETS;
use crate::traffic::Traffic;
use crate::{guard, observe, routes};

/// The largest JSON body, bytes: a flow of 1 MB with room. Routes that take more say so themselves.
pub const MAX_JSON: usize = 2 * 1024 * 1024;

/// How the server is reached.
#[derive(Debug, Clone, Default)]
pub struct HttpConfig {
    /// Browsers reach it over TLS, by itself or through a proxy.
    pub over_tls: bool,
    /// A proxy stands in front.
    pub behind_proxy: bool,
    /// The proxies that are believed.
    pub proxies: Proxies,
    /// What monitoring must show to read figures; without it only this machine may.
    pub metrics_token: Option<String>,
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
    /// What was asked, counted.
    pub traffic: Traffic,
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

/// Everything one listener answers: which site a request is for is told by its host.
pub fn router(app: App, config: HttpConfig) -> Router {
    let (http, sites) = build(app, config);
    around(Router::new().fallback(dispatch).with_state(Arc::new(sites)), http)
}

/// The same for three listeners, one for each site, where hosts have no names: candidates, console, files.
pub fn separate_routers(app: App, config: HttpConfig) -> [Router; 3] {
    let (http, sites) = build(app, config);
    [sites.candidate, sites.console, sites.files].map(|site| around(Router::new().fallback_service(site), http.clone()))
}

/// What every listener answers and does, around the pages.
fn around(pages: Router, http: Http) -> Router {
    let over_tls = http.over_tls();
    let proxies = http.config.proxies.clone();
    let probes = routes::probes().layer(middleware::from_fn_with_state(http.clone(), observe::observe));
    pages
        .merge(probes.with_state(http))
        .layer(middleware::from_fn(move |request: Request, next| guard::headers(over_tls, request, next)))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(proxies, proxy::settle))
}

fn build(app: App, config: HttpConfig) -> (Http, Sites) {
    let sockets = Arc::new(Semaphore::new(MAX_SOCKETS));
    let (turns, traffic) = (Turns::default(), Traffic::default());
    let http = Http(Arc::new(Parts { app, config, sockets, turns, traffic }));
    let observed = || middleware::from_fn_with_state(http.clone(), observe::observe);
    let guarded = |api: Router<Http>| {
        api.method_not_allowed_fallback(nothing_here)
            .route_layer(middleware::from_fn_with_state(http.clone(), guarded_write))
            .layer(DefaultBodyLimit::max(MAX_JSON))
    };
    let sites = Sites {
        candidate: guarded(routes::candidate().split_for_parts().0)
            .fallback(assets::serve::<CandidateAssets>)
            .layer(observed())
            .with_state(http.clone()),
        console: guarded(routes::console().split_for_parts().0)
            .fallback(assets::serve::<ConsoleAssets>)
            .layer(observed())
            .with_state(http.clone()),
        files: routes::files().fallback(nothing_here).layer(observed()).with_state(http.clone()),
    };
    (http, sites)
}

async fn dispatch(State(sites): State<Arc<Sites>>, request: Request) -> Response {
    let router = match site(request.headers()) {
        Site::Candidate => &sites.candidate,
        Site::Console => &sites.console,
        Site::Files => &sites.files,
    };
    router.clone().oneshot(request).await.into_response()
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
