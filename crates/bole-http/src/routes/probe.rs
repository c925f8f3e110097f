//! `/livez` and `/readyz`: for whoever keeps the server running.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use bole_app::App;

use crate::server::Http;

/// The two probes.
pub fn routes() -> Router<Http> {
    Router::new().route("/livez", get(async || StatusCode::NO_CONTENT)).route("/readyz", get(ready))
}

/// Whether answers can be saved now.
async fn ready(State(app): State<App>) -> StatusCode {
    if app.takes_writes() { StatusCode::NO_CONTENT } else { StatusCode::SERVICE_UNAVAILABLE }
}
