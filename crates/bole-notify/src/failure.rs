//! Why a message was not taken, and whether trying again can help.

use std::fmt;

/// A message that was not taken. Its text names neither the recipient nor what was sent, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFailure {
    /// Trying again later may help.
    #[error("the message could not be sent for now ({reason})")]
    Temporary {
        /// Why.
        reason: Reason,
    },
    /// The same message will never be taken.
    #[error("the message will not be taken ({reason})")]
    Permanent {
        /// Why.
        reason: Reason,
    },
}

/// What happened, as a stable code, the server's three digits and the wait it asked for, where it gave some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    pub(crate) code: &'static str,
    pub(crate) status: Option<u16>,
    pub(crate) retry_after_s: Option<u32>,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code)?;
        self.status.map_or(Ok(()), |status| write!(out, ", status {status}"))
    }
}

impl SendFailure {
    pub(crate) const fn temporary(code: &'static str, status: Option<u16>) -> Self {
        Self::Temporary { reason: Reason { code, status, retry_after_s: None } }
    }

    pub(crate) const fn permanent(code: &'static str, status: Option<u16>) -> Self {
        Self::Permanent { reason: Reason { code, status, retry_after_s: None } }
    }

    /// The same, with the wait that the server asked for.
    pub(crate) const fn after(mut self, seconds: Option<u32>) -> Self {
        if let Self::Temporary { reason } = &mut self {
            reason.retry_after_s = seconds;
        }
        self
    }

    /// Whether trying again is useless.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        matches!(self, Self::Permanent { .. })
    }

    /// The stable code of what happened.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.reason().code
    }

    /// How many seconds to wait at least, when the server said so.
    #[must_use]
    pub const fn retry_after_s(&self) -> Option<u32> {
        self.reason().retry_after_s
    }

    /// The server's three digits, when it answered.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        self.reason().status
    }

    const fn reason(&self) -> &Reason {
        match self {
            Self::Temporary { reason } | Self::Permanent { reason } => reason,
        }
    }
}
