//! Where the candidate is: derived by walking the script past every slot that is done.

use super::Session;
use crate::script::{Script, ScriptStep};

/// What a follow-up's slot adds to its step's identifier.
pub const FOLLOW_UP_SUFFIX: &str = "/f";

/// Where the candidate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position<'a> {
    /// At a question.
    Question(&'a str),
    /// At the follow-up of a question.
    FollowUp(&'a str),
    /// At a message to read.
    Message(&'a str),
    /// Everything on the way is done.
    End,
}

impl Position<'_> {
    /// The slot to fill next; `None` at the end.
    #[must_use]
    pub fn slot(&self) -> Option<String> {
        match self {
            Self::Question(step) | Self::Message(step) => Some((*step).to_owned()),
            Self::FollowUp(step) => Some(follow_up_slot(step)),
            Self::End => None,
        }
    }

    /// The step it belongs to; `None` at the end.
    #[must_use]
    pub const fn step(&self) -> Option<&str> {
        match self {
            Self::Question(step) | Self::Message(step) | Self::FollowUp(step) => Some(step),
            Self::End => None,
        }
    }
}

/// The slot of the follow-up to `step`.
#[must_use]
pub fn follow_up_slot(step: &str) -> String {
    format!("{step}{FOLLOW_UP_SUFFIX}")
}

/// The step a slot belongs to.
#[must_use]
pub fn step_of(slot: &str) -> &str {
    slot.strip_suffix(FOLLOW_UP_SUFFIX).unwrap_or(slot)
}

/// Walks from the start to the first slot that is not done.
#[must_use]
pub fn position<'a>(session: &Session, script: &'a Script) -> Position<'a> {
    let mut at = script.step(&script.start);
    for _ in 0..=script.steps.len() {
        let Some(step) = at else { break };
        let id = step.id();
        match step {
            ScriptStep::End { .. } => break,
            ScriptStep::Message { .. } if !session.is_done(id) => return Position::Message(id),
            ScriptStep::Question(_) if !session.is_done(id) => return Position::Question(id),
            ScriptStep::Question(_) if session.follow_ups.contains_key(id) && !session.is_done(&follow_up_slot(id)) => {
                return Position::FollowUp(id);
            }
            _ => {}
        }
        let characters = session.slots.get(id).map_or(0, |it| it.characters);
        at = script.next_step(id, session.audience, characters);
    }
    Position::End
}
