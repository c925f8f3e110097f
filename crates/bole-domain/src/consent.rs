//! Consents (同意): one per purpose, in words with a version that is never changed once it was shown to somebody.

use serde::{Deserialize, Serialize};

use crate::locale::Bilingual;
use crate::rejection::{Kind, Refusal};

mod supplied;
pub use supplied::{FIRST_VERSION, supplied};

/// The most characters beside a box.
pub const MAX_TITLE: usize = 60;
/// The most characters of what it means.
pub const MAX_TEXT: usize = 1000;

/// What a person's data is processed for. Interview, scoring and keeping in touch are asked in every interview; the others
/// (L-CN-2) only where such a thing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConsentPurpose)]
pub enum Purpose {
    /// The interview itself.
    Interview,
    /// Scoring by machine.
    AiScoring,
    /// Recording video.
    Video,
    /// Recording and measuring a voice.
    VoiceAnalysis,
    /// Comparing faces.
    FaceCheck,
    /// Handing answers to a model of somebody else.
    ThirdPartyAi,
    /// Sending data abroad.
    CrossBorder,
    /// Keeping in touch for later jobs.
    TalentPool,
    /// Using answers to improve questions and scoring.
    Research,
    /// Asking others about the person.
    BackgroundCheck,
    /// Sharing within the group of companies.
    GroupSharing,
}

impl Purpose {
    /// Every purpose, in the order they are shown.
    pub const ALL: [Self; 11] = [
        Self::Interview,
        Self::AiScoring,
        Self::CrossBorder,
        Self::Video,
        Self::VoiceAnalysis,
        Self::FaceCheck,
        Self::ThirdPartyAi,
        Self::TalentPool,
        Self::Research,
        Self::BackgroundCheck,
        Self::GroupSharing,
    ];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::AiScoring => "ai_scoring",
            Self::Video => "video",
            Self::VoiceAnalysis => "voice_analysis",
            Self::FaceCheck => "face_check",
            Self::ThirdPartyAi => "third_party_ai",
            Self::CrossBorder => "cross_border",
            Self::TalentPool => "talent_pool",
            Self::Research => "research",
            Self::BackgroundCheck => "background_check",
            Self::GroupSharing => "group_sharing",
        }
    }

    /// The purpose of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether there is no interview here without it; who declines asks for a person instead.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Interview | Self::CrossBorder)
    }

    /// When it is asked.
    #[must_use]
    pub const fn asked(self) -> Asked {
        match self {
            Self::Interview | Self::AiScoring | Self::TalentPool => Asked::Always,
            Self::CrossBorder => Asked::ByPlace,
            _ => Asked::NotYet,
        }
    }
}

/// When a consent is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConsentAsked)]
pub enum Asked {
    /// Before every interview.
    Always,
    /// Where the places involved need it.
    ByPlace,
    /// Nothing does such a thing yet.
    NotYet,
}

/// Why a consent or its words are not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// It was never given, or withdrawn before.
    #[error("there is no such consent")]
    NotGiven,
    /// Words are missing in one language, or there are too many.
    #[error("the words are missing or too long")]
    WordsIncomplete,
    /// There is no draft to publish.
    #[error("there is no draft")]
    NoDraft,
    /// The draft says what the published words say.
    #[error("nothing is changed")]
    Unchanged,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::NotGiven => Self::new(Kind::Conflict, "consent.not_given"),
            Rejected::WordsIncomplete => {
                Self::new(Kind::Invalid, "consent.words_incomplete").with("title", MAX_TITLE).with("text", MAX_TEXT)
            }
            Rejected::NoDraft => Self::new(Kind::Conflict, "consent.no_draft"),
            Rejected::Unchanged => Self::new(Kind::Conflict, "consent.unchanged"),
        }
    }
}

/// The words somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ConsentText)]
pub struct Text {
    /// What for.
    pub purpose: Purpose,
    /// Their version; changed words get a new one.
    pub version: u32,
    /// Beside the box.
    pub title: Bilingual,
    /// What it means, with `{company}`.
    pub text: Bilingual,
}

/// The words as they are kept: trimmed, in both languages.
///
/// # Errors
/// [`Rejected::WordsIncomplete`].
pub fn check_words(title: &Bilingual, text: &Bilingual) -> Result<(Bilingual, Bilingual), Rejected> {
    let one = |words: &str, most: usize| {
        let words = words.trim();
        let is_right = !words.is_empty() && words.chars().count() <= most && !words.chars().any(is_control);
        is_right.then(|| words.to_owned()).ok_or(Rejected::WordsIncomplete)
    };
    let both = |it: &Bilingual, most| Ok(Bilingual::new(one(&it.zh, most)?, one(&it.en, most)?));
    Ok((both(title, MAX_TITLE)?, both(text, MAX_TEXT)?))
}

fn is_control(it: char) -> bool {
    it.is_control() && it != '\n'
}

#[cfg(test)]
mod tests {
    use super::{Asked, FIRST_VERSION, Purpose, Rejected, check_words, supplied};
    use crate::locale::Bilingual;

    #[test]
    fn each_purpose_has_supplied_words_in_both_languages() {
        for purpose in Purpose::ALL {
            let text = supplied(purpose);
            assert_eq!((text.purpose, text.version), (purpose, FIRST_VERSION));
            assert!(check_words(&text.title, &text.text).is_ok(), "{purpose:?}");
            assert_eq!(Purpose::from_code(purpose.code()), Some(purpose));
        }
    }

    #[test]
    fn nobody_needs_to_agree_to_more_than_the_interview_itself() {
        let needed: Vec<Purpose> = Purpose::ALL.into_iter().filter(|it| it.is_required()).collect();
        assert_eq!(needed, [Purpose::Interview, Purpose::CrossBorder]);
        assert_eq!(Purpose::CrossBorder.asked(), Asked::ByPlace);
    }

    #[test]
    fn words_are_trimmed_and_needed_in_both_languages() {
        let both = |zh: &str, en: &str| Bilingual::new(zh, en);
        let kept = check_words(&both(" 同意 ", "Yes"), &both("说明", "Meaning\n")).unwrap();
        assert_eq!(kept, (both("同意", "Yes"), both("说明", "Meaning")));
        for (title, text) in [
            (both("同意", " "), both("说明", "Meaning")),
            (both("同意", "Yes"), both("", "Meaning")),
            (both(&"长".repeat(61), "Yes"), both("说明", "Meaning")),
            (both("同意", "Yes"), both("说明", &"x".repeat(1001))),
        ] {
            assert_eq!(check_words(&title, &text), Err(Rejected::WordsIncomplete));
        }
    }
}
