//! Finds many terms in one pass and says where they stand in the original.
//!
//! Chinese terms match anywhere, Latin ones only as whole words in any regular form, so `java` is never found in `javascript`.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};

use crate::fold::Folded;
use crate::inflect::forms;
use crate::script::is_latin;

#[cfg(test)]
mod tests;

/// A term found in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The group the caller put the term into.
    pub group: u32,
    /// The folded characters it covers; [`Folded::original`] gives the span.
    pub range: Range<usize>,
}

/// Below this many forms building dominates, and the kind built fastest is taken; above, the kind that searches fastest.
const FEW: usize = 2_000;

/// Terms in groups, ready to be looked for.
#[derive(Debug, Clone)]
pub struct TermMatcher {
    automaton: Option<AhoCorasick>,
    groups: Vec<u32>,
}

impl TermMatcher {
    /// Prepares terms, each with its group; empty terms are left out. The same text may stand in several groups.
    #[must_use]
    pub fn new<'a>(terms: impl IntoIterator<Item = (u32, &'a str)>) -> Self {
        let mut patterns: Vec<(String, u32)> = Vec::new();
        for (group, term) in terms {
            let folded = Folded::new(term);
            let term = folded.text().trim();
            if !term.is_empty() {
                patterns.extend(forms(term).into_iter().map(|form| (form, group)));
            }
        }
        patterns.sort_unstable();
        patterns.dedup();
        let groups = patterns.iter().map(|it| it.1).collect();
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .kind((patterns.len() < FEW).then_some(AhoCorasickKind::NoncontiguousNFA))
            .build(patterns.iter().map(|it| it.0.as_str()))
            .ok();
        Self { automaton, groups }
    }

    /// All hits by position. Within a group the longest of overlapping hits is kept; different groups may overlap.
    #[must_use]
    pub fn find(&self, folded: &Folded) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut hits: Vec<Hit> = automaton
            .find_overlapping_iter(folded.text())
            .map(|found| Hit {
                group: self.groups[found.pattern().as_usize()],
                range: folded.from_bytes(found.start()..found.end()),
            })
            .filter(|hit| stands_alone(folded.chars(), &hit.range))
            .collect();
        hits.sort_unstable_by_key(|it| (it.group, it.range.start, std::cmp::Reverse(it.range.end)));
        let mut end = (u32::MAX, 0);
        hits.retain(|hit| {
            let is_free = end.0 != hit.group || hit.range.start >= end.1;
            if is_free {
                end = (hit.group, hit.range.end);
            }
            is_free
        });
        hits.sort_unstable_by_key(|it| (it.range.start, it.range.end, it.group));
        hits
    }
}

/// Whether no Latin letter or digit continues the term on a side where it ends in one.
fn stands_alone(chars: &[char], range: &Range<usize>) -> bool {
    let is_part = |at: usize| chars.get(at).is_some_and(|it| is_latin(*it) || it.is_ascii_digit());
    let starts = range.start == 0 || !is_part(range.start) || !is_part(range.start - 1);
    let ends = range.end == 0 || !is_part(range.end - 1) || !is_part(range.end);
    starts && ends
}
