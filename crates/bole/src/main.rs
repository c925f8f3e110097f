//! The command line, and the only place where the parts are put together.

use std::process::ExitCode;

use bole::deployment::MEDIA_CHILD;
use clap::Parser as _;

mod backup;
mod cli;
mod demo;
mod key;
mod restore;
mod serve;
mod trail;
mod verify;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The child that reads uploaded files confines itself before anything else happens in the process.
    if std::env::args_os().nth(1).is_some_and(|it| it == MEDIA_CHILD) {
        return ExitCode::from(u8::try_from(bole_media::child_main()).unwrap_or(1));
    }
    let cli = cli::Cli::parse();
    match cli::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bole: {error:#}");
            ExitCode::FAILURE
        }
    }
}
