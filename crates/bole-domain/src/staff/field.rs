//! What of a person each role reads (R-AZ-3). Views are built with it, so that a list shows no more than a page does.

use serde::{Deserialize, Serialize};

use super::Role;

/// A part of what is known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The name; a short code stands for it.
    Name,
    /// Phone and e-mail, masked; in full they take a permission of their own.
    Contact,
    /// Scores, levels and results.
    Score,
    /// What people wrote: answers, remarks, reasons, letters.
    Words,
    /// Uploaded documents and what was read in them.
    Document,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 5] = [Self::Name, Self::Contact, Self::Score, Self::Words, Self::Document];
}

impl Role {
    /// Whether this role reads a field, of the people its account sees.
    #[must_use]
    pub const fn sees(self, field: Field) -> bool {
        match self {
            Self::SuperAdmin | Self::HrAdmin | Self::Recruiter | Self::Reviewer | Self::HiringManager => true,
            // Who meets a person in an interview forms a view of their own, without score and outside contact.
            Self::Interviewer => matches!(field, Field::Name | Field::Words | Field::Document),
            Self::Auditor => matches!(field, Field::Score),
            Self::SystemAdmin => false,
        }
    }

    /// The fields this role does not read.
    #[must_use]
    pub fn hidden_fields(self) -> Vec<Field> {
        Field::ALL.into_iter().filter(|it| !self.sees(*it)).collect()
    }
}
