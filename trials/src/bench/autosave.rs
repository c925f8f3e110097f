//! Acknowledged autosaves of 1 kB: as fast as they go, against the bare server; and of many interviews at their own pace.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::json;
use tokio::task::JoinSet;

use super::table::Table;
use super::{BenchOptions, CONNECTIONS, Part};
use crate::company::{self, Invited};
use crate::http::{Caller, Connection};
use crate::server::{Server, Starting};

/// Turns of each server; the median of their ratios counts.
const TURNS: usize = 3;
/// Seconds of a turn, after which seconds of warming up.
const TURN_S: u32 = 6;
const WARM_UP_S: u32 = 1;
/// Seconds of the run at the usual pace, and between two saves of one interview.
const PACE_RUN_S: u32 = 30;
const PACE: Duration = Duration::from_secs(5);
/// The goal: at least so much of what the bare server reaches.
const SHARE: f64 = 0.5;
/// Where commands go.
const COMMANDS: &str = "/api/interview/commands";
/// The number of the run at the usual pace, after all others.
const PACE_TURN: u64 = 100;
/// Revisions of one run, so that the next run's are higher.
const REVISIONS: u64 = 100_000;

/// One candidate's saves.
struct Writer {
    connection: Connection,
    caller: Caller,
    client: String,
    revision: u64,
}

/// What a run acknowledged.
struct Run {
    per_second: f64,
    latencies: Vec<Duration>,
}

/// Measures both kinds.
///
/// # Errors
/// When a server refuses a save.
pub async fn measure(folder: &Path, options: &BenchOptions, table: &mut Table) -> anyhow::Result<()> {
    let most = options.count(CONNECTIONS[1]);
    eprintln!("Preparing {most} interviews…");
    let data = folder.join("autosave");
    let invited = {
        let company = company::make(&data).await?;
        company::invite(&company, most).await?
    };
    if options.wants(Part::Autosave) {
        for (first_turn, count) in (0..).step_by(TURNS).zip(CONNECTIONS.map(|it| options.count(it))) {
            let invited = invited.get(..count).context("Too few interviews")?;
            compare(folder, &data, invited, first_turn, options, table).await?;
        }
    }
    if options.wants(Part::Pace) {
        pace(&data, &invited, options, table).await?;
    }
    Ok(())
}

async fn compare(
    folder: &Path,
    data: &Path,
    invited: &[Invited],
    first_turn: u64,
    options: &BenchOptions,
    table: &mut Table,
) -> anyhow::Result<()> {
    let count = invited.len();
    eprintln!("Saving over {count} connections…");
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    for turn in (first_turn..).take(TURNS) {
        let server = Server::start(&options.program, data, 0).await?;
        ours.push(saves(server.port, invited, turn, true, options).await?);
        server.end().await?;
        let server = bare(&folder.join("reference")).await?;
        bares.push(saves(server.port, invited, turn, false, options).await?);
        server.kill().await?;
        if let (Some(own), Some(bare)) = (ours.last(), bares.last()) {
            eprintln!("  turn {turn}: {:.0} against {:.0} per second", own.per_second, bare.per_second);
        }
    }
    let ratios = ours.iter().zip(&bares).map(|(own, bare)| own.per_second / bare.per_second);
    let ratio = median(ratios.collect());
    let per_second = |runs: &[Run]| median(runs.iter().map(|it| it.per_second).collect());
    let slowest = |runs: &[Run]| at(&runs.iter().flat_map(|it| it.latencies.clone()).collect::<Vec<_>>(), 990);
    let (own, bare) = (per_second(&ours), per_second(&bares));
    table.note(
        format!("bare axum + SQLite WAL FULL, {count} connections"),
        format!("{bare:.0} per second, p99 {:.0} ms", slowest(&bares)),
    );
    let measured = format!("{own:.0} per second, p99 {:.0} ms", slowest(&ours));
    let goal = format!("{ratio:.2} of the bare server, goal ≥ {SHARE}");
    table.judge(format!("acknowledged 1 kB autosaves, {count} connections"), measured, goal, ratio >= SHARE);
    Ok(())
}

async fn bare(folder: &Path) -> anyhow::Result<Server> {
    let program: PathBuf = std::env::current_exe().context("Finding this program")?;
    let mut command = tokio::process::Command::new(program);
    command.arg("reference").arg(folder);
    Starting::run(command)?.listening().await
}

/// As many saves as go, each connection sending the next one when the last is acknowledged.
async fn saves(
    port: u16,
    invited: &[Invited],
    turn: u64,
    is_interview: bool,
    options: &BenchOptions,
) -> anyhow::Result<Run> {
    let writers = sit_down(port, invited, turn * REVISIONS, is_interview).await?;
    let from = Instant::now() + options.seconds(WARM_UP_S);
    let until = from + options.seconds(TURN_S);
    let mut running = JoinSet::new();
    for mut writer in writers {
        running.spawn(async move {
            let mut latencies = Vec::new();
            while Instant::now() < until {
                let began = Instant::now();
                writer.save().await?;
                if began >= from && Instant::now() <= until {
                    latencies.push(began.elapsed());
                }
            }
            anyhow::Ok(latencies)
        });
    }
    let latencies = collect(running).await?;
    let per_second = latencies.len() as f64 / (until - from).as_secs_f64();
    Ok(Run { per_second, latencies })
}

/// Each interview saves in its own rhythm; a save that is late counts from when it was due.
async fn pace(data: &Path, invited: &[Invited], options: &BenchOptions, table: &mut Table) -> anyhow::Result<()> {
    let count = invited.len();
    eprintln!("{count} interviews at their usual pace…");
    let server = Server::start(&options.program, data, 0).await?;
    let writers = sit_down(server.port, invited, PACE_TURN * REVISIONS, true).await?;
    let (began, length) = (Instant::now(), options.seconds(PACE_RUN_S));
    let mut running = JoinSet::new();
    for (n, mut writer) in (0_u32..).zip(writers) {
        let first = began + PACE * n / u32::try_from(count).unwrap_or(1);
        running.spawn(async move {
            let mut latencies = Vec::new();
            let mut due = first;
            while due < began + length {
                tokio::time::sleep_until(due.into()).await;
                writer.save().await?;
                latencies.push(due.elapsed());
                due += PACE;
            }
            anyhow::Ok(latencies)
        });
    }
    let latencies = collect(running).await?;
    server.end().await?;
    let measured = format!("p50 {:.1} ms, p99 {:.1} ms", at(&latencies, 500), at(&latencies, 990));
    table.note(format!("{count} interviews saving every 5 s, {} saves", latencies.len()), measured);
    Ok(())
}

/// Connects everybody and brings the interviews to their first question.
async fn sit_down(port: u16, invited: &[Invited], revision: u64, is_interview: bool) -> anyhow::Result<Vec<Writer>> {
    let mut writers = Vec::with_capacity(invited.len());
    for it in invited {
        let caller = Caller::candidate(port, &it.token);
        let mut connection = Connection::open(port).await?;
        let client = format!("bench-{}", it.session);
        if is_interview {
            let kinds = [
                json!({ "kind": "open", "client_seq": 1 }),
                json!({ "kind": "consent", "client_seq": 2, "interview": true, "ai_scoring": true }),
                json!({ "kind": "start", "client_seq": 3 }),
            ];
            let body = json!({ "client_id": client, "commands": kinds }).to_string();
            connection.post(&caller, COMMANDS, body.as_bytes()).await?.demand_ok()?;
        }
        writers.push(Writer { connection, caller, client, revision: revision + 10 });
    }
    Ok(writers)
}

impl Writer {
    async fn save(&mut self) -> anyhow::Result<()> {
        self.revision += 1;
        let revision = self.revision;
        let filler = "0123456789abcdef".repeat(62);
        let text = format!("{revision:032}{filler}");
        let body = format!(
            r#"{{"client_id":"{}","commands":[{{"client_seq":{revision},"kind":"save_draft","slot":"q1","revision":{revision},"text":"{text}"}}]}}"#,
            self.client
        );
        let answer = self.connection.post(&self.caller, COMMANDS, body.as_bytes()).await?.demand_ok()?;
        let is_saved = answer.body.windows(18).any(|it| it == br#""result":"applied""#);
        anyhow::ensure!(is_saved, "a save was not applied: {}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }
}

async fn collect(mut running: JoinSet<anyhow::Result<Vec<Duration>>>) -> anyhow::Result<Vec<Duration>> {
    let mut all = Vec::new();
    while let Some(ended) = running.join_next().await {
        all.extend(ended.context("A writer broke down")??);
    }
    Ok(all)
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The share `permille` of some times, in milliseconds.
fn at(all: &[Duration], permille: usize) -> f64 {
    let mut all = all.to_vec();
    all.sort_unstable();
    let place = (all.len() * permille / 1000).min(all.len().saturating_sub(1));
    all.get(place).map_or(f64::NAN, |it| it.as_secs_f64() * 1000.0)
}
