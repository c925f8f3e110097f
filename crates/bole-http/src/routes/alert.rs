//! Routes of alerts about candidates who stay long in one step, and of the limit behind them.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::alert::{self, AlertRow};
use bole_app::monitor_settings::{self, MonitorSettingsBody};
use bole_domain::ids::AlertId;
use bole_store::Cursor;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page;
use crate::server::Http;

/// Operations on alerts, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(acknowledge)).routes(routes!(set_limit))
}

/// Which alerts to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct AlertQuery {
    /// Those only whose candidate is still there.
    #[serde(default)]
    open: bool,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1–200, 50 unless given.
    limit: Option<u64>,
}

/// A page of alerts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AlertPageView {
    /// The alerts.
    items: Vec<AlertRow>,
    /// Give it as `cursor` for the next page; `null` on the last.
    next_cursor: Option<String>,
    /// Open alerts that nobody has acknowledged, on whatever page.
    waiting: i64,
}

/// The alerts the caller sees, newest first.
#[utoipa::path(
    get,
    path = "/api/alerts",
    tag = "alert",
    params(AlertQuery),
    responses((status = 200, body = AlertPageView)),
    extensions(("x-permission" = json!("session.read")), ("x-module" = json!("live_monitor")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<AlertQuery>,
) -> Result<Json<AlertPageView>, ApiError> {
    let (after, limit) = (page::after(query.cursor.as_deref())?, page::limit(query.limit));
    let found = alert::list(&app, &staff, query.open, after.as_ref(), limit).await?;
    let next_cursor = found.page.next.as_ref().map(Cursor::to_text);
    Ok(Json(AlertPageView { items: found.page.items, next_cursor, waiting: found.waiting }))
}

/// Notes that the caller has seen an alert.
#[utoipa::path(
    post,
    path = "/api/alerts/{id}/acknowledge",
    tag = "alert",
    params(("id" = AlertId, Path)),
    responses((status = 200, body = AlertRow)),
    extensions(("x-permission" = json!("session.operate")), ("x-module" = json!("live_monitor")))
)]
async fn acknowledge(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<AlertId>,
) -> Result<Json<AlertRow>, ApiError> {
    Ok(Json(alert::acknowledge(&app, &staff, id).await?))
}

/// Sets how long a candidate may stay in one step before HR is told.
#[utoipa::path(
    put,
    path = "/api/settings/monitor",
    tag = "alert",
    request_body = MonitorSettingsBody,
    responses((status = 200, body = MonitorSettingsBody)),
    extensions(("x-permission" = json!("settings.edit")), ("x-module" = json!("live_monitor")))
)]
async fn set_limit(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<MonitorSettingsBody>,
) -> Result<Json<MonitorSettingsBody>, ApiError> {
    Ok(Json(monitor_settings::put(&app, &staff, body).await?))
}
