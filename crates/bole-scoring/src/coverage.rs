//! Key points: which of them an answer covers, how substantially, and where.
//!
//! Saturated on purpose: a second mention adds a little, a third nothing; of a clause only two key points count in
//! full, so that lists of key words stay poor. A mention inside something told counts more than one in a resolution.

use std::collections::BTreeSet;

use bole_domain::assessment::Effect;

use crate::body::{Body, Find, count, share};

/// What one mention is worth where something is told.
const TOLD: f64 = 0.85;
/// What one mention is worth where something is only said to matter.
const SAID: f64 = 0.5;
/// What a mention is worth beyond the first two of its clause.
const LISTED: f64 = 0.15;
/// What a second mention adds.
const AGAIN: f64 = 0.2;
/// How many different terms in one clause are called stuffing.
const STUFFED: usize = 5;

/// How well the key points of a question are covered.
pub struct Coverage {
    /// Per key point, 0–1.
    pub strengths: Vec<f64>,
    /// The best mention of each key point covered, with the key point's index.
    pub finds: Vec<(usize, Find)>,
    /// Whether key words are crowded into clauses.
    pub is_stuffed: bool,
}

struct Mention {
    part: usize,
    clause: usize,
    worth: f64,
}

/// Measures the coverage of all key points of a body's question.
#[must_use]
pub fn coverage(body: &Body<'_>) -> Coverage {
    let (mentions, is_stuffed) = mentions(body);
    let mut strengths = Vec::new();
    let mut finds = Vec::new();
    for (index, point) in body.question.key_points.iter().enumerate() {
        let of_point = &mentions[index];
        let best = of_point.iter().fold(None::<&Mention>, |best, it| match best {
            Some(so_far) if so_far.worth >= it.worth => Some(so_far),
            _ => Some(it),
        });
        let Some(best) = best else {
            strengths.push(0.0);
            continue;
        };
        let is_again = of_point.iter().any(|it| (it.part, it.clause) != (best.part, best.clause) && it.worth >= SAID);
        strengths.push(share(best.worth + if is_again { AGAIN } else { 0.0 }));
        let range = body.parts[best.part].reading.clauses[best.clause].range.clone();
        let rule = format!("key_point.{}", point.key);
        finds.push((index, Find { rule, part: best.part, range, effect: Effect::Raises, strength: 10.0 * best.worth }));
    }
    Coverage { strengths, finds, is_stuffed }
}

/// Per key point its mentions, and whether any clause is stuffed.
fn mentions(body: &Body<'_>) -> (Vec<Vec<Mention>>, bool) {
    let mut mentions: Vec<Vec<Mention>> = body.question.key_points.iter().map(|_| Vec::new()).collect();
    let mut is_stuffed = false;
    for (part_index, part) in body.parts.iter().enumerate() {
        for (clause_index, clause) in part.reading.heard() {
            let inside: Vec<_> = part.mentions.iter().filter(|it| clause.range.contains(&it.range.start)).collect();
            let terms: BTreeSet<_> = inside.iter().map(|it| it.range.start).collect();
            is_stuffed |= terms.len() >= STUFFED;
            let worth = if part.is_concrete(clause.sentence, body.question.kind) { TOLD } else { SAID };
            let mut groups = BTreeSet::new();
            for hit in inside {
                let group = hit.group as usize;
                if groups.insert(group)
                    && let Some(of_point) = mentions.get_mut(group)
                {
                    let worth = if groups.len() <= 2 { worth } else { LISTED };
                    of_point.push(Mention { part: part_index, clause: clause_index, worth });
                }
            }
        }
    }
    (mentions, is_stuffed)
}

impl Coverage {
    /// How fully a body covers a dimension's key points, 0–1. Points of other dimensions count for 0.4 of it, because an
    /// answer is given as a whole. `None` when the question has no key points.
    #[must_use]
    pub fn of(&self, body: &Body<'_>, dimension: &str) -> Option<f64> {
        let points = &body.question.key_points;
        if points.is_empty() {
            return None;
        }
        let mean = |strengths: &[f64]| strengths.iter().sum::<f64>() / count(strengths.len());
        let own: Vec<f64> =
            points.iter().zip(&self.strengths).filter(|it| it.0.dimension == dimension).map(|it| *it.1).collect();
        let all = mean(&self.strengths);
        let covered = if own.is_empty() { all } else { 0.6 * mean(&own) + 0.4 * all };
        Some(share(covered / FULL))
    }
}

/// The mean strength of the key points that makes a full answer: two thirds of them told. Nobody says everything the
/// author thought of.
const FULL: f64 = 0.56;
