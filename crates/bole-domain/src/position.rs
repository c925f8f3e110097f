//! Positions (岗位): a job in a department, with its job profile (岗位画像) and its seats (编制).

use serde::{Deserialize, Serialize};

use crate::locale::Bilingual;
use crate::rejection::{Kind, Refusal};

/// The most seats a position may have.
pub const MAX_SEATS: u32 = 2000;

/// What a job is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JobProfile {
    /// 职责.
    #[serde(default)]
    pub duties: Vec<Bilingual>,
    /// 要求.
    #[serde(default)]
    pub requirements: Vec<Bilingual>,
    /// 高绩效特征: what people do who are good at it.
    #[serde(default)]
    pub traits: Vec<Bilingual>,
}

/// The seats of a position by state. Headcount figures are always counted from seats, never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeatCounts {
    /// 编制.
    pub total: u32,
    /// 空缺: free for a requisition.
    pub open: u32,
    /// 在途: a requisition is hiring for them.
    pub reserved: u32,
    /// 在职.
    pub filled: u32,
}

/// Why the seats of a position, or the position, are not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// More than a position may have.
    #[error("too many seats")]
    TooManySeats,
    /// Fewer than are filled or reserved.
    #[error("filled and reserved seats cannot be removed")]
    SeatsTaken {
        /// Filled and reserved seats.
        taken: u32,
    },
    /// It still has filled or reserved seats, so it cannot close.
    #[error("the position is in use")]
    InUse {
        /// Filled and reserved seats.
        taken: u32,
    },
    /// It is closed.
    #[error("the position is closed")]
    Closed,
    /// It is not closed.
    #[error("the position is not closed")]
    NotClosed,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::TooManySeats => Self::new(Kind::Invalid, "position.too_many_seats").with("limit", MAX_SEATS),
            Rejected::SeatsTaken { taken } => Self::new(Kind::Conflict, "position.seats_taken").with("taken", taken),
            Rejected::InUse { taken } => Self::new(Kind::Conflict, "position.in_use").with("taken", taken),
            Rejected::Closed => Self::new(Kind::Conflict, "position.closed"),
            Rejected::NotClosed => Self::new(Kind::Conflict, "position.not_closed"),
        }
    }
}

/// Whether a position may have `wanted` seats while these exist.
///
/// # Errors
/// [`Rejected::TooManySeats`] or [`Rejected::SeatsTaken`].
pub const fn check_seats(wanted: u32, seats: SeatCounts) -> Result<u32, Rejected> {
    let taken = seats.filled + seats.reserved;
    if wanted > MAX_SEATS {
        Err(Rejected::TooManySeats)
    } else if wanted < taken {
        Err(Rejected::SeatsTaken { taken })
    } else {
        Ok(wanted)
    }
}

/// Whether a position may close: nobody sits there and nobody is hired for it.
///
/// # Errors
/// [`Rejected::Closed`] or [`Rejected::InUse`].
pub const fn check_close(is_closed: bool, seats: SeatCounts) -> Result<(), Rejected> {
    match (is_closed, seats.filled + seats.reserved) {
        (true, _) => Err(Rejected::Closed),
        (false, 0) => Ok(()),
        (false, taken) => Err(Rejected::InUse { taken }),
    }
}

/// How a wanted headcount stands to the seats of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Headcount)]
pub struct Headcount {
    /// Seats a requisition may hold: the open ones and those it holds already.
    pub available: u32,
    /// By how many the wanted headcount exceeds them.
    pub over: u32,
}

/// Measures `wanted` people against open seats and the `held` ones of the same requisition.
#[must_use]
pub const fn headcount(seats: SeatCounts, held: u32, wanted: u32) -> Headcount {
    let available = seats.open + held;
    Headcount { available, over: wanted.saturating_sub(available) }
}
