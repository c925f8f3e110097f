//! Which scripts a text is written in, and what language that makes it.
//!
//! It decides by script, never by guessing statistics: mixed Chinese with English names of tools is normal Chinese.

use crate::fold::Folded;

#[cfg(test)]
mod tests;

/// What a text consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Code points without white space.
    pub visible: u32,
    /// Han characters.
    pub han: u32,
    /// Words in Latin letters, `don't` and `front-end` being one each.
    pub latin_words: u32,
    /// Latin letters.
    pub latin_letters: u32,
    /// Letters of Japanese kana or Korean, which mark their languages even beside Han.
    pub kana_hangul: u32,
    /// Letters of any other script.
    pub other_letters: u32,
    /// Digits.
    pub digits: u32,
}

/// A language told by its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Han characters carry the text.
    Chinese,
    /// Latin letters carry the text.
    Latin,
    /// Another script carries the text.
    Other,
    /// There are no letters to tell by.
    Unknown,
}

impl Counts {
    /// Counts a folded text.
    #[must_use]
    pub fn of(folded: &Folded) -> Self {
        let mut counts = Self::default();
        let mut in_word = false;
        let chars = folded.chars();
        for (at, character) in chars.iter().copied().enumerate() {
            if !character.is_whitespace() {
                counts.visible += 1;
            }
            let joins = matches!(character, '\'' | '-') && in_word && chars.get(at + 1).copied().is_some_and(is_latin);
            if is_latin(character) {
                counts.latin_letters += 1;
                counts.latin_words += u32::from(!in_word);
                in_word = true;
                continue;
            }
            in_word = joins;
            if is_han(character) {
                counts.han += 1;
            } else if is_kana_or_hangul(character) {
                counts.kana_hangul += 1;
            } else if character.is_numeric() {
                counts.digits += 1;
            } else if character.is_alphabetic() {
                counts.other_letters += 1;
            }
        }
        counts
    }

    /// Words in the sense of a word processor: each Han character and each Latin word is one.
    #[must_use]
    pub const fn words(&self) -> u32 {
        self.han + self.latin_words
    }

    /// The share of Han characters among Han characters and Latin words, 0–1; 0 when there are neither.
    #[must_use]
    pub fn han_share(&self) -> f64 {
        if self.words() == 0 { 0.0 } else { f64::from(self.han) / f64::from(self.words()) }
    }

    /// The language by script. A Latin word weighs as much as a Han character, and Chinese holds from a third on.
    #[must_use]
    pub fn language(&self) -> Language {
        let known = self.words();
        let foreign = self.kana_hangul + self.other_letters;
        if known + foreign == 0 {
            Language::Unknown
        } else if foreign * 4 > known {
            Language::Other
        } else if self.han * 3 >= known {
            Language::Chinese
        } else {
            Language::Latin
        }
    }
}

/// Whether a character is Han, rare ones beyond the basic plane included.
#[must_use]
pub const fn is_han(character: char) -> bool {
    matches!(
        character,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇' | '々'
    )
}

/// Whether a character is a Latin letter, accented ones included.
#[must_use]
pub const fn is_latin(character: char) -> bool {
    character.is_ascii_alphabetic()
        || matches!(character, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && !matches!(character, '×' | '÷')
}

const fn is_kana_or_hangul(character: char) -> bool {
    matches!(
        character,
        '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}'
    )
}
