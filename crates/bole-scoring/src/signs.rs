//! What speaks against an answer: hedging, words in place of facts, the negative signs of a dimension.
//!
//! Deductions are small and bounded; a sign that is denied ("我没有推卸责任", "without blaming anyone") is none.

use std::collections::BTreeSet;
use std::ops::Range;

use bole_domain::assessment::Effect;
use bole_domain::competency::Dimension;
use bole_domain::locale::Locale;
use bole_text::TermMatcher;

use crate::body::{Body, Find, count, share};
use crate::lexicon::Cue;
use crate::reading::Reading;
use crate::telling::Measure;

/// Hedging: two hedges are how people talk, six are as bad as it gets.
#[must_use]
pub fn hedging(body: &Body<'_>) -> Measure {
    let found = body.distinct(Cue::Hedge);
    let value = share((count(found.len()) - 1.0) / 4.0);
    let finds = if value > 0.0 { lowers("hedging", found, 2.0) } else { Vec::new() };
    Measure { value, finds }
}

/// Vague words where no fact stands beside them.
#[must_use]
pub fn vagueness(body: &Body<'_>, facts: f64) -> Measure {
    let found = body.distinct(Cue::Vague);
    let value = share(count(found.len()) / 4.0) * (1.0 - facts);
    let finds = if found.len() >= 2 { lowers("vague", found, 1.5) } else { Vec::new() };
    Measure { value, finds }
}

/// The negative signs of a dimension, three being as bad as it gets.
#[must_use]
pub fn negative(body: &Body<'_>, dimension: &Dimension, locale: Locale) -> Measure {
    let terms = dimension.negative_signs.get(locale);
    let matcher = TermMatcher::new((0_u32..).zip(terms.iter().map(String::as_str)));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (index, part) in body.parts.iter().enumerate() {
        for hit in matcher.find(&part.reading.folded) {
            let clause = part.reading.clause_at(hit.range.start).map(|it| &part.reading.clauses[it]);
            let Some(clause) = clause.filter(|it| it.silence.is_none()) else { continue };
            if !is_denied(part.reading, &clause.range, &hit.range) && seen.insert(hit.group) {
                found.push((index, clause.range.clone()));
            }
        }
    }
    Measure { value: share(count(found.len()) / 3.0), finds: lowers("negative_sign", found, 8.0) }
}

/// Whether a word of denial stands shortly before a sign, in its clause.
fn is_denied(reading: &Reading<'_>, clause: &Range<usize>, hit: &Range<usize>) -> bool {
    let (reach, denials): (usize, &[&str]) = match reading.locale {
        Locale::Zh => (6, &["没", "不", "别", "未", "避免", "防止", "而不是", "拒绝", "从不", "绝不"]),
        Locale::En => {
            (24, &["not ", "n't ", "never ", "without ", "avoid", "instead of ", "rather than ", "no ", "prevent"])
        }
    };
    let before = reading.folded.part(hit.start.saturating_sub(reach).max(clause.start)..hit.start);
    denials.iter().any(|it| before.contains(it))
}

fn lowers(rule: &str, found: Vec<(usize, Range<usize>)>, strength: f64) -> Vec<Find> {
    found
        .into_iter()
        .map(|(part, range)| Find { rule: rule.to_owned(), part, range, effect: Effect::Lowers, strength })
        .collect()
}
