//! Privacy (隐私): what a person may ask for, by when it is done, and what stands against erasing them.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};
use crate::time::{DAY_MS, HOUR_MS, Millis};

/// A request is answered within so many working days.
pub const ANSWER_WITHIN_DAYS: u32 = 15;
/// A hold that no second person has confirmed lapses after this time.
pub const UNCONFIRMED_HOLD_MS: i64 = 3 * DAY_MS;
/// Working days are counted in the company's time of day, eight hours ahead of UTC.
const EAST_MS: i64 = 8 * HOUR_MS;

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PrivacyRequestKind)]
pub enum RequestKind {
    /// To be erased.
    Delete,
    /// To have something corrected that the person cannot change alone.
    Correct,
    /// To be interviewed, scored or decided about by a person instead of a machine.
    Person,
}

impl RequestKind {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Correct => "correct",
            Self::Person => "person",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Delete, Self::Correct, Self::Person].into_iter().find(|it| it.code() == code)
    }
}

/// Why a request is not taken or not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// The same was asked and is not answered yet.
    #[error("asked already")]
    AlreadyAsked,
    /// It was answered.
    #[error("answered already")]
    Answered,
    /// The person is held: nothing of theirs may go.
    #[error("a legal hold is in force")]
    Held,
    /// There is no hold to lift.
    #[error("the hold was lifted or has lapsed")]
    NotHeld,
    /// The person is held already.
    #[error("the person is held already")]
    AlreadyHeld,
    /// The person was erased.
    #[error("the person was erased")]
    Erased,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::AlreadyAsked => Self::new(Kind::Conflict, "privacy.already_asked"),
            Rejected::Answered => Self::new(Kind::Conflict, "privacy.answered"),
            Rejected::Held => Self::new(Kind::Conflict, "privacy.held"),
            Rejected::NotHeld => Self::new(Kind::Conflict, "privacy.not_held"),
            Rejected::AlreadyHeld => Self::new(Kind::Conflict, "privacy.already_held"),
            Rejected::Erased => Self::new(Kind::Gone, "privacy.erased"),
        }
    }
}

/// The same time of day so many working days later. Saturdays and Sundays do not count; public holidays do.
#[must_use]
pub fn working_days_after(at: Millis, days: u32) -> Millis {
    let mut later = at;
    let mut left = days;
    while left > 0 {
        later = later.plus(DAY_MS);
        // 1970-01-01 was a Thursday; Monday is 0.
        let weekday = (later.plus(EAST_MS).0.div_euclid(DAY_MS) + 3).rem_euclid(7);
        if weekday < 5 {
            left -= 1;
        }
    }
    later
}

/// How a hold stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LegalHoldState)]
pub enum HoldState {
    /// In force until a second person decides or it lapses.
    Unconfirmed,
    /// In force until it is lifted.
    InForce,
    /// No second person confirmed it.
    Lapsed,
    /// Lifted.
    Lifted,
}

impl HoldState {
    /// The state of a hold as of `now`.
    #[must_use]
    pub fn of(placed_at: Millis, is_confirmed: bool, is_lifted: bool, now: Millis) -> Self {
        match (is_lifted, is_confirmed) {
            (true, _) => Self::Lifted,
            (false, true) => Self::InForce,
            (false, false) if now < placed_at.plus(UNCONFIRMED_HOLD_MS) => Self::Unconfirmed,
            (false, false) => Self::Lapsed,
        }
    }

    /// Whether it keeps the person's data.
    #[must_use]
    pub const fn keeps(self) -> bool {
        matches!(self, Self::Unconfirmed | Self::InForce)
    }
}

#[cfg(test)]
mod tests {
    use super::{ANSWER_WITHIN_DAYS, HoldState, UNCONFIRMED_HOLD_MS, working_days_after};
    use crate::time::{DAY_MS, Millis};

    /// 2026-01-05, a Monday, 09:00 in Shanghai.
    const MONDAY: Millis = Millis(1_767_574_800_000);

    #[test]
    fn fifteen_working_days_are_three_weeks() {
        assert_eq!(working_days_after(MONDAY, ANSWER_WITHIN_DAYS), MONDAY.plus(21 * DAY_MS));
        let saturday = MONDAY.plus(5 * DAY_MS);
        assert_eq!(working_days_after(saturday, 1), MONDAY.plus(7 * DAY_MS));
        assert_eq!(working_days_after(MONDAY.plus(4 * DAY_MS), 1), MONDAY.plus(7 * DAY_MS));
        assert_eq!(working_days_after(MONDAY, 0), MONDAY);
    }

    #[test]
    fn an_unconfirmed_hold_keeps_for_three_days_and_a_confirmed_one_until_lifted() {
        let at = |confirmed, lifted, ms| HoldState::of(MONDAY, confirmed, lifted, MONDAY.plus(ms));
        assert!(at(false, false, UNCONFIRMED_HOLD_MS - 1).keeps());
        assert_eq!(at(false, false, UNCONFIRMED_HOLD_MS), HoldState::Lapsed);
        assert_eq!(at(true, false, 400 * DAY_MS), HoldState::InForce);
        assert!(!at(true, true, 0).keeps());
    }
}
