//! The rubric scorer from answers to assessment: silence, gate, bodies, dimensions, total.
//!
//! The order of every sum is the order of the competency model and of the answers, so that a score recomputes to the bit.

use std::collections::BTreeMap;

use bole_domain::assessment::{AnswerFinding, Assessment, Calibration, DimensionScore, NotAssessable, ScoredAnswer};
use bole_domain::competency::CompetencyModel;
use bole_domain::locale::Locale;
use bole_domain::question::Question;

use crate::body::Body;
use crate::coverage::coverage;
use crate::dimension::{Judged, dimension_score, rounded};
use crate::gate::{Frame, gate};
use crate::points::Telling;
use crate::reading::{Reading, Silence};
use crate::silence::{Said, silence, silence_asides};
use crate::story;
use crate::topic::{Topic, copyable, spread};

/// The name and version of this scorer. A change of what it computes is a new version, and the old one stays.
pub const SCORER: &str = "rubric-1";

/// Scores the answers of one interview. Answers of one question are read together, in the order given.
#[must_use]
pub fn score(
    competency: &CompetencyModel,
    questions: &[Question],
    answers: &[ScoredAnswer],
    locale: Locale,
) -> Assessment {
    let topics: Vec<Topic<'_>> = questions.iter().map(|it| Topic::new(it, competency, locale)).collect();
    let readings = read(answers, &topics, locale);
    let gated = gate_all(&readings, answers, &topics);
    let readings = without_asides(readings, answers, &topics, &gated);
    let mut judged: Vec<Judged<'_>> = Vec::new();
    for topic in &topics {
        let of_topic: Vec<&Reading<'_>> = answers
            .iter()
            .zip(readings.iter().zip(&gated))
            .filter(|(answer, (_, reason))| answer.question == topic.question.key && reason.is_none())
            .map(|(_, (reading, _))| reading)
            .collect();
        if !of_topic.is_empty() {
            let body = Body::new(topic, &of_topic);
            let telling = Telling::new(&body, topic);
            let coverage = coverage(&body);
            judged.push(Judged { body, telling, coverage });
        }
    }
    let dimensions: Vec<DimensionScore> = competency
        .dimensions
        .iter()
        .map(|it| dimension_score(it, &judged, &failures(&it.key, questions, answers, &gated), locale))
        .collect();
    let findings = answers
        .iter()
        .zip(readings.iter().zip(&gated))
        .map(|(_, (reading, reason))| finding(reading, *reason, &judged))
        .collect();
    assessment(competency, dimensions, findings)
}

fn read<'a>(answers: &'a [ScoredAnswer], topics: &[Topic<'_>], locale: Locale) -> Vec<Reading<'a>> {
    let mut said = Said::default();
    answers
        .iter()
        .map(|answer| {
            let topic = topic_of(answer, topics);
            let asked = topic.map_or_else(|| vec![answer.asked.as_str()], |it| copyable(it.question, &answer.asked));
            let mut reading = Reading::new(&answer.slot, &answer.text, locale);
            silence(&mut reading, &asked, topic, &mut said);
            reading
        })
        .collect()
}

fn topic_of<'t, 'q>(answer: &ScoredAnswer, topics: &'t [Topic<'q>]) -> Option<&'t Topic<'q>> {
    topics.iter().find(|it| it.question.key == answer.question)
}

fn gate_all(readings: &[Reading<'_>], answers: &[ScoredAnswer], topics: &[Topic<'_>]) -> Vec<Option<NotAssessable>> {
    let spread = spread(topics);
    answers
        .iter()
        .zip(readings)
        .map(|(answer, reading)| {
            let topic = topic_of(answer, topics);
            let is_follow_up = answer.slot.contains('/');
            gate(reading, &Frame { topic, topics, spread: &spread, is_follow_up })
        })
        .collect()
}

fn without_asides<'a>(
    readings: Vec<Reading<'a>>,
    answers: &[ScoredAnswer],
    topics: &[Topic<'_>],
    gated: &[Option<NotAssessable>],
) -> Vec<Reading<'a>> {
    readings
        .into_iter()
        .zip(answers.iter().zip(gated))
        .map(|(mut reading, (answer, reason))| {
            // A follow-up's topic is what the follow-up asked, which the question's words need not contain.
            if let (None, Some(topic), false) = (reason, topic_of(answer, topics), answer.slot.contains('/')) {
                silence_asides(&mut reading, topic);
            }
            reading
        })
        .collect()
}

/// Why the answers to a dimension's questions could not be assessed, main answers first.
fn failures(
    dimension: &str,
    questions: &[Question],
    answers: &[ScoredAnswer],
    gated: &[Option<NotAssessable>],
) -> Vec<NotAssessable> {
    let feeds = |answer: &ScoredAnswer| {
        questions.iter().any(|it| it.key == answer.question && it.dimensions.iter().any(|key| key == dimension))
    };
    let mut failed: Vec<(bool, NotAssessable)> = answers
        .iter()
        .zip(gated)
        .filter(|it| feeds(it.0))
        .filter_map(|(answer, reason)| reason.map(|it| (answer.slot.contains('/'), it)))
        .collect();
    failed.sort_by_key(|it| it.0);
    failed.into_iter().map(|it| it.1).collect()
}

fn finding(reading: &Reading<'_>, reason: Option<NotAssessable>, judged: &[Judged<'_>]) -> AnswerFinding {
    let mut flags = Vec::new();
    let mut star = Vec::new();
    let mut key_points = Vec::new();
    let mut is_stuffed = reading.has_silence(Silence::KeyWords) || reason == Some(NotAssessable::KeywordSalad);
    for it in judged {
        for part in it.body.parts.iter().filter(|part| std::ptr::eq(part.reading, reading)) {
            star = story::spans(part);
            is_stuffed |= it.coverage.is_stuffed;
            let mentions = |index: usize| part.mentions.iter().any(|hit| hit.group as usize == index);
            let points = it.body.question.key_points.iter().enumerate();
            key_points = points.filter(|(index, _)| mentions(*index)).map(|(_, it)| it.key.clone()).collect();
        }
    }
    if is_stuffed {
        flags.push("keyword_stuffing".to_owned());
    }
    if reading.has_silence(Silence::Repeated) {
        flags.push("repetition".to_owned());
    }
    AnswerFinding {
        slot: reading.slot.to_owned(),
        not_assessable: reason,
        characters: visible(reading.text),
        star,
        key_points,
        flags,
    }
}

fn visible(text: &str) -> u32 {
    u32::try_from(text.chars().filter(|it| !it.is_whitespace()).count()).unwrap_or(u32::MAX)
}

fn assessment(
    competency: &CompetencyModel,
    dimensions: Vec<DimensionScore>,
    answers: Vec<AnswerFinding>,
) -> Assessment {
    let mut weights: BTreeMap<bool, f64> = BTreeMap::new();
    let mut sum = 0.0;
    let mut sure = 0.0;
    for (dimension, score) in competency.dimensions.iter().zip(&dimensions) {
        let weight = f64::from(dimension.weight);
        *weights.entry(score.score.is_some()).or_insert(0.0) += weight;
        sum += weight * score.score.unwrap_or(0.0);
        sure += weight * score.confidence;
    }
    let assessable = weights.get(&true).copied().unwrap_or(0.0);
    let all = assessable + weights.get(&false).copied().unwrap_or(0.0);
    let part = |value: f64, whole: f64| if whole > 0.0 { value / whole } else { 0.0 };
    Assessment {
        scorer: SCORER.to_owned(),
        total: (assessable > 0.0).then(|| rounded(sum / assessable, 10.0)),
        coverage: rounded(part(assessable, all), 1000.0),
        confidence: rounded(part(sure, all), 100.0),
        calibration: Calibration::NotCalibrated,
        dimensions,
        answers,
    }
}
