//! Retention (保留期限): what is kept for how long, from when it counts, and what stands against its going (L-RET-1).

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};
use crate::time::{DAY_MS, Millis};

/// What will go within so many days is shown beforehand.
pub const SOON_DAYS: u32 = 30;

/// A class of data with a clock of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RetentionClass)]
pub enum Class {
    /// A person who was not hired, from the last change of their applications: the key is destroyed.
    Applications,
    /// A person who agreed to be kept in touch with, from that consent: the key is destroyed.
    TalentPool,
    /// What was said in an interview, from its end.
    Interviews,
    /// Résumés of people who applied, from the last change of their applications.
    Documents,
    /// Uploaded files that nobody made a candidate of, from the upload.
    UnassignedDocuments,
    /// What released reports say, from the release; outcome and scores stay.
    Reports,
    /// The words and addresses of messages, from sending.
    Messages,
    /// Sign-ins of staff, from their end.
    StaffSessions,
    /// Background work, from its end.
    Jobs,
    /// Backup files, from their making.
    Backups,
    /// The audit trail, looks at contact data included, from the record.
    Audit,
}

impl Class {
    /// Every class, in the order shown.
    pub const ALL: [Self; 11] = [
        Self::Applications,
        Self::TalentPool,
        Self::Interviews,
        Self::Documents,
        Self::UnassignedDocuments,
        Self::Reports,
        Self::Messages,
        Self::StaffSessions,
        Self::Jobs,
        Self::Backups,
        Self::Audit,
    ];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applications => "applications",
            Self::TalentPool => "talent_pool",
            Self::Interviews => "interviews",
            Self::Documents => "documents",
            Self::UnassignedDocuments => "unassigned_documents",
            Self::Reports => "reports",
            Self::Messages => "messages",
            Self::StaffSessions => "staff_sessions",
            Self::Jobs => "jobs",
            Self::Backups => "backups",
            Self::Audit => "audit",
        }
    }

    /// The class of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Days while nobody has set others, and the fewest and most that may be set. The most is what no law that was looked at
    /// goes beyond, and the least leaves a dispute its time.
    #[must_use]
    pub const fn days(self) -> Days {
        let (usual, least, most) = match self {
            Self::TalentPool => (730, 30, 1460),
            Self::Applications | Self::Interviews | Self::Documents | Self::Messages => (365, 30, 1460),
            Self::UnassignedDocuments => (30, 1, 365),
            Self::Reports => (730, 90, 1460),
            Self::StaffSessions => (30, 1, 365),
            Self::Jobs => (7, 1, 90),
            Self::Backups => (30, 7, 400),
            // R-AUD-5: never less than half a year.
            Self::Audit => (1460, 180, 3650),
        };
        Days { usual, least, most }
    }

    /// Whether it is about candidates, who may be kept by a hold, a request, an interview or employment.
    #[must_use]
    pub const fn is_of_people(self) -> bool {
        matches!(
            self,
            Self::Applications | Self::TalentPool | Self::Interviews | Self::Documents | Self::Reports | Self::Messages
        )
    }

    /// Checks a period before it is used.
    ///
    /// # Errors
    /// `retention.out_of_range`.
    pub fn check(self, days: u32) -> Result<(), Refusal> {
        let Days { least, most, .. } = self.days();
        if (least..=most).contains(&days) {
            return Ok(());
        }
        Err(Refusal::new(Kind::Invalid, "retention.out_of_range").with("least", least).with("most", most))
    }
}

/// The days of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// While nobody has set others.
    pub usual: u32,
    /// The fewest.
    pub least: u32,
    /// The most.
    pub most: u32,
}

/// The instant at which a clock must have begun for its data to go now.
#[must_use]
pub fn due_before(now: Millis, days: u32) -> Millis {
    now.plus(-i64::from(days) * DAY_MS)
}

/// When data goes whose clock began at an instant.
#[must_use]
pub fn goes_at(began: Millis, days: u32) -> Millis {
    began.plus(i64::from(days) * DAY_MS)
}

/// Why something stays although its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RetentionExemption)]
pub enum Exemption {
    /// A legal hold.
    Held,
    /// A request of the person that nobody has answered.
    Asked,
    /// An interview that goes on or waits for its review.
    Interview,
    /// An application that goes on.
    Active,
    /// The person was hired: an employee's file has other rules.
    Hired,
}

impl Exemption {
    /// The exemption of the code that the database gives.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "held" => Self::Held,
            "asked" => Self::Asked,
            "interview" => Self::Interview,
            "active" => Self::Active,
            "hired" => Self::Hired,
            _ => return None,
        })
    }
}

/// A change of a period as a second approval names it.
#[must_use]
pub fn subject(class: Class, days: u32) -> String {
    format!("{}:{days}", class.code())
}

/// What a second approval's subject says.
#[must_use]
pub fn of_subject(text: &str) -> Option<(Class, u32)> {
    let (class, days) = text.split_once(':')?;
    Some((Class::from_code(class)?, days.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Class, due_before, goes_at, of_subject, subject};
    use crate::time::{DAY_MS, Millis};

    #[test]
    fn each_class_has_a_usual_period_within_its_own_bounds() {
        for class in Class::ALL {
            let days = class.days();
            assert!(days.least <= days.usual && days.usual <= days.most, "{class:?}");
            assert_eq!(Class::from_code(class.code()), Some(class));
            assert!(class.check(days.least).is_ok() && class.check(days.most).is_ok());
            assert!(class.check(days.least - 1).is_err() && class.check(days.most + 1).is_err());
            assert_eq!(of_subject(&subject(class, 90)), Some((class, 90)));
        }
        assert_eq!(of_subject("applications"), None);
        assert_eq!(of_subject("applications:many"), None);
    }

    #[test]
    fn data_goes_when_its_days_are_over_and_not_before() {
        let began = Millis(1_790_000_000_000);
        let end = goes_at(began, 30);
        assert_eq!(end, began.plus(30 * DAY_MS));
        assert!(began <= due_before(end, 30));
        assert!(began > due_before(end.plus(-1), 30));
    }
}
