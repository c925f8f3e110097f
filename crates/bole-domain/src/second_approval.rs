//! Second approvals (第二人批准): a deed that one person asks for and another allows. Nobody allows their own.

use serde::{Deserialize, Serialize};

use crate::ids::StaffId;
use crate::rejection::{Kind as RefusalKind, Refusal};
use crate::time::{DAY_MS, Millis};

/// What was asked for lapses after this time, so that nobody acts on a reason of long ago.
pub const LIFE_MS: i64 = 7 * DAY_MS;

/// What needs two people (R-AZ-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SecondApprovalKind)]
pub enum Kind {
    /// Erasing a person whom nobody but staff asked to erase.
    Erasure,
    /// Keeping a person against erasure and retention.
    LegalHold,
    /// Taking many people's data out at once.
    BulkExport,
    /// A shorter period of keeping that makes data go at once.
    Retention,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Erasure, Self::LegalHold, Self::BulkExport, Self::Retention];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Erasure => "erasure",
            Self::LegalHold => "legal_hold",
            Self::BulkExport => "bulk_export",
            Self::Retention => "retention",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SecondApprovalState)]
pub enum State {
    /// Nobody has decided.
    Waiting,
    /// Allowed, and not done yet where it is done later.
    Approved,
    /// Not allowed.
    Refused,
    /// Nobody decided in time.
    Expired,
    /// Allowed and done; it allows nothing more.
    Used,
    /// What it was about is over; there is nothing left to decide.
    Withdrawn,
}

impl State {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a stored code, as of `now`: what waited or was allowed too long has lapsed.
    #[must_use]
    pub fn of(code: &str, expires_at: Millis, now: Millis) -> Self {
        let is_over = now >= expires_at;
        match code {
            "refused" => Self::Refused,
            "used" => Self::Used,
            "withdrawn" => Self::Withdrawn,
            "approved" if !is_over => Self::Approved,
            "waiting" if !is_over => Self::Waiting,
            _ => Self::Expired,
        }
    }
}

/// Why somebody cannot decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Who asked may not decide.
    #[error("who asked may not decide")]
    SamePerson,
    /// It has been decided.
    #[error("it has been decided")]
    Decided,
    /// It lapsed.
    #[error("nobody decided in time")]
    Expired,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::SamePerson => Self::new(RefusalKind::Conflict, "second_approval.same_person"),
            Rejected::Decided => Self::new(RefusalKind::Conflict, "second_approval.decided"),
            Rejected::Expired => Self::new(RefusalKind::Conflict, "second_approval.expired"),
        }
    }
}

/// Whether `by` may decide what `asked_by` asked for.
///
/// # Errors
/// [`Rejected`] when it is the same person, decided already, or lapsed.
pub fn may_decide(state: State, asked_by: StaffId, by: StaffId) -> Result<(), Rejected> {
    match state {
        State::Waiting if asked_by == by => Err(Rejected::SamePerson),
        State::Waiting => Ok(()),
        State::Expired => Err(Rejected::Expired),
        State::Approved | State::Refused | State::Used | State::Withdrawn => Err(Rejected::Decided),
    }
}

#[cfg(test)]
mod tests {
    use super::{LIFE_MS, Rejected, State, may_decide};
    use crate::ids::StaffId;
    use crate::time::Millis;
    use uuid::Uuid;

    const NOW: Millis = Millis(1_790_000_000_000);

    #[test]
    fn another_person_decides_in_time_and_once() {
        let (asks, decides) = (StaffId(Uuid::from_u128(1)), StaffId(Uuid::from_u128(2)));
        let end = NOW.plus(LIFE_MS);
        let at = |code, now| may_decide(State::of(code, end, now), asks, decides);
        assert_eq!(at("waiting", NOW), Ok(()));
        assert_eq!(at("waiting", end), Err(Rejected::Expired));
        for decided in ["approved", "refused", "used", "withdrawn"] {
            assert_eq!(at(decided, NOW), Err(Rejected::Decided), "{decided}");
        }
        assert_eq!(at("approved", end), Err(Rejected::Expired));
        assert_eq!(may_decide(State::Waiting, asks, asks), Err(Rejected::SamePerson));
    }
}
