//! The words by which the scorer recognises how something is told: who acts, what is done, what came of it.
//!
//! Each language has its own file, written in its own right and hashed into every receipt. The files name ways of
//! telling; they must never hold a word of one job family, which belongs into that family's questions.

use std::ops::Range;
use std::sync::OnceLock;

use bole_domain::locale::Locale;
use bole_text::{Folded, TermMatcher};

use crate::canonical::sha256_hex;

#[cfg(test)]
mod tests;

/// What a word in an answer is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// The speaker acts.
    Myself,
    /// A group acts.
    We,
    /// Somebody else acts.
    Other,
    /// The speaker is named without acting: "my", "to me", "I think".
    Owned,
    /// One's own part is claimed.
    Role,
    /// Something is done.
    Action,
    /// After an action word: it names a skill, not a deed.
    Nominal,
    /// When and where it happened.
    Situation,
    /// What was to be reached.
    Task,
    /// What follows is how it ended.
    Result,
    /// A change that can be seen.
    Outcome,
    /// It is imagined, not done.
    Hypothetical,
    /// It is done in general.
    Habitual,
    /// A virtue is claimed.
    Claim,
    /// A cause is given.
    Cause,
    /// Two things are weighed.
    Contrast,
    /// A purpose is given.
    Purpose,
    /// Steps are ordered.
    Sequence,
    /// An example begins.
    Example,
    /// Thought is given to what could go wrong and to what comes after.
    Foresight,
    /// A lesson is drawn.
    Reflection,
    /// Somebody's words are told.
    Speech,
    /// The speaker is unsure.
    Hedge,
    /// A word in place of a fact.
    Vague,
    /// Praise of oneself.
    Boast,
    /// The speaker says that they do not know.
    Unknown,
    /// Politeness and thinking aloud.
    Filler,
    /// A word no sentence can do without.
    Function,
    /// A little word of another language in Latin letters.
    Foreign,
    /// The name of a tool, a document or a measure.
    Tool,
    /// Latin letters that are no name.
    PlainLatin,
    /// A word questions are asked with; sharing it with a question is no sign of answering it.
    Asking,
}

/// The lists of a lexicon file and the cues they stand for.
const LISTS: [(&str, Cue); 32] = [
    ("self", Cue::Myself),
    ("we", Cue::We),
    ("other", Cue::Other),
    ("owned", Cue::Owned),
    ("role", Cue::Role),
    ("action", Cue::Action),
    ("nominal", Cue::Nominal),
    ("situation", Cue::Situation),
    ("task", Cue::Task),
    ("result", Cue::Result),
    ("outcome", Cue::Outcome),
    ("hypothetical", Cue::Hypothetical),
    ("habitual", Cue::Habitual),
    ("claim", Cue::Claim),
    ("cause", Cue::Cause),
    ("contrast", Cue::Contrast),
    ("purpose", Cue::Purpose),
    ("sequence", Cue::Sequence),
    ("example", Cue::Example),
    ("foresight", Cue::Foresight),
    ("reflection", Cue::Reflection),
    ("speech", Cue::Speech),
    ("hedge", Cue::Hedge),
    ("vague", Cue::Vague),
    ("boast", Cue::Boast),
    ("unknown", Cue::Unknown),
    ("filler", Cue::Filler),
    ("function", Cue::Function),
    ("foreign", Cue::Foreign),
    ("tool", Cue::Tool),
    ("plain_latin", Cue::PlainLatin),
    ("asking", Cue::Asking),
];

/// A cue found in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueHit {
    /// What it is a sign of.
    pub cue: Cue,
    /// The folded characters it covers.
    pub range: Range<usize>,
}

/// The cues of one language.
#[derive(Debug)]
pub struct Lexicon {
    matcher: TermMatcher,
    sha256: String,
}

impl Lexicon {
    fn read(file: &str) -> Self {
        let terms = terms(file).into_iter().map(|(cue, term)| (cue as u32, term));
        Self { matcher: TermMatcher::new(terms), sha256: sha256_hex(file.as_bytes()) }
    }

    /// The SHA-256 of the lexicon's file.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// All cues of a text, by position.
    #[must_use]
    pub fn find(&self, folded: &Folded) -> Vec<CueHit> {
        let cue_of = |group: u32| LISTS.iter().map(|it| it.1).find(|it| *it as u32 == group);
        self.matcher
            .find(folded)
            .into_iter()
            .filter_map(|hit| cue_of(hit.group).map(|cue| CueHit { cue, range: hit.range }))
            .collect()
    }
}

/// The terms of a lexicon file with their cues; a list of an unknown name is passed over (a test forbids it).
fn terms(file: &str) -> Vec<(Cue, &str)> {
    let mut cue = None;
    let mut terms = Vec::new();
    for line in file.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            cue = LISTS.iter().find(|it| it.0 == name).map(|it| it.1);
        } else if let Some(cue) = cue {
            terms.extend(line.split(',').map(|it| (cue, it.trim())).filter(|it| !it.1.is_empty()));
        }
    }
    terms
}

const ZH: &str = include_str!("lexicon/zh.txt");
const EN: &str = include_str!("lexicon/en.txt");

/// The lexicon of a language; built on first use and shared from then on.
#[must_use]
pub fn lexicon(locale: Locale) -> &'static Lexicon {
    static CHINESE: OnceLock<Lexicon> = OnceLock::new();
    static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
    match locale {
        Locale::Zh => CHINESE.get_or_init(|| Lexicon::read(ZH)),
        Locale::En => ENGLISH.get_or_init(|| Lexicon::read(EN)),
    }
}
