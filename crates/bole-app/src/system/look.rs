//! One look at everything that runs: the figures, and what they mean.

use bole_domain::time::{HOUR_MS, MINUTE_MS, Millis};
use bole_store::backup_run::BackupRun;
use bole_store::job::JobCounts;
use bole_store::message::ChannelCounts;
use serde_json::{Map, Value, json};

use super::{ServiceState, ServiceView, machine};
use crate::app::App;

/// A job that waits so long is late.
const LATE_MS: i64 = 10 * MINUTE_MS;
/// A daily backup that is older was missed.
const STALE_MS: i64 = 26 * HOUR_MS;
/// Failures of so long ago are history.
const RECENT_MS: i64 = 24 * HOUR_MS;
/// Less free disk wants attention, much less will soon stop writes.
const LITTLE_MB: u64 = 5_120;
const HARDLY_MB: u64 = 1_024;
/// A certificate that ends so soon should have been renewed.
const ENDS_MS: i64 = 21 * 24 * HOUR_MS;

/// Figures without words, for monitoring.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Whether the database answered.
    pub answers: bool,
    /// Jobs by state.
    pub jobs: JobCounts,
    /// Mails.
    pub mail: ChannelCounts,
    /// Short messages.
    pub sms: ChannelCounts,
    /// Appends that were acknowledged, and commits that held them.
    pub appends: (u64, u64),
    /// Free disk, MB.
    pub free_mb: Option<u64>,
    /// Memory in use, bytes.
    pub resident_bytes: Option<u64>,
    /// The newest backup.
    pub backup: Option<BackupRun>,
    /// The newest drill.
    pub drill: Option<BackupRun>,
}

/// Everything that runs.
#[derive(Debug)]
pub struct Look {
    /// The figures.
    pub figures: Figures,
    /// What they mean.
    pub services: Vec<ServiceView>,
}

impl Look {
    /// The worst of all services.
    #[must_use]
    pub fn state(&self) -> ServiceState {
        let worst = self.services.iter().map(|it| it.state).filter(|it| *it != ServiceState::Off).max();
        worst.unwrap_or(ServiceState::Ok)
    }
}

/// Looks at everything; what does not answer is broken and no error.
pub async fn look(app: &App) -> Look {
    let figures = figures(app).await;
    let now = app.now();
    let services = vec![
        database(app, &figures),
        writer(app, &figures),
        jobs(&figures.jobs, now),
        outbox(&figures),
        channel("mail", app.mailer().is_some(), "system.no_mail", &figures.mail),
        channel("sms", app.sms().is_some(), "system.no_sms", &figures.sms),
        backup(app, figures.backup.as_ref(), now),
        drill(app, figures.drill.as_ref()),
        disk(figures.free_mb),
        certificate(app, now),
    ];
    Look { figures, services }
}

async fn figures(app: &App) -> Figures {
    let (store, now) = (&app.store, app.now());
    let since = now.plus(-RECENT_MS);
    let jobs = bole_store::job::counts(store, now).await;
    let newest =
        async |kind| bole_store::backup_run::newest(store, kind, 1).await.ok().and_then(|it| it.into_iter().next());
    let counts = app.store.append_counts();
    Figures {
        answers: jobs.is_ok(),
        jobs: jobs.unwrap_or_default(),
        mail: bole_store::message::counts(store, "mail", since).await.unwrap_or_default(),
        sms: bole_store::message::counts(store, "sms", since).await.unwrap_or_default(),
        appends: (counts.appends, counts.commits),
        free_mb: machine::free_mb(&app.config.data),
        resident_bytes: machine::resident_bytes(),
        backup: newest("backup").await,
        drill: newest("drill").await,
    }
}

fn service(name: &'static str, found: (ServiceState, Option<&'static str>), figures: Value) -> ServiceView {
    let figures = match figures {
        Value::Object(it) => it.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    };
    ServiceView { name, state: found.0, advice: found.1, figures }
}

const FINE: (ServiceState, Option<&'static str>) = (ServiceState::Ok, None);

fn database(app: &App, figures: &Figures) -> ServiceView {
    let found = if figures.answers { FINE } else { (ServiceState::Broken, Some("system.no_answer")) };
    let kind = if app.store.is_postgres() { "PostgreSQL" } else { "SQLite" };
    service("database", found, json!({ "kind": kind }))
}

fn writer(app: &App, figures: &Figures) -> ServiceView {
    let found = if app.takes_writes() { FINE } else { (ServiceState::Broken, Some("system.read_only")) };
    let (appends, commits) = figures.appends;
    let per_commit = (commits > 0).then(|| (appends as f64 / commits as f64 * 10.0).round() / 10.0);
    service("writer", found, json!({ "appends": appends, "per_commit": per_commit }))
}

fn jobs(counts: &JobCounts, now: Millis) -> ServiceView {
    let oldest_ms = counts.oldest_due.map(|it| (now.0 - it.0).max(0));
    let found = match oldest_ms {
        Some(waited) if waited > LATE_MS => (ServiceState::Broken, Some("system.jobs_late")),
        _ if counts.given_up > 0 => (ServiceState::Warning, Some("system.jobs_given_up")),
        _ => FINE,
    };
    let figures = json!({
        "due": counts.due, "later": counts.later, "running": counts.running, "given_up": counts.given_up,
        "oldest_ms": oldest_ms,
    });
    service("jobs", found, figures)
}

fn outbox(figures: &Figures) -> ServiceView {
    let sum = |of: fn(&ChannelCounts) -> i64| of(&figures.mail) + of(&figures.sms);
    let (held, waiting, failed) = (sum(|it| it.held), sum(|it| it.waiting), sum(|it| it.failed));
    let found = match (held, failed) {
        (0, 0) => FINE,
        (0, _) => (ServiceState::Warning, Some("system.messages_failed")),
        _ => (ServiceState::Warning, Some("system.messages_held")),
    };
    service("outbox", found, json!({ "held": held, "waiting": waiting, "failed": failed }))
}

fn channel(name: &'static str, is_set: bool, unset: &'static str, counts: &ChannelCounts) -> ServiceView {
    let is_failing = counts.failed > 0 && counts.last_failed_at > counts.last_sent_at;
    let found = match (is_set, is_failing) {
        (false, _) => (ServiceState::Off, Some(unset)),
        (true, true) => (ServiceState::Warning, Some("system.messages_failed")),
        (true, false) => FINE,
    };
    let figures = json!({ "last_sent_at": counts.last_sent_at, "last_failed_at": counts.last_failed_at });
    service(name, found, figures)
}

fn backup(app: &App, newest: Option<&BackupRun>, now: Millis) -> ServiceView {
    const NAME: &str = "backup";
    let off = (ServiceState::Off, Some(if app.is_demo() { "system.demo_backup" } else { "system.backup_off" }));
    let Some(run) = newest else {
        let found = if app.config.backups.is_none() { off } else { (ServiceState::Warning, Some("system.no_backup")) };
        return service(NAME, found, json!({}));
    };
    let found = match (&run.error, run.finished_at) {
        _ if app.config.backups.is_none() => off,
        (Some(_), _) => (ServiceState::Broken, Some("system.backup_failed")),
        (None, _) if now.0 - run.started_at.0 > STALE_MS => (ServiceState::Broken, Some("system.backup_late")),
        _ => FINE,
    };
    let bytes_mb = run.bytes.map(|it| (it as f64 / 1_048_576.0 * 10.0).round() / 10.0);
    service(NAME, found, json!({ "last_at": run.finished_at.unwrap_or(run.started_at), "size_mb": bytes_mb }))
}

fn drill(app: &App, newest: Option<&BackupRun>) -> ServiceView {
    const NAME: &str = "drill";
    let Some(run) = newest else {
        let state = if app.config.backups.is_none() { ServiceState::Off } else { ServiceState::Warning };
        return service(NAME, (state, Some("system.no_drill")), json!({}));
    };
    let found = if run.error.is_some() { (ServiceState::Broken, Some("system.drill_failed")) } else { FINE };
    service(NAME, found, json!({ "last_at": run.finished_at, "rpo_ms": run.rpo_ms, "rto_ms": run.rto_ms }))
}

fn disk(free_mb: Option<u64>) -> ServiceView {
    let found = match free_mb {
        Some(free) if free < HARDLY_MB => (ServiceState::Broken, Some("system.disk_full")),
        Some(free) if free < LITTLE_MB => (ServiceState::Warning, Some("system.disk_low")),
        Some(_) => FINE,
        None => (ServiceState::Off, None),
    };
    service("disk", found, json!({ "free_mb": free_mb }))
}

fn certificate(app: &App, now: Millis) -> ServiceView {
    const NAME: &str = "certificate";
    let Some(facts) = app.certificate() else {
        return service(NAME, (ServiceState::Off, Some("system.no_certificate")), json!({}));
    };
    let found = match facts.until {
        Some(until) if until < now => (ServiceState::Broken, Some("system.certificate_expired")),
        Some(until) if until.0 - now.0 < ENDS_MS => (ServiceState::Warning, Some("system.certificate_ends")),
        _ => FINE,
    };
    service(NAME, found, json!({ "source": facts.source, "until_at": facts.until, "names": facts.names.join(", ") }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_late_full_or_ends_soon_says_so() {
        let late = JobCounts { due: 1, oldest_due: Some(Millis(0)), ..JobCounts::default() };
        assert_eq!(jobs(&late, Millis(LATE_MS)).state, ServiceState::Ok);
        assert_eq!(jobs(&late, Millis(LATE_MS + 1)).advice, Some("system.jobs_late"));
        let given_up = JobCounts { given_up: 1, ..JobCounts::default() };
        assert_eq!(jobs(&given_up, Millis(0)).state, ServiceState::Warning);
        let disks =
            [(Some(10_000), ServiceState::Ok), (Some(2_000), ServiceState::Warning), (Some(5), ServiceState::Broken)];
        for (free, expected) in disks.into_iter().chain([(None, ServiceState::Off)]) {
            assert_eq!(disk(free).state, expected, "{free:?}");
        }
    }

    #[test]
    fn a_channel_fails_only_while_its_last_message_failed() {
        let counts = |sent: i64, failed: i64| ChannelCounts {
            failed: 1,
            last_sent_at: Some(Millis(sent)),
            last_failed_at: Some(Millis(failed)),
            ..ChannelCounts::default()
        };
        assert_eq!(channel("mail", true, "system.no_mail", &counts(1, 2)).state, ServiceState::Warning);
        assert_eq!(channel("mail", true, "system.no_mail", &counts(2, 1)).state, ServiceState::Ok);
        assert_eq!(channel("mail", false, "system.no_mail", &counts(1, 2)).state, ServiceState::Off);
    }
}
