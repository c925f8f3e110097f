//! The order of the report's sections in both editions (UX §7), its head and foot, and how figures and instants are written.
//!
//! What HR alone may see is left out here of the candidate edition, whatever the input carries.

use jiff::Timestamp;

use crate::glyphs::{Faces, one_line};
use crate::input::ReportInput;
use crate::pdf::Properties;
use crate::sections::{advice, appeal, back, candidate_dimensions, facts, hr_dimensions, strengths, summary};
use crate::sheet::{Laid, Sheet};
use crate::wording::{Wording, fill, wording};
use bole_domain::time::Millis;

/// How long a name may be before it is shortened.
pub const NAME: usize = 60;
/// How long a name may be at the head and foot of a page.
const SHORT_NAME: usize = 24;

/// What every section needs.
pub struct Report<'i> {
    /// What to say.
    pub input: &'i ReportInput,
    /// How to say it.
    pub words: &'static Wording,
    /// For whom.
    pub is_hr: bool,
}

impl Report<'_> {
    /// An instant in the reader's zone.
    pub fn moment(&self, at: Millis) -> String {
        match Timestamp::from_millisecond(at.0) {
            Ok(instant) => instant.to_zoned(self.input.time_zone.clone()).strftime(self.words.moment).to_string(),
            Err(_) => self.words.nothing.to_owned(),
        }
    }
}

/// A score or weight with at most one decimal.
pub fn figure(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// Lays the report out.
pub fn compose(faces: &Faces<'_>, input: &ReportInput) -> Laid {
    let report = Report { input, words: wording(input.locale), is_hr: input.is_hr() };
    let mut sheet = Sheet::new(faces);
    facts(&mut sheet, &report);
    summary(&mut sheet, &report);
    if report.is_hr {
        hr_dimensions(&mut sheet, &report);
    } else {
        candidate_dimensions(&mut sheet, &report);
    }
    strengths(&mut sheet, &report);
    advice(&mut sheet, &report);
    if !report.is_hr {
        appeal(&mut sheet, &report);
    }
    back(&mut sheet, &report);
    finish(sheet, &report)
}

fn finish(sheet: Sheet<'_>, report: &Report<'_>) -> Laid {
    let words = report.words;
    let input = report.input;
    // What matters most comes first: a long name may push the rest off the line.
    let header = [
        words.title.of(report.is_hr),
        words.kind.of(report.is_hr),
        &one_line(&input.application_no, SHORT_NAME),
        &one_line(&input.job_title, SHORT_NAME),
    ]
    .join("  ·  ");
    let label = if input.review.is_some() { words.ai_label_reviewed } else { words.ai_label };
    let footer = format!("{label}  ·  {}", one_line(&input.company, SHORT_NAME));
    let watermark = input.watermark.as_deref().filter(|_| report.is_hr).map(|text| one_line(text, NAME));
    let page_of =
        |page: usize, pages: usize| fill(words.page_of, &[("page", &page.to_string()), ("pages", &pages.to_string())]);
    sheet.finish(&header, &footer, page_of, watermark.as_deref())
}

/// What the file says about itself; it does not name the candidate.
pub fn properties(input: &ReportInput) -> Properties {
    let words = wording(input.locale);
    let title =
        [words.title.of(input.is_hr()), &one_line(&input.job_title, NAME), &one_line(&input.application_no, NAME)];
    Properties {
        title: title.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – "),
        language: words.language,
        date: date_of(input.finished_at),
    }
}

/// Year, month, day, hour and minute of an instant, as a PDF's properties say it.
pub fn date_of(at: Millis) -> (u16, u8, u8, u8, u8) {
    let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(jiff::tz::TimeZone::UTC);
    let small = |value: i8| u8::try_from(value).unwrap_or(1);
    (u16::try_from(at.year()).unwrap_or(1970), small(at.month()), small(at.day()), small(at.hour()), small(at.minute()))
}
