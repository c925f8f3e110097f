//! Interview sessions (面试): an append-only list of events, and the state folded from it.
//!
//! [`advance`] is the only way to add an event. Nothing here reads a clock or knows where events are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use crate::question::Audience;
use crate::time::Millis;

mod advance;
mod clock;
mod command;
mod event;
mod fold;
mod position;
mod reconcile;
mod rejected;
mod stay;
mod taken;
#[cfg(test)]
mod tests;

pub use advance::{Disposition, Effect, Outcome, advance};
pub use clock::Clock;
pub use command::{Command, Stamp};
pub use event::{ActedBy, Event, Fact, NewEvent};
pub use position::{FOLLOW_UP_SUFFIX, Position, follow_up_slot, position, step_of};
pub use reconcile::{ABSENT_AFTER_MS, TIME_GRACE_MS, reconcile};
pub use rejected::Rejected;
pub use stay::{STAY_LIMIT_MS, Stay, StayTimer, is_overdue, retimed};
pub use taken::Taken;

/// The most code points of one answer.
pub const MAX_ANSWER_CHARACTERS: usize = 10_000;
/// Events after which a device may only answer what is open and finish (R-LIM-3): forty hours of a save every 3 s.
pub const MAX_EVENTS: u64 = 50_000;
/// The same for everything a session's devices wrote, in code points without white space.
pub const MAX_WRITTEN: u64 = 50_000_000;

/// Where a session stands, as HR sees it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 已邀请: the link exists, no question has been shown.
    #[default]
    Invited,
    /// 面试中: started and not ended.
    Interviewing,
    /// 待评估: completed and waiting for scoring, review and release.
    PendingReview,
    /// 已评估: a result has been released.
    Reviewed,
    /// 未完成: abandoned; it goes no further and is never counted.
    Incomplete,
}

impl Status {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Interviewing => "interviewing",
            Self::PendingReview => "pending_review",
            Self::Reviewed => "reviewed",
            Self::Incomplete => "incomplete",
        }
    }
}

/// What the candidate's device shows, finer than [`Status`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Consent has not been given.
    #[default]
    Consent,
    /// Everything is ready to start.
    Ready,
    /// A step is open.
    Running,
    /// Left or interrupted; can be resumed.
    Left,
    /// Completed or abandoned.
    Finished,
}

impl Phase {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Left => "left",
            Self::Finished => "finished",
        }
    }
}

/// What the candidate agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Processing of the answers for this application; without it there is no interview.
    pub interview: bool,
    /// Scoring by machine; declined means that a person scores.
    pub ai_scoring: bool,
}

/// How much time the candidate takes, and how the text looks; changed by the candidate at any time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Settings {
    /// 1, 1.5 or 2 times the usual limits; 0 switches them off.
    pub time_factor: f64,
    /// The size of text.
    pub text_size: TextSize,
    /// The contrast.
    pub contrast: Contrast,
}

impl Default for Settings {
    fn default() -> Self {
        Self { time_factor: 1.0, text_size: TextSize::Normal, contrast: Contrast::Normal }
    }
}

/// The size of text in the candidate app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// As designed.
    #[default]
    Normal,
    /// A quarter larger.
    Large,
    /// Half as large again.
    Larger,
}

/// The contrast in the candidate app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    /// As designed.
    #[default]
    Normal,
    /// Black on white with strong borders.
    High,
}

/// What is known about one slot: a question, its follow-up, or a message to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Slot {
    /// When it was first shown.
    pub entered_at: Option<Millis>,
    /// The number of the event that showed it; 0 before.
    pub entered_seq: u64,
    /// What the interview's clock said then.
    pub entered_used_ms: i64,
    /// What HR had added by then.
    pub entered_extended_ms: i64,
    /// The highest draft revision that was taken.
    pub revision: u32,
    /// When it was answered, skipped or passed.
    pub answered_at: Option<Millis>,
    /// Whether it was skipped.
    pub is_skipped: bool,
    /// Code points of the answer without white space.
    pub characters: u32,
    /// Milliseconds spent, as the device measured them.
    pub elapsed_ms: Option<i64>,
}

/// Who or what ended the interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The candidate answered everything or pressed 结束面试.
    Candidate,
    /// The time limit was reached.
    Time,
    /// The link's window closed.
    Expiry,
    /// HR withdrew the invitation, or the candidate the application.
    Withdrawal,
}

/// The state of a session: a fold over its events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Session {
    /// Sequence number of the last event; 0 before the first.
    pub last_seq: u64,
    /// When the last event happened.
    pub last_event_at: Millis,
    /// Where it stands.
    pub status: Status,
    /// What the device shows.
    pub phase: Phase,
    /// The kind of candidate.
    pub audience: Audience,
    /// The interview's language.
    pub locale: Locale,
    /// When the link's window closes.
    pub expires_at: Millis,
    /// The consent, once given.
    pub consent: Option<Consent>,
    /// The candidate's settings.
    pub settings: Settings,
    /// Whether the candidate left on purpose, rather than vanished.
    pub has_left_by_choice: bool,
    /// The client that may write.
    pub lease: Option<String>,
    /// The slots touched so far.
    pub slots: BTreeMap<String, Slot>,
    /// The step of each follow-up asked and the rule that asked it.
    pub follow_ups: BTreeMap<String, String>,
    /// Time used and added.
    pub clock: Clock,
    /// When the first question was shown.
    pub started_at: Option<Millis>,
    /// Whether a question was ever shown, before a restart too: what was written then may still arrive.
    pub was_started: bool,
    /// When it was completed or abandoned.
    pub finished_at: Option<Millis>,
    /// What ended it.
    pub ended_by: Option<EndedBy>,
    /// Whether a scorer has scored it.
    pub is_scored: bool,
    /// Whether the candidate asked for a person to look again and nobody has yet.
    pub is_appealed: bool,
    /// Code points of all drafts and answers so far, without white space.
    pub written: u64,
    /// Which client writes have been taken.
    pub stamps: BTreeMap<String, Taken>,
}

impl Session {
    /// The state after these events.
    #[must_use]
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut session = Self::default();
        for event in events {
            session.apply(event);
        }
        session
    }

    /// Whether this client write was taken before.
    #[must_use]
    pub fn has_taken(&self, stamp: &Stamp) -> bool {
        self.stamps.get(&stamp.client).is_some_and(|it| it.contains(stamp.seq))
    }

    /// Whether so much was written that drafts are no longer taken.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.last_seq >= MAX_EVENTS || self.written >= MAX_WRITTEN
    }

    /// Whether the slot has been answered, skipped or passed.
    #[must_use]
    pub fn is_done(&self, slot: &str) -> bool {
        self.slots.get(slot).is_some_and(|it| it.answered_at.is_some())
    }
}
