//! Requisitions (招聘需求): how many people a position asks for, and why one refuses a change.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};

/// Whether a requisition takes applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 招聘中.
    #[default]
    Open,
    /// 已关闭.
    Closed,
}

impl Status {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// Why a requisition, position or flow is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// It is closed: nobody can be added or invited.
    #[error("the requisition is closed")]
    Closed,
    /// A title is empty or too long.
    #[error("the title is empty or too long")]
    TitleInvalid,
    /// Fewer than one person is wanted, or more than the position has seats.
    #[error("the headcount exceeds the open seats")]
    HeadcountExceedsSeats {
        /// Seats that are still open.
        open: u32,
    },
    /// No published flow version exists to invite with.
    #[error("the flow was never published")]
    FlowNotPublished,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Closed => Self::new(Kind::Conflict, "requisition.closed"),
            Rejected::TitleInvalid => Self::new(Kind::Invalid, "requisition.title_invalid"),
            Rejected::HeadcountExceedsSeats { open } => {
                Self::new(Kind::Invalid, "requisition.headcount_exceeds_seats").with("open", open)
            }
            Rejected::FlowNotPublished => Self::new(Kind::Conflict, "flow.not_published"),
        }
    }
}

/// A title for people to read: trimmed, 1–100 code points, no control characters.
///
/// # Errors
/// [`Rejected::TitleInvalid`].
pub fn check_title(title: &str) -> Result<String, Rejected> {
    let title = title.trim();
    let is_plain = !title.chars().any(char::is_control);
    if is_plain && (1..=100).contains(&title.chars().count()) {
        Ok(title.to_owned())
    } else {
        Err(Rejected::TitleInvalid)
    }
}

/// Whether `headcount` people can be asked for while `open` seats are free.
///
/// # Errors
/// [`Rejected::HeadcountExceedsSeats`].
pub const fn check_headcount(headcount: u32, open: u32) -> Result<u32, Rejected> {
    if headcount >= 1 && headcount <= open { Ok(headcount) } else { Err(Rejected::HeadcountExceedsSeats { open }) }
}
