//! `test`: everything that can fail, in one run whose last line is `N passed, N failed`. A suite that cannot run counts as failed.

mod browser;
mod count;
mod postgres;
mod rust;
mod web_suites;

use std::io::Write as _;
use std::time::Instant;

use clap::ValueEnum;

use crate::workspace::Workspace;
use crate::{codegen, needs, tidy, web};
use count::Tally;

/// A part of all tests, for daily work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The structure of the project.
    Tidy,
    /// Formatting, lints and all Rust tests, on both databases.
    Rust,
    /// Builds, types and unit tests of the web workspace.
    Web,
    /// The real binary in a real browser.
    Browser,
}

/// A named group of tests.
struct Suite {
    name: &'static str,
    part: Part,
    run: fn(&Workspace) -> anyhow::Result<Tally>,
}

/// All suites. Web builds come first: the server takes their output in.
const SUITES: [Suite; 10] = [
    Suite { name: "tidy", part: Part::Tidy, run: tidy_rules },
    Suite { name: "web builds", part: Part::Web, run: web_suites::builds },
    Suite { name: "formatting", part: Part::Rust, run: rust::formatting },
    Suite { name: "lints", part: Part::Rust, run: rust::lints },
    Suite { name: "Rust tests", part: Part::Rust, run: rust::tests },
    Suite { name: "Rust examples", part: Part::Rust, run: rust::examples },
    Suite { name: "contract", part: Part::Web, run: contract },
    Suite { name: "web types", part: Part::Web, run: web_suites::types },
    Suite { name: "web tests", part: Part::Web, run: web_suites::tests },
    Suite { name: "browser tests", part: Part::Browser, run: browser::tests },
];

/// Runs all suites, or those of one part, and tells whether everything passed.
pub fn run(workspace: &Workspace, only: Option<Part>) -> bool {
    let started = Instant::now();
    let is_wanted = |part: Part| only.is_none_or(|it| it == part);
    let mut total = Tally::default();
    if let Err(error) = prepare(workspace, is_wanted) {
        say(&format!("FAILED  preparation: {error:#}"));
        total.failed += 1;
    } else {
        for suite in SUITES.iter().filter(|it| is_wanted(it.part)) {
            total = total.and(run_suite(workspace, suite));
        }
    }
    say(&format!("{:.1} minutes", started.elapsed().as_secs_f64() / 60.0));
    say(&total.to_string());
    total.failed == 0 && total.passed > 0
}

fn prepare(workspace: &Workspace, is_wanted: impl Fn(Part) -> bool) -> anyhow::Result<()> {
    let mut packages = Vec::new();
    if is_wanted(Part::Rust) {
        packages.extend([&needs::POSTGRES, &needs::POPPLER, &needs::FONTS]);
    }
    if is_wanted(Part::Browser) {
        packages.extend([&needs::CHROMIUM, &needs::FONTS]);
    }
    needs::install(&packages)?;
    if is_wanted(Part::Web) || is_wanted(Part::Browser) {
        web::install(workspace)?;
    }
    Ok(())
}

fn run_suite(workspace: &Workspace, suite: &Suite) -> Tally {
    eprintln!("\n── {} ──", suite.name);
    let started = Instant::now();
    let tally = (suite.run)(workspace).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        Tally::of(false)
    });
    let state = if tally.failed == 0 { "ok    " } else { "FAILED" };
    say(&format!("{state}  {}: {tally} ({:.0} s)", suite.name, started.elapsed().as_secs_f64()));
    tally
}

/// Prints a line of the result. What the suites print goes to stderr.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A reader who has gone must not stop the run: the exit code still tells.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn tidy_rules(workspace: &Workspace) -> anyhow::Result<Tally> {
    let (passed, failed) = tidy::check(workspace)?;
    Ok(Tally { passed, failed })
}

fn contract(workspace: &Workspace) -> anyhow::Result<Tally> {
    codegen::run(workspace, true).map(Tally::of)
}
