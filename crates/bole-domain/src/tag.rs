//! Tags (标签): a word and a colour of the company's own on applications. A tag decides nothing.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};

/// The most characters of a name.
pub const MAX_NAME: usize = 20;
/// The most tags of a company: more than anybody finds again.
pub const MAX_TAGS: usize = 200;
/// The most tags of one application.
pub const MAX_ON_ONE: usize = 20;

/// The colour of a tag; the name stands beside it always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TagColor)]
pub enum Color {
    /// Grey.
    #[default]
    Gray,
    /// Blue.
    Blue,
    /// Green.
    Green,
    /// Orange.
    Orange,
    /// Red.
    Red,
    /// Violet.
    Violet,
}

impl Color {
    /// Every colour.
    pub const ALL: [Self; 6] = [Self::Gray, Self::Blue, Self::Green, Self::Orange, Self::Red, Self::Violet];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gray => "gray",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Orange => "orange",
            Self::Red => "red",
            Self::Violet => "violet",
        }
    }

    /// The colour of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// Why a tag is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// No name, or one that is too long.
    #[error("a tag's name has 1–{MAX_NAME} characters")]
    NameInvalid,
    /// Another tag has this name.
    #[error("another tag has this name")]
    NameTaken,
    /// There is no such tag.
    #[error("there is no such tag")]
    Unknown,
    /// There are enough.
    #[error("there are at most {limit} tags")]
    TooMany {
        /// How many there may be.
        limit: usize,
    },
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::NameInvalid => Self::new(Kind::Invalid, "tag.name_invalid").with("limit", MAX_NAME),
            Rejected::NameTaken => Self::new(Kind::Conflict, "tag.name_taken"),
            Rejected::Unknown => Self::new(Kind::Invalid, "tag.unknown"),
            Rejected::TooMany { limit } => Self::new(Kind::Conflict, "tag.too_many").with("limit", limit),
        }
    }
}

/// A name as it is shown: one line, without space around it.
///
/// # Errors
/// [`Rejected::NameInvalid`].
pub fn check_name(name: &str) -> Result<String, Rejected> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let name: String = words.join(" ").chars().filter(|it| !it.is_control()).collect();
    let length = name.chars().count();
    if (1..=MAX_NAME).contains(&length) { Ok(name) } else { Err(Rejected::NameInvalid) }
}

/// A name as it is compared: two tags that differ by case alone are one.
#[must_use]
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(check_name("  重点\n 关注 "), Ok("重点 关注".to_owned()));
        assert_eq!(check_name(" \u{7} "), Err(Rejected::NameInvalid));
        assert_eq!(check_name(&"字".repeat(MAX_NAME + 1)), Err(Rejected::NameInvalid));
        assert_eq!(fold("VIP 候选"), fold("vip 候选"));
    }

    #[test]
    fn every_colour_comes_back_from_its_code() {
        assert!(Color::ALL.into_iter().all(|it| Color::from_code(it.code()) == Some(it)));
    }
}
