//! One answer, taken apart: folded text, cues, sentences, clauses, and what of it is heard at all.
//!
//! What copies the question, repeats what was said, only boasts, or is a row of key words is *silent*: no feature
//! sees it, so padding an answer with it moves nothing in either direction.

use std::ops::Range;

use bole_domain::assessment::{Effect, Evidence};
use bole_domain::locale::Locale;
use bole_text::{Counts, Folded, slice};

use crate::lexicon::{Cue, CueHit, lexicon};
use crate::vocabulary::words;

/// Why a clause is not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// It was copied from the question.
    Copied,
    /// It was said before.
    Repeated,
    /// It praises the speaker and says nothing else.
    Boast,
    /// It is a row of key words.
    KeyWords,
    /// It is about something else.
    Aside,
}

/// A clause of a sentence.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its folded characters.
    pub range: Range<usize>,
    /// The index of its sentence.
    pub sentence: usize,
    /// Whether words hold it together: it has a function word, or does something to something.
    pub is_predicate: bool,
    /// Why it is not heard; `None` when it is.
    pub silence: Option<Silence>,
}

/// One answer, ready for the features.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The slot it was given in.
    pub slot: &'a str,
    /// What the candidate wrote.
    pub text: &'a str,
    /// The language of the interview.
    pub locale: Locale,
    /// The folded text.
    pub folded: Folded,
    /// What it consists of.
    pub counts: Counts,
    /// Its cues, by position.
    pub cues: Vec<CueHit>,
    /// The folded characters of its sentences.
    pub sentences: Vec<Range<usize>>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// The words that carry meaning, with where each begins.
    vocabulary: Vec<(usize, String)>,
}

impl<'a> Reading<'a> {
    /// Takes an answer apart; nothing is silent yet.
    #[must_use]
    pub fn new(slot: &'a str, text: &'a str, locale: Locale) -> Self {
        let folded = Folded::new(text);
        let counts = Counts::of(&folded);
        let cues = lexicon(locale).find(&folded);
        let vocabulary = words(&folded, &cues);
        let (sentences, clauses) = (Vec::new(), Vec::new());
        let mut reading = Self { slot, text, locale, folded, counts, cues, sentences, clauses, vocabulary };
        for range in reading.folded.sentences() {
            let sentence = reading.sentences.len();
            for clause in reading.folded.clauses(range.clone()) {
                reading.push_clause(clause, sentence);
            }
            reading.sentences.push(range);
        }
        reading
    }

    /// Adds a clause; a bare word between commas belongs to the enumeration it stands in.
    fn push_clause(&mut self, range: Range<usize>, sentence: usize) {
        let is_predicate = self.holds_together(&range);
        match self.clauses.last_mut().filter(|it| it.sentence == sentence) {
            Some(last) if !is_predicate => last.range.end = range.end,
            _ => self.clauses.push(Clause { range, sentence, is_predicate, silence: None }),
        }
    }

    fn holds_together(&self, range: &Range<usize>) -> bool {
        let size = self.units(range.clone());
        let function = self.count(range.clone(), Cue::Function);
        let has_deed = self
            .cues_in(range.clone())
            .iter()
            .any(|it| matches!(it.cue, Cue::Action | Cue::Role) && self.units(it.range.clone()) + 1 < size);
        match self.locale {
            Locale::Zh => function > 0 || has_deed,
            // A list of nouns may hold an "and"; a clause holds more than that.
            Locale::En => (function > 0 && size > 2) || has_deed,
        }
    }

    /// The cues that begin within a range.
    #[must_use]
    pub fn cues_in(&self, range: Range<usize>) -> &[CueHit] {
        let from = self.cues.partition_point(|it| it.range.start < range.start);
        let to = self.cues.partition_point(|it| it.range.start < range.end);
        self.cues.get(from..to).unwrap_or_default()
    }

    /// How many cues of a kind begin within a range.
    #[must_use]
    pub fn count(&self, range: Range<usize>, cue: Cue) -> usize {
        self.cues_in(range).iter().filter(|it| it.cue == cue).count()
    }

    /// The words that carry meaning and begin within a range.
    pub fn vocabulary_of(&self, range: &Range<usize>) -> impl Iterator<Item = &str> {
        let from = self.vocabulary.partition_point(|it| it.0 < range.start);
        let to = self.vocabulary.partition_point(|it| it.0 < range.end);
        self.vocabulary[from..to].iter().map(|it| it.1.as_str())
    }

    /// The size of a range: for Chinese a Han character is 1 and a Latin word or number 2, for English every word is 1.
    #[must_use]
    pub fn units(&self, range: Range<usize>) -> usize {
        let mut units = 0;
        let mut in_word = false;
        for character in &self.folded.chars()[range] {
            let is_han = bole_text::script::is_han(*character);
            let is_word = character.is_alphanumeric() && !is_han || (in_word && matches!(character, '\'' | '-'));
            if is_han {
                units += 1;
            } else if is_word && !in_word {
                units += if self.locale == Locale::Zh { 2 } else { 1 };
            }
            in_word = is_word;
        }
        units
    }

    /// The clauses that are heard, with their indices.
    pub fn heard(&self) -> impl Iterator<Item = (usize, &Clause)> {
        self.clauses.iter().enumerate().filter(|it| it.1.silence.is_none())
    }

    /// The size of what is heard.
    #[must_use]
    pub fn heard_units(&self) -> usize {
        self.heard().map(|it| self.units(it.1.range.clone())).sum()
    }

    /// Whether anything is silent for a reason.
    #[must_use]
    pub fn has_silence(&self, silence: Silence) -> bool {
        self.clauses.iter().any(|it| it.silence == Some(silence))
    }

    /// The clause a folded position lies in.
    #[must_use]
    pub fn clause_at(&self, position: usize) -> Option<usize> {
        let after = self.clauses.partition_point(|it| it.range.start <= position);
        let index = after.checked_sub(1)?;
        (position < self.clauses[index].range.end).then_some(index)
    }

    /// Evidence for a range, quoted from the original; a long range is cut at `LONGEST_QUOTE`.
    #[must_use]
    pub fn evidence(&self, range: Range<usize>, rule: &str, effect: Effect) -> Evidence {
        let mut span = self.folded.original(range);
        span.end = span.end.min(span.start + LONGEST_QUOTE);
        Evidence {
            slot: self.slot.to_owned(),
            start: span.start,
            end: span.end,
            text: slice(self.text, span).to_owned(),
            rule: rule.to_owned(),
            effect,
        }
    }
}

/// The longest quote in code points: what a reviewer reads at a glance.
const LONGEST_QUOTE: u32 = 160;
