//! The command line of the trials. Results go to stdout, progress to stderr; exit code 1 when a promise was broken.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use bole_trials::bench::{self, BenchOptions, Part};
use bole_trials::crash::{self, CrashOptions, DrillOptions, Mutant};
use bole_trials::server;
use bole_trials::stuck::{self, StuckOptions};
use clap::{Args, Parser, Subcommand};

/// Trials of the Bole server.
#[derive(Debug, Parser)]
#[command(name = "bole-trials")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Kills the server at random moments while candidates write, and looks for what was lost.
    Crash(CrashArguments),
    /// Kills the server while candidates stay too long in one step, and counts the alerts each of them raised.
    Stuck(StuckArguments),
    /// Makes backups while candidates write, restores and checks each, and prints RPO and RTO.
    Drill(DrillArguments),
    /// Measures the server beside what this machine can do.
    Bench(BenchArguments),
    /// The bare server that the real one is compared with.
    #[command(hide = true)]
    Reference {
        /// The folder of its database.
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
struct CrashArguments {
    /// How often the server is killed.
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// How many candidates write at the same time.
    #[arg(long, default_value_t = 20)]
    candidates: u32,
    /// The same seed makes the same choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Breaks a promise on purpose, to see whether the check notices.
    #[arg(long)]
    mutant: Option<Mutant>,
    /// The server's program; the one beside this program unless given.
    #[arg(long)]
    program: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct StuckArguments {
    /// How many candidates stay too long.
    #[arg(long, default_value_t = 200)]
    trials: u32,
    /// How long they may stay, in seconds.
    #[arg(long, default_value_t = 10)]
    limit_seconds: u32,
    /// The same seed makes the same choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's program; the one beside this program unless given.
    #[arg(long)]
    program: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct DrillArguments {
    /// How many backups are made and restored.
    #[arg(long, default_value_t = 50)]
    drills: u32,
    /// How many candidates write at the same time.
    #[arg(long, default_value_t = 10)]
    candidates: u32,
    /// The same seed makes the same choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's program; the one beside this program unless given.
    #[arg(long)]
    program: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct BenchArguments {
    /// Only these parts.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// A tenth of the time and of the people: to see whether it runs, not to judge.
    #[arg(long)]
    quick: bool,
    /// The server's program; the one beside this program unless given.
    #[arg(long)]
    program: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bole-trials: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Crash(it) => {
            let program = it.program.map_or_else(server::beside_this_program, Ok)?;
            let options =
                CrashOptions { kills: it.kills, candidates: it.candidates, seed: it.seed, mutant: it.mutant, program };
            // One thread for all candidates leaves the other processor to the server.
            let report = alone()?.block_on(crash::run(&options))?;
            print!("{report}");
            Ok(report.is_clean())
        }
        Command::Stuck(it) => {
            let program = it.program.map_or_else(server::beside_this_program, Ok)?;
            let (trials, limit_seconds, seed) = (it.trials, it.limit_seconds, it.seed);
            let report = alone()?.block_on(stuck::run(&StuckOptions { trials, limit_seconds, seed, program }))?;
            print!("{report}");
            Ok(report.is_clean())
        }
        Command::Drill(it) => {
            let program = it.program.map_or_else(server::beside_this_program, Ok)?;
            let options = DrillOptions { drills: it.drills, candidates: it.candidates, seed: it.seed, program };
            let found = alone()?.block_on(crash::drill(&options))?;
            print!("{found}");
            Ok(found.is_clean())
        }
        Command::Bench(it) => {
            let program = it.program.map_or_else(server::beside_this_program, Ok)?;
            let options = BenchOptions { only: it.only, quick: it.quick, program };
            let table = alone()?.block_on(bench::run(&options))?;
            print!("{table}");
            Ok(table.is_met())
        }
        Command::Reference { folder } => {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
            runtime.context("Starting the runtime")?.block_on(bench::reference::serve(&folder))?;
            Ok(true)
        }
    }
}

fn alone() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("Starting the runtime")
}
