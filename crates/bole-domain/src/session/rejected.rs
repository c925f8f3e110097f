//! Why a session refuses a command.

use crate::rejection::{Kind, Refusal};

/// Why a command is refused. Nothing that a person wrote is ever refused for coming late: it is kept as history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// The command does not fit the session's state.
    #[error("{command} is not allowed while {from}")]
    NotAllowed {
        /// The state's name.
        from: &'static str,
        /// The command's name.
        command: &'static str,
    },
    /// The script has no such slot.
    #[error("the script has no slot {slot}")]
    UnknownSlot {
        /// The slot.
        slot: String,
    },
    /// Another device holds the lease.
    #[error("another device holds the lease")]
    LeaseElsewhere,
    /// Consent to the interview is missing.
    #[error("consent to the interview is missing")]
    ConsentMissing,
    /// An answer is longer than [`super::MAX_ANSWER_CHARACTERS`].
    #[error("the answer is too long")]
    AnswerTooLong,
    /// More was written than one interview can need.
    #[error("the interview takes no more drafts")]
    Full,
    /// The link's window has closed.
    #[error("the window has closed")]
    Expired,
    /// A number is outside its range.
    #[error("{name} is out of range")]
    OutOfRange {
        /// What it is.
        name: &'static str,
    },
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::NotAllowed { from, command } => {
                Self::new(Kind::Conflict, "session.not_allowed").with("from", from).with("command", command)
            }
            Rejected::UnknownSlot { slot } => Self::new(Kind::Invalid, "session.unknown_slot").with("slot", slot),
            Rejected::LeaseElsewhere => Self::new(Kind::Conflict, "session.lease_elsewhere"),
            Rejected::ConsentMissing => Self::new(Kind::Conflict, "session.consent_missing"),
            Rejected::AnswerTooLong => {
                Self::new(Kind::TooLarge, "session.answer_too_long").with("limit", super::MAX_ANSWER_CHARACTERS)
            }
            Rejected::Full => Self::new(Kind::TooMany, "session.full"),
            Rejected::Expired => Self::new(Kind::Gone, "session.expired"),
            Rejected::OutOfRange { name } => Self::new(Kind::Invalid, "session.out_of_range").with("name", name),
        }
    }
}
