//! Segmentation of Chinese text into words.
//!
//! The dictionary is loaded on first use and shared from then on; code that only folds or matches never pays for it.

use std::sync::OnceLock;

use jieba_rs::Jieba;

#[cfg(test)]
mod tests;

static JIEBA: OnceLock<Jieba> = OnceLock::new();

fn jieba() -> &'static Jieba {
    JIEBA.get_or_init(Jieba::new)
}

/// Whether the dictionary is in memory already.
#[must_use]
pub fn is_loaded() -> bool {
    JIEBA.get().is_some()
}

/// The most likely words of a text, in order, white space and punctuation included.
#[must_use]
pub fn words(text: &str) -> Vec<&str> {
    jieba().cut(text, true).into_iter().map(|it| it.word).collect()
}

/// Every word of the dictionary that occurs in a text, overlapping ones included. No probabilities are compared, so the
/// result is the same on every machine.
#[must_use]
pub fn all_words(text: &str) -> Vec<&str> {
    jieba().cut_all(text).into_iter().map(|it| it.word).collect()
}

/// Whether the dictionary knows a word.
#[must_use]
pub fn is_word(word: &str) -> bool {
    jieba().has_word(word)
}
