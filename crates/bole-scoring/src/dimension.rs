//! From bodies of answers to the score of one dimension: the weighted mean of what each says about it.
//!
//! A body weighs by the place the dimension has among its question's dimensions. A body that could not be assessed adds
//! nothing, neither to the score nor to its divisor.

use std::collections::BTreeMap;

use bole_domain::assessment::{DimensionScore, NotAssessable, TraceEntry};
use bole_domain::competency::Dimension;
use bole_domain::locale::Locale;
use bole_domain::question::QuestionKind;

use crate::body::{Body, Find, count, share};
use crate::coverage::Coverage;
use crate::points::{Entry, Telling, points};
use crate::quotes::quotes;

/// A body with what was found in it.
pub struct Judged<'b> {
    /// The body.
    pub body: Body<'b>,
    /// How it is told.
    pub telling: Telling,
    /// What it covers.
    pub coverage: Coverage,
}

/// A body's part in one dimension.
pub struct Share<'j, 'b> {
    /// The body.
    pub judged: &'j Judged<'b>,
    /// How much it weighs.
    pub weight: f64,
    /// Its points, 0–100.
    pub points: f64,
    /// What speaks against it in this dimension.
    pub negative: Vec<Find>,
    entries: Vec<Entry>,
}

/// What a question's first, second and further dimensions weigh.
const PLACES: [f64; 3] = [1.0, 0.75, 0.55];

/// Scores one dimension. `failed` are the reasons of the answers to its questions that could not be assessed.
#[must_use]
pub fn dimension_score(
    dimension: &Dimension,
    judged: &[Judged<'_>],
    failed: &[NotAssessable],
    locale: Locale,
) -> DimensionScore {
    let shares: Vec<Share<'_, '_>> = judged.iter().filter_map(|it| share_of(it, dimension, locale)).collect();
    if shares.is_empty() {
        return DimensionScore {
            key: dimension.key.clone(),
            score: None,
            level: None,
            confidence: 0.0,
            not_assessable: Some(failed.first().copied().unwrap_or(NotAssessable::NoAnswer)),
            evidence: Vec::new(),
            trace: Vec::new(),
        };
    }
    let trace = trace(&shares);
    let sum: f64 = trace.iter().map(|it| it.points).sum();
    let score = rounded(sum.clamp(0.0, 100.0), 10.0);
    let evidence = quotes(&shares, dimension, score);
    let confidence = confidence(&shares, evidence.len(), failed.len());
    DimensionScore {
        key: dimension.key.clone(),
        score: Some(score),
        level: Some(level(score)),
        confidence,
        not_assessable: None,
        evidence,
        trace,
    }
}

fn share_of<'j, 'b>(judged: &'j Judged<'b>, dimension: &Dimension, locale: Locale) -> Option<Share<'j, 'b>> {
    let place = judged.body.question.dimensions.iter().position(|it| *it == dimension.key)?;
    let (entries, negative) = points(&judged.body, &judged.telling, &judged.coverage, dimension, locale);
    let sum: f64 = entries.iter().map(|it| it.points).sum();
    let weight = PLACES[place.min(PLACES.len() - 1)];
    Some(Share { judged, weight, points: sum.clamp(0.0, 100.0), negative, entries })
}

/// The mean of the bodies per rule, in the order in which the rules first appear; points sum to the score.
fn trace(shares: &[Share<'_, '_>]) -> Vec<TraceEntry> {
    let total: f64 = shares.iter().map(|it| it.weight).sum();
    let mut order: Vec<&str> = Vec::new();
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for part in shares {
        for entry in &part.entries {
            if !order.contains(&entry.rule) {
                order.push(entry.rule);
            }
            let sum = sums.entry(entry.rule).or_insert((0.0, 0.0));
            sum.0 += part.weight * entry.value;
            sum.1 += part.weight * entry.points;
        }
    }
    let entry = |rule: &str| {
        let (value, points) = sums.get(rule).copied().unwrap_or((0.0, 0.0));
        TraceEntry {
            rule: rule.to_owned(),
            value: rounded(value / total, 1000.0),
            points: rounded(points / total, 100.0),
        }
    };
    order.into_iter().map(entry).collect()
}

/// The anchored level of a score: each level spans 20 points, 100 belongs to the fifth.
#[must_use]
pub fn level(score: f64) -> u8 {
    match score {
        it if it < 20.0 => 1,
        it if it < 40.0 => 2,
        it if it < 60.0 => 3,
        it if it < 80.0 => 4,
        _ => 5,
    }
}

/// How sure a score is: more with more said, more evidence, more answers that agree; less with answers that failed.
fn confidence(shares: &[Share<'_, '_>], evidence: usize, failed: usize) -> f64 {
    let answers = count(shares.len());
    let units: usize = shares.iter().map(|it| it.judged.body.units()).sum();
    let covered: f64 = shares.iter().map(|it| best(&it.judged.coverage)).sum::<f64>() / answers;
    let highest = shares.iter().map(|it| it.points).fold(0.0, f64::max);
    let lowest = shares.iter().map(|it| it.points).fold(100.0, f64::min);
    let is_story = shares.iter().any(|it| it.judged.body.question.kind == QuestionKind::Experience);
    let sure = 0.1
        + 0.15 * share(count(units) / if is_story { 200.0 } else { 150.0 })
        + 0.15 * share(count(evidence) / 6.0)
        + 0.45 * (answers / (answers + 1.0))
        + 0.1 * covered
        - 0.3 * share((highest - lowest) / 60.0);
    rounded(sure.clamp(0.05, 0.95) * answers / (answers + 0.5 * count(failed)), 100.0)
}

fn best(coverage: &Coverage) -> f64 {
    coverage.strengths.iter().copied().fold(0.0, f64::max)
}

/// A number rounded to the grid of `1 / steps`, half away from zero.
#[must_use]
pub fn rounded(value: f64, steps: f64) -> f64 {
    let rounded = (value * steps).round() / steps;
    // "-0" and "0" are one number and must be one text in a receipt.
    if rounded == 0.0 { 0.0 } else { rounded }
}
