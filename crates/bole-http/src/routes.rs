//! All routes, one file per noun. A route is listed under the host it is served on.

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::server::Http;

mod probe;

/// Operations of staff, on the console's host.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
}

/// Operations of candidates, on the main host.
pub fn candidate() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
}

/// Uploaded files, on the host without cookies.
pub fn files() -> Router<Http> {
    Router::new()
}

/// Whether the server lives and can do its work, on every host.
pub fn probes() -> Router<Http> {
    probe::routes()
}
