//! The browser suite: `web/e2e` drives the built binary with the system's Chromium. It builds what the tests start.

use std::process::Command;

use anyhow::Context as _;

use super::count::{self, Tally};
use crate::workspace::Workspace;
use crate::{process, stamp, web};

/// One test, a whole walk through all screens included, takes no longer.
const LIMIT: &str = "--test-timeout=300000";

/// Runs every browser test, one file after the other.
pub fn tests(workspace: &Workspace) -> anyhow::Result<Tally> {
    for app in web::APPS {
        web::build(workspace, app)?;
    }
    web::build_server(workspace)?;
    let report = workspace.note("browser.tap")?;
    let destination = format!("--test-reporter-destination={}", report.display());
    let mut command = Command::new("node");
    command.current_dir(workspace.path("web/e2e")).args(["--test", "--test-concurrency=1", LIMIT]);
    command.args(["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap", &destination]);
    let specs = stamp::files(&workspace.path("web/e2e/specs"))?;
    command.args(specs.iter().filter(|it| it.to_string_lossy().ends_with(".spec.mjs")));
    command.env("BOLE_BINARY", workspace.binary()).env("BOLE_SCREENSHOTS", workspace.target("screenshots"));
    let ended = process::watch(&mut command)?;
    let report = std::fs::read_to_string(&report).with_context(|| format!("Reading {}", report.display()))?;
    let tally = count::tap(&report);
    Ok(tally.ended(ended.is_success && tally.passed > 0))
}
