//! What stands in a report: scores that count, words they rest on, what would raise them. Pure.

use bole_domain::assessment::{DimensionScore, Effect};
use bole_domain::competency::Dimension;
use bole_domain::locale::Locale;
use bole_domain::staff::Field;

use super::{
    AdviceView, BasisView, Edition, PercentileView, ReportAdjustment, ReportDimension, ReportEvidence, ReportReview,
    ReportView, Source,
};

/// A dimension at or above this is a strength.
const STRONG: f64 = 70.0;
/// A dimension below this could become better.
const WEAK: f64 = 60.0;
/// At most so many strengths and weaknesses.
const MOST: usize = 3;

/// Writes a report.
pub fn write(source: &Source, edition: Edition, locale: Locale) -> ReportView {
    let is_hr = edition == Edition::Hr;
    let scored = &source.assessment.assessment;
    let model = &source.held.document.competency;
    let dimensions: Vec<ReportDimension> = scored
        .dimensions
        .iter()
        .filter_map(|it| model.dimension(&it.key).map(|dimension| one(source, dimension, it, edition, locale)))
        .collect();
    let weak = weakest(&dimensions);
    let duration = source.held.finished_at.zip(source.held.started_at).map_or(0, |(end, start)| end.since(start));
    ReportView {
        edition,
        locale,
        company: source.company.clone(),
        job_title: source.application.requisition_title.clone(),
        candidate_name: source.sight.name(source.candidate, source.name.as_str()),
        application_id: source.application.application.id,
        interviewed_at: source.held.started_at,
        finished_at: source.held.finished_at,
        duration_ms: duration,
        total: source.assessment.total,
        outcome: source.released.as_ref().filter(|_| is_hr).map(|it| it.outcome.clone()),
        percentile: source.percentile.map(|it| PercentileView { share: it.share, n: it.n }),
        strengths: strongest(&dimensions).iter().map(|it| strength(it, locale)).collect(),
        weaknesses: weak.iter().map(|it| weakness(it, locale)).collect(),
        advice: weak.iter().map(|it| AdviceView { dimension: it.name.clone(), text: it.advice.clone() }).collect(),
        probes: if is_hr { weak.iter().map(|it| probe(it, locale)).collect() } else { Vec::new() },
        review: source.released.as_ref().map(|it| ReportReview {
            by: is_hr.then(|| it.by.clone()),
            at: it.at,
            note: if is_hr { it.reason.clone() } else { source.sight.text_if(Field::Words, source.note.clone()) },
        }),
        basis: BasisView {
            scorer: scored.scorer.clone(),
            flow_number: source.held.flow_number,
            receipt_sha256: source.assessment.receipt_sha256.clone(),
            calibration: scored.calibration,
        },
        dimensions,
    }
}

fn one(
    source: &Source,
    dimension: &Dimension,
    scored: &DimensionScore,
    edition: Edition,
    locale: Locale,
) -> ReportDimension {
    let changes = &source.assessment.adjustments;
    let change = changes.iter().rev().find(|it| it.adjustment.dimension == dimension.key);
    let score = change.map(|it| it.adjustment.score).or(scored.score);
    let level = score.map(level_of);
    let anchor = |level: Option<u8>| {
        let at = usize::from(level?.checked_sub(1)?);
        dimension.anchors.get(at).map(|it| it.get(locale).to_owned())
    };
    ReportDimension {
        key: dimension.key.clone(),
        name: dimension.name.get(locale).to_owned(),
        definition: dimension.definition.get(locale).to_owned(),
        weight: dimension.weight,
        score,
        level,
        anchor: anchor(level),
        next_anchor: anchor(level.map(|it| it + 1)),
        confidence: scored.confidence,
        not_assessable: scored.not_assessable.filter(|_| score.is_none()),
        evidence: evidence(source, scored, edition, locale),
        adjustment: change.filter(|_| edition == Edition::Hr).map(|it| ReportAdjustment {
            from: scored.score,
            to: it.adjustment.score,
            reason: source.sight.text(Field::Words, it.adjustment.reason.as_str()),
            by: it.by.clone(),
        }),
        advice: dimension.advice.get(locale).to_owned(),
    }
}

/// HR reads all evidence; the candidate one quote that worked and one to improve.
fn evidence(source: &Source, scored: &DimensionScore, edition: Edition, locale: Locale) -> Vec<ReportEvidence> {
    let title = |slot: &str| {
        let answer = source.held.answers.iter().find(|it| it.slot == slot);
        answer.map_or_else(String::new, |it| it.question.title.get(locale).to_owned())
    };
    let all = scored.evidence.iter().map(|it| ReportEvidence {
        slot: it.slot.clone(),
        question_title: title(&it.slot),
        text: source.sight.text(Field::Words, it.text.as_str()),
        effect: it.effect,
        start: it.start,
        end: it.end,
    });
    match edition {
        Edition::Hr => all.collect(),
        Edition::Candidate => {
            let all: Vec<ReportEvidence> = all.collect();
            let first = |effect: Effect| all.iter().find(|it| it.effect == effect).cloned();
            first(Effect::Raises).into_iter().chain(first(Effect::Lowers)).collect()
        }
    }
}

/// The anchored level of a score: 0–20 is 1 and 80–100 is 5, as the scorer maps them.
fn level_of(score: f64) -> u8 {
    match score {
        it if it < 20.0 => 1,
        it if it < 40.0 => 2,
        it if it < 60.0 => 3,
        it if it < 80.0 => 4,
        _ => 5,
    }
}

fn strongest(dimensions: &[ReportDimension]) -> Vec<&ReportDimension> {
    let mut strong: Vec<_> = dimensions.iter().filter(|it| it.score.is_some_and(|it| it >= STRONG)).collect();
    strong.sort_by(|a, b| b.score.unwrap_or(0.0).total_cmp(&a.score.unwrap_or(0.0)));
    strong.truncate(MOST);
    strong
}

fn weakest(dimensions: &[ReportDimension]) -> Vec<&ReportDimension> {
    let mut weak: Vec<_> = dimensions.iter().filter(|it| it.score.is_some_and(|it| it < WEAK)).collect();
    weak.sort_by(|a, b| a.score.unwrap_or(0.0).total_cmp(&b.score.unwrap_or(0.0)));
    weak.truncate(MOST);
    weak
}

fn strength(it: &ReportDimension, locale: Locale) -> String {
    let anchor = it.anchor.clone().unwrap_or_else(|| it.definition.clone());
    match locale {
        Locale::Zh => format!("{}：{anchor}", it.name),
        Locale::En => format!("{}: {anchor}", it.name),
    }
}

fn weakness(it: &ReportDimension, locale: Locale) -> String {
    let next = it.next_anchor.clone().unwrap_or_else(|| it.definition.clone());
    match locale {
        Locale::Zh => format!("{}：下一步可以做到——{next}", it.name),
        Locale::En => format!("{}: the next step would be: {next}", it.name),
    }
}

fn probe(it: &ReportDimension, locale: Locale) -> String {
    match locale {
        Locale::Zh => format!("请举一个最近的具体例子，说明你在“{}”上做了什么、结果如何。", it.name),
        Locale::En => {
            format!("Please give a recent, concrete example of what you did in “{}”, and what came of it.", it.name)
        }
    }
}
