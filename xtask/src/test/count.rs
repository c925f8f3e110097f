//! Counting tests out of what the test runners print. An end that reports failure is never counted as passed.

use serde_json::Value;

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: usize,
    /// Those that failed, timed out or never came to run.
    pub failed: usize,
}

impl Tally {
    /// One test.
    pub fn of(has_passed: bool) -> Self {
        if has_passed { Self { passed: 1, failed: 0 } } else { Self { passed: 0, failed: 1 } }
    }

    /// Both counts together.
    pub fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// The same count, with one failure more when the runner failed for a reason that is no test.
    pub fn ended(self, is_success: bool) -> Self {
        if is_success || self.failed > 0 { self } else { self.and(Self::of(false)) }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The summary line of `cargo nextest run`; tests that never came to run count as failed.
pub fn nextest(output: &str) -> Tally {
    let clean = without_colours(output);
    let Some(line) = clean.lines().rev().find(|it| it.trim_start().starts_with("Summary [")) else {
        return Tally::default();
    };
    let (head, counts) = line.split_once(" run: ").unwrap_or((line, ""));
    let counts = without_brackets(counts);
    let count = |words: &[&str]| -> usize {
        let parts = counts.split(',').map(str::trim).filter_map(|it| it.split_once(' '));
        parts.filter(|(_, what)| words.contains(what)).filter_map(|(n, _)| n.parse::<usize>().ok()).sum()
    };
    let (run, all) = head.split_whitespace().rev().nth(1).map_or((0, 0), planned);
    Tally {
        passed: count(&["passed"]),
        failed: count(&["failed", "timed out", "exec failed"]) + all.saturating_sub(run),
    }
}

/// The `test result:` lines of `cargo test`, added up.
pub fn cargo_test(output: &str) -> Tally {
    let clean = without_colours(output);
    let results = clean.lines().filter_map(|it| it.trim_start().strip_prefix("test result: "));
    results.fold(Tally::default(), |tally, line| {
        tally.and(Tally { passed: number_before(line, " passed"), failed: number_before(line, " failed") })
    })
}

/// The JSON report of vitest; a file that cannot be loaded counts as one failure.
pub fn vitest(report: &str) -> Option<Tally> {
    let report: Value = serde_json::from_str(report).ok()?;
    let number = |key: &str| report.get(key)?.as_u64().and_then(|it| usize::try_from(it).ok());
    let files = report.get("testResults").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let has_failed_empty = |file: &&Value| {
        file["status"] == "failed"
            && file["assertionResults"].as_array().is_none_or(|it| it.iter().all(|it| it["status"] != "failed"))
    };
    let broken = files.iter().filter(has_failed_empty).count();
    Some(Tally { passed: number("numPassedTests")?, failed: number("numFailedTests")? + broken })
}

/// The closing comments of TAP as node's test runner writes them.
pub fn tap(report: &str) -> Tally {
    let number = |key: &str| -> usize {
        let lines = report.lines().filter_map(|it| it.strip_prefix(key));
        lines.filter_map(|it| it.trim().parse::<usize>().ok()).sum()
    };
    Tally { passed: number("# pass "), failed: number("# fail ") + number("# cancelled ") }
}

/// `12` or, when the run was cut short, `3/12`, as (run, planned).
fn planned(text: &str) -> (usize, usize) {
    let (run, all) = text.split_once('/').unwrap_or((text, text));
    (run.parse().unwrap_or(0), all.parse().unwrap_or(0))
}

fn number_before(line: &str, word: &str) -> usize {
    let Some((before, _)) = line.split_once(word) else { return 0 };
    before.rsplit(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for it in text.chars() {
        match it {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(it),
            _ => {}
        }
    }
    kept.split(',').map(str::trim).collect::<Vec<_>>().join(", ")
}

fn without_colours(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        kept.push_str(before);
        rest = after.split_once('m').map_or("", |(_, it)| it);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::{Tally, cargo_test, nextest, tap, vitest};

    fn tally(passed: usize, failed: usize) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn the_summary_of_nextest_is_understood_in_all_its_forms() {
        let line =
            |counts: &str| nextest(&format!("noise\n     Summary [   0.12s] {counts}\nerror: test run failed\n"));
        assert_eq!(line("12 tests run: 12 passed, 3 skipped"), tally(12, 0));
        assert_eq!(line("1 test run: 1 passed, 0 skipped"), tally(1, 0));
        assert_eq!(
            line("9 tests run: 5 passed (1 slow, 1 leaky), 2 failed, 1 timed out, 1 exec failed, 0 skipped"),
            tally(5, 4)
        );
        assert_eq!(line("3/12 tests run: 2 passed, 1 failed, 0 skipped"), tally(2, 10));
        assert_eq!(
            nextest(
                "\u{1b}[32m     Summary\u{1b}[0m [ 1s] \u{1b}[1m4\u{1b}[0m tests run: \u{1b}[1m4\u{1b}[0m \u{1b}[32mpassed\u{1b}[0m, 0 skipped"
            ),
            tally(4, 0)
        );
        assert_eq!(nextest("error: could not compile"), tally(0, 0));
    }

    #[test]
    fn the_results_of_cargo_test_are_added_up() {
        let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                      test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(cargo_test(output), tally(5, 1));
    }

    #[test]
    fn a_web_test_file_that_cannot_be_loaded_is_a_failure() {
        let report = r#"{"numPassedTests":4,"numFailedTests":1,"testResults":[
            {"status":"failed","assertionResults":[{"status":"failed"},{"status":"passed"}]},
            {"status":"failed","assertionResults":[]},{"status":"passed","assertionResults":[{"status":"passed"}]}]}"#;
        assert_eq!(vitest(report), Some(tally(4, 2)));
        assert_eq!(vitest("no report"), None);
    }

    #[test]
    fn cancelled_browser_tests_count_as_failed() {
        assert_eq!(tap("ok 1 - a\n# tests 5\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 0\n"), tally(3, 2));
    }

    #[test]
    fn a_runner_that_fails_without_a_failed_test_is_one_failure() {
        assert_eq!(tally(7, 0).ended(false), tally(7, 1));
        assert_eq!(tally(7, 2).ended(false), tally(7, 2));
        assert_eq!(tally(7, 0).ended(true), tally(7, 0));
        assert_eq!(tally(7, 2).to_string(), "7 passed, 2 failed");
    }
}
