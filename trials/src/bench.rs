//! Measures the real server, each figure beside a limit or beside what a bare server reaches in the same run.
//!
//! Everything runs on this machine's loopback; every count and every time is bounded.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use clap::ValueEnum;

use crate::{company, process};

mod autosave;
mod disk;
mod list;
mod memory;
pub mod reference;
mod table;

pub use table::Table;

/// Files this program and the server may have open at once.
const OPEN_FILES: u64 = 4096;
/// Applications in the table.
const CROWD: usize = 10_000;
/// Accounts that sign in at once.
const SIGN_INS: usize = 32;
/// The connections at which autosaves are measured.
const CONNECTIONS: [usize; 2] = [64, 1000];

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// What the disk can do.
    Disk,
    /// Acknowledged autosaves, against the bare server.
    Autosave,
    /// Autosaves of many interviews at their usual pace.
    Pace,
    /// The candidate list.
    List,
    /// Many log-ins at once.
    SignIns,
    /// The idle server.
    Idle,
    /// Idle WebSockets.
    Sockets,
}

/// What to measure.
#[derive(Debug, Clone)]
pub struct BenchOptions {
    /// Only these parts; all when empty.
    pub only: Vec<Part>,
    /// A tenth of times and counts: to see whether it runs.
    pub quick: bool,
    /// The server's program.
    pub program: PathBuf,
}

impl BenchOptions {
    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    fn count(&self, full: usize) -> usize {
        if self.quick { full.div_ceil(10) } else { full }
    }

    fn seconds(&self, full: u32) -> Duration {
        Duration::from_secs(u64::from(full)) / if self.quick { 10 } else { 1 }
    }
}

/// Measures what was asked for.
///
/// # Errors
/// When something cannot be measured; a missed limit is no error but stands in the table.
pub async fn run(options: &BenchOptions) -> anyhow::Result<Table> {
    process::raise_file_limit(OPEN_FILES)?;
    let folder = tempfile::Builder::new().prefix("bole-bench-").tempdir().context("Making a throw-away directory")?;
    let mut table = Table::default();
    measure(folder.path(), options, &mut table).await?;
    folder.close().context("Deleting the throw-away directory")?;
    Ok(table)
}

async fn measure(folder: &Path, options: &BenchOptions, table: &mut Table) -> anyhow::Result<()> {
    if options.wants(Part::Disk) || options.wants(Part::Autosave) {
        eprintln!("Writing to the disk…");
        disk::measure(folder, options, table)?;
    }
    if options.wants(Part::Autosave) || options.wants(Part::Pace) {
        autosave::measure(folder, options, table).await?;
    }
    let looks_at_crowd = [Part::List, Part::SignIns, Part::Idle, Part::Sockets];
    if looks_at_crowd.into_iter().any(|it| options.wants(it)) {
        let data = folder.join("crowd");
        let (crowd, count) = (options.count(CROWD), options.count(SIGN_INS));
        eprintln!("Preparing {crowd} applications and {count} accounts…");
        let company = company::make(&data).await?;
        company::add_crowd(&company, crowd).await?;
        let accounts = company::add_staff(&company, count).await?;
        memory::idle(&data, options, table).await?;
        list::measure(&data, &company, options, table).await?;
        memory::sign_ins(&data, &company, &accounts, options, table).await?;
        memory::sockets(&data, &company, options, table).await?;
        company.store.close().await.context("Closing the database")?;
    }
    Ok(())
}
