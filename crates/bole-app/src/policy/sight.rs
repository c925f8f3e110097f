//! What of a person a view shows to whom. A view's field is a [`Shown`], and only a [`Sight`] makes one, so that no view
//! can forget to ask.

use std::ops::Deref;

use bole_domain::assessment::Assessment;
use bole_domain::ids::CandidateId;
use bole_domain::staff::{Field, Role};
use serde::Serialize;
use utoipa::ToSchema;

/// What stands where something is hidden.
pub const HIDDEN: &str = "•••";

/// A text as the caller may read it: itself, or what stands for it where the role does not read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(transparent)]
pub struct Shown(String);

impl Deref for Shown {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// What somebody reads of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    role: Option<Role>,
}

impl Sight {
    /// Everything: for the person themself.
    pub const OWN: Self = Self { role: None };

    /// What a role reads.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        Self { role: Some(role) }
    }

    /// Whether a field is read.
    #[must_use]
    pub const fn sees(self, field: Field) -> bool {
        match self.role {
            None => true,
            Some(role) => role.sees(field),
        }
    }

    /// A name, or the code that stands for the person everywhere.
    #[must_use]
    pub fn name(self, id: CandidateId, name: impl Into<String>) -> Shown {
        Shown(if self.sees(Field::Name) { name.into() } else { pseudonym(id) })
    }

    /// A text of this field. What is empty stays empty: there is nothing to hide.
    #[must_use]
    pub fn text(self, field: Field, text: impl Into<String>) -> Shown {
        let text = text.into();
        Shown(if self.sees(field) || text.is_empty() { text } else { HIDDEN.to_owned() })
    }

    /// A text of this field that may be missing.
    #[must_use]
    pub fn text_if(self, field: Field, text: Option<String>) -> Option<Shown> {
        text.map(|it| self.text(field, it))
    }

    /// An assessment; the words it quotes are hidden with those of the answers.
    #[must_use]
    pub fn assessment(self, mut assessment: Assessment) -> Assessment {
        if !self.sees(Field::Words) {
            for evidence in assessment.dimensions.iter_mut().flat_map(|it| &mut it.evidence) {
                evidence.text = HIDDEN.to_owned();
            }
        }
        assessment
    }
}

/// A short code for a person: always the same, and telling nothing but that it is the same person.
#[must_use]
pub fn pseudonym(id: CandidateId) -> String {
    let text = id.to_string();
    let end: String = text.chars().filter(char::is_ascii_hexdigit).skip(26).collect();
    format!("#{}", end.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_name_is_a_code_of_its_own_and_hidden_words_are_dots() {
        let id: CandidateId = "01a2b3c4-d5e6-7f00-8123-456789abcdef".parse().expect("an identifier");
        let auditor = Sight::of(Role::Auditor);
        assert_eq!(&*auditor.name(id, "林知夏"), "#ABCDEF");
        assert_eq!(&*auditor.text(Field::Words, "沟通顺畅"), HIDDEN);
        assert_eq!(auditor.text_if(Field::Contact, None), None);
        assert_eq!(&*Sight::of(Role::Recruiter).name(id, "林知夏"), "林知夏");
        assert_eq!(&*Sight::OWN.text(Field::Words, "沟通顺畅"), "沟通顺畅");
    }
}
