//! How much of the time limit is used: the clock runs while the candidate is there and stops when not.

use crate::session::Settings;
use crate::time::Millis;

/// Time used and added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    /// Milliseconds used before `running_since`.
    pub used_ms: i64,
    /// Since when it runs.
    pub running_since: Option<Millis>,
    /// Milliseconds added by HR.
    pub extended_ms: i64,
}

impl Clock {
    /// Starts it; no effect while it runs.
    pub fn run(&mut self, at: Millis) {
        self.running_since.get_or_insert(at);
    }

    /// Stops it as of `at`; a moment before it was started counts nothing.
    pub fn stop(&mut self, at: Millis) {
        if let Some(since) = self.running_since.take() {
            self.used_ms += at.since(since).max(0);
        }
    }

    /// Milliseconds used up to `now`.
    #[must_use]
    pub fn used_at(&self, now: Millis) -> i64 {
        self.used_ms + self.running_since.map_or(0, |since| now.since(since).max(0))
    }

    /// Milliseconds left of `limit_ms` under the candidate's settings, negative when over; `None` without a limit.
    ///
    /// A time factor of 0 switches the limit off (WCAG 2.2.1 Timing Adjustable).
    #[must_use]
    pub fn remaining_ms(&self, limit_ms: Option<i64>, settings: &Settings, now: Millis) -> Option<i64> {
        let limit = limit_ms.filter(|_| settings.time_factor > 0.0)?;
        Some((limit as f64 * settings.time_factor) as i64 + self.extended_ms - self.used_at(now))
    }
}
