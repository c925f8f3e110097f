//! The Rust suites: formatting, lints, all tests on both databases, examples in documentation.

use super::count::{self, Tally};
use super::postgres::Postgres;
use crate::workspace::Workspace;
use crate::{process, web};

/// Where the tests find the private PostgreSQL.
const POSTGRES_VARIABLE: &str = "BOLE_TEST_POSTGRES";

/// Whether every file is formatted.
pub fn formatting(workspace: &Workspace) -> anyhow::Result<Tally> {
    Ok(Tally::of(process::watch(&mut workspace.cargo(&["fmt", "--all", "--check"]))?.is_success))
}

/// Whether clippy has nothing to say.
pub fn lints(workspace: &Workspace) -> anyhow::Result<Tally> {
    let arguments = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    Ok(Tally::of(process::watch(&mut workspace.cargo(&arguments))?.is_success))
}

/// All Rust tests, with cargo-nextest where it is installed.
pub fn tests(workspace: &Workspace) -> anyhow::Result<Tally> {
    // Tests of the binary start it, and it takes the web applications in.
    web::build_server(workspace)?;
    let postgres = Postgres::start()?;
    let has_nextest = process::succeeds(&mut workspace.cargo(&["nextest", "--version"]));
    let mut command = if has_nextest {
        workspace.cargo(&["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        workspace.cargo(&["test", "--workspace", "--all-targets", "--no-fail-fast"])
    };
    let ended = process::watch(command.env(POSTGRES_VARIABLE, postgres.url()))?;
    let tally = if has_nextest { count::nextest(&ended.output) } else { count::cargo_test(&ended.output) };
    Ok(tally.ended(ended.is_success && tally.passed > 0))
}

/// The examples in documentation comments, compiled and run.
pub fn examples(workspace: &Workspace) -> anyhow::Result<Tally> {
    let ended = process::watch(&mut workspace.cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]))?;
    Ok(count::cargo_test(&ended.output).ended(ended.is_success))
}
