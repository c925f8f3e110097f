//! The assessability gate: whether an answer can be assessed at all, and if not, why.
//!
//! Not assessable is never a low score. Thresholds are in *units* (see `Reading::units`): a Han character is one, an
//! English word is one.

use std::collections::BTreeMap;

use bole_domain::assessment::NotAssessable;
use bole_domain::locale::Locale;
use bole_text::Language;
use bole_text::script::is_latin;

use crate::lexicon::Cue;
use crate::reading::{Clause, Reading, Silence};
use crate::topic::{self, Topic};

/// What an answer is held against.
pub struct Frame<'f, 'q> {
    /// The question it answers, where the interview knows it.
    pub topic: Option<&'f Topic<'q>>,
    /// All questions of the interview.
    pub topics: &'f [Topic<'q>],
    /// How many questions share each word.
    pub spread: &'f BTreeMap<String, u32>,
    /// Whether it answers a follow-up, which may be answered in a few words.
    pub is_follow_up: bool,
}

/// Units below which nothing can be told, per language: about half a short sentence.
const fn least(locale: Locale, is_follow_up: bool) -> usize {
    match (locale, is_follow_up) {
        (Locale::Zh, false) => 8,
        (Locale::En, false) => 6,
        (_, true) => 2,
    }
}

/// Why an answer cannot be assessed; `None` when it can.
#[must_use]
pub fn gate(reading: &Reading<'_>, frame: &Frame<'_, '_>) -> Option<NotAssessable> {
    if reading.counts.visible == 0 {
        return Some(NotAssessable::Empty);
    }
    if is_noise(reading) {
        return Some(NotAssessable::Gibberish);
    }
    if is_other_language(reading) {
        return Some(NotAssessable::OtherLanguage);
    }
    if does_not_know(reading) {
        return Some(NotAssessable::DoesNotKnow);
    }
    let heard = reading.heard_units();
    let least = least(reading.locale, frame.is_follow_up);
    if heard < least {
        let is_enough = reading.units(0..reading.folded.len()) >= least;
        return Some(silenced(reading).filter(|_| is_enough).unwrap_or(NotAssessable::TooShort));
    }
    if is_salad(reading, frame) {
        return Some(NotAssessable::KeywordSalad);
    }
    if is_word_noise(reading, frame) {
        return Some(NotAssessable::Gibberish);
    }
    let is_off = !frame.is_follow_up && frame.topic.is_some_and(|it| is_off_topic(reading, it, frame));
    is_off.then_some(NotAssessable::OffTopic)
}

/// What took an answer's words away, when too few are left.
fn silenced(reading: &Reading<'_>) -> Option<NotAssessable> {
    [
        (Silence::Copied, NotAssessable::CopiedQuestion),
        (Silence::KeyWords, NotAssessable::KeywordSalad),
        (Silence::Boast, NotAssessable::OffTopic),
    ]
    .into_iter()
    .find_map(|(silence, reason)| reading.has_silence(silence).then_some(reason))
}

/// No letters, one character struck over and over, or Latin letters that form no words.
fn is_noise(reading: &Reading<'_>) -> bool {
    let chars = reading.folded.chars();
    let letters: Vec<char> = chars.iter().copied().filter(|it| it.is_alphabetic()).collect();
    if letters.is_empty() {
        return true;
    }
    let mut sorted = letters.clone();
    sorted.sort_unstable();
    let most = sorted.chunk_by(|a, b| a == b).map(<[char]>::len).max().unwrap_or(0);
    if letters.len() >= 4 && most * 10 >= letters.len() * 6 {
        return true;
    }
    let mut kinds = sorted;
    kinds.dedup();
    if letters.len() >= 12 && kinds.len() <= 3 {
        return true;
    }
    let latin: Vec<&[char]> =
        chars.chunk_by(|a, b| is_latin(*a) == is_latin(*b)).filter(|it| is_latin(it[0])).collect();
    let total: usize = latin.iter().map(|it| it.len()).sum();
    let struck: usize = latin.iter().filter(|it| is_struck(it)).map(|it| it.len()).sum();
    total * 2 > letters.len() && struck * 2 > total
}

/// Whether Latin letters look struck at random: no vowels, neighbours on the keyboard, or endless.
fn is_struck(word: &[char]) -> bool {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    if word.len() < 3 {
        return false;
    }
    if word.len() > 24 {
        return true;
    }
    let vowels = word.iter().filter(|it| "aeiouy".contains(**it) || !it.is_ascii()).count();
    let longest = word
        .chunk_by(|a, b| "aeiouy".contains(*a) == "aeiouy".contains(*b))
        .filter(|it| !"aeiouy".contains(it[0]))
        .map(<[char]>::len)
        .max();
    let place = |it: char| ROWS.iter().enumerate().find_map(|(row, keys)| keys.find(it).map(|at| (row, at)));
    let beside = word.windows(2).filter(|it| match (place(it[0]), place(it[1])) {
        (Some(left), Some(right)) => left.0 == right.0 && left.1.abs_diff(right.1) == 1,
        _ => false,
    });
    let beside = beside.count();
    (vowels == 0 && word.len() >= 5)
        || longest.is_some_and(|it| it >= 6)
        || (word.len() >= 4 && beside * 4 >= (word.len() - 1) * 3)
}

fn is_other_language(reading: &Reading<'_>) -> bool {
    let language = reading.counts.language();
    let expected = match reading.locale {
        Locale::Zh => Language::Chinese,
        Locale::En => Language::Latin,
    };
    match language {
        // A follow-up may be answered by the name of a tool or a number alone.
        Language::Unknown => false,
        Language::Latin if reading.locale == Locale::Zh => reading.counts.latin_words > 4,
        other if other != expected => true,
        _ => reading.locale == Locale::En && is_foreign(reading),
    }
}

/// Latin letters with the little words of another language and hardly any English ones.
fn is_foreign(reading: &Reading<'_>) -> bool {
    let whole = 0..reading.folded.len();
    let foreign = reading.count(whole.clone(), Cue::Foreign);
    foreign >= 3 && foreign > reading.count(whole, Cue::Function)
}

/// The candidate says that they do not know, and little else.
fn does_not_know(reading: &Reading<'_>) -> bool {
    let least_rest = match reading.locale {
        Locale::Zh => 12,
        Locale::En => 8,
    };
    let mut rest_of_all = 0;
    let mut is_said = false;
    for clause in &reading.clauses {
        let (rest, longest) = without_excuses(reading, clause);
        let is_phrase = match reading.locale {
            Locale::Zh => longest >= 4,
            Locale::En => longest >= 2,
        };
        // "没有" and "skip" mean it only when they stand alone, "没有经历过" and "no idea" in any clause.
        let is_void =
            longest > 0 && rest <= if longest <= 2 && reading.locale == Locale::Zh || longest == 1 { 1 } else { 4 };
        is_said |= is_void || is_phrase;
        rest_of_all += if is_void { 0 } else { rest };
    }
    is_said && rest_of_all < least_rest
}

/// The units of a clause without polite words and words of not knowing, and the size of the longest of the latter: in
/// characters for Chinese, in words for English.
fn without_excuses(reading: &Reading<'_>, clause: &Clause) -> (usize, usize) {
    let mut open = vec![true; clause.range.len()];
    let mut longest = 0;
    for hit in reading.cues_in(clause.range.clone()).iter().filter(|it| matches!(it.cue, Cue::Unknown | Cue::Filler)) {
        let end = hit.range.end.min(clause.range.end);
        open[hit.range.start - clause.range.start..end - clause.range.start].fill(false);
        if hit.cue == Cue::Unknown {
            longest = longest.max(match reading.locale {
                Locale::Zh => hit.range.len(),
                Locale::En => reading.folded.part(hit.range.clone()).split(' ').count(),
            });
        }
    }
    (left_over(reading, clause.range.start, &open), longest)
}

/// The units of the open characters of a clause.
fn left_over(reading: &Reading<'_>, start: usize, open: &[bool]) -> usize {
    let mut units = 0;
    let mut at = 0;
    while at < open.len() {
        let length = open[at..].iter().take_while(|it| **it).count();
        units += reading.units(start + at..start + at + length);
        at += length.max(1);
    }
    units
}

/// Most of the answer is key words or bare nouns without anything that makes sentences of them.
fn is_salad(reading: &Reading<'_>, frame: &Frame<'_, '_>) -> bool {
    let key_words = frame.topic.map_or(0, |it| it.key_words(reading).len());
    let loose = loose_units(reading);
    let is_silenced = reading.has_silence(Silence::KeyWords);
    (key_words >= 3 || is_silenced) && loose * 10 >= reading.heard_units() * 7
}

/// Enough letters, but hardly one word that any sentence has, and nothing of the topic.
fn is_word_noise(reading: &Reading<'_>, frame: &Frame<'_, '_>) -> bool {
    let whole = 0..reading.folded.len();
    let bound = reading.count(whole, Cue::Function);
    let shared = frame.topic.map_or(0, |it| it.shared_words(reading));
    shared == 0 && bound * 20 < reading.heard_units() && loose_units(reading) * 10 >= reading.heard_units() * 7
}

fn loose_units(reading: &Reading<'_>) -> usize {
    reading.heard().filter(|it| !it.1.is_predicate).map(|it| reading.units(it.1.range.clone())).sum()
}

/// Nothing in common with the question, or plainly the answer to another one.
fn is_off_topic(reading: &Reading<'_>, topic: &Topic<'_>, frame: &Frame<'_, '_>) -> bool {
    let own = topic.covered_share(reading);
    let shared = topic.shared_words(reading);
    let units = reading.heard_units();
    // A poor answer may find none of the question's words; it still speaks of what the interview is about.
    let around = topic::shared_with_any(reading, frame.spread);
    if own == 0.0 && shared * 100 < units.min(200) && around < 3 {
        return true;
    }
    let own_words = topic.distinctive(reading, frame.spread);
    frame.topics.iter().filter(|it| it.question.key != topic.question.key).any(|other| {
        let words = other.distinctive(reading, frame.spread);
        let covered = other.covered_share(reading);
        // On authored answers the right question always had the most words of its own in common, by 1.3 at least. Only
        // what answers the other question in earnest is called an answer to it: a poor answer is poor, not off topic.
        let is_more_theirs = words >= 1.25 * own_words && covered >= own + 0.25;
        let is_much_more_theirs = words >= 2.0 * own_words && covered >= own;
        words >= 3.0 && covered >= 0.4 && (is_more_theirs || is_much_more_theirs)
    })
}
