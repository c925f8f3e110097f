//! The suites of the web workspace: both builds, the types of every package, the unit tests of every package.

use anyhow::Context as _;

use super::count::{self, Tally};
use crate::workspace::Workspace;
use crate::{process, web};

/// Builds both applications; each is one test.
pub fn builds(workspace: &Workspace) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for app in web::APPS {
        let outcome = web::build(workspace, app);
        if let Err(error) = &outcome {
            eprintln!("error: {error:#}");
        }
        tally = tally.and(Tally::of(outcome.is_ok()));
    }
    Ok(tally)
}

/// Checks the types of every package that has a `check` script; each is one test.
pub fn types(workspace: &Workspace) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for member in web::members(workspace)?.iter().filter(|it| it.script("check").is_some()) {
        let ended = process::watch(&mut workspace.npm(&["run", "check", "--workspace", &member.name]))?;
        tally = tally.and(Tally::of(ended.is_success));
    }
    Ok(tally)
}

/// Runs vitest in every package whose `test` script does.
pub fn tests(workspace: &Workspace) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for member in web::members(workspace)? {
        if !member.script("test").is_some_and(|it| it.contains("vitest")) {
            continue;
        }
        let report = workspace.note("vitest.json")?;
        if report.exists() {
            std::fs::remove_file(&report).with_context(|| format!("Removing {}", report.display()))?;
        }
        let output = format!("--outputFile.json={}", report.display());
        let reporters = ["--reporter=default", "--reporter=json", &output];
        let mut command = workspace.npm(&["run", "test", "--workspace", &member.name, "--"]);
        let ended = process::watch(command.args(reporters))?;
        let counted = std::fs::read_to_string(&report).ok().as_deref().and_then(count::vitest).unwrap_or_default();
        tally = tally.and(counted.ended(ended.is_success && counted.passed > 0));
    }
    Ok(tally)
}
