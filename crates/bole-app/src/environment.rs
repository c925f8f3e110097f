//! The clock and the source of identifiers: the only place that reads either, so that tests can set both.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use bole_domain::time::Millis;
use uuid::{Timestamp, Uuid};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant of the server.
    fn now(&self) -> Millis;
}

/// The machine's clock. It never goes back, and when the machine's is set back it goes on at the pace of time that passes.
#[derive(Debug)]
pub struct SystemClock {
    started: std::time::Instant,
    /// The most that the machine's clock was ever ahead of the time since the start.
    ahead: AtomicI64,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { started: std::time::Instant::now(), ahead: AtomicI64::new(i64::MIN) }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> Millis {
        let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let ms = |it: std::time::Duration| i64::try_from(it.as_millis()).unwrap_or(i64::MAX);
        let passed = ms(self.started.elapsed());
        reading(&self.ahead, ms(wall), passed)
    }
}

/// What the clock shows when the machine's shows `wall` and so many milliseconds have passed since the start.
fn reading(ahead: &AtomicI64, wall: i64, passed: i64) -> Millis {
    let now_ahead = wall.saturating_sub(passed);
    Millis(passed.saturating_add(ahead.fetch_max(now_ahead, Ordering::Relaxed).max(now_ahead)))
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Millis) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves it by `ms` milliseconds.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }

    /// Sets it.
    pub fn set(&self, now: Millis) {
        self.0.store(now.0, Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

/// Makes identifiers that sort by the time they were made.
#[derive(Debug, Default)]
pub struct Ids {
    context: Mutex<uuid::ContextV7>,
}

impl Ids {
    /// A new identifier as of `now`.
    pub fn next<T: From<Uuid>>(&self, now: Millis) -> T {
        let context = self.context.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let ms = u64::try_from(now.0).unwrap_or(0);
        let stamp = Timestamp::from_unix(&*context, ms / 1000, (ms % 1000) as u32 * 1_000_000);
        Uuid::new_v7(stamp).into()
    }
}

#[cfg(test)]
mod tests {
    use super::{AtomicI64, Millis, reading};
    use bole_domain::time::DAY_MS;

    #[test]
    fn a_clock_set_back_goes_on_at_the_pace_of_time() {
        let (ahead, start) = (AtomicI64::new(i64::MIN), 1_790_000_000_000);
        let cases = [
            (0, 0, 0),
            (1_000, 1_000, 1_000),
            // Set back by 400 days, and by a little.
            (2_000 - 400 * DAY_MS, 2_000, 2_000),
            (2_500, 3_000, 3_000),
            // Set right again, and ahead by 400 days.
            (4_000, 4_000, 4_000),
            (5_000 + 400 * DAY_MS, 5_000, 5_000 + 400 * DAY_MS),
            (6_000, 6_000, 6_000 + 400 * DAY_MS),
        ];
        for (wall, passed, expected) in cases {
            assert_eq!(reading(&ahead, start + wall, passed), Millis(start + expected), "{wall} {passed}");
        }
    }
}
