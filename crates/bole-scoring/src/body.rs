//! Everything said to one question: the main answer and the answers to its follow-ups, read as one.
//!
//! Evidence still names the slot it stands in; a body holds only answers that passed the gate.

use std::collections::BTreeSet;
use std::ops::Range;

use bole_domain::assessment::Effect;
use bole_domain::question::{Question, QuestionKind};
use bole_text::Hit;
use bole_text::script::is_latin;

use crate::acts::{Act, Actor, Mood, acts};
use crate::lexicon::Cue;
use crate::quantity::quantities;
use crate::reading::Reading;
use crate::topic::Topic;

/// One answer of a body with what was found in it.
pub struct Part<'b> {
    /// The answer.
    pub reading: &'b Reading<'b>,
    /// Who does what in it.
    pub acts: Vec<Act>,
    /// Its quantities.
    pub facts: Vec<Range<usize>>,
    /// Names of tools, products and measures.
    pub names: Vec<Range<usize>>,
    /// The key points it mentions.
    pub mentions: Vec<Hit>,
}

/// The assessable answers to one question.
pub struct Body<'b> {
    /// The question.
    pub question: &'b Question,
    /// The answers, in the order given.
    pub parts: Vec<Part<'b>>,
}

/// A place in a body that speaks for or against something.
#[derive(Debug, Clone)]
pub struct Find {
    /// The rule that found it.
    pub rule: String,
    /// The index of its part.
    pub part: usize,
    /// Its folded characters.
    pub range: Range<usize>,
    /// Whether it raises or lowers.
    pub effect: Effect,
    /// How much it counts among other finds.
    pub strength: f64,
}

impl<'b> Part<'b> {
    fn new(reading: &'b Reading<'b>, topic: &Topic<'_>) -> Self {
        let heard = |range: &Range<usize>| {
            reading.clause_at(range.start).is_some_and(|it| reading.clauses[it].silence.is_none())
        };
        let facts =
            reading.heard().flat_map(|it| quantities(&reading.folded, it.1.range.clone(), reading.locale)).collect();
        Self {
            reading,
            acts: acts(reading),
            facts,
            names: names(reading).into_iter().filter(heard).collect(),
            mentions: topic.mentions(reading).into_iter().filter(|it| heard(&it.range)).collect(),
        }
    }

    /// Whether any of some ranges begins within another.
    #[must_use]
    pub fn has_any(ranges: &[Range<usize>], within: &Range<usize>) -> bool {
        ranges.iter().any(|it| within.contains(&it.start))
    }

    /// Whether a sentence tells something that happened or can be checked, rather than what one thinks of it.
    #[must_use]
    pub fn is_concrete(&self, sentence: usize, kind: QuestionKind) -> bool {
        let range = self.reading.sentences[sentence].clone();
        let is_deed = |act: &Act| {
            act.actor != Actor::Other
                && match kind {
                    QuestionKind::Experience | QuestionKind::Introduction => act.mood == Mood::Done,
                    QuestionKind::Scenario | QuestionKind::Knowledge => true,
                }
        };
        let explains = kind == QuestionKind::Knowledge
            && self
                .reading
                .cues_in(range.clone())
                .iter()
                .any(|it| matches!(it.cue, Cue::Cause | Cue::Contrast | Cue::Purpose | Cue::Example));
        Self::has_any(&self.facts, &range)
            || Self::has_any(&self.names, &range)
            || self.acts.iter().any(|it| range.contains(&it.range.start) && is_deed(it))
            || self.reading.count(range, Cue::Speech) > 0
            || explains
    }
}

impl<'b> Body<'b> {
    /// Reads the assessable answers to a question together.
    #[must_use]
    pub fn new(topic: &Topic<'b>, readings: &[&'b Reading<'b>]) -> Self {
        Self { question: topic.question, parts: readings.iter().map(|it| Part::new(it, topic)).collect() }
    }

    /// What is heard of a cue, with its clause's range: each text of the cue once.
    #[must_use]
    pub fn distinct(&self, cue: Cue) -> Vec<(usize, Range<usize>)> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            for (_, clause) in part.reading.heard() {
                for hit in part.reading.cues_in(clause.range.clone()).iter().filter(|it| it.cue == cue) {
                    if seen.insert(part.reading.folded.part(hit.range.clone())) {
                        found.push((index, clause.range.clone()));
                    }
                }
            }
        }
        found
    }

    /// How many different texts of a cue are heard.
    #[must_use]
    pub fn variety(&self, cue: Cue) -> f64 {
        count(self.distinct(cue).len())
    }

    /// The size of what is heard of all answers.
    #[must_use]
    pub fn units(&self) -> usize {
        self.parts.iter().map(|it| it.reading.heard_units()).sum()
    }
}

/// A count as a number to reckon with.
#[must_use]
pub fn count(items: usize) -> f64 {
    f64::from(u32::try_from(items).unwrap_or(u32::MAX))
}

/// A value cut to 0–1.
#[must_use]
pub const fn share(value: f64) -> f64 {
    value.clamp(0.0, 1.0)
}

/// Names: words of the tool list, Latin words in Chinese, capitalised words inside an English sentence.
fn names(reading: &Reading<'_>) -> Vec<Range<usize>> {
    let chars = reading.folded.chars();
    let whole = 0..chars.len();
    let mut names: Vec<Range<usize>> =
        reading.cues_in(whole.clone()).iter().filter(|it| it.cue == Cue::Tool).map(|it| it.range.clone()).collect();
    let plain: Vec<&Range<usize>> =
        reading.cues_in(whole).iter().filter(|it| it.cue == Cue::PlainLatin).map(|it| &it.range).collect();
    let original: Vec<char> = reading.text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..]
            .iter()
            .take_while(|it| is_latin(**it) || it.is_ascii_digit() || matches!(it, '+' | '#' | '/'))
            .count();
        let range = at..at + length;
        let is_word = length >= 2 && is_latin(chars[at]) && !plain.contains(&&range);
        if is_word && is_name(reading, &original, &range) && !names.iter().any(|it| it.start <= at && at < it.end) {
            names.push(range);
        }
        at += length.max(1);
    }
    names.sort_unstable_by_key(|it| (it.start, it.end));
    names
}

fn is_name(reading: &Reading<'_>, original: &[char], range: &Range<usize>) -> bool {
    if reading.locale == bole_domain::locale::Locale::Zh {
        return true;
    }
    let span = reading.folded.original(range.clone());
    let letters = &original[span.start as usize..(span.end as usize).min(original.len())];
    let capitals = letters.iter().filter(|it| it.is_uppercase()).count();
    let opens_sentence = reading.sentences.iter().any(|it| it.start == range.start);
    let is_shouted = capitals == letters.len() && letters.len() > 5;
    let before = range.start.checked_sub(2).map(|it| reading.folded.part(it..range.start));
    // "I'm" and "I've" are no names, nor is what stands behind an apostrophe.
    let is_contraction = reading.folded.chars().get(range.end) == Some(&'\'') && letters.len() == 1
        || before.is_some_and(|it| it.ends_with('\''));
    capitals > 0 && !is_shouted && !is_contraction && (!opens_sentence || capitals > 1)
}
