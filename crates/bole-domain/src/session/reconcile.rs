//! What the reconciling job (自动校验) does about a session whose client vanished or whose time is up.

use super::{Command, EndedBy, Phase, Session, Status};
use crate::script::Script;
use crate::time::{MINUTE_MS, Millis};

/// A device not heard of for this long has vanished.
pub const ABSENT_AFTER_MS: i64 = 90_000;
/// Answers in flight when the time runs out are still taken for this long.
pub const TIME_GRACE_MS: i64 = 30_000;

/// The repair that is due, if any. `last_seen_at` is when the leasing device was last heard of.
#[must_use]
pub fn reconcile(session: &Session, script: &Script, last_seen_at: Option<Millis>, now: Millis) -> Option<Command> {
    if !matches!(session.status, Status::Invited | Status::Interviewing) {
        return None;
    }
    let last_seen_at = last_seen_at.unwrap_or(session.last_event_at).max(session.last_event_at);
    if session.phase == Phase::Running {
        if now.since(last_seen_at) > ABSENT_AFTER_MS {
            return Some(Command::Pause { last_seen_at });
        }
        let remaining = session.clock.remaining_ms(script.time_limit_ms, &session.settings, now);
        if remaining.is_some_and(|it| it < -TIME_GRACE_MS) {
            return Some(Command::RunOutOfTime);
        }
        return None;
    }
    (now > session.expires_at.plus(MINUTE_MS)).then_some(Command::Abandon(EndedBy::Expiry))
}
