//! Picks the evidence of a dimension: the strongest finds, a few per rule, quoted from the answers.
//!
//! Every assessable dimension has at least one quote, a low one at least one that shows why it is low.

use std::collections::{BTreeMap, BTreeSet};

use bole_domain::assessment::{Effect, Evidence};
use bole_domain::competency::Dimension;
use bole_domain::question::QuestionKind;

use crate::acts::Actor;
use crate::body::{Body, Find};
use crate::dimension::Share;

/// Quotes shown per dimension.
const MOST: usize = 9;
/// Quotes of one rule, apart from key points, which each have their own.
const PER_RULE: usize = 2;
/// Scores below this must show why.
const LOW: f64 = 60.0;

/// The evidence of a dimension, strongest first.
#[must_use]
pub fn quotes(shares: &[Share<'_, '_>], dimension: &Dimension, score: f64) -> Vec<Evidence> {
    let mut finds: Vec<(usize, Find)> = Vec::new();
    for (index, part) in shares.iter().enumerate() {
        let gathered = gather(part, dimension, score);
        finds.extend(gathered.into_iter().map(|it| (index, Find { strength: it.strength * part.weight, ..it })));
    }
    // Sorting is stable, so finds of one strength keep the order of the answers.
    finds.sort_by(|left, right| right.1.strength.total_cmp(&left.1.strength));
    let mut per_rule: BTreeMap<String, usize> = BTreeMap::new();
    let mut places = BTreeSet::new();
    let mut chosen: Vec<(usize, Find)> = Vec::new();
    for (index, find) in finds {
        let of_rule = per_rule.entry(find.rule.clone()).or_insert(0);
        let family = find.rule.split('.').next().unwrap_or_default().to_owned();
        let is_new = places.insert((index, find.part, find.range.start, family));
        let may = *of_rule < PER_RULE && is_new && (chosen.len() < MOST || find.effect == Effect::Lowers);
        if may {
            *of_rule += 1;
            chosen.push((index, find));
        }
    }
    chosen
        .into_iter()
        .map(|(index, it)| shares[index].judged.body.parts[it.part].reading.evidence(it.range, &it.rule, it.effect))
        .collect()
}

/// What speaks for and against a dimension in one body.
fn gather(part: &Share<'_, '_>, dimension: &Dimension, score: f64) -> Vec<Find> {
    let judged = part.judged;
    let points = &judged.body.question.key_points;
    let own = |index: usize| points.get(index).is_some_and(|it| it.dimension == dimension.key);
    let has_own = points.iter().any(|it| it.dimension == dimension.key);
    let mut finds: Vec<Find> =
        judged.coverage.finds.iter().filter(|it| own(it.0) || !has_own).map(|it| it.1.clone()).collect();
    finds.extend(judged.telling.finds(judged.body.question.kind).cloned());
    finds.extend(part.negative.iter().cloned());
    if score < LOW || finds.is_empty() {
        finds.extend(general(&judged.body, score));
    }
    if score < 80.0 {
        finds.extend(group_only(&judged.body));
        if judged.body.question.kind == QuestionKind::Experience && !judged.telling.has_result() {
            finds.extend(last_sentence(&judged.body, "star.result_missing"));
        }
    }
    finds
}

/// The first sentence that stays general: what the score would need is told nowhere in it.
fn general(body: &Body<'_>, score: f64) -> Option<Find> {
    let effect = if score < LOW { Effect::Lowers } else { Effect::Raises };
    let mut sentences: Vec<(usize, usize)> = Vec::new();
    for (index, part) in body.parts.iter().enumerate() {
        sentences.extend(part.reading.heard().map(|it| (index, it.1.sentence)));
    }
    if sentences.is_empty() {
        // Everything said was said before or does not count: what shows that is the first thing said.
        sentences.extend(body.parts.iter().position(|it| !it.reading.sentences.is_empty()).map(|it| (it, 0)));
    }
    let is_general = |it: &&(usize, usize)| !body.parts[it.0].is_concrete(it.1, body.question.kind);
    let (index, sentence) = *sentences.iter().find(is_general).or(sentences.first())?;
    let part = &body.parts[index];
    let range = part.reading.sentences[sentence].clone();
    Some(Find { rule: "answer.general".to_owned(), part: index, range, effect, strength: 2.5 })
}

fn last_sentence(body: &Body<'_>, rule: &str) -> Option<Find> {
    let (index, part) = body.parts.iter().enumerate().next_back()?;
    let clause = part.reading.heard().last()?.1;
    let range = part.reading.sentences[clause.sentence].clone();
    Some(Find { rule: rule.to_owned(), part: index, range, effect: Effect::Lowers, strength: 1.8 })
}

/// Where only a group acts, the clause that says so.
fn group_only(body: &Body<'_>) -> Option<Find> {
    let acts =
        || body.parts.iter().enumerate().flat_map(|(index, part)| part.acts.iter().map(move |it| (index, part, it)));
    let by = |actor: Actor| acts().filter(|it| it.2.actor == actor).count();
    if by(Actor::Group) < 2 || by(Actor::Own) > 0 {
        return None;
    }
    let (index, part, act) = acts().find(|it| it.2.actor == Actor::Group)?;
    let range = part.reading.clauses[act.clause].range.clone();
    Some(Find { rule: "own_role.group_only".to_owned(), part: index, range, effect: Effect::Lowers, strength: 2.2 })
}
