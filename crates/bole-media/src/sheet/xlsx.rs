//! XLSX: the first sheet of the workbook, within the limits of every archive. Values only: a formula is not computed, and
//! nothing outside the file is followed.

use quick_xml::events::BytesStart;

use super::{Merged, Sheet};
use crate::Unreadable;
use crate::docx::archive::Archive;
use crate::docx::body::{Step, walk};
use crate::limits::{MAX_CHARS, MAX_SHEET_COLUMNS, MAX_SHEET_ROWS};

/// Most merged ranges that are looked at; one is enough to complain.
const MAX_MERGED: usize = 1000;

/// Reads the first sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let mut archive = Archive::open(bytes)?;
    if !archive.has("xl/workbook.xml") {
        return Err(Unreadable::WrongType);
    }
    let name = first_sheet(&mut archive)?;
    let shared = match archive.has("xl/sharedStrings.xml") {
        true => archive.read("xl/sharedStrings.xml", |input| {
            let mut strings = Strings::default();
            walk(input, |step| strings.take(step))?;
            Ok(strings.all)
        })?,
        false => Vec::new(),
    };
    archive.read(&name, |input| {
        let mut cells = Cells { shared: &shared, ..Cells::default() };
        walk(input, |step| cells.take(step))?;
        Ok(cells.sheet)
    })
}

/// The part of the first sheet, as the workbook's relations name it.
fn first_sheet(archive: &mut Archive<'_>) -> Result<String, Unreadable> {
    let mut relation = None;
    archive.read("xl/workbook.xml", |input| {
        walk(input, |step| {
            if let Step::Open(element) = step
                && element.local_name().as_ref() == "sheet"
                && relation.is_none()
            {
                relation = value(element, "id");
            }
            Ok(())
        })
    })?;
    let mut target = None;
    if archive.has("xl/_rels/workbook.xml.rels") {
        archive.read("xl/_rels/workbook.xml.rels", |input| {
            walk(input, |step| {
                if let Step::Open(element) = step
                    && value(element, "Id").is_some_and(|it| Some(it) == relation)
                {
                    target = value(element, "Target");
                }
                Ok(())
            })
        })?;
    }
    let target = target.unwrap_or_else(|| "worksheets/sheet1.xml".to_owned());
    let name = match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    };
    if archive.has(&name) { Ok(name) } else { Err(Unreadable::Damaged) }
}

fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|it| it.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// The texts that cells share; phonetic guides beside them are left out.
#[derive(Default)]
struct Strings {
    all: Vec<String>,
    in_text: bool,
    in_guide: bool,
    chars: usize,
}

impl Strings {
    fn take(&mut self, step: Step<'_>) -> Result<(), Unreadable> {
        match step {
            Step::Open(element) => match element.local_name().as_ref() {
                "si" => self.all.push(String::new()),
                "rPh" => self.in_guide = true,
                "t" => self.in_text = !self.in_guide,
                _ => {}
            },
            Step::Close("t") => self.in_text = false,
            Step::Close("rPh") => self.in_guide = false,
            Step::Text(text) if self.in_text => {
                self.chars += text.chars().count();
                if self.chars > MAX_CHARS {
                    return Err(Unreadable::TooLarge);
                }
                if let Some(last) = self.all.last_mut() {
                    last.push_str(text);
                }
            }
            Step::Close(_) | Step::Text(_) => {}
        }
        Ok(())
    }
}

/// The cells of a sheet, put where their references say.
#[derive(Default)]
struct Cells<'a> {
    shared: &'a [String],
    sheet: Sheet,
    row: usize,
    column: usize,
    kind: String,
    text: String,
    in_value: bool,
    chars: usize,
}

impl Cells<'_> {
    fn take(&mut self, step: Step<'_>) -> Result<(), Unreadable> {
        match step {
            Step::Open(element) => self.open(element)?,
            Step::Text(text) if self.in_value => {
                self.chars += text.chars().count();
                if self.chars > MAX_CHARS {
                    return Err(Unreadable::TooLarge);
                }
                self.text.push_str(text);
            }
            Step::Close("v" | "t") => self.in_value = false,
            Step::Close("c") => self.close_cell()?,
            Step::Close("row") => self.row += 1,
            Step::Close(_) | Step::Text(_) => {}
        }
        Ok(())
    }

    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), Unreadable> {
        match element.local_name().as_ref() {
            "row" => {
                if let Some(number) = value(element, "r").and_then(|it| it.parse::<usize>().ok()) {
                    self.row = number.saturating_sub(1);
                }
                self.column = 0;
            }
            "c" => {
                if let Some((_, column)) = value(element, "r").as_deref().and_then(place) {
                    self.column = column;
                }
                self.kind = value(element, "t").unwrap_or_default();
                self.text.clear();
            }
            "v" | "t" => self.in_value = true,
            "mergeCell" if self.sheet.merged.len() < MAX_MERGED => {
                let range = value(element, "ref").unwrap_or_default();
                let (first, last) = range.split_once(':').unwrap_or((&range, &range));
                if let (Some((row, column)), Some((last_row, last_column))) = (place(first), place(last)) {
                    self.sheet.merged.push(Merged { row, column, last_row, last_column });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Unreadable> {
        let text = std::mem::take(&mut self.text);
        let text = match self.kind.as_str() {
            "s" => text.trim().parse().ok().and_then(|it: usize| self.shared.get(it)).cloned().unwrap_or_default(),
            "" | "n" => number(&text),
            _ => text,
        };
        if !text.is_empty() {
            if self.row >= MAX_SHEET_ROWS || self.column >= MAX_SHEET_COLUMNS {
                return Err(Unreadable::TooLarge);
            }
            if self.sheet.rows.len() <= self.row {
                self.sheet.rows.resize_with(self.row + 1, Vec::new);
            }
            let row = &mut self.sheet.rows[self.row];
            if row.len() <= self.column {
                row.resize_with(self.column + 1, String::new);
            }
            row[self.column] = text;
        }
        self.column += 1;
        Ok(())
    }
}

/// A number as people write it: `5.0` is `5`.
fn number(text: &str) -> String {
    match text.trim().strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text.trim().to_owned(),
    }
}

/// Row and column, from 0, of a reference such as `AB12`.
fn place(reference: &str) -> Option<(usize, usize)> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let add = |sum: usize, it: u8| sum * 26 + usize::from(it.to_ascii_uppercase() - b'A') + 1;
    let column = reference.bytes().take(letters).fold(0, add);
    let row: usize = reference.get(letters..)?.parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}
