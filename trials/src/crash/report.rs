//! The figures of a crash trial, and whether every promise was kept.

use std::fmt;
use std::time::Duration;

use super::chaos::Ended;
use super::ledger::{Ack, Act, Interview, Resume};

/// A candidate goes on within this time after the server is back.
const RESUME_LIMIT: Duration = Duration::from_secs(3);
/// Findings that are printed; the rest is counted.
const SHOWN: usize = 20;

/// What the trial found.
#[derive(Debug, Default)]
pub struct Report {
    took: Duration,
    kills: u32,
    early: u32,
    starts: Vec<Duration>,
    since_back: Vec<Duration>,
    since_kill: Vec<Duration>,
    interviews: usize,
    statuses: [usize; 4],
    devices: u32,
    commands: usize,
    repeated: u32,
    texts: usize,
    history: usize,
    rescued: usize,
    unanswered: usize,
    breaches: Vec<String>,
}

impl Report {
    pub(super) fn of(
        interviews: &[Interview],
        breaches: &[String],
        resumes: Vec<Resume>,
        ended: Ended,
        took: Duration,
    ) -> Self {
        let sent = || interviews.iter().flat_map(|it| &it.sent);
        let count = |ack: &Ack| sent().filter(|it| it.act.is_write() && it.ack.as_ref() == Some(ack)).count();
        let in_status = |status: &str| interviews.iter().filter(|it| it.status() == status).count();
        Self {
            took,
            kills: ended.kills,
            early: ended.early,
            starts: sorted(ended.starts),
            since_back: sorted(resumes.iter().map(|it| it.since_back).collect()),
            since_kill: sorted(resumes.iter().map(|it| it.since_kill).collect()),
            interviews: interviews.len(),
            statuses: ["invited", "interviewing", "pending_review", "incomplete"].map(in_status),
            devices: interviews.iter().map(|it| it.devices).sum(),
            commands: sent().count(),
            repeated: sent().map(|it| it.times.saturating_sub(1)).sum(),
            texts: sent().filter(|it| matches!(it.act, Act::Write { .. }) && it.is_kept()).count(),
            history: count(&Ack::KeptAsHistory),
            rescued: count(&Ack::Duplicate),
            unanswered: sent().filter(|it| it.times > 0 && it.ack.is_none()).count(),
            breaches: breaches.to_vec(),
        }
    }

    /// What was found wrong.
    #[must_use]
    pub fn breaches(&self) -> &[String] {
        &self.breaches
    }

    /// How often the server was killed.
    #[must_use]
    pub const fn kills(&self) -> u32 {
        self.kills
    }

    /// How many texts were acknowledged.
    #[must_use]
    pub const fn acknowledged_texts(&self) -> usize {
        self.texts
    }

    /// Whether every promise was kept.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let slowest = self.since_back.last().copied().unwrap_or_default();
        self.breaches.is_empty() && self.unanswered == 0 && slowest <= RESUME_LIMIT
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [invited, running, complete, incomplete] = self.statuses;
        writeln!(out, "kills                      {} ({} while it started)", self.kills, self.early)?;
        writeln!(out, "interviews                 {} on {} devices", self.interviews, self.devices)?;
        writeln!(
            out,
            "  status                   {invited} invited, {running} interviewing, {complete} complete, {incomplete} incomplete"
        )?;
        writeln!(out, "commands                   {}, sent again {} times", self.commands, self.repeated)?;
        writeln!(out, "acknowledged texts         {}", self.texts)?;
        writeln!(out, "  kept as history          {}", self.history)?;
        writeln!(out, "  stored, answer lost      {} (the repetition was recognised)", self.rescued)?;
        writeln!(out, "  never answered           {}", self.unanswered)?;
        writeln!(out, "server start, ms           {}", spread(&self.starts))?;
        writeln!(
            out,
            "resume, ms                 {}   limit {} ms",
            spread(&self.since_back),
            RESUME_LIMIT.as_millis()
        )?;
        writeln!(out, "resume since the kill, ms  {}", spread(&self.since_kill))?;
        writeln!(out, "breaches                   {}", self.breaches.len())?;
        for breach in self.breaches.iter().take(SHOWN) {
            writeln!(out, "  {breach}")?;
        }
        let verdict = if self.is_clean() { "nothing lost, nothing twice, every status right" } else { "BROKEN" };
        writeln!(out, "{verdict} ({:.0} s)", self.took.as_secs_f64())
    }
}

fn sorted(mut all: Vec<Duration>) -> Vec<Duration> {
    all.sort_unstable();
    all
}

/// The share `permille` of sorted values.
fn at(sorted: &[Duration], permille: usize) -> f64 {
    let place = (sorted.len() * permille / 1000).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default().as_secs_f64() * 1000.0
}

fn spread(sorted: &[Duration]) -> String {
    format!(
        "p50 {:.0}, p99 {:.0}, max {:.0} (n = {})",
        at(sorted, 500),
        at(sorted, 990),
        at(sorted, 1000),
        sorted.len()
    )
}
