//! How the deployment itself is doing (系统状态): services, queues, backups, disk, certificate. Nothing about a person.
//!
//! One look serves the status page, `/health`, and the figures for monitoring, so that they cannot disagree.

use bole_domain::rejection::Kind;
use bole_domain::staff::Permission;
use bole_domain::time::{MINUTE_MS, Millis};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

mod look;
mod machine;

pub use look::{Figures, Look, look};

/// What the listener's certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// `files`, `acme`, `own` or `proxy`.
    pub source: &'static str,
    /// The hosts it names.
    pub names: Vec<String>,
    /// Until when it is valid; `None` when a proxy holds it.
    pub until: Option<Millis>,
}

/// How a service is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceState {
    /// As it should be.
    Ok,
    /// Not in use.
    Off,
    /// Works, but somebody should look.
    Warning,
    /// Does not work.
    Broken,
}

/// One service.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServiceView {
    /// `database`, `writer`, `jobs`, `outbox`, `mail`, `sms`, `backup`, `drill`, `disk`, `certificate`.
    pub name: &'static str,
    /// How it is doing.
    pub state: ServiceState,
    /// What to do about it, as a code; `null` when nothing is to be done.
    pub advice: Option<&'static str>,
    /// Its figures, by name: counts, `…_at` instants, `…_ms` durations, `…_mb` sizes.
    #[schema(value_type = Object)]
    pub figures: Map<String, Value>,
}

/// The status page.
#[derive(Debug, Serialize, ToSchema)]
pub struct SystemView {
    /// The worst of all services.
    pub state: ServiceState,
    /// The program's version.
    pub version: &'static str,
    /// The version of the database's tables.
    pub migration: i64,
    /// When the server was started.
    pub started_at: Millis,
    /// When this was looked at.
    pub looked_at: Millis,
    /// All services, in a fixed order.
    pub services: Vec<ServiceView>,
    /// What the caller may do: `backup`, `test_mail`.
    pub actions: Vec<&'static str>,
}

/// How everything is doing.
///
/// # Errors
/// Without `settings.edit`.
pub async fn get(app: &App, staff: &Staff) -> Result<SystemView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let look = look(app).await;
    let mut actions = Vec::new();
    if app.config.backups.is_some() {
        actions.push("backup");
    }
    if app.mailer().is_some() {
        actions.push("test_mail");
    }
    Ok(SystemView {
        state: look.state(),
        version: env!("CARGO_PKG_VERSION"),
        migration: app.store.version().await.doing("Reading the database's version")?,
        started_at: app.started_at(),
        looked_at: app.now(),
        services: look.services,
        actions,
    })
}

/// Asks for a backup now; it is made beside everything else and drilled like the daily one.
///
/// # Errors
/// Without `settings.edit`, `system.no_backup_plan`, `system.backup_running`.
pub async fn ask_backup(app: &App, staff: &Staff) -> Result<(), Failure> {
    staff.demand(Permission::SettingsEdit)?;
    if app.config.backups.is_none() {
        return Err(Failure::refuse(Kind::Conflict, "system.no_backup_plan"));
    }
    let newest = bole_store::backup_run::newest(&app.store, "backup", 1).await.doing("Reading backups")?;
    let runs = |at: Millis| at.plus(15 * MINUTE_MS) > app.now();
    if newest.first().is_some_and(|it| it.finished_at.is_none() && it.error.is_none() && runs(it.started_at)) {
        return Err(Failure::refuse(Kind::Conflict, "system.backup_running"));
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let deed = Deed { actor: staff.into(), action: "backup.ask", subject: None, params: json!({}) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Asking for a backup")?;
    app.ask_backup();
    Ok(())
}
