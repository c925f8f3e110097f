//! What one question is about: its key points, the words it shares with a good answer, the texts it may be copied from.
//!
//! Words that questions are asked with are left out, so that "这次经历" alone is no answer to anything.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use bole_domain::competency::CompetencyModel;
use bole_domain::locale::{Bilingual, Locale};
use bole_domain::question::Question;
use bole_text::{Folded, Hit, TermMatcher};

use crate::body::count;
use crate::lexicon::lexicon;
use crate::reading::Reading;
use crate::vocabulary::words;

/// One question, prepared.
#[derive(Debug)]
pub struct Topic<'a> {
    /// The question.
    pub question: &'a Question,
    key_points: TermMatcher,
    vocabulary: BTreeSet<String>,
}

impl<'a> Topic<'a> {
    /// Prepares a question in a language.
    #[must_use]
    pub fn new(question: &'a Question, competency: &CompetencyModel, locale: Locale) -> Self {
        let mut terms: Vec<(u32, &str)> = Vec::new();
        for (group, point) in (0_u32..).zip(&question.key_points) {
            terms.extend(point.synonyms.get(locale).iter().map(|it| (group, it.as_str())));
            if locale == Locale::Zh {
                // Names of tools and methods are often left in English in a Chinese answer.
                terms.extend(point.synonyms.en.iter().map(|it| (group, it.as_str())));
            }
        }
        let texts = profile(question, competency, locale).join("\n");
        let folded = Folded::new(&texts);
        let cues = lexicon(locale).find(&folded);
        let vocabulary = words(&folded, &cues).into_iter().map(|it| it.1).collect();
        Self { question, key_points: TermMatcher::new(terms), vocabulary }
    }

    /// The key points mentioned in an answer; the hit's group is the key point's index.
    #[must_use]
    pub fn mentions(&self, reading: &Reading<'_>) -> Vec<Hit> {
        self.key_points.find(&reading.folded)
    }

    /// The share of the key points that an answer mentions at all, 0–1; 0 when there are none.
    #[must_use]
    pub fn covered_share(&self, reading: &Reading<'_>) -> f64 {
        let mut groups: Vec<u32> = self.mentions(reading).into_iter().map(|it| it.group).collect();
        groups.sort_unstable();
        groups.dedup();
        if groups.is_empty() { 0.0 } else { count(groups.len()) / count(self.question.key_points.len()) }
    }

    /// The places of key words in an answer, merged where they overlap.
    #[must_use]
    pub fn key_words(&self, reading: &Reading<'_>) -> Vec<Range<usize>> {
        let mut merged: Vec<Range<usize>> = Vec::new();
        for hit in self.mentions(reading) {
            match merged.last_mut() {
                Some(last) if hit.range.start < last.end => last.end = last.end.max(hit.range.end),
                _ => merged.push(hit.range),
            }
        }
        merged
    }

    /// How many different words an answer shares with the question and with what a good answer covers.
    #[must_use]
    pub fn shared_words(&self, reading: &Reading<'_>) -> usize {
        heard_vocabulary(reading).into_iter().filter(|it| self.vocabulary.contains(*it)).count()
    }

    /// Whether each of some stretches of an answer mentions a key point or shares a word with the question.
    #[must_use]
    pub fn touches(&self, reading: &Reading<'_>, ranges: &[Range<usize>]) -> Vec<bool> {
        let mentions = self.mentions(reading);
        ranges
            .iter()
            .map(|range| {
                mentions.iter().any(|it| range.contains(&it.range.start))
                    || reading.vocabulary_of(range).any(|it| self.vocabulary.contains(it))
            })
            .collect()
    }

    /// Shared words, each worth less the more questions of the interview have it too.
    #[must_use]
    pub fn distinctive(&self, reading: &Reading<'_>, spread: &BTreeMap<String, u32>) -> f64 {
        let worth = |it: &str| 1.0 / f64::from(spread.get(it).copied().unwrap_or(1).max(1));
        heard_vocabulary(reading).into_iter().filter(|it| self.vocabulary.contains(*it)).map(worth).sum()
    }
}

/// For each word, how many questions have it in their vocabulary.
#[must_use]
pub fn spread(topics: &[Topic<'_>]) -> BTreeMap<String, u32> {
    let mut spread = BTreeMap::new();
    for word in topics.iter().flat_map(|it| &it.vocabulary) {
        *spread.entry(word.clone()).or_insert(0) += 1;
    }
    spread
}

/// How many different words an answer shares with any question of the interview.
#[must_use]
pub fn shared_with_any(reading: &Reading<'_>, spread: &BTreeMap<String, u32>) -> usize {
    heard_vocabulary(reading).into_iter().filter(|it| spread.contains_key(*it)).count()
}

/// The texts a candidate may have copied: the question in both languages and its hint.
#[must_use]
pub fn copyable<'q>(question: &'q Question, asked: &'q str) -> Vec<&'q str> {
    let both = |it: &'q Bilingual| [it.zh.as_str(), it.en.as_str()];
    std::iter::once(asked).chain(both(&question.text)).chain(both(&question.hint)).collect()
}

/// Everything an author wrote about a question and its dimensions. The more of it, the fewer poor answers look off topic.
fn profile<'q>(question: &'q Question, competency: &'q CompetencyModel, locale: Locale) -> Vec<&'q str> {
    let mut texts = vec![question.title.get(locale), question.text.get(locale), question.hint.get(locale)];
    for point in &question.key_points {
        texts.push(point.name.get(locale));
        texts.extend(point.synonyms.get(locale).iter().map(String::as_str));
    }
    texts.extend(question.follow_ups.iter().map(|it| it.ask.get(locale)));
    for dimension in question.dimensions.iter().filter_map(|it| competency.dimension(it)) {
        texts.extend([dimension.name.get(locale), dimension.definition.get(locale)]);
        texts.extend(dimension.anchors.iter().map(|it| it.get(locale)));
    }
    texts
}

fn heard_vocabulary<'r>(reading: &'r Reading<'_>) -> BTreeSet<&'r str> {
    reading.heard().flat_map(|it| reading.vocabulary_of(&it.1.range)).collect()
}
