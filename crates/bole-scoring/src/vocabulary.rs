//! The words of a text that carry meaning: pairs of Han characters for Chinese, stems for Latin letters.
//!
//! Words every sentence has and words questions are asked with are left out; there is no dictionary behind this.

use bole_text::Folded;
use bole_text::script::{is_han, is_latin};

use crate::lexicon::{Cue, CueHit};

/// The words of a text with the folded position each begins at, by position.
#[must_use]
pub fn words(folded: &Folded, cues: &[CueHit]) -> Vec<(usize, String)> {
    let mut open = vec![true; folded.len()];
    for hit in cues.iter().filter(|it| matches!(it.cue, Cue::Function | Cue::Asking | Cue::Myself | Cue::We)) {
        open[hit.range.clone()].fill(false);
    }
    let chars = folded.chars();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..].iter().zip(&open[at..]).take_while(|it| *it.1 && is_latin(*it.0)).count();
        if length > 0 {
            words.extend(stem(folded.part(at..at + length)).map(|it| (at, it.to_owned())));
        } else if at + 1 < chars.len() && open[at] && open[at + 1] && is_han(chars[at]) && is_han(chars[at + 1]) {
            words.push((at, folded.part(at..at + 2).to_owned()));
        }
        at += length.max(1);
    }
    words
}

/// A crude stem that joins the forms of a word; short words say little and have none.
fn stem(word: &str) -> Option<&str> {
    let cut = ["ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s", "y", "e"]
        .iter()
        .find_map(|it| word.strip_suffix(it).filter(|rest| rest.len() >= 3));
    (word.len() >= 3).then(|| cut.unwrap_or(word))
}
