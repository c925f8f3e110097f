//! How long the candidate stays (停留) in one step — a question, its follow-up or a message — and when that is too long.
//!
//! Only time in which the interview's clock runs counts: none after 保存并退出, and none from when a vanished device was
//! last heard of. Time in which the server was away counts, unless the device is found to have vanished meanwhile.

use super::{ABSENT_AFTER_MS, Phase, Session, Status, position};
use crate::script::Script;
use crate::time::{MINUTE_MS, Millis};

/// HR is told after so long in one step, unless the deployment says otherwise.
pub const STAY_LIMIT_MS: i64 = 10 * MINUTE_MS;

/// One entry into a step that the candidate has not left yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The slot.
    pub slot: String,
    /// The number of the event that showed it; no other entry has the same.
    pub entered_seq: u64,
    /// When that was.
    pub entered_at: Millis,
    /// Milliseconds added by HR since then; the limit moves by as much.
    pub extended_ms: i64,
    /// Milliseconds spent before `running_since`; negative when the clock ran before the entry.
    used_ms: i64,
    running_since: Option<Millis>,
}

impl Stay {
    /// Where the candidate of an unfinished interview is.
    #[must_use]
    pub fn of(session: &Session, script: &Script) -> Option<Self> {
        if session.status != Status::Interviewing {
            return None;
        }
        let slot = position(session, script).slot()?;
        let entry = session.slots.get(&slot)?;
        Some(Self {
            entered_at: entry.entered_at?,
            entered_seq: entry.entered_seq,
            extended_ms: session.clock.extended_ms - entry.entered_extended_ms,
            used_ms: session.clock.used_ms - entry.entered_used_ms,
            running_since: session.clock.running_since.filter(|_| session.phase == Phase::Running),
            slot,
        })
    }

    /// Milliseconds that count, up to `now`.
    #[must_use]
    pub fn elapsed_ms(&self, now: Millis) -> i64 {
        let running = self.running_since.map_or(0, |since| now.since(since).max(0));
        (self.used_ms + running).max(0)
    }

    /// Whether the time counts at present.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.running_since.is_some()
    }

    /// How long this stay may last under the deployment's limit: what HR added comes on top.
    #[must_use]
    pub const fn limit_ms(&self, limit_ms: i64) -> i64 {
        limit_ms.saturating_add(self.extended_ms)
    }

    /// When the limit is reached if nothing changes; `None` while the time does not count.
    #[must_use]
    pub fn due_at(&self, limit_ms: i64) -> Option<Millis> {
        self.running_since.map(|since| since.plus(self.limit_ms(limit_ms) - self.used_ms))
    }
}

/// What is stored beside the log so that the alert comes in time whatever happens to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StayTimer {
    /// The stay it is for; 0 when there is none.
    pub entered_seq: u64,
    /// When the limit is reached, by the server's clock.
    pub due_at: Option<Millis>,
}

/// The timer to store after a change; `None` when the one that is stored stays right.
///
/// `logged_at` is the log's newest instant. Where the clock was set back behind it, what is left of the limit counts from
/// `now`, so that no alert waits for the clock to catch up.
#[must_use]
pub fn retimed(
    before: Option<&Stay>,
    after: Option<&Stay>,
    limit_ms: i64,
    logged_at: Millis,
    now: Millis,
) -> Option<StayTimer> {
    let timer = |stay: Option<&Stay>| {
        stay.map_or(StayTimer { entered_seq: 0, due_at: None }, |it| StayTimer {
            entered_seq: it.entered_seq,
            due_at: it.due_at(limit_ms),
        })
    };
    let (old, new) = (timer(before), timer(after));
    let behind_ms = logged_at.since(now).max(0);
    (old != new).then(|| StayTimer { due_at: new.due_at.map(|it| it.plus(-behind_ms)), ..new })
}

/// Whether HR is told now. A device not heard of for so long that it has vanished is paused instead, as of when it was
/// last heard of: that holds for a clock that jumped ahead as well.
#[must_use]
pub fn is_overdue(due_at: Millis, last_heard_at: Millis, now: Millis) -> bool {
    now >= due_at && now.since(last_heard_at) <= ABSENT_AFTER_MS
}
