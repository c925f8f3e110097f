//! The command line, and the only place where the parts are put together.

use std::process::ExitCode;

use bole::deployment::MEDIA_CHILD;
use clap::{CommandFactory as _, FromArgMatches as _};

mod backup;
mod cli;
mod config;
mod demo;
mod doctor;
mod key;
mod lan;
mod log;
mod serve;
mod tls;
mod trail;
mod verify;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The child that reads uploaded files confines itself before anything else happens in the process.
    if std::env::args_os().nth(1).is_some_and(|it| it == MEDIA_CHILD) {
        return ExitCode::from(u8::try_from(bole_media::child_main()).unwrap_or(1));
    }
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bole: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    let loaded = config::Loaded::find(std::env::args_os())?;
    let matches = loaded.applied_to(cli::Cli::command()).get_matches();
    let cli = cli::Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    cli::run(cli, &loaded)
}
