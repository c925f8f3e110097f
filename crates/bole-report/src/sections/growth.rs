//! 优势 / 待提升 and 建议: what speaks for the candidate, what could become better, and how.

use super::{PARAGRAPH, POINTS};
use crate::document::{NAME, Report};
use crate::glyphs::{one_line, shorten};
use crate::input::ReviewInput;
use crate::sheet::{Role, Sheet, Style};
use crate::wording::fill;

const INDENT: f32 = 14.0;

/// Strengths and weaknesses.
pub fn strengths(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let (words, input) = (report.words, report.input);
    if input.strengths.is_empty() && input.weaknesses.is_empty() {
        return;
    }
    sheet.group(Role::Section, |sheet| {
        sheet.heading(2, words.strengths_and_weaknesses);
        points(sheet, words.strengths.of(report.is_hr), &input.strengths);
        points(sheet, words.weaknesses.of(report.is_hr), &input.weaknesses);
    });
}

fn points(sheet: &mut Sheet<'_>, heading: &str, texts: &[String]) {
    if texts.is_empty() {
        return;
    }
    sheet.heading(3, heading);
    let texts: Vec<String> = texts.iter().take(POINTS).map(|it| shorten(it.trim(), PARAGRAPH)).collect();
    sheet.bullets(texts.iter().map(|it| ("•".to_owned(), it.as_str())), INDENT);
}

/// Advice; in HR's edition also the reviewer's remarks.
pub fn advice(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let (words, input) = (report.words, report.input);
    if !input.advice.is_empty() {
        sheet.group(Role::Section, |sheet| {
            sheet.heading(2, words.advice.of(report.is_hr));
            for (at, advice) in input.advice.iter().take(POINTS).enumerate() {
                let number = fill(words.ordinal, &[("number", &(at + 1).to_string())]);
                let label = format!("{number} {}{}", one_line(&advice.dimension, NAME), words.separator);
                sheet
                    .rich(&[(&label, Style::BODY.bold()), (&shorten(advice.text.trim(), PARAGRAPH), Style::BODY)], 0.0);
                sheet.space(3.0);
            }
        });
    }
    if let Some(review) = input.review.as_ref().filter(|_| report.is_hr) {
        remarks(sheet, report, review);
    }
}

fn remarks(sheet: &mut Sheet<'_>, report: &Report<'_>, review: &ReviewInput) {
    let words = report.words;
    sheet.group(Role::Section, |sheet| {
        sheet.heading(2, words.review);
        if let Some(remarks) = review.remarks.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
            sheet.paragraph(&shorten(remarks, 2 * PARAGRAPH), Style::BODY);
        }
        let signed = format!(
            "{}{}{}  ·  {}",
            words.reviewed_by,
            words.separator,
            one_line(&review.reviewer, NAME),
            report.moment(review.released_at)
        );
        sheet.paragraph(&signed, Style::SMALL);
    });
}
