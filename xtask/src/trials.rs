//! `crash` and `bench`: builds the server and the trials in one profile and runs them. What is measured stands in `trials/`.

use anyhow::Context as _;
use clap::Args;

use crate::workspace::Workspace;
use crate::{process, web};

/// How to try what a crash does.
#[derive(Debug, Args)]
pub struct Crash {
    /// How often the server is killed.
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// How many candidates write at the same time.
    #[arg(long, default_value_t = 20)]
    candidates: u32,
    /// The same seed makes the same choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Instead: so many candidates stay too long in one step while the server is killed; each must raise one alert.
    #[arg(long, conflicts_with = "drills")]
    stuck: Option<u32>,
    /// Instead: so many backups are made while candidates write, each restored into scratch and checked; prints RPO and RTO.
    #[arg(long)]
    drills: Option<u32>,
}

/// What to measure.
#[derive(Debug, Args)]
pub struct Bench {
    /// Only these parts, separated by commas: disk, autosave, pace, list, sign-ins, idle, sockets.
    #[arg(long)]
    only: Option<String>,
    /// A tenth of all times and counts: to see whether it runs, not to judge.
    #[arg(long)]
    quick: bool,
}

/// Kills the server while candidates write and tells whether everything acknowledged is there, once.
pub fn crash(workspace: &Workspace, wanted: &Crash) -> anyhow::Result<bool> {
    build(workspace, &[])?;
    let Crash { kills, candidates, seed, stuck, drills } = wanted;
    if let Some(trials) = stuck {
        let arguments = ["stuck", "--trials", &trials.to_string(), "--seed", &seed.to_string()];
        return run(workspace, "debug", &arguments);
    }
    if let Some(drills) = drills {
        let arguments = [
            "drill",
            "--drills",
            &drills.to_string(),
            "--candidates",
            &candidates.to_string(),
            "--seed",
            &seed.to_string(),
        ];
        return run(workspace, "debug", &arguments);
    }
    let arguments =
        ["crash", "--kills", &kills.to_string(), "--candidates", &candidates.to_string(), "--seed", &seed.to_string()];
    run(workspace, "debug", &arguments)
}

/// Measures the server as it is shipped and tells whether every goal is met.
pub fn bench(workspace: &Workspace, wanted: &Bench) -> anyhow::Result<bool> {
    build(workspace, &["--release"])?;
    let mut arguments = vec!["bench"];
    if let Some(parts) = &wanted.only {
        arguments.extend(["--only", parts]);
    }
    if wanted.quick {
        arguments.push("--quick");
    }
    run(workspace, "release", &arguments)
}

fn build(workspace: &Workspace, profile: &[&str]) -> anyhow::Result<()> {
    // The server takes the applications in. Neither trial opens a page, so what was built last will do.
    for app in web::APPS {
        let folder = workspace.path(&format!("web/{app}/dist"));
        std::fs::create_dir_all(&folder).with_context(|| format!("Making {}", folder.display()))?;
    }
    let arguments = [&["build", "--quiet", "--package", "bole", "--package", "bole-trials"], profile].concat();
    process::run(&mut workspace.cargo(&arguments))
}

fn run(workspace: &Workspace, profile: &str, arguments: &[&str]) -> anyhow::Result<bool> {
    let program = workspace.target(&format!("{profile}/bole-trials"));
    let mut command = workspace.command(&program.display().to_string());
    eprintln!("$ {} {}", program.display(), arguments.join(" "));
    Ok(command.args(arguments).status().context("Starting the trial")?.success())
}
