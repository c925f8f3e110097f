//! The share of the crash trial that runs with every test: fewer kills, the same checks. And the checks are tried themselves.

use bole_trials::crash::{CrashOptions, DrillOptions, Mutant, Report, drill, run};
use bole_trials::server::beside_this_program;
use bole_trials::stuck::{self, StuckOptions};

/// Runs a trial with the server that the test command has built.
async fn trial(kills: u32, candidates: u32, mutant: Option<Mutant>) -> Report {
    let program = beside_this_program().expect("the server is built before the tests");
    let options = CrashOptions { kills, candidates, seed: 7, mutant, program };
    run(&options).await.expect("the trial is held to its end")
}

#[tokio::test]
async fn ten_kills_lose_nothing_and_repeat_nothing() {
    let report = trial(10, 5, None).await;
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.kills(), 10);
    assert!(report.acknowledged_texts() > 20, "{report}");
}

#[tokio::test]
async fn a_server_that_acknowledges_before_it_stores_is_found_out() {
    let report = trial(2, 5, Some(Mutant::AckBeforeCommit)).await;
    assert!(report.breaches().iter().any(|it| it.contains("is lost")), "{report}");
}

#[tokio::test]
async fn a_server_that_stores_twice_is_found_out() {
    let report = trial(2, 5, Some(Mutant::WriteTwice)).await;
    assert!(report.breaches().iter().any(|it| it.contains("stored 2 times")), "{report}");
}

#[tokio::test]
async fn candidates_who_stay_too_long_around_kills_raise_one_alert_each() {
    let program = beside_this_program().expect("the server is built before the tests");
    let options = StuckOptions { trials: 5, limit_seconds: 5, seed: 7, program };
    let report = stuck::run(&options).await.expect("the trial is held to its end");
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.exactly_one(), 5, "{report}");
}

#[tokio::test]
async fn backups_made_while_candidates_write_restore_whole() {
    let program = beside_this_program().expect("the server is built before the tests");
    let found = drill(&DrillOptions { drills: 2, candidates: 3, seed: 7, program }).await.expect("the trial ends");
    assert!(found.is_clean() && found.rto.len() == 2 && found.interviews > 0, "{found}");
}
