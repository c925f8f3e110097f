//! The assessment report, and a person's copy of their data, as PDF: one struct in, the bytes of a tagged A4 document out.
//!
//! It never queries, never reads a clock, and never decides who may read what: whatever is in the input is printed, and
//! the candidate edition leaves out what HR alone may see even when the input carries it.

mod document;
mod failure;
mod fonts;
mod glyphs;
mod input;
mod lines;
mod pdf;
mod sections;
mod sheet;
mod statement;
mod wording;

use bole_domain::locale::Locale;

pub use failure::ReportFailure;
pub use fonts::Fonts;
pub use input::{
    AdjustmentInput, AdviceInput, Basis, DimensionInput, Edition, EvidenceInput, MIN_NORM_GROUP, Percentile,
    ReportInput, ReviewInput,
};
pub use statement::{StatementEntry, StatementInput, StatementSection};

/// Renders a person's copy of their data.
///
/// # Errors
/// As [`render`].
pub fn render_statement(fonts: &Fonts, input: &StatementInput) -> Result<Vec<u8>, ReportFailure> {
    let loaded = fonts.loaded()?;
    let faces = loaded.faces(input.locale == Locale::En)?;
    pdf::write(loaded, statement::compose(&faces, input), &statement::properties(input))
}

/// Renders a report.
///
/// # Errors
/// `report.font_missing` and `report.font_unreadable` when no usable Chinese font is installed, `report.not_written` when
/// the document violates the PDF standard.
pub fn render(fonts: &Fonts, input: &ReportInput) -> Result<Vec<u8>, ReportFailure> {
    let loaded = fonts.loaded()?;
    let faces = loaded.faces(input.locale == Locale::En)?;
    let sheet = document::compose(&faces, input);
    pdf::write(loaded, sheet, &document::properties(input))
}
