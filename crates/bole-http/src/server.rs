//! The one listener's router: three sites, each with its own routes, behind the same guards.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request, State};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use bole_app::system::ServiceState;
use bole_app::{App, Failure};
use bole_domain::rejection::Kind;
use bole_domain::time::Millis;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;
use tower_http::compression::Compression;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _, SizeAbove};
use utoipa_axum::router::OpenApiRouter;

use crate::assets::{self, CandidateAssets, ConsoleAssets};
use crate::cookie::OverTls;
use crate::error::ApiError;
use crate::host::{Site, site};
use crate::idempotency::{self, Turns};
use crate::observe::{self, Seen};
use crate::proxy::Proxies;
use crate::routes::live::MAX_SOCKETS;
use crate::switched::Switched;
use crate::traffic::Traffic;
use crate::{guard, routes};

/// The largest JSON body, bytes: a flow of 1 MB with room. It is what axum itself allows; routes that take more say so.
pub const MAX_JSON: usize = 2 * 1024 * 1024;
/// Shorter answers, bytes, are sent as they are: they fit one packet, and packing them costs more than it spares.
const MIN_COMPRESSED: u64 = 1024;

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
    /// When everything was last looked at for `/health`, and how it was.
    pub health: tokio::sync::Mutex<Option<(Millis, ServiceState)>>,
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

/// What one listener answers.
#[derive(Clone)]
struct Front {
    http: Http,
    candidate: Router,
    console: Router,
    files: Router,
    /// The only site, where hosts have no names.
    only: Option<Site>,
}

/// Everything one listener answers: which site a request is for is told by its host.
pub fn router(app: App, config: HttpConfig) -> Router {
    Front::build(app, config).into_router()
}

/// The same for three listeners, one for each site, where hosts have no names: candidates, console, files.
pub fn separate_routers(app: App, config: HttpConfig) -> [Router; 3] {
    let front = Front::build(app, config);
    [Site::Candidate, Site::Console, Site::Files].map(|only| Front { only: Some(only), ..front.clone() }.into_router())
}

impl Front {
    fn build(app: App, config: HttpConfig) -> Self {
        let sockets = Arc::new(Semaphore::new(MAX_SOCKETS));
        let (turns, traffic) = (Turns::default(), Traffic::default());
        let http =
            Http(Arc::new(Parts { app, config, sockets, turns, traffic, health: tokio::sync::Mutex::default() }));
        let guarded = |routes: OpenApiRouter<Http>| {
            let (api, document) = routes.split_for_parts();
            let guard = Guard { http: http.clone(), switched: Arc::new(Switched::of(&document)) };
            api.method_not_allowed_fallback(nothing_here).route_layer(middleware::from_fn_with_state(guard, guarded))
        };
        let named = |routes: Router<Http>| routes.route_layer(middleware::from_fn(observe::named));
        let site = |routes: Router<Http>| routes.merge(named(routes::probes())).with_state(http.clone());
        Self {
            candidate: site(guarded(routes::candidate()).fallback(assets::serve::<CandidateAssets>)),
            console: site(guarded(routes::console()).fallback(assets::serve::<ConsoleAssets>)),
            files: site(named(routes::files()).fallback(nothing_here)),
            http: http.clone(),
            only: None,
        }
    }

    fn into_router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }

    fn site(&self, headers: &HeaderMap) -> Router {
        match self.only.unwrap_or_else(|| site(headers)) {
            Site::Candidate => self.candidate.clone(),
            Site::Console => self.console.clone(),
            Site::Files => self.files.clone(),
        }
    }
}

/// Everything that happens to every request, in one place: each layer around a router is paid for at every request.
async fn answer(State(front): State<Arc<Front>>, mut request: Request) -> Response {
    if let Err(elsewhere) = front.http.config.proxies.settle(&mut request) {
        return *elsewhere;
    }
    let seen = Seen::of(&request);
    let is_api = request.uri().path().starts_with("/api/");
    let router = front.site(request.headers());
    let mut response = if request.headers().contains_key(ACCEPT_ENCODING) {
        Box::pin(compressed(router, request)).await
    } else {
        router.oneshot(request).await.into_response()
    };
    guard::secure(response.headers_mut(), is_api, front.http.over_tls());
    seen.note(&front.http, &mut response);
    response
}

async fn compressed(router: Router, request: Request) -> Response {
    let is_worth_it = DefaultPredicate::new().and(SizeAbove::new(MIN_COMPRESSED));
    let response = Compression::new(router).compress_when(is_worth_it).oneshot(request).await;
    response.into_response().map(Body::new)
}

/// What stands before every operation.
#[derive(Clone)]
struct Guard {
    http: Http,
    switched: Arc<Switched>,
}

/// Hides what is switched off, refuses writes that another site caused, and does those that carry a key once.
async fn guarded(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let Guard { http, switched } = guard;
    if switched.is_off(http.app.modules(), &request) {
        return nothing_here().await.into_response();
    }
    let route = observe::route_of(&request);
    let mut response = if guard::is_cross_site(&request) {
        ApiError(Failure::refuse(Kind::Forbidden, "request.cross_site")).into_response()
    } else {
        idempotency::once(http, request, next).await
    };
    observe::name(&mut response, route);
    response
}

async fn nothing_here() -> ApiError {
    ApiError(Failure::not_found())
}
