//! The server is killed again and again while candidates stay in one step past the limit; afterwards each of them must
//! have raised exactly one alert, and soon after the limit.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bole_app::environment::{Clock as _, SystemClock};
use bole_app::monitor_settings::{self, MonitorSettingsBody};
use bole_domain::ids::{ApplicationId, SessionId};
use bole_domain::time::Millis;
use bole_store::{Scope, Store};
use serde_json::json;
use tokio::sync::watch;

use crate::company::{self, Invited, done};
use crate::http::{Caller, Connection};
use crate::process;
use crate::random::Random;
use crate::server::Server;

/// One candidate after the other begins after so long.
const BETWEEN_STARTS: Duration = Duration::from_millis(1_100);
/// A device says so often that it is there.
const HEARTBEAT: Duration = Duration::from_millis(1_500);
/// After the last limit the server is killed for so much longer.
const AFTERWARDS: Duration = Duration::from_secs(4);
/// An alert comes within this time of the limit (AI-6).
const DELAY_LIMIT: Duration = Duration::from_secs(30);
/// A kill this close to a limit is around it.
const AROUND_MS: i64 = 1_000;

/// What to try.
#[derive(Debug, Clone)]
pub struct StuckOptions {
    /// How many candidates stay too long.
    pub trials: u32,
    /// How long they may stay, in seconds.
    pub limit_seconds: u32,
    /// The same seed makes the same choices.
    pub seed: u64,
    /// The server's program.
    pub program: PathBuf,
}

/// What the trial found.
#[derive(Debug, Default)]
pub struct StuckReport {
    took: Duration,
    limit_seconds: u32,
    kills: usize,
    around: usize,
    /// How many candidates got so many alerts.
    alerts: BTreeMap<usize, usize>,
    delays_ms: Vec<i64>,
}

/// Runs the trial.
///
/// # Errors
/// When it cannot be held to its end; a missing or repeated alert is no error but stands in the report.
pub async fn run(options: &StuckOptions) -> anyhow::Result<StuckReport> {
    process::raise_file_limit(1024)?;
    let folder = tempfile::Builder::new().prefix("bole-stuck-").tempdir().context("Making a throw-away directory")?;
    let limit = BETWEEN_STARTS * options.trials + Duration::from_secs(180 + u64::from(options.limit_seconds));
    let report = tokio::time::timeout(limit, run_in(folder.path(), options)).await;
    let report = report.with_context(|| format!("The trial was not over after {} s", limit.as_secs()))??;
    folder.close().context("Deleting the throw-away directory")?;
    Ok(report)
}

async fn run_in(data: &Path, options: &StuckOptions) -> anyhow::Result<StuckReport> {
    let began = Instant::now();
    eprintln!("Preparing {} interviews…", options.trials);
    let invited = prepare(data, options).await?;
    let server = Server::start(&options.program, data, 0).await?;
    let port = server.port;
    eprintln!("Killing the server until all of them have stayed too long…");
    let (end, ended) = watch::channel(false);
    let mut chairs = tokio::task::JoinSet::new();
    for (n, it) in invited.iter().enumerate() {
        let wait = BETWEEN_STARTS * u32::try_from(n).unwrap_or(u32::MAX);
        chairs.spawn(stay(port, it.token.clone(), wait, ended.clone()));
    }
    let lasts = BETWEEN_STARTS * options.trials + Duration::from_secs(u64::from(options.limit_seconds)) + AFTERWARDS;
    let (server, kills) = kill_for(server, data, options, lasts).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let _ = end.send(true);
    while let Some(chair) = chairs.join_next().await {
        chair.context("A candidate broke down")?;
    }
    server.end().await?;
    let (_, store) = company::open(data).await?;
    let report = compare(&store, &invited, &kills, options).await?;
    store.close().await.context("Closing the database")?;
    Ok(StuckReport { took: began.elapsed(), ..report })
}

async fn prepare(data: &Path, options: &StuckOptions) -> anyhow::Result<Vec<Invited>> {
    let company = company::make(data).await?;
    let body = MonitorSettingsBody { limit_seconds: options.limit_seconds };
    done("Setting the limit", monitor_settings::put(&company.app, &company.admin, body).await)?;
    let count = usize::try_from(options.trials).context("Counting interviews")?;
    company::invite(&company, count).await
}

/// Kills and starts the server for so long; gives the last one, which lives, and when the others died.
async fn kill_for(
    mut server: Server,
    data: &Path,
    options: &StuckOptions,
    lasts: Duration,
) -> anyhow::Result<(Server, Vec<Millis>)> {
    let (began, clock) = (Instant::now(), SystemClock::default());
    let mut random = Random::of(options.seed);
    let port = server.port;
    let mut kills = Vec::new();
    while began.elapsed() < lasts {
        tokio::time::sleep(random.between_ms(300, 900)).await;
        server.kill().await?;
        kills.push(clock.now());
        server = Server::start(&options.program, data, port).await?;
        if kills.len().is_multiple_of(50) {
            eprintln!("  {} kills", kills.len());
        }
    }
    Ok((server, kills))
}

/// Begins an interview after a while and then only says again and again that the device is there.
async fn stay(port: u16, token: String, wait: Duration, mut ended: watch::Receiver<bool>) {
    tokio::time::sleep(wait).await;
    let caller = Caller::candidate(port, &token);
    let commands = json!({ "client_id": "trial-device", "commands": [
        { "client_seq": 1, "kind": "open" },
        { "client_seq": 2, "kind": "consent", "interview": true, "ai_scoring": true },
        { "client_seq": 3, "kind": "start" },
    ] });
    let heartbeat = json!({ "client_id": "trial-device", "backlog": 0 });
    let mut is_begun = false;
    while !*ended.borrow() {
        let (path, body) =
            if is_begun { ("/api/interview/heartbeat", &heartbeat) } else { ("/api/interview/commands", &commands) };
        // A server that is gone answers nothing; the same is sent again soon.
        let is_heard = say(port, &caller, path, &body.to_string()).await.is_ok();
        is_begun |= is_heard;
        let pause = if is_heard { HEARTBEAT } else { Duration::from_millis(40) };
        // Either the pause is over or the trial is.
        let _ = tokio::time::timeout(pause, ended.wait_for(|it| *it)).await;
    }
}

async fn say(port: u16, caller: &Caller, path: &str, body: &str) -> anyhow::Result<()> {
    let mut connection = Connection::open(port).await?;
    connection.post(caller, path, body.as_bytes()).await?.demand_ok().map(drop)
}

async fn compare(
    store: &Store,
    invited: &[Invited],
    kills: &[Millis],
    options: &StuckOptions,
) -> anyhow::Result<StuckReport> {
    let mut report = StuckReport { limit_seconds: options.limit_seconds, kills: kills.len(), ..Default::default() };
    let limit_ms = i64::from(options.limit_seconds) * 1000;
    let raised = raised(store).await?;
    for it in invited {
        // The row is unique by its stay; what was told in the trail shows a second one as well.
        let told = told(store, it.application).await?;
        let rows = raised.get(&it.session).map_or(0, Vec::len);
        *report.alerts.entry(told.max(rows)).or_default() += 1;
        for (entered_at, raised_at) in raised.get(&it.session).into_iter().flatten() {
            let due_at = entered_at.plus(limit_ms);
            report.delays_ms.push(raised_at.since(due_at));
            report.around += usize::from(kills.iter().any(|it| it.since(due_at).abs() <= AROUND_MS));
        }
    }
    report.delays_ms.sort_unstable();
    Ok(report)
}

async fn raised(store: &Store) -> anyhow::Result<BTreeMap<SessionId, Vec<(Millis, Millis)>>> {
    let mut found: BTreeMap<SessionId, Vec<(Millis, Millis)>> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = bole_store::alert::list(store, &Scope::All, false, after.as_ref(), 200).await;
        let page = page.context("Listing alerts")?;
        for it in page.items {
            found.entry(it.alert.session_id).or_default().push((it.alert.entered_at, it.alert.raised_at));
        }
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

async fn told(store: &Store, application: ApplicationId) -> anyhow::Result<usize> {
    let rows = bole_store::audit::of_subject(store, "application", &application.to_string()).await;
    Ok(rows.context("Reading the trail")?.iter().filter(|it| it.action == "alert.raise").count())
}

impl StuckReport {
    /// Whether everybody got exactly one alert, in time and never early.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let limit = i64::try_from(DELAY_LIMIT.as_millis()).unwrap_or(i64::MAX);
        self.is_once_and_never_early() && self.delays_ms.iter().all(|it| *it <= limit)
    }

    /// Whether everybody got exactly one alert, and none before its limit. How late it came says as much about the machine
    /// as about the server, so tests ask this and the trial asks more.
    #[must_use]
    pub fn is_once_and_never_early(&self) -> bool {
        self.alerts.keys().all(|it| *it == 1) && self.delays_ms.iter().all(|it| *it >= 0)
    }

    /// How often the server was killed.
    #[must_use]
    pub const fn kills(&self) -> usize {
        self.kills
    }

    /// How many candidates got exactly one alert.
    #[must_use]
    pub fn exactly_one(&self) -> usize {
        self.alerts.get(&1).copied().unwrap_or_default()
    }

    fn delay(&self, permille: usize) -> i64 {
        let last = self.delays_ms.len().saturating_sub(1);
        self.delays_ms.get((self.delays_ms.len() * permille / 1000).min(last)).copied().unwrap_or_default()
    }
}

impl fmt::Display for StuckReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trials: usize = self.alerts.values().sum();
        writeln!(out, "candidates over the limit  {trials} (limit {} s)", self.limit_seconds)?;
        writeln!(out, "kills                      {}", self.kills)?;
        writeln!(out, "  within 1 s of a limit    for {} candidates", self.around)?;
        for (alerts, candidates) in &self.alerts {
            writeln!(out, "  {alerts} alerts                 {candidates} candidates")?;
        }
        writeln!(
            out,
            "delay after the limit, ms  p50 {}, p99 {}, max {} (n = {})   limit {} ms",
            self.delay(500),
            self.delay(990),
            self.delay(1000),
            self.delays_ms.len(),
            DELAY_LIMIT.as_millis()
        )?;
        let verdict = if self.is_clean() { "one alert each, in time" } else { "BROKEN" };
        writeln!(out, "{verdict} ({:.0} s)", self.took.as_secs_f64())
    }
}
