//! Backups and drills while candidates write: each must restore whole, and what it costs is measured.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde_json::Value;
use tokio::process::Command;

use super::candidate::Candidate;
use super::outage;
use crate::process;
use crate::random::Random;
use crate::server::Server;

/// For each drill and for everything around it; a run that takes longer is stuck.
const LIMIT_PER_DRILL: Duration = Duration::from_secs(30);
const LIMIT_AROUND: Duration = Duration::from_secs(180);
/// Interviews each candidate has waiting beside one for each drill, so that nobody runs out.
const SPARE: u32 = 4;

/// What to try.
#[derive(Debug, Clone)]
pub struct DrillOptions {
    /// How many backups are made, each restored and checked.
    pub drills: u32,
    /// How many candidates write at the same time.
    pub candidates: u32,
    /// The same seed makes the same choices.
    pub seed: u64,
    /// The server's program.
    pub program: PathBuf,
}

/// What was measured, in milliseconds.
#[derive(Debug, Default)]
pub struct Drills {
    /// How long each backup took.
    pub created: Vec<u64>,
    /// What a disaster right after each would have cost.
    pub rpo: Vec<u64>,
    /// How long each took to restore and check.
    pub rto: Vec<u64>,
    /// Rows that the backups said they hold.
    pub rows: u64,
    /// Of these, rows that were not there after restoring.
    pub lost: u64,
    /// Drills that failed, and why.
    pub failures: Vec<String>,
    /// Interviews that were written meanwhile.
    pub interviews: usize,
}

impl Drills {
    /// Whether every backup restored whole.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.failures.is_empty() && self.lost == 0
    }
}

impl std::fmt::Display for Drills {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for failure in &self.failures {
            writeln!(out, "FAILED {failure}")?;
        }
        let (count, failed) = (self.rto.len() + self.failures.len(), self.failures.len());
        writeln!(out, "{count} backups restored under load ({} interviews), {failed} failed", self.interviews)?;
        writeln!(out, "{} rows restored, {} lost", self.rows - self.lost, self.lost)?;
        for (name, values) in [("backup", &self.created), ("RPO", &self.rpo), ("RTO", &self.rto)] {
            let mut values = values.clone();
            values.sort_unstable();
            let least = values.first().copied().unwrap_or(0);
            let median = values.get(values.len() / 2).copied().unwrap_or(0);
            let most = values.last().copied().unwrap_or(0);
            writeln!(out, "{name:<7} min {least} ms, median {median} ms, max {most} ms")?;
        }
        Ok(())
    }
}

/// Runs the trial.
///
/// # Errors
/// When it cannot be held to its end; a backup that does not restore is no error but stands in the report.
pub async fn drill(options: &DrillOptions) -> anyhow::Result<Drills> {
    process::raise_file_limit(1024)?;
    let folder = tempfile::Builder::new().prefix("bole-drill-").tempdir().context("Making a throw-away directory")?;
    let limit = LIMIT_PER_DRILL * options.drills + LIMIT_AROUND;
    let found = tokio::time::timeout(limit, drill_in(folder.path(), options)).await;
    let found = found.with_context(|| format!("The trial was not over after {} s", limit.as_secs()))??;
    folder.close().context("Deleting the throw-away directory")?;
    Ok(found)
}

async fn drill_in(folder: &Path, options: &DrillOptions) -> anyhow::Result<Drills> {
    let each = usize::try_from(options.drills + SPARE).context("Counting interviews")?;
    let count = usize::try_from(options.candidates).context("Counting candidates")?;
    eprintln!("Preparing {} interviews for {count} candidates…", each * count);
    let mut waiting = super::prepare(folder, each * count).await?;
    let random = Random::of(options.seed);
    let server = Server::start(&options.program, folder, 0).await?;
    let (board, watching) = outage::board();
    let mut chairs = tokio::task::JoinSet::new();
    for n in 0..options.candidates {
        let interviews = waiting.split_off(waiting.len() - each);
        let random = random.fork(1000 + u64::from(n));
        chairs.spawn(Candidate::new(server.port, random, watching.clone(), None).hold(interviews));
    }
    let mut found = Drills::default();
    for n in 0..options.drills {
        eprint!("\rdrill {}/{}", n + 1, options.drills);
        once(options, folder, &mut found).await?;
    }
    eprintln!();
    board.over();
    while let Some(chair) = chairs.join_next().await {
        found.interviews += chair.context("A candidate broke down")??.interviews.len();
    }
    server.end().await?;
    Ok(found)
}

async fn once(options: &DrillOptions, data: &Path, found: &mut Drills) -> anyhow::Result<()> {
    let began = Instant::now();
    let backup = bole(options, data, &["backup", "create", "--json"]).await?;
    found.created.push(u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
    let file = PathBuf::from(backup["file"].as_str().with_context(|| format!("No backup was made: {backup}"))?);
    let drill = bole(options, data, &["backup", "restore", "--drill", "--json"]).await?;
    let (stated, restored) = (backup["rows"].as_u64().unwrap_or(0), drill["rows"].as_u64().unwrap_or(0));
    found.rows += stated;
    found.lost += stated.saturating_sub(restored);
    if drill["passed"] == true {
        found.rpo.push(drill["rpo_ms"].as_u64().unwrap_or(u64::MAX));
        found.rto.push(drill["rto_ms"].as_u64().unwrap_or(u64::MAX));
    } else {
        found.failures.push(drill.to_string());
    }
    // Only the newest is drilled, and the disk may be small.
    std::fs::remove_file(&file).with_context(|| format!("Removing {}", file.display()))
}

async fn bole(options: &DrillOptions, data: &Path, arguments: &[&str]) -> anyhow::Result<Value> {
    let mut command = Command::new(&options.program);
    command.env_remove("BOLE_DATABASE").env_remove("BOLE_ROOT_KEY_FILE").env_remove("BOLE_BACKUP_KEY_FILE");
    let output = command.args(arguments).arg("--data").arg(data).output().await.context("Starting bole")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(!text.trim().is_empty(), "bole said nothing: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(text.trim()).with_context(|| format!("bole said {text:?}"))
}
