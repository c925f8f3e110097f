//! A person's copy of their data: headings, and under each what is held, every word of it. Nothing is shortened here, because
//! the copy is complete or it is none.

use bole_domain::locale::Locale;
use bole_domain::time::Millis;

use crate::document::date_of;
use crate::glyphs::{Faces, one_line};
use crate::pdf::Properties;
use crate::sheet::{Ink, Laid, Sheet, Style};
use crate::wording::{fill, wording};

/// What is printed.
#[derive(Debug, Clone)]
pub struct StatementInput {
    /// The language of title and labels.
    pub locale: Locale,
    /// At the top.
    pub title: String,
    /// What it is.
    pub lead: String,
    /// Who holds the data; at the foot of each page.
    pub company: String,
    /// When it was made.
    pub made_at: Millis,
    /// In order.
    pub sections: Vec<StatementSection>,
}

/// A part under a heading of its own.
#[derive(Debug, Clone)]
pub struct StatementSection {
    /// Its heading.
    pub title: String,
    /// What stands there.
    pub entries: Vec<StatementEntry>,
}

/// Something that is held.
#[derive(Debug, Clone)]
pub struct StatementEntry {
    /// What it is.
    pub label: String,
    /// The words.
    pub text: String,
}

/// How long a name at head and foot may be.
const SHORT: usize = 40;

/// Lays a copy out.
pub fn compose(faces: &Faces<'_>, input: &StatementInput) -> Laid {
    let words = wording(input.locale);
    let mut sheet = Sheet::new(faces);
    sheet.heading(1, &input.title);
    sheet.paragraph(&input.lead, Style::SMALL);
    for section in &input.sections {
        sheet.heading(2, &section.title);
        for entry in &section.entries {
            sheet.keep(Style::SMALL.leading + Style::BODY.leading * 2.0);
            sheet.paragraph(&entry.label, Style::SMALL.ink(Ink::Muted));
            sheet.paragraph(if entry.text.trim().is_empty() { words.nothing } else { &entry.text }, Style::BODY);
            sheet.space(5.0);
        }
    }
    let page_of =
        |page: usize, pages: usize| fill(words.page_of, &[("page", &page.to_string()), ("pages", &pages.to_string())]);
    sheet.finish(&one_line(&input.title, SHORT), &one_line(&input.company, SHORT), page_of, None)
}

/// What the file says about itself; it does not name the person.
pub fn properties(input: &StatementInput) -> Properties {
    Properties { title: input.title.clone(), language: wording(input.locale).language, date: date_of(input.made_at) }
}
