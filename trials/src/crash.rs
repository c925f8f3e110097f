//! The server is killed at random moments while candidates write; afterwards everything acknowledged must be there, once.
//!
//! Every choice comes from the seed, though not the moment at which the machine gets to it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::ValueEnum;

use crate::company::{self, Invited};
use crate::http::{Caller, Connection};
use crate::process;
use crate::random::Random;
use crate::server::Server;

mod candidate;
mod chaos;
mod check;
mod drill;
mod ledger;
mod outage;
mod report;
mod sitting;
mod stored;

use candidate::Candidate;
use chaos::Chaos;
pub use drill::{DrillOptions, Drills, drill};
use ledger::Interview;
pub use report::Report;

/// For each kill and for everything around it; a run that takes longer is stuck.
const LIMIT_PER_KILL: Duration = Duration::from_secs(5);
const LIMIT_AROUND: Duration = Duration::from_secs(180);
/// One candidate holds about one interview in so many kills.
const KILLS_PER_INTERVIEW: u32 = 3;

/// What to try.
#[derive(Debug, Clone)]
pub struct CrashOptions {
    /// How often the server is killed.
    pub kills: u32,
    /// How many candidates write at the same time.
    pub candidates: u32,
    /// The same seed makes the same choices.
    pub seed: u64,
    /// A promise to break.
    pub mutant: Option<Mutant>,
    /// The server's program.
    pub program: PathBuf,
}

/// A promise broken on purpose between candidate and server, to see whether the check notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mutant {
    /// Some drafts are acknowledged and never reach the server.
    AckBeforeCommit,
    /// Some drafts reach the server a second time under another number.
    WriteTwice,
}

/// Runs the trial.
///
/// # Errors
/// When it cannot be held to its end; a broken promise is no error but stands in the report.
pub async fn run(options: &CrashOptions) -> anyhow::Result<Report> {
    process::raise_file_limit(1024)?;
    let folder = tempfile::Builder::new().prefix("bole-crash-").tempdir().context("Making a throw-away directory")?;
    let limit = LIMIT_PER_KILL * options.kills + LIMIT_AROUND;
    let report = tokio::time::timeout(limit, run_in(folder.path(), options)).await;
    let report = report.with_context(|| format!("The trial was not over after {} s", limit.as_secs()))??;
    folder.close().context("Deleting the throw-away directory")?;
    Ok(report)
}

async fn run_in(data: &Path, options: &CrashOptions) -> anyhow::Result<Report> {
    let began = Instant::now();
    let each = usize::try_from(options.kills / KILLS_PER_INTERVIEW + 2).context("Counting interviews")?;
    let count = usize::try_from(options.candidates).context("Counting candidates")?;
    eprintln!("Preparing {} interviews for {count} candidates…", each * count);
    let mut waiting = prepare(data, each * count).await?;
    eprintln!("Killing the server {} times…", options.kills);
    let random = Random::of(options.seed);
    let server = Server::start(&options.program, data, 0).await?;
    let port = server.port;
    let (board, watching) = outage::board();
    let mut chairs = tokio::task::JoinSet::new();
    for n in 0..options.candidates {
        let interviews = waiting.split_off(waiting.len() - each);
        let random = random.fork(1000 + u64::from(n));
        chairs.spawn(Candidate::new(port, random, watching.clone(), options.mutant).hold(interviews));
    }
    let chaos = Chaos::new(options, data, port, random.fork(1), board);
    let (server, ended) = chaos.run(server).await?;
    let (mut interviews, mut resumes) = (Vec::new(), Vec::new());
    while let Some(chair) = chairs.join_next().await {
        let held = chair.context("A candidate broke down")??;
        interviews.extend(held.interviews);
        resumes.extend(held.resumes);
    }
    eprintln!("Comparing {} interviews with what is stored…", interviews.len());
    let breaches = compare(data, port, &interviews, server).await?;
    Ok(Report::of(&interviews, &breaches, resumes, ended, began.elapsed()))
}

async fn prepare(data: &Path, count: usize) -> anyhow::Result<Vec<Invited>> {
    let company = company::make(data).await?;
    company::invite(&company, count).await
}

/// Looks at every interview as its candidate sees it and, once the server has ended, as it is stored.
async fn compare(data: &Path, port: u16, interviews: &[Interview], server: Server) -> anyhow::Result<Vec<String>> {
    let mut breaches = Vec::new();
    let mut views = Vec::with_capacity(interviews.len());
    for it in interviews {
        let caller = Caller::candidate(port, &it.invited.token);
        let view = Connection::open(port).await?.get(&caller, "/api/interview").await?.demand_ok()?.json()?;
        breaches.extend(check::view(it, &view).into_iter().map(|what| format!("{}: {what}", it.invited.session)));
        views.push(view);
    }
    server.end().await?;
    let (app, store) = company::open(data).await?;
    for (it, view) in interviews.iter().zip(&views) {
        let stored = stored::read(&app, &store, &it.invited).await?;
        let found = check::stored(it, &stored, view);
        breaches.extend(found.into_iter().map(|what| format!("{}: {what}", it.invited.session)));
        breaches.extend(it.complaints.iter().map(|what| format!("{}: {what}", it.invited.session)));
    }
    store.close().await.context("Closing the database")?;
    Ok(breaches)
}
