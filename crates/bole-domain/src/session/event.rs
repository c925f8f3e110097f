//! What has happened in a session. Facts are clear; what a person said travels beside them and is sealed apart.

use serde::{Deserialize, Serialize};

use super::{EndedBy, Settings, Stamp};
use crate::assessment::Outcome;
use crate::ids::StaffId;
use crate::locale::Locale;
use crate::question::Audience;
use crate::time::Millis;

/// Who caused an event that no candidate device sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActedBy {
    /// A member of staff.
    Staff(StaffId),
    /// The candidate.
    Candidate,
    /// The reconciling job, by rule.
    Rule,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the log, from 1.
    pub seq: u64,
    /// Server time.
    pub at: Millis,
    /// The client write it came from.
    pub stamp: Option<Stamp>,
    /// What happened.
    pub fact: Fact,
}

/// An event to append, with what was said.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// The event.
    pub event: Event,
    /// What a person said, or was asked in words that quote them; sealed before it is stored.
    pub content: Option<String>,
}

/// What happened. The names are the kinds of DESIGN §2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Fact {
    /// Somebody was invited.
    Invited {
        /// The kind of candidate.
        audience: Audience,
        /// The interview's language.
        locale: Locale,
        /// When the link's window closes.
        expires_at: Millis,
    },
    /// A device took the lease.
    Opened,
    /// Consent was given.
    Consented {
        /// To the interview.
        interview: bool,
        /// To scoring by machine.
        ai_scoring: bool,
    },
    /// The link was proven with a one-time code.
    Identified,
    /// Time or looks were changed by the candidate.
    Accommodated(Settings),
    /// The first step was shown.
    Started,
    /// A slot was shown.
    StepEntered {
        /// The slot.
        slot: String,
    },
    /// A draft was saved; the text is the content.
    DraftSaved {
        /// The slot.
        slot: String,
        /// Its revision.
        revision: u32,
        /// Code points without white space.
        characters: u32,
        /// Whether it is kept as history only: it came late or from a device without the lease.
        #[serde(default)]
        is_history: bool,
    },
    /// A slot was answered, skipped or passed; the text is the content, or else the newest draft.
    Answered {
        /// The slot.
        slot: String,
        /// Its revision.
        revision: u32,
        /// Code points without white space.
        characters: u32,
        /// Milliseconds on the slot by the device's monotonic clock.
        elapsed_ms: Option<i64>,
        /// Whether it was left unanswered on purpose.
        #[serde(default)]
        is_skipped: bool,
        /// Whether it is kept as history only.
        #[serde(default)]
        is_history: bool,
    },
    /// A follow-up was asked; question, reason and quote are the content.
    FollowUpAsked {
        /// The step it follows.
        step: String,
        /// The rule that asked.
        rule: String,
    },
    /// The device vanished; the clock stopped at `last_seen_at`.
    Paused {
        /// When it was last heard of.
        last_seen_at: Millis,
    },
    /// 保存并退出.
    Left,
    /// The candidate went on.
    Resumed,
    /// Time was added.
    Extended {
        /// Milliseconds.
        added_ms: i64,
        /// Who added it.
        by: ActedBy,
    },
    /// It was opened again, from where it stood or from the start.
    Reopened {
        /// Whether earlier answers are history.
        from_start: bool,
        /// When the window closes.
        expires_at: Millis,
        /// Who opened it.
        by: ActedBy,
    },
    /// It was completed.
    Completed {
        /// What ended it.
        by: EndedBy,
    },
    /// It was ended with open questions.
    Abandoned {
        /// What ended it.
        by: EndedBy,
    },
    /// A scorer has scored it.
    Scored,
    /// A person has marked or changed scores.
    Reviewed {
        /// Who.
        by: ActedBy,
    },
    /// A result was released.
    Released {
        /// The result.
        outcome: Outcome,
        /// Who released it.
        by: ActedBy,
    },
    /// The candidate asked for a person to look again.
    Appealed,
}

impl Fact {
    /// The kind's name as stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invited { .. } => "invited",
            Self::Opened => "opened",
            Self::Consented { .. } => "consented",
            Self::Identified => "identified",
            Self::Accommodated(_) => "accommodated",
            Self::Started => "started",
            Self::StepEntered { .. } => "step_entered",
            Self::DraftSaved { .. } => "draft_saved",
            Self::Answered { .. } => "answered",
            Self::FollowUpAsked { .. } => "follow_up_asked",
            Self::Paused { .. } => "paused",
            Self::Left => "left",
            Self::Resumed => "resumed",
            Self::Extended { .. } => "extended",
            Self::Reopened { .. } => "reopened",
            Self::Completed { .. } => "completed",
            Self::Abandoned { .. } => "abandoned",
            Self::Scored => "scored",
            Self::Reviewed { .. } => "reviewed",
            Self::Released { .. } => "released",
            Self::Appealed => "appealed",
        }
    }

    /// The step or slot it concerns.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::StepEntered { slot } | Self::DraftSaved { slot, .. } | Self::Answered { slot, .. } => Some(slot),
            Self::FollowUpAsked { step, .. } => Some(step),
            _ => None,
        }
    }
}
