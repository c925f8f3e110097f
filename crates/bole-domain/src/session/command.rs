//! What may be asked of a session, by the candidate's device, by staff or by a rule.

use serde::{Deserialize, Serialize};

use super::{ActedBy, Settings};
use crate::locale::Locale;
use crate::question::Audience;
use crate::time::Millis;

/// Names a client's write, so that it is applied once whatever order or how often it comes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// The client's identifier: one per device and tab.
    pub client: String,
    /// The client's own count, rising by one.
    pub seq: u64,
}

/// What may be asked of a session.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The first: somebody is invited.
    Invite {
        /// The kind of candidate.
        audience: Audience,
        /// The interview's language.
        locale: Locale,
        /// When the link's window closes.
        expires_at: Millis,
    },
    /// The link was proven with a one-time code.
    Identify,
    /// A device opens the interview and takes the lease.
    Open,
    /// The candidate agrees, or declines scoring by machine.
    Consent {
        /// Must be true for the interview to take place.
        interview: bool,
        /// False sends the interview to a person for scoring.
        ai_scoring: bool,
    },
    /// The candidate changes time or looks.
    Accommodate(Settings),
    /// The first step is shown.
    Start,
    /// A draft is saved.
    SaveDraft {
        /// The slot.
        slot: String,
        /// Rises with each change on the device.
        revision: u32,
        /// The whole text.
        text: String,
    },
    /// The answer is given.
    Answer {
        /// The slot.
        slot: String,
        /// At least the last draft's.
        revision: u32,
        /// The whole text.
        text: String,
        /// Milliseconds on the slot by the device's monotonic clock.
        elapsed_ms: Option<i64>,
    },
    /// The follow-up is left unanswered.
    SkipFollowUp {
        /// The slot.
        slot: String,
    },
    /// A message was read.
    PassMessage {
        /// The step.
        step: String,
    },
    /// 保存并退出.
    Leave,
    /// 继续.
    Resume,
    /// 重新开始: what was answered is kept as history.
    Restart,
    /// 结束面试.
    Finish,
    /// The device has not been heard of since `last_seen_at`.
    Pause {
        /// When it was last heard of; the clock stops there.
        last_seen_at: Millis,
    },
    /// The time limit and its grace have passed.
    RunOutOfTime,
    /// The window has closed, or the invitation or application was withdrawn.
    Abandon(super::EndedBy),
    /// 补时.
    Extend {
        /// Minutes to add, 1–240.
        minutes: u32,
        /// Who adds them.
        by: ActedBy,
    },
    /// An ended interview is opened again.
    Reopen {
        /// When the new window closes.
        expires_at: Millis,
        /// Who opens it.
        by: ActedBy,
    },
    /// A scorer has scored it.
    MarkScored,
    /// A person has marked or changed scores.
    MarkReviewed {
        /// Who.
        by: ActedBy,
    },
    /// A result is released.
    Release {
        /// Who releases.
        by: ActedBy,
        /// The result's code.
        outcome: super::super::assessment::Outcome,
    },
    /// The candidate asks for a person to look again.
    Appeal,
}

impl Command {
    /// The name used in refusals and logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Invite { .. } => "invite",
            Self::Identify => "identify",
            Self::Open => "open",
            Self::Consent { .. } => "consent",
            Self::Accommodate(_) => "settings",
            Self::Start => "start",
            Self::SaveDraft { .. } => "save_draft",
            Self::Answer { .. } => "answer",
            Self::SkipFollowUp { .. } => "skip_follow_up",
            Self::PassMessage { .. } => "pass_message",
            Self::Leave => "leave",
            Self::Resume => "resume",
            Self::Restart => "restart",
            Self::Finish => "finish",
            Self::Pause { .. } => "pause",
            Self::RunOutOfTime => "run_out_of_time",
            Self::Abandon(_) => "abandon",
            Self::Extend { .. } => "extend",
            Self::Reopen { .. } => "reopen",
            Self::MarkScored => "mark_scored",
            Self::MarkReviewed { .. } => "mark_reviewed",
            Self::Release { .. } => "release",
            Self::Appeal => "appeal",
        }
    }
}
