//! 维度分析: each dimension with its score, what it rests on, and what a higher score would have needed.
//!
//! The candidate edition shows one quote that worked and one that could be better, no reviewer and no reasons of others.

use bole_domain::assessment::Effect;

use super::summary::{bar_alt, in_words};
use super::{PARAGRAPH, QUOTE};
use crate::document::{NAME, Report, figure};
use crate::glyphs::{one_line, shorten};
use crate::input::{DimensionInput, EvidenceInput, score};
use crate::sheet::{Ink, Role, Sheet, Style};
use crate::wording::fill;

/// How many quotes HR's edition prints per dimension.
const QUOTES: usize = 6;

/// All dimensions as HR reads them.
pub fn hr_dimensions(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    each_dimension(sheet, report, |sheet, dimension| {
        if dimension.final_score().is_some() {
            let confidence = report.words.confidence_name(dimension.confidence);
            sheet.paragraph(&fill(report.words.confidence, &[("confidence", confidence)]), Style::SMALL);
            sheet.space(2.0);
        }
        anchors(sheet, report, dimension);
        adjustment(sheet, report, dimension);
        evidence(sheet, report, dimension);
    });
}

/// All dimensions as the candidate reads them.
pub fn candidate_dimensions(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    each_dimension(sheet, report, |sheet, dimension| {
        let one = |effect| dimension.evidence.iter().find(|it| it.effect == effect);
        for evidence in [one(Effect::Raises), one(Effect::Lowers)].into_iter().flatten() {
            quote(sheet, report, evidence);
        }
        anchors(sheet, report, dimension);
    });
}

fn each_dimension(sheet: &mut Sheet<'_>, report: &Report<'_>, body: impl Fn(&mut Sheet<'_>, &DimensionInput)) {
    if report.input.dimensions.is_empty() {
        return;
    }
    sheet.group(Role::Section, |sheet| {
        sheet.heading(2, report.words.dimensions.of(report.is_hr));
        for (at, dimension) in report.input.dimensions.iter().enumerate() {
            sheet.group(Role::Section, |sheet| {
                head(sheet, report, at + 1, dimension);
                body(sheet, dimension);
            });
            sheet.space(6.0);
        }
    });
}

fn head(sheet: &mut Sheet<'_>, report: &Report<'_>, number: usize, dimension: &DimensionInput) {
    let words = report.words;
    let name = one_line(&dimension.name, NAME);
    let weight = figure(score(dimension.weight).unwrap_or(0.0));
    sheet.keep(96.0);
    sheet.heading(3, &fill(words.dimension, &[("number", &number.to_string()), ("name", &name), ("weight", &weight)]));
    let value = dimension.final_score();
    let mut text = in_words(report, dimension);
    if dimension.adjustment.is_some() {
        text.push_str(words.adjusted_short);
    }
    sheet.bar(value, &text, &bar_alt(report, &name, value));
    if !dimension.definition.trim().is_empty() {
        sheet.paragraph(&shorten(dimension.definition.trim(), PARAGRAPH), Style::SMALL);
    }
    if let (None, Some(reason)) = (value, &dimension.not_assessable) {
        let reason = shorten(reason.trim(), PARAGRAPH);
        sheet.paragraph(&fill(words.not_assessable_because, &[("reason", &reason)]), Style::BODY);
    }
}

fn anchors(sheet: &mut Sheet<'_>, report: &Report<'_>, dimension: &DimensionInput) {
    let words = report.words;
    let known = [
        (words.anchor.of(report.is_hr), dimension.anchor_text.as_deref()),
        (words.next_anchor.of(report.is_hr), dimension.next_anchor_text.as_deref()),
    ];
    for (label, text) in known {
        let Some(text) = text.map(str::trim).filter(|it| !it.is_empty()) else { continue };
        let label = format!("{label}{}", words.separator);
        sheet.rich(&[(&label, Style::BODY.bold()), (&shorten(text, PARAGRAPH), Style::BODY)], 0.0);
        sheet.space(2.0);
    }
}

fn adjustment(sheet: &mut Sheet<'_>, report: &Report<'_>, dimension: &DimensionInput) {
    let Some(adjustment) = &dimension.adjustment else { return };
    let Some(to) = score(adjustment.score).map(figure) else { return };
    let reason = shorten(adjustment.reason.trim(), PARAGRAPH);
    let text = match dimension.score.and_then(score).map(figure) {
        Some(from) => fill(report.words.adjusted, &[("from", &from), ("to", &to), ("reason", &reason)]),
        None => fill(report.words.adjusted_from_nothing, &[("to", &to), ("reason", &reason)]),
    };
    sheet.space(2.0);
    sheet.paragraph(&text, Style::BODY);
}

fn evidence(sheet: &mut Sheet<'_>, report: &Report<'_>, dimension: &DimensionInput) {
    let words = report.words;
    if dimension.final_score().is_none() && dimension.evidence.is_empty() {
        return;
    }
    sheet.space(4.0);
    sheet.keep(46.0);
    sheet.paragraph(words.evidence, Style::BODY.bold().ink(Ink::Accent));
    sheet.space(2.0);
    if dimension.evidence.is_empty() {
        sheet.paragraph(words.evidence_none, Style::BODY);
    }
    for evidence in dimension.evidence.iter().take(QUOTES) {
        quote(sheet, report, evidence);
    }
    if let Some(more) = dimension.evidence.len().checked_sub(QUOTES).filter(|more| *more > 0) {
        sheet.paragraph(&fill(words.evidence_more, &[("n", &more.to_string())]), Style::SMALL);
    }
}

fn quote(sheet: &mut Sheet<'_>, report: &Report<'_>, evidence: &EvidenceInput) {
    let effect = report.words.effect_name(evidence.effect, report.is_hr);
    let title = format!("  ·  {}", one_line(&evidence.question_title, NAME));
    let source = [(effect, Style::SMALL.bold().ink(Ink::Text)), (title.as_str(), Style::SMALL)];
    sheet.quote(&source, &format!("“{}”", one_line(&evidence.quote, QUOTE)));
}
