//! Consents (同意): one per purpose, in a text with a version that is never changed once it was shown to somebody.

use serde::{Deserialize, Serialize};

use crate::locale::Bilingual;
use crate::rejection::{Kind, Refusal};

/// What a person's data is processed for. The first two are asked in every interview; the others are the eight purposes
/// of L-CN-2, asked only where a flow does such a thing.
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
    /// Measuring pace and pauses of a voice.
    VoiceAnalysis,
    /// Comparing faces.
    FaceCheck,
    /// Handing answers to a model of somebody else.
    ThirdPartyAi,
    /// Sending data abroad.
    CrossBorder,
    /// Keeping in touch for later jobs.
    TalentPool,
    /// Asking others about the person.
    BackgroundCheck,
    /// Sharing within the group of companies.
    GroupSharing,
}

impl Purpose {
    /// Every purpose, in the order they are shown.
    pub const ALL: [Self; 10] = [
        Self::Interview,
        Self::AiScoring,
        Self::Video,
        Self::VoiceAnalysis,
        Self::FaceCheck,
        Self::ThirdPartyAi,
        Self::CrossBorder,
        Self::TalentPool,
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
            Self::BackgroundCheck => "background_check",
            Self::GroupSharing => "group_sharing",
        }
    }

    /// The purpose of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether there is no interview without it.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Interview)
    }
}

/// Why a consent is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// It was never given, or withdrawn before.
    #[error("there is no such consent")]
    NotGiven,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::NotGiven => Self::new(Kind::Conflict, "consent.not_given"),
        }
    }
}

/// A text somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ConsentText)]
pub struct Text {
    /// What for.
    pub purpose: Purpose,
    /// Its version; a changed text gets a new one.
    pub version: u32,
    /// Beside the box.
    pub title: Bilingual,
    /// What it means, with `{company}`.
    pub text: Bilingual,
}

/// What an application that names no version has shown: the first one, which was built into it.
pub const FIRST_VERSION: u32 = 1;

/// All texts, newest version last within a purpose: purpose, version, title, text, each in 中文 and English.
const TEXTS: &[(Purpose, u32, [&str; 2], [&str; 2])] = &[
    (
        Purpose::Interview,
        1,
        ["同意进行本次面试", "I agree to this interview"],
        ["允许{company}为这次应聘处理我的答案。", "{company} may process my answers for this application."],
    ),
    (
        Purpose::AiScoring,
        1,
        ["同意使用机器评分", "I agree to scoring by machine"],
        [
            "由机器依据答案文字给出带依据的评分建议，再由人复核。",
            "A machine proposes scores with evidence from your words; a person reviews them.",
        ],
    ),
];

/// The text of a purpose in this version.
#[must_use]
pub fn text(purpose: Purpose, version: u32) -> Option<Text> {
    texts().into_iter().find(|it| it.purpose == purpose && it.version == version)
}

/// The newest text of a purpose; none while no flow asks for it.
#[must_use]
pub fn newest(purpose: Purpose) -> Option<Text> {
    texts().into_iter().filter(|it| it.purpose == purpose).max_by_key(|it| it.version)
}

fn texts() -> Vec<Text> {
    let both = |it: &[&str; 2]| Bilingual { zh: it[0].to_owned(), en: it[1].to_owned() };
    let text = |(purpose, version, title, text): &(Purpose, u32, [&str; 2], [&str; 2])| Text {
        purpose: *purpose,
        version: *version,
        title: both(title),
        text: both(text),
    };
    TEXTS.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::{FIRST_VERSION, Purpose, newest, text, texts};

    #[test]
    fn each_purpose_that_is_asked_has_one_text_per_version_in_both_languages() {
        for purpose in [Purpose::Interview, Purpose::AiScoring] {
            assert!(text(purpose, FIRST_VERSION).is_some(), "{purpose:?}");
            assert!(newest(purpose).is_some_and(|it| it.version >= FIRST_VERSION));
        }
        let all = texts();
        for (at, it) in all.iter().enumerate() {
            assert!(!it.text.zh.is_empty() && !it.text.en.is_empty() && !it.title.zh.is_empty());
            assert!(!all[..at].iter().any(|other| (other.purpose, other.version) == (it.purpose, it.version)));
        }
    }
}
