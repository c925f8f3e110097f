//! Looks (查看): what is counted when staff open a person's data, and how often a day (R-AZ-8).

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Phone and e-mail in full.
    Contact,
    /// An uploaded file.
    Document,
    /// A copy of the report.
    Report,
    /// A file with many people, this one among them.
    Export,
}

impl Look {
    /// Every kind of look.
    pub const ALL: [Self; 4] = [Self::Contact, Self::Document, Self::Report, Self::Export];

    /// How the audit trail calls it.
    #[must_use]
    pub const fn action(self) -> &'static str {
        match self {
            Self::Contact => "contact.read",
            Self::Document => "document.open",
            Self::Report => "report.download",
            Self::Export => "application.export",
        }
    }

    /// The look of an action, if it is one.
    #[must_use]
    pub fn of_action(action: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.action() == action)
    }
}

/// How many contact data one member of staff opens a day unless it is set otherwise.
pub const DEFAULT_DAILY: i64 = 60;
/// The most that can be set.
pub const MOST_DAILY: i64 = 1000;

/// A day's looks of one member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Looks taken today.
    pub used: i64,
    /// Looks a day.
    pub limit: i64,
}

/// Why nothing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// The day's looks are used up.
    UsedUp(i64),
    /// Less than one look or more than the most a day.
    LimitOutOfRange,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::UsedUp(limit) => Self::new(Kind::TooMany, "contact.used_up").with("limit", limit),
            Rejected::LimitOutOfRange => Self::new(Kind::Invalid, "look.limit_out_of_range").with("most", MOST_DAILY),
        }
    }
}

impl Quota {
    /// Takes one look.
    ///
    /// # Errors
    /// `contact.used_up`.
    pub const fn take(self) -> Result<Self, Rejected> {
        if self.used >= self.limit {
            return Err(Rejected::UsedUp(self.limit));
        }
        Ok(Self { used: self.used + 1, limit: self.limit })
    }

    /// Whether most of the day's looks are taken: from four fifths on.
    #[must_use]
    pub const fn is_running_out(self) -> bool {
        self.used * 5 >= self.limit * 4
    }
}

/// Checks a limit that somebody sets.
///
/// # Errors
/// `look.limit_out_of_range`.
pub const fn check_limit(limit: i64) -> Result<i64, Rejected> {
    if limit >= 1 && limit <= MOST_DAILY { Ok(limit) } else { Err(Rejected::LimitOutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_warns_from_four_fifths_on_and_ends_at_its_limit() {
        let quota = |used| Quota { used, limit: 60 };
        assert!(!quota(47).is_running_out());
        assert!(quota(48).is_running_out());
        assert_eq!(quota(59).take(), Ok(quota(60)));
        assert_eq!(quota(60).take(), Err(Rejected::UsedUp(60)));
        assert_eq!((check_limit(0), check_limit(1000)), (Err(Rejected::LimitOutOfRange), Ok(1000)));
    }
}
