//! The parts of a story: situation, task, action, result (背景 – 任务 – 行动 – 结果).
//!
//! One clause is one part at most, so that the bands a reviewer sees never overlap.

use bole_domain::assessment::{Effect, StarPart, StarSpan};

use crate::acts::{Actor, Mood};
use crate::body::{Body, Find, Part, count, share};
use crate::lexicon::Cue;

/// The part each heard clause of an answer is, by clause index.
#[must_use]
pub fn parts(part: &Part<'_>) -> Vec<(usize, StarPart)> {
    let clauses = part.reading.heard().count();
    let star = |(place, (index, _))| star_part(part, index, place, clauses).map(|it| (index, it));
    part.reading.heard().enumerate().filter_map(star).collect()
}

/// The part one clause is; `place` is its place among the `clauses` that are heard.
fn star_part(part: &Part<'_>, index: usize, place: usize, clauses: usize) -> Option<StarPart> {
    let range = part.reading.clauses[index].range.clone();
    let has = |cue: Cue| part.reading.count(range.clone(), cue) > 0;
    let by = |mood: Mood| part.acts.iter().any(|it| it.clause == index && it.actor != Actor::Other && it.mood == mood);
    let is_late = is_late(part, index, place, clauses);
    let is_later_half = place * 2 >= clauses;
    let is_told = is_late || (is_later_half && (has(Cue::Result) || Part::has_any(&part.facts, &range)));
    let is_thought = by(Mood::Imagined) || has(Cue::Hypothetical) || has(Cue::Habitual);
    if has(Cue::Outcome) && is_told && !is_thought {
        Some(StarPart::Result)
    } else if has(Cue::Task) && !is_late && (!by(Mood::Done) || has(Cue::Situation)) {
        Some(StarPart::Task)
    } else if has(Cue::Situation) && !is_late && !is_later_half {
        Some(StarPart::Situation)
    } else if by(Mood::Done) || by(Mood::General) || by(Mood::Imagined) {
        Some(StarPart::Action)
    } else {
        None
    }
}

/// Whether half of what is done has been done when a clause ends. Where nothing is done, the last two fifths are late.
/// Counting deeds instead of clauses keeps talk that follows the story from moving its parts.
fn is_late(part: &Part<'_>, index: usize, place: usize, clauses: usize) -> bool {
    let deeds = part.acts.iter().filter(|it| it.actor != Actor::Other);
    let so_far = deeds.clone().filter(|it| it.clause <= index).count();
    match deeds.count() {
        0 => place * 5 >= clauses * 3,
        all => so_far * 2 >= all,
    }
}

/// The spans of the parts in the original, neighbours of one part joined.
#[must_use]
pub fn spans(part: &Part<'_>) -> Vec<StarSpan> {
    let mut spans: Vec<(usize, StarSpan)> = Vec::new();
    for (index, star) in parts(part) {
        let span = part.reading.folded.original(part.reading.clauses[index].range.clone());
        match spans.last_mut() {
            Some((last, joined)) if *last + 1 == index && joined.part == star => {
                *last = index;
                joined.end = span.end;
            }
            _ => spans.push((index, StarSpan { part: star, start: span.start, end: span.end })),
        }
    }
    spans.into_iter().map(|it| it.1).collect()
}

/// How well each part is told, 0–1, and where.
pub struct Story {
    /// The situation.
    pub situation: f64,
    /// The task.
    pub task: f64,
    /// The result: full when it can be counted.
    pub result: f64,
    /// The clearest clause of each part.
    pub finds: Vec<Find>,
}

/// Reads the story of a body.
#[must_use]
pub fn story(body: &Body<'_>) -> Story {
    let mut situations = 0;
    let mut tasks = 0;
    let mut result = 0.0_f64;
    let mut results = 0;
    let mut finds = Vec::new();
    for (part_index, part) in body.parts.iter().enumerate() {
        for (index, star) in parts(part) {
            let clause = &part.reading.clauses[index];
            let (rule, strength) = match star {
                StarPart::Situation => ("star.situation", 2.0),
                StarPart::Task => ("star.task", 2.0),
                StarPart::Action => continue,
                StarPart::Result => {
                    let sentence = part.reading.sentences[clause.sentence].clone();
                    let is_counted = Part::has_any(&part.facts, &sentence);
                    result = result.max(if is_counted { 0.9 } else { 0.6 });
                    ("star.result", if is_counted { 7.0 } else { 5.0 })
                }
            };
            match star {
                StarPart::Situation => situations += 1,
                StarPart::Task => tasks += 1,
                _ => results += 1,
            }
            let range = clause.range.clone();
            finds.push(Find { rule: rule.to_owned(), part: part_index, range, effect: Effect::Raises, strength });
        }
    }
    Story {
        situation: share(if situations > 0 { 0.6 + 0.2 * count(situations) } else { 0.0 }),
        task: share(if tasks > 0 { 0.7 + 0.15 * count(tasks) } else { 0.0 }),
        result: share(result + if results > 1 { 0.2 } else { 0.0 }),
        finds,
    }
}
