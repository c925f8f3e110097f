//! The first page: 基础信息 and 综合结论. In HR's edition it is enough to decide what to ask next.

use super::{PARAGRAPH, POINTS};
use crate::document::{NAME, Report, figure};
use crate::glyphs::{one_line, shorten};
use crate::input::{DimensionInput, score};
use crate::sheet::{Cell, Ink, Role, Sheet, Style, TEXT_WIDTH};
use crate::wording::fill;

const LABEL_WIDTH: f32 = 68.0;
const COLUMN: f32 = TEXT_WIDTH / 2.0;

/// Title and basic information.
pub fn facts(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let (words, input) = (report.words, report.input);
    sheet.paragraph(&one_line(&input.company, NAME), Style::SMALL);
    sheet.heading(1, words.title.of(report.is_hr));
    sheet.paragraph(&one_line(&input.job_title, NAME), Style { size: 12.0, leading: 19.0, ..Style::BODY.bold() });
    let label = if input.review.is_some() { words.ai_label_reviewed } else { words.ai_label };
    sheet.paragraph(&format!("{}  ·  {label}", words.kind.of(report.is_hr)), Style::SMALL);
    sheet.space(6.0);
    sheet.rule();
    if !report.is_hr {
        sheet.paragraph(&fill(words.introduction, &[("job", &one_line(&input.job_title, NAME))]), Style::BODY);
    }
    sheet.group(Role::Section, |sheet| {
        sheet.heading(2, words.facts);
        sheet.group(Role::Table, |sheet| {
            for pair in fact_list(report).chunks(2) {
                fact_row(sheet, pair);
            }
        });
    });
}

fn fact_list(report: &Report<'_>) -> Vec<(&'static str, String)> {
    let (words, input) = (report.words, report.input);
    let mut facts = Vec::new();
    if let Some(name) = &input.candidate_name {
        facts.push((words.candidate, one_line(name, NAME)));
    }
    facts.push((words.job, one_line(&input.job_title, NAME)));
    facts.push((words.application_no, one_line(&input.application_no, NAME)));
    facts.push((words.interviewed_at, report.moment(input.interviewed_at)));
    facts.push((words.finished_at, report.moment(input.finished_at)));
    facts.push((words.duration, fill(words.minutes, &[("minutes", &input.duration_minutes.to_string())])));
    match &input.review {
        Some(review) => {
            if report.is_hr {
                facts.push((words.reviewed_by, one_line(&review.reviewer, NAME)));
            }
            facts.push((words.released_at, report.moment(review.released_at)));
        }
        None => facts.push((words.reviewed_by, words.not_reviewed.to_owned())),
    }
    facts
}

fn fact_row(sheet: &mut Sheet<'_>, pair: &[(&str, String)]) {
    let cells: Vec<Cell<'_>> = pair
        .iter()
        .zip([0.0, COLUMN])
        .flat_map(|((label, value), x)| {
            let style = Style::BODY;
            let label =
                Cell { is_header: true, x, width: LABEL_WIDTH - 6.0, text: label, style: style.ink(Ink::Muted) };
            [
                label,
                Cell { is_header: false, x: x + LABEL_WIDTH, width: COLUMN - LABEL_WIDTH - 10.0, text: value, style },
            ]
        })
        .collect();
    sheet.row(&cells);
    sheet.space(1.5);
}

/// The total, what it means, and the dimensions at a glance.
pub fn summary(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let (words, input) = (report.words, report.input);
    sheet.group(Role::Section, |sheet| {
        sheet.heading(2, words.conclusion.of(report.is_hr));
        strip(sheet, report);
        if input.total.and_then(score).is_none() {
            sheet.paragraph(words.total_not_assessable, Style::BODY);
            sheet.space(4.0);
        }
        overview(sheet, report);
        if report.is_hr && !input.probes.is_empty() {
            sheet.heading(3, words.probes);
            let probes = input.probes.iter().take(POINTS).map(|it| shorten(it.trim(), PARAGRAPH)).collect::<Vec<_>>();
            let numbered = probes
                .iter()
                .enumerate()
                .map(|(at, it)| (fill(words.ordinal, &[("number", &(at + 1).to_string())]), it.as_str()));
            sheet.bullets(numbered, 18.0);
        }
    });
}

fn strip(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let (words, input) = (report.words, report.input);
    let total = input.total.and_then(score).map_or_else(|| words.total_missing.to_owned(), figure);
    let mut figures = vec![(words.total.to_owned(), total)];
    if report.is_hr {
        figures.push((
            words.outcome.to_owned(),
            input.outcome.map_or(words.outcome_open, |it| words.outcome_name(it)).to_owned(),
        ));
    }
    if let Some(percentile) = input.meaningful_percentile() {
        let share = figure((percentile.share.clamp(0.0, 1.0) * 100.0).floor());
        let label = fill(words.percentile_of, &[("n", &percentile.n.to_string())]);
        figures.push((label, fill(words.percentile, &[("share", &share)])));
    }
    sheet.keep(52.0);
    let step = TEXT_WIDTH / 3.0;
    for (number, (label, figure)) in figures.iter().enumerate() {
        let size = if number == 0 { 25.0 } else { 15.0 };
        sheet.figure_in_words(step * number as f32, step - 8.0, figure, size, label);
    }
    sheet.space(56.0);
}

fn overview(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let (words, input) = (report.words, report.input);
    if input.dimensions.is_empty() {
        return;
    }
    sheet.heading(3, words.overview);
    sheet.group(Role::Table, |sheet| {
        for dimension in &input.dimensions {
            let name = one_line(&dimension.name, NAME);
            let value = dimension.final_score();
            sheet.bar_row(&name, value, &in_words(report, dimension), &bar_alt(report, &name, value));
        }
    });
    if input.dimensions.iter().any(|it| it.final_score().is_none()) {
        sheet.paragraph(words.not_assessable_is_not_low, Style::SMALL);
    }
}

/// A dimension's score in words.
pub fn in_words(report: &Report<'_>, dimension: &DimensionInput) -> String {
    let words = report.words;
    let Some(value) = dimension.final_score() else { return words.not_assessable.to_owned() };
    match dimension.level {
        Some(level) => fill(words.points_and_level, &[("score", &figure(value)), ("level", &level.to_string())]),
        None => fill(words.points, &[("score", &figure(value))]),
    }
}

/// What a bar shows, for who cannot see it.
pub fn bar_alt(report: &Report<'_>, name: &str, value: Option<f64>) -> String {
    match value {
        Some(value) => fill(report.words.bar_alt, &[("name", name), ("score", &figure(value))]),
        None => fill(report.words.bar_alt_missing, &[("name", name)]),
    }
}
