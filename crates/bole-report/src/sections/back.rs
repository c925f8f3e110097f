//! The fixed last page (声明): purpose, method, data, limits, retention, rights and the receipt. And how to appeal.

use qrcode::{Color, EcLevel, QrCode};

use crate::document::{NAME, Report};
use crate::glyphs::one_line;
use crate::sheet::{Role, Sheet, Style};
use crate::wording::fill;

/// How the candidate asks for a human review.
pub fn appeal(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let words = report.words;
    sheet.group(Role::Section, |sheet| {
        sheet.heading(2, words.appeal);
        sheet.paragraph(words.appeal_text, Style::BODY);
        sheet.space(3.0);
        sheet.paragraph(words.appeal_in_app, Style::BODY.bold());
        if let Some(contact) = &report.input.review_contact {
            sheet.paragraph(&fill(words.appeal_contact, &[("contact", &one_line(contact, 2 * NAME))]), Style::BODY);
        }
    });
}

/// The last page.
pub fn back(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let (words, input) = (report.words, report.input);
    sheet.new_page();
    sheet.group(Role::Section, |sheet| {
        sheet.heading(2, words.back);
        part(sheet, words.purpose.0, &[words.purpose.1.of(report.is_hr)]);
        let scorer = one_line(&input.basis.scorer, NAME);
        let flow = one_line(&input.basis.flow_version, NAME);
        let versions = fill(words.versions, &[("scorer", &scorer), ("flow", &flow)]);
        part(sheet, words.method.0, &[words.method.1, words.calibration_text(input.basis.calibration), &versions]);
        part(sheet, words.data_used.0, &[words.data_used.1]);
        part(sheet, words.data_not_used.0, &[words.data_not_used.1]);
        part(sheet, words.limits.0, &[words.limits.1]);
        let months = input.retention_months.map(|it| fill(words.retention_months, &[("months", &it.to_string())]));
        part(sheet, words.retention, &[months.as_deref().unwrap_or(words.retention_unset), words.access]);
        let reviewed = input
            .review
            .as_ref()
            .map(|it| fill(words.reviewed_by_person, &[("moment", &report.moment(it.released_at))]));
        part(sheet, words.rights.0, &[words.rights.1, reviewed.as_deref().unwrap_or_default()]);
        receipt(sheet, report);
    });
}

fn part(sheet: &mut Sheet<'_>, heading: &str, texts: &[&str]) {
    sheet.heading(3, heading);
    for text in texts.iter().filter(|text| !text.is_empty()) {
        sheet.paragraph(text, Style::BODY);
    }
}

fn receipt(sheet: &mut Sheet<'_>, report: &Report<'_>) {
    let words = report.words;
    let Some(hash) = report.input.basis.receipt_sha256.as_deref().map(|it| one_line(it, 2 * NAME)) else { return };
    let Ok(code) = QrCode::with_error_correction_level(hash.as_bytes(), EcLevel::M) else { return };
    let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    sheet.space(10.0);
    let alt = fill(words.receipt_alt, &[("hash", &hash)]);
    let text = fill(words.receipt_text, &[("hash", &hash)]);
    sheet.code(dark, code.width(), &alt, &[(words.receipt, Style::BODY.bold()), (&text, Style::SMALL)]);
}
