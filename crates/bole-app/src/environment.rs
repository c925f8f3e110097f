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

/// The machine's clock; it never goes back, even when the machine's is set back.
#[derive(Debug, Default)]
pub struct SystemClock {
    latest: AtomicI64,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> Millis {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Millis(self.latest.fetch_max(now, Ordering::Relaxed).max(now))
    }
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
