//! `/livez`, `/readyz`, `/health` and `/metrics`: for whoever keeps the server running. None of them tells anything of a person.

use std::fmt::{Display, Write as _};

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use bole_app::App;
use bole_app::system::{self, Figures, ServiceState};

use crate::proxy::ClientAddress;
use crate::routes::live::MAX_SOCKETS;
use crate::server::Http;

/// The probes.
pub fn routes() -> Router<Http> {
    Router::new()
        .route("/livez", get(async || StatusCode::NO_CONTENT))
        .route("/readyz", get(ready))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
}

/// Whether answers can be saved now.
async fn ready(State(app): State<App>) -> StatusCode {
    if app.takes_writes() { StatusCode::NO_CONTENT } else { StatusCode::SERVICE_UNAVAILABLE }
}

/// Whether all is well, in one word; what is wrong stands on the status page only.
async fn health(State(app): State<App>) -> Response {
    let status = if system::look(&app).await.state() == ServiceState::Broken { "degraded" } else { "ok" };
    Json(serde_json::json!({ "status": status })).into_response()
}

/// Figures for monitoring: with the token, or from this very machine while no proxy stands in front.
async fn metrics(State(http): State<Http>, request: Request) -> Response {
    if !may_read(&http, &request) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let look = system::look(&http.app).await;
    let mut out = String::new();
    http.traffic.write(&mut out);
    let sockets = MAX_SOCKETS.saturating_sub(http.sockets.available_permits());
    gauge(&mut out, "bole_websockets", "Open live sockets.", sockets);
    write_figures(&mut out, &look.figures, &http.app);
    let states = look.services.iter().map(|it| (it.name, i64::from(it.state == ServiceState::Broken)));
    family(&mut out, "bole_service_broken", "Services that do not work.", "service", states);
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response()
}

fn may_read(http: &Http, request: &Request) -> bool {
    if let Some(wanted) = &http.config.metrics_token {
        return bearer(request.headers()).is_some_and(|it| is_same(it.as_bytes(), wanted.as_bytes()));
    }
    let client = request.extensions().get::<ClientAddress>();
    let is_here = client.is_some_and(|it| !it.is_forwarded && it.ip.is_none_or(|ip| ip.is_loopback()));
    is_here && !http.config.behind_proxy
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Compares in a time that tells nothing about where two secrets differ.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |found, (x, y)| found | (x ^ y)) == 0
}

fn write_figures(out: &mut String, figures: &Figures, app: &App) {
    let jobs = &figures.jobs;
    let by_state = [("due", jobs.due), ("later", jobs.later), ("running", jobs.running), ("given_up", jobs.given_up)];
    family(out, "bole_jobs", "Background jobs by state.", "state", by_state.into_iter());
    let now = app.now().0;
    let oldest = jobs.oldest_due.map_or(0, |it| (now - it.0).max(0) / 1000);
    gauge(out, "bole_jobs_oldest_seconds", "How long the oldest due job has waited.", oldest);
    let of = |held, waiting, failed| [("held", held), ("waiting", waiting), ("failed", failed)];
    let (mail, sms) = (&figures.mail, &figures.sms);
    family(
        out,
        "bole_mails",
        "Mails that were not sent.",
        "status",
        of(mail.held, mail.waiting, mail.failed).into_iter(),
    );
    family(
        out,
        "bole_short_messages",
        "Short messages that were not sent.",
        "status",
        of(sms.held, sms.waiting, sms.failed).into_iter(),
    );
    counter(out, "bole_appends_total", "Appends to interviews.", figures.appends.0);
    counter(out, "bole_append_commits_total", "Commits that held them.", figures.appends.1);
    gauge(out, "bole_writable", "Whether answers can be saved.", u8::from(app.takes_writes()));
    if let Some(free) = figures.free_mb {
        gauge(out, "bole_disk_free_bytes", "Free disk where the data lies.", free * 1_048_576);
    }
    if let Some(bytes) = figures.resident_bytes {
        gauge(out, "bole_process_resident_bytes", "Memory in use.", bytes);
    }
    if let Some(run) = figures.backup.as_ref().filter(|it| it.error.is_none()) {
        gauge(out, "bole_backup_age_seconds", "Age of the newest backup.", (now - run.started_at.0).max(0) / 1000);
    }
    if let Some(run) = &figures.drill {
        gauge(out, "bole_drill_failed", "Whether the newest restore drill failed.", u8::from(run.error.is_some()));
        gauge(out, "bole_drill_rto_seconds", "How long the newest drill took.", run.rto_ms.unwrap_or(0) / 1000);
    }
    if let Some(until) = app.certificate().and_then(|it| it.until) {
        gauge(out, "bole_certificate_seconds_left", "How long the certificate is valid.", (until.0 - now) / 1000);
    }
}

fn gauge(out: &mut String, name: &str, help: &str, value: impl Display) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
}

fn counter(out: &mut String, name: &str, help: &str, value: impl Display) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}");
}

fn family<'a>(out: &mut String, name: &str, help: &str, label: &str, values: impl Iterator<Item = (&'a str, i64)>) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
    for (key, value) in values {
        let _ = writeln!(out, "{name}{{{label}=\"{key}\"}} {value}");
    }
}
