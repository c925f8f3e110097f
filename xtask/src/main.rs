//! `cargo xtask`: every piece of automation of the project, written in Rust instead of shell.
//!
//! It drives cargo, npm and the built binary as child processes. It must never contain a rule of the product.

mod codegen;
mod demo;
mod needs;
mod process;
mod stamp;
mod test;
mod tidy;
mod tree;
mod trials;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Automation of the Bole project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds what has changed and opens a fictitious company to look around in.
    Demo {
        /// The port to listen on; 0 takes a free one.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Only prints the address.
        #[arg(long)]
        no_open: bool,
    },
    /// Builds what has changed and serves the development data in target/dev-data.
    Dev {
        /// The port to listen on.
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Runs every test there is; the last line reads `N passed, N failed`.
    Test {
        /// Runs one part only.
        #[arg(long)]
        only: Option<test::Part>,
    },
    /// Kills the server at random moments while candidates write, and looks for what was lost.
    Crash(trials::Crash),
    /// Measures the server beside what this machine can do.
    Bench(trials::Bench),
    /// Checks the structure of the project by reading its files.
    Tidy,
    /// Writes openapi.json and the TypeScript types from the handlers.
    Codegen {
        /// Changes nothing and fails if something would change.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let outcome = Workspace::find().and_then(|workspace| match Arguments::parse().command {
        Command::Demo { port, no_open } => demo::demo(&workspace, port, !no_open),
        Command::Dev { port } => demo::dev(&workspace, port),
        Command::Test { only } => Ok(test::run(&workspace, only)),
        Command::Crash(wanted) => trials::crash(&workspace, &wanted),
        Command::Bench(wanted) => trials::bench(&workspace, &wanted),
        Command::Tidy => tidy::run(&workspace),
        Command::Codegen { check } => codegen::run(&workspace, check),
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
