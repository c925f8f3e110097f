//! How an answer is told, apart from its key points: deeds, own role, facts, reasons, order, foresight, size.
//!
//! Every measure saturates early. None of them looks at length as such: only clauses that carry something count.

use std::collections::BTreeSet;
use std::ops::Range;

use bole_domain::assessment::Effect;
use bole_domain::question::QuestionKind;

use crate::acts::{Act, Actor, Mood};
use crate::body::{Body, Find, Part, count, share};
use crate::lexicon::Cue;
use crate::topic::Topic;

/// A measure of the telling, 0–1, with where it shows.
pub struct Measure {
    /// 0–1.
    pub value: f64,
    /// Where it shows.
    pub finds: Vec<Find>,
}

/// Deeds of one's own, four different ones being plenty. What is imagined counts in full where the question asks for it.
#[must_use]
pub fn deeds(body: &Body<'_>) -> Measure {
    let mut seen = BTreeSet::new();
    let mut sum = 0.0;
    let mut finds = Vec::new();
    for (index, part) in body.parts.iter().enumerate() {
        for act in &part.acts {
            let worth = worth(act, body.question.kind);
            if worth > 0.0 && seen.insert(part.reading.folded.part(act.range.clone())) {
                sum += worth;
                let range = part.reading.clauses[act.clause].range.clone();
                finds.push(raises("star.action", index, range, 3.0 * worth));
            }
        }
    }
    Measure { value: share(sum / 4.0), finds }
}

fn worth(act: &Act, kind: QuestionKind) -> f64 {
    let by_mood = match (act.mood, kind) {
        (Mood::Done, _) | (_, QuestionKind::Scenario | QuestionKind::Knowledge) => 1.0,
        (Mood::General, _) => 0.5,
        (Mood::Imagined, _) => 0.35,
    };
    let by_actor = match act.actor {
        Actor::Own => 1.0,
        Actor::Group => 0.4,
        Actor::Other => 0.0,
    };
    by_mood * by_actor
}

/// One's own part: what was done oneself among all that was done, and words that claim a role.
#[must_use]
pub fn own_role(body: &Body<'_>) -> Measure {
    let acts = || body.parts.iter().flat_map(|it| &it.acts);
    let is_counted = |act: &&Act| worth(act, body.question.kind) >= 0.35;
    let own = count(acts().filter(is_counted).filter(|it| it.actor == Actor::Own).count());
    let group = count(acts().filter(is_counted).filter(|it| it.actor == Actor::Group).count());
    let roles = body.distinct(Cue::Role);
    let ratio = if own + group > 0.0 { own / (own + group) } else { 0.0 };
    let value = 0.35 * share(count(roles.len()) / 2.0) + 0.65 * ratio * share(own / 3.0);
    let finds = roles.into_iter().map(|(part, range)| raises("own_role", part, range, 3.5)).collect();
    Measure { value: share(value), finds }
}

/// Facts that can be checked: quantities, names, words quoted. Each text counts once, names for less than numbers.
#[must_use]
pub fn facts(body: &Body<'_>) -> Measure {
    let mut finds = Vec::new();
    let quantities = distinct(body, |it| &it.facts, "specific.number", 4.0, &mut finds);
    let names = distinct(body, |it| &it.names, "specific.name", 2.0, &mut finds);
    let speech = body.distinct(Cue::Speech);
    finds.extend(speech.iter().map(|(part, range)| raises("specific.words", *part, range.clone(), 2.0)));
    let sum = quantities.min(4.0) + 0.6 * names.min(3.0) + 0.6 * count(speech.len()).min(2.0);
    Measure { value: share(sum / 4.0), finds }
}

fn distinct<'b>(
    body: &'b Body<'b>,
    of: impl Fn(&'b Part<'b>) -> &'b Vec<Range<usize>>,
    rule: &str,
    strength: f64,
    finds: &mut Vec<Find>,
) -> f64 {
    let mut seen = BTreeSet::new();
    for (index, part) in body.parts.iter().enumerate() {
        for range in of(part) {
            if seen.insert(part.reading.folded.part(range.clone())) {
                let clause = part.reading.clause_at(range.start).map(|it| part.reading.clauses[it].range.clone());
                finds.push(raises(rule, index, clause.unwrap_or_else(|| range.clone()), strength));
            }
        }
    }
    count(seen.len())
}

/// Reasons: causes, purposes, things weighed, lessons drawn.
#[must_use]
pub fn reasons(body: &Body<'_>) -> Measure {
    let mut finds = Vec::new();
    let mut sum = 0.0;
    for (cue, rule, each) in [
        (Cue::Cause, "reasoning.cause", 1.0),
        (Cue::Purpose, "reasoning.purpose", 1.0),
        (Cue::Contrast, "reasoning.contrast", 0.7),
        (Cue::Reflection, "reasoning.lesson", 1.0),
    ] {
        let found = body.distinct(cue);
        sum += each * count(found.len().min(3));
        finds.extend(found.into_iter().map(|(part, range)| raises(rule, part, range, 2.0 * each)));
    }
    Measure { value: share(sum / 4.0), finds }
}

/// Steps put in order.
#[must_use]
pub fn order(body: &Body<'_>) -> Measure {
    Measure { value: share(body.variety(Cue::Sequence) / 4.0), finds: Vec::new() }
}

/// Thought given to risks and to what comes after.
#[must_use]
pub fn foresight(body: &Body<'_>) -> Measure {
    let found = body.distinct(Cue::Foresight);
    let finds = found.iter().map(|(part, range)| raises("foresight", *part, range.clone(), 2.0)).collect();
    Measure { value: share(count(found.len()) / 3.0), finds }
}

/// Examples given.
#[must_use]
pub fn examples(body: &Body<'_>) -> Measure {
    let found = body.distinct(Cue::Example);
    let told = body
        .parts
        .iter()
        .flat_map(|it| &it.acts)
        .filter(|it| it.actor != Actor::Other && it.mood == Mood::Done)
        .count();
    let finds = found.iter().map(|(part, range)| raises("example", *part, range.clone(), 2.5)).collect();
    Measure { value: share(0.6 * count(found.len()) + 0.15 * count(told)), finds }
}

/// Words shared with what was asked and with what a good answer covers.
#[must_use]
pub fn relevance(body: &Body<'_>, topic: &Topic<'_>) -> Measure {
    let shared = body.parts.iter().map(|it| topic.shared_words(it.reading)).max().unwrap_or(0);
    Measure { value: share(count(shared) / 8.0), finds: Vec::new() }
}

/// Clauses that carry something, nine being plenty: more of them neither help nor harm.
#[must_use]
pub fn substance(body: &Body<'_>) -> Measure {
    let carries = |part: &Part<'_>, index: usize, range: &Range<usize>| {
        let has_cue = part.reading.cues_in(range.clone()).iter().any(|it| {
            matches!(it.cue, Cue::Outcome | Cue::Cause | Cue::Purpose | Cue::Situation | Cue::Role | Cue::Speech)
        });
        has_cue
            || part.acts.iter().any(|it| it.clause == index && it.actor != Actor::Other && it.mood != Mood::General)
            || Part::has_any(&part.facts, range)
            || part.mentions.iter().any(|it| range.contains(&it.range.start))
    };
    let clauses: usize = body
        .parts
        .iter()
        .map(|part| part.reading.heard().filter(|(index, it)| carries(part, *index, &it.range)).count())
        .sum();
    Measure { value: share(count(clauses) / 9.0), finds: Vec::new() }
}

fn raises(rule: &str, part: usize, range: Range<usize>, strength: f64) -> Find {
    Find { rule: rule.to_owned(), part, range, effect: Effect::Raises, strength }
}
