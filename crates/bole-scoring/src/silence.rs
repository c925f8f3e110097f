//! Decides which sentences of the answers are not heard: copies, repetitions, empty praise, rows of key words.
//!
//! It never decides about an answer as a whole; that is the gate's business.

use std::collections::BTreeSet;
use std::ops::Range;

use bole_domain::locale::Locale;
use bole_text::Folded;
use bole_text::similarity::Grams;

use crate::lexicon::{Cue, CueHit};
use crate::quantity::quantities;
use crate::reading::{Reading, Silence};
use crate::topic::Topic;

/// What has been said so far in an interview.
#[derive(Debug, Default)]
pub struct Said {
    sentences: BTreeSet<String>,
    clauses: BTreeSet<String>,
    runs: BTreeSet<Vec<char>>,
}

/// Marks the silent clauses of an answer. `said` carries what earlier answers said.
pub fn silence(reading: &mut Reading<'_>, asked: &[&str], topic: Option<&Topic<'_>>, said: &mut Said) {
    let copied = copied(reading, asked);
    let mentions = topic.map(|it| it.key_words(reading)).unwrap_or_default();
    let sentences = reading.sentences.clone();
    let mut first = 0;
    for (index, sentence) in sentences.into_iter().enumerate() {
        let last = first + reading.clauses[first..].iter().take_while(|it| it.sentence == index).count();
        let whole = of_sentence(reading, &sentence, &copied, &mentions, said);
        for at in first..last {
            let range = reading.clauses[at].range.clone();
            let is_repeated = said.is_repeated_clause(&letters(reading, range.clone()), reading.locale);
            let is_list = is_list_of_key_words(reading, &range, &mentions);
            reading.clauses[at].silence =
                whole.or(is_repeated.then_some(Silence::Repeated)).or(is_list.then_some(Silence::KeyWords));
        }
        first = last;
    }
}

/// Silences sentences that neither touch the question's topic nor stand beside one that does, and every row of three and
/// more that do not: a story about something else must not lend its numbers and deeds to this answer.
pub fn silence_asides(reading: &mut Reading<'_>, topic: &Topic<'_>) {
    let touches = topic.touches(reading, &reading.sentences);
    if touches.iter().all(|it| !it) {
        return;
    }
    let mut is_heard = Vec::with_capacity(touches.len());
    for row in touches.chunk_by(|left, right| left == right) {
        let is_near = row.len() <= 2;
        is_heard.extend(row.iter().map(|touches| *touches || is_near));
    }
    for clause in reading.clauses.iter_mut().filter(|it| it.silence.is_none()) {
        if !is_heard[clause.sentence] {
            clause.silence = Some(Silence::Aside);
        }
    }
}

fn of_sentence(
    reading: &Reading<'_>,
    sentence: &Range<usize>,
    copied: &[bool],
    mentions: &[Range<usize>],
    said: &mut Said,
) -> Option<Silence> {
    let is_repeated = said.is_repeated(&letters(reading, sentence.clone()), reading.locale);
    if is_mostly(copied, sentence) {
        Some(Silence::Copied)
    } else if is_repeated {
        Some(Silence::Repeated)
    } else if is_boast(reading, sentence) {
        Some(Silence::Boast)
    } else if is_row_of_key_words(reading, sentence, mentions) {
        Some(Silence::KeyWords)
    } else {
        None
    }
}

/// Marks what was copied from what was asked: stretches of 10 letters in Chinese, 24 in English.
fn copied(reading: &Reading<'_>, asked: &[&str]) -> Vec<bool> {
    let (run, longest) = match reading.locale {
        Locale::Zh => (3, 10),
        Locale::En => (5, 24),
    };
    let asked = Folded::new(&asked.join("\n"));
    Grams::new(&asked, run).copied(&reading.folded, longest)
}

fn is_mostly(marked: &[bool], range: &Range<usize>) -> bool {
    let part = &marked[range.clone()];
    part.iter().filter(|it| **it).count() * 10 >= part.len() * 7
}

fn letters(reading: &Reading<'_>, range: Range<usize>) -> Vec<char> {
    reading.folded.chars()[range].iter().copied().filter(|it| it.is_alphanumeric()).collect()
}

impl Said {
    /// Whether a sentence was said before, word for word or nearly so; remembers it either way.
    fn is_repeated(&mut self, letters: &[char], locale: Locale) -> bool {
        let (run, least) = match locale {
            Locale::Zh => (4, 8),
            Locale::En => (9, 24),
        };
        let whole: String = letters.iter().collect();
        let is_known = !self.sentences.insert(whole);
        let runs = letters.windows(run);
        let total = runs.len();
        let known = runs.clone().filter(|it| self.runs.contains(*it)).count();
        self.runs.extend(runs.map(<[char]>::to_vec));
        is_known || (letters.len() >= least && known * 100 >= total * 85)
    }

    /// Whether a clause was said before, word for word; short ones, such as "然后", may come back.
    fn is_repeated_clause(&mut self, letters: &[char], locale: Locale) -> bool {
        let least = match locale {
            Locale::Zh => 5,
            Locale::En => 14,
        };
        letters.len() >= least && !self.clauses.insert(letters.iter().collect())
    }
}

/// Praise of oneself with neither a deed nor a fact in the sentence.
fn is_boast(reading: &Reading<'_>, sentence: &Range<usize>) -> bool {
    let has = |cue: Cue| reading.count(sentence.clone(), cue) > 0;
    has(Cue::Boast)
        && !has(Cue::Situation)
        && !has(Cue::Speech)
        && !has(Cue::Cause)
        && quantities(&reading.folded, sentence.clone(), reading.locale).is_empty()
}

/// Key words without a clause around them, or so dense that nothing is said about them.
fn is_row_of_key_words(reading: &Reading<'_>, sentence: &Range<usize>, mentions: &[Range<usize>]) -> bool {
    let hits: Vec<&Range<usize>> =
        mentions.iter().filter(|it| sentence.start <= it.start && it.end <= sentence.end).collect();
    if hits.len() < 2 {
        return false;
    }
    let size = reading.units(sentence.clone());
    let covered: usize = hits.iter().map(|it| reading.units((*it).clone())).sum();
    let is_outside = |it: &CueHit| !hits.iter().any(|hit| hit.start <= it.range.start && it.range.end <= hit.end);
    let bound = reading
        .cues_in(sentence.clone())
        .iter()
        .filter(|it| matches!(it.cue, Cue::Function | Cue::Myself | Cue::Role) && is_outside(it))
        .count();
    match reading.locale {
        Locale::Zh => covered * 100 >= size * 80 || (bound == 0 && hits.len() >= 3 && covered * 2 >= size),
        Locale::En => covered * 100 >= size * 80 || (bound * 10 < size && hits.len() >= 3),
    }
}

/// Five key words and more in one clause, with little between them: a list, whatever frame stands around it.
fn is_list_of_key_words(reading: &Reading<'_>, clause: &Range<usize>, mentions: &[Range<usize>]) -> bool {
    let hits = mentions.iter().filter(|it| clause.start <= it.start && it.end <= clause.end);
    let covered: usize = hits.clone().map(|it| reading.units(it.clone())).sum();
    hits.count() >= 5 && covered * 100 >= reading.units(clause.clone()) * 45
}
