//! 自动邀请: requirements over what Bole really knows, each met, not met or unknown, with what that rests on.
//!
//! A rule only ever invites. Not met and unknown reject nobody and move nobody: a person looks at them as before.

use serde::{Deserialize, Serialize};

use crate::application::Source;
use crate::locale::Locale;
use crate::rejection::{Kind, Refusal};
use crate::time::{DAY_MS, Millis};

/// The most requirements of a rule.
const MAX_REQUIREMENTS: usize = 6;
/// The most words of one requirement, and the most characters of a word.
const MAX_WORDS: usize = 30;
/// The most invitations a day.
pub const MAX_DAILY: i64 = 500;
/// The most characters of a sentence that is shown.
const MAX_SENTENCE: usize = 80;
/// A text with at least this share of Chinese among its letters is Chinese.
const CHINESE_SHARE: f64 = 0.3;

/// Something that can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = InviteRequirement)]
pub enum Requirement {
    /// There is a contact that Bole can write to now.
    Contact,
    /// The résumé has one of these words.
    Words {
        /// The words.
        any: Vec<String>,
    },
    /// The application came from one of these.
    Source {
        /// The sources.
        any: Vec<Source>,
    },
    /// The résumé is written in one of these.
    Language {
        /// The languages.
        any: Vec<Locale>,
    },
    /// Nobody else has the same phone number or e-mail address.
    Unique,
    /// The application came in within so many days.
    Recent {
        /// The days.
        days: u32,
    },
}

/// Whether a requirement is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RequirementVerdict)]
pub enum Verdict {
    /// Yes.
    Met,
    /// No.
    NotMet,
    /// Bole does not know; a person looks.
    Unknown,
}

/// A verdict with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Yes, no or unknown.
    pub verdict: Verdict,
    /// What it rests on, as a code with a text in the catalogue.
    pub basis: &'static str,
    /// The word that was found.
    pub word: Option<String>,
    /// The sentence it stands in.
    pub sentence: Option<String>,
}

/// What is known of an application.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// There is a phone number or an e-mail address.
    pub has_contact: bool,
    /// Something sends there now.
    pub is_reachable: bool,
    /// The text of the newest résumé.
    pub resume: Option<&'a str>,
    /// Where the application came from.
    pub source: Source,
    /// Other people with the same contact.
    pub same_contact: usize,
    /// When the application came in.
    pub created_at: Millis,
}

/// Why a rule is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Nothing is required, something twice, or something is empty or too long.
    #[error("the requirements are incomplete")]
    RequirementsInvalid,
    /// The limit is out of range.
    #[error("the limit is 1–{MAX_DAILY} a day")]
    LimitInvalid,
    /// The window is no window.
    #[error("the window is no part of a day")]
    WindowInvalid,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::RequirementsInvalid => Self::new(Kind::Invalid, "invite_rule.requirements_invalid"),
            Rejected::LimitInvalid => Self::new(Kind::Invalid, "invite_rule.limit_invalid").with("limit", MAX_DAILY),
            Rejected::WindowInvalid => Self::new(Kind::Invalid, "invite_rule.window_invalid"),
        }
    }
}

/// The requirements in one form; a reachable contact is always one of them.
///
/// # Errors
/// [`Rejected::RequirementsInvalid`]: nothing but a contact would invite everybody.
pub fn check_requirements(list: &[Requirement]) -> Result<Vec<Requirement>, Rejected> {
    let mut kept = vec![Requirement::Contact];
    for it in list {
        let clean = match it {
            Requirement::Contact => continue,
            Requirement::Words { any } => Requirement::Words { any: words_of(any) },
            other => other.clone(),
        };
        let is_sound = match &clean {
            Requirement::Words { any } => (1..=MAX_WORDS).contains(&any.len()),
            Requirement::Source { any } => !any.is_empty(),
            Requirement::Language { any } => !any.is_empty(),
            Requirement::Recent { days } => (1..=365).contains(days),
            Requirement::Contact | Requirement::Unique => true,
        };
        let is_twice = kept.iter().any(|it| std::mem::discriminant(it) == std::mem::discriminant(&clean));
        if !is_sound || is_twice {
            return Err(Rejected::RequirementsInvalid);
        }
        kept.push(clean);
    }
    if (2..=MAX_REQUIREMENTS).contains(&kept.len()) { Ok(kept) } else { Err(Rejected::RequirementsInvalid) }
}

fn words_of(any: &[String]) -> Vec<String> {
    let mut words: Vec<String> = any.iter().map(|it| it.trim().to_owned()).collect();
    words.retain(|it| !it.is_empty() && it.chars().count() <= MAX_WORDS);
    words.dedup();
    words
}

/// Whether the limit and the window of minutes of the day are sound.
///
/// # Errors
/// [`Rejected::LimitInvalid`], [`Rejected::WindowInvalid`].
pub fn check_pace(daily: i64, from_minute: i64, until_minute: i64) -> Result<(), Rejected> {
    if !(1..=MAX_DAILY).contains(&daily) {
        return Err(Rejected::LimitInvalid);
    }
    let is_window = (0..1440).contains(&from_minute) && from_minute < until_minute && until_minute <= 1440;
    if is_window { Ok(()) } else { Err(Rejected::WindowInvalid) }
}

/// Answers one requirement.
#[must_use]
pub fn answer(requirement: &Requirement, facts: &Facts<'_>, now: Millis) -> Answer {
    use Verdict as V;
    let plain = |verdict, basis| Answer { verdict, basis, word: None, sentence: None };
    match requirement {
        Requirement::Contact if !facts.has_contact => plain(V::NotMet, "no_contact"),
        Requirement::Contact if !facts.is_reachable => plain(V::Unknown, "nothing_sends"),
        Requirement::Contact => plain(V::Met, "contact"),
        Requirement::Words { any } => match facts.resume {
            None => plain(V::Unknown, "no_resume"),
            Some(text) => match any.iter().find_map(|word| Some((word, sentence_with(text, word)?))) {
                None => plain(V::NotMet, "no_word"),
                Some((word, sentence)) => {
                    Answer { verdict: V::Met, basis: "word", word: Some(word.clone()), sentence: Some(sentence) }
                }
            },
        },
        Requirement::Source { .. } if facts.source == Source::Unstated => plain(V::Unknown, "source_unstated"),
        Requirement::Source { any } if any.contains(&facts.source) => plain(V::Met, "source"),
        Requirement::Source { .. } => plain(V::NotMet, "other_source"),
        Requirement::Language { any } => match facts.resume.and_then(language_of) {
            None => plain(V::Unknown, "no_resume"),
            Some(locale) if any.contains(&locale) => plain(V::Met, "language"),
            Some(_) => plain(V::NotMet, "other_language"),
        },
        Requirement::Unique if facts.same_contact == 0 => plain(V::Met, "unique"),
        Requirement::Unique => plain(V::Unknown, "same_contact"),
        Requirement::Recent { days } if now.since(facts.created_at) <= i64::from(*days) * DAY_MS => {
            plain(V::Met, "recent")
        }
        Requirement::Recent { .. } => plain(V::NotMet, "not_recent"),
    }
}

/// The sentence of a text with this word, shortened around it. A Latin word counts only where it stands alone.
fn sentence_with(text: &str, word: &str) -> Option<String> {
    let wanted = word.to_lowercase();
    let ends = |it: char| matches!(it, '\n' | '\r' | '。' | '！' | '？' | '；' | ';');
    text.split(ends).map(str::trim).find(|it| has_word(&it.to_lowercase(), &wanted)).map(|sentence| {
        let short: String = sentence.chars().take(MAX_SENTENCE).collect();
        if short.len() < sentence.len() { format!("{short}…") } else { short }
    })
}

fn has_word(text: &str, word: &str) -> bool {
    let is_latin = |it: char| it.is_ascii_alphanumeric();
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back().is_some_and(is_latin);
        let after = text[at + found.len()..].chars().next().is_some_and(is_latin);
        let begins = found.chars().next().is_some_and(is_latin);
        let closes = found.chars().next_back().is_some_and(is_latin);
        !(begins && before || closes && after)
    })
}

fn language_of(text: &str) -> Option<Locale> {
    let (mut chinese, mut letters) = (0_u32, 0_u32);
    for it in text.chars().filter(|it| it.is_alphabetic()) {
        letters += 1;
        chinese += u32::from(('\u{4e00}'..='\u{9fff}').contains(&it));
    }
    let is_chinese = f64::from(chinese) >= CHINESE_SHARE * f64::from(letters);
    (letters > 20).then_some(if is_chinese { Locale::Zh } else { Locale::En })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(100 * DAY_MS);
    const KNOWN: Facts<'_> = Facts {
        has_contact: true,
        is_reachable: true,
        resume: Some("教育经历：职业学院。\n做过三年客服，熟悉 JavaScript 与 Excel；英语六级"),
        source: Source::Campus,
        same_contact: 0,
        created_at: Millis(99 * DAY_MS),
    };

    fn check(requirement: &Requirement, facts: &Facts<'_>) -> (Verdict, &'static str) {
        let answer = answer(requirement, facts, NOW);
        (answer.verdict, answer.basis)
    }

    #[test]
    fn what_is_not_known_is_unknown_and_never_no() {
        use Verdict as V;
        let words = |it: &str| Requirement::Words { any: vec![it.to_owned()] };
        let source = Requirement::Source { any: vec![Source::Campus] };
        let language = Requirement::Language { any: vec![Locale::Zh] };
        let cases = [
            (Requirement::Contact, KNOWN, (V::Met, "contact")),
            (Requirement::Contact, Facts { has_contact: false, ..KNOWN }, (V::NotMet, "no_contact")),
            (Requirement::Contact, Facts { is_reachable: false, ..KNOWN }, (V::Unknown, "nothing_sends")),
            (words("客服"), KNOWN, (V::Met, "word")),
            (words("java"), KNOWN, (V::NotMet, "no_word")),
            (words("excel"), KNOWN, (V::Met, "word")),
            (words("客服"), Facts { resume: None, ..KNOWN }, (V::Unknown, "no_resume")),
            (source.clone(), KNOWN, (V::Met, "source")),
            (source.clone(), Facts { source: Source::Unstated, ..KNOWN }, (V::Unknown, "source_unstated")),
            (source, Facts { source: Source::Agency, ..KNOWN }, (V::NotMet, "other_source")),
            (language.clone(), KNOWN, (V::Met, "language")),
            (language, Facts { resume: Some("x"), ..KNOWN }, (V::Unknown, "no_resume")),
            (Requirement::Unique, Facts { same_contact: 1, ..KNOWN }, (V::Unknown, "same_contact")),
            (Requirement::Recent { days: 1 }, KNOWN, (V::Met, "recent")),
            (Requirement::Recent { days: 1 }, Facts { created_at: Millis(0), ..KNOWN }, (V::NotMet, "not_recent")),
        ];
        for (requirement, facts, expected) in cases {
            assert_eq!(check(&requirement, &facts), expected, "{requirement:?}");
        }
    }

    #[test]
    fn the_sentence_is_shown_that_a_word_stands_in() {
        let found = answer(&Requirement::Words { any: vec!["Rust".to_owned(), "客服".to_owned()] }, &KNOWN, NOW);
        assert_eq!(found.word.as_deref(), Some("客服"));
        assert_eq!(found.sentence.as_deref(), Some("做过三年客服，熟悉 JavaScript 与 Excel"));
    }

    #[test]
    fn a_rule_asks_for_a_contact_and_for_something_more() {
        let recent = Requirement::Recent { days: 7 };
        assert_eq!(check_requirements(std::slice::from_ref(&recent)), Ok(vec![Requirement::Contact, recent.clone()]));
        assert_eq!(check_requirements(&[Requirement::Contact]), Err(Rejected::RequirementsInvalid));
        assert_eq!(check_requirements(&[recent.clone(), recent]), Err(Rejected::RequirementsInvalid));
        let empty = Requirement::Words { any: vec![" ".to_owned()] };
        assert_eq!(check_requirements(&[empty]), Err(Rejected::RequirementsInvalid));
        assert_eq!(check_pace(20, 540, 1080), Ok(()));
        assert_eq!(check_pace(0, 540, 1080), Err(Rejected::LimitInvalid));
        assert_eq!(check_pace(20, 1080, 540), Err(Rejected::WindowInvalid));
    }
}
