//! How much of one text is in another, by runs of n characters.
//!
//! Only letters and digits count, so that spaces and punctuation cannot hide a copy.

use crate::fold::Folded;

#[cfg(test)]
mod tests;

/// The distinct runs of `n` letters and digits of a text, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grams {
    n: usize,
    sorted: Vec<Vec<char>>,
}

impl Grams {
    /// The runs of `n` characters of a folded text; `n` is at least 1.
    #[must_use]
    pub fn new(folded: &Folded, n: usize) -> Self {
        let n = n.max(1);
        let letters: Vec<char> = folded.chars().iter().copied().filter(|it| it.is_alphanumeric()).collect();
        let mut sorted: Vec<Vec<char>> = letters.windows(n).map(<[char]>::to_vec).collect();
        sorted.sort_unstable();
        sorted.dedup();
        Self { n, sorted }
    }

    /// How many distinct runs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether the text was shorter than one run.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    fn has(&self, gram: &[char]) -> bool {
        self.sorted.binary_search_by(|it| it.as_slice().cmp(gram)).is_ok()
    }

    fn shared(&self, other: &Self) -> usize {
        self.sorted.iter().filter(|it| other.has(it)).count()
    }

    /// The share of this text's runs that `other` has too, 0–1; 0 when there are none.
    #[must_use]
    pub fn containment_in(&self, other: &Self) -> f64 {
        ratio(self.shared(other), self.len())
    }

    /// Shared runs over all runs of both, 0–1; 0 when there are none.
    #[must_use]
    pub fn jaccard(&self, other: &Self) -> f64 {
        let shared = self.shared(other);
        ratio(shared, self.len() + other.len() - shared)
    }

    /// Marks the folded characters of `text` that lie in stretches of at least `longest` letters found in these runs.
    #[must_use]
    pub fn copied(&self, text: &Folded, longest: usize) -> Vec<bool> {
        let places: Vec<usize> = (0..text.len()).filter(|at| text.chars()[*at].is_alphanumeric()).collect();
        let letters: Vec<char> = places.iter().map(|at| text.chars()[*at]).collect();
        let mut inside = vec![false; letters.len()];
        for (at, gram) in letters.windows(self.n).enumerate() {
            if self.has(gram) {
                inside[at..at + self.n].fill(true);
            }
        }
        let mut marked = vec![false; text.len()];
        let mut start = 0;
        while start < inside.len() {
            let length = inside[start..].iter().take_while(|it| **it).count();
            if length >= longest.max(1) {
                marked[places[start]..=places[start + length - 1]].fill(true);
            }
            start += length.max(1);
        }
        marked
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let as_f64 = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { as_f64(part) / as_f64(whole) }
}
