//! A sheet of rows and cells as text, out of XLSX or CSV. Only the child reads one; what a formula would do is never asked,
//! only the value that was saved with it.

use serde::{Deserialize, Serialize};

use crate::limits::{MAX_CHARS, MAX_SHEET_COLUMNS, MAX_SHEET_ROWS};
use crate::{Unreadable, Warning};

mod csv;
mod xlsx;

/// The first sheet of a workbook, or a CSV file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// Every row from the first, empty ones too, so that a row's number is its place plus one; cells as text.
    pub rows: Vec<Vec<String>>,
    /// Cells that were merged, which makes it unclear what belongs to which row.
    pub merged: Vec<Merged>,
    /// What a reader of the sheet should know.
    pub warnings: Vec<Warning>,
}

/// Cells that were merged into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The first row, counted from 0.
    pub row: usize,
    /// The first column, counted from 0.
    pub column: usize,
    /// The last row.
    pub last_row: usize,
    /// The last column.
    pub last_column: usize,
}

/// The formats of sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Xlsx,
    Csv,
}

/// Whether the name says that it is a sheet, so that it is not read as a document.
pub(crate) fn is_named_so(file_name: &str) -> bool {
    matches!(extension(file_name).as_str(), "xlsx" | "xls" | "csv" | "tsv")
}

/// Reads a sheet in this very process; only the child may call it.
pub(crate) fn read(bytes: &[u8], file_name: &str) -> Result<Sheet, Unreadable> {
    let sheet = match format(bytes, file_name)? {
        Format::Xlsx => xlsx::read(bytes)?,
        Format::Csv => csv::read(bytes)?,
    };
    finish(sheet)
}

fn extension(file_name: &str) -> String {
    let name = file_name.trim_end_matches([' ', '.']).to_ascii_lowercase();
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_owned())
}

fn format(bytes: &[u8], file_name: &str) -> Result<Format, Unreadable> {
    let is_zip = bytes.starts_with(b"PK\x03\x04");
    let is_ole = bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    match extension(file_name).as_str() {
        _ if bytes.is_empty() => Err(Unreadable::Empty),
        "xlsx" if is_zip => Ok(Format::Xlsx),
        // Excel wraps a workbook with a password into the old container.
        "xlsx" if is_ole => Err(Unreadable::Encrypted),
        "csv" | "tsv" if !is_zip && !is_ole => Ok(Format::Csv),
        _ => Err(Unreadable::WrongType),
    }
}

/// Empty ends are cut off; what is left must be within the limits.
fn finish(mut sheet: Sheet) -> Result<Sheet, Unreadable> {
    for row in &mut sheet.rows {
        for cell in row.iter_mut() {
            let clean: String = cell.chars().filter(|it| !it.is_control() || *it == '\n').collect();
            *cell = clean.trim().to_owned();
        }
        let used = row.iter().rposition(|it| !it.is_empty()).map_or(0, |it| it + 1);
        row.truncate(used);
    }
    let used = sheet.rows.iter().rposition(|it| !it.is_empty()).map_or(0, |it| it + 1);
    sheet.rows.truncate(used);
    let chars: usize = sheet.rows.iter().flatten().map(|it| it.chars().count()).sum();
    let is_wide = sheet.rows.iter().any(|it| it.len() > MAX_SHEET_COLUMNS);
    if sheet.rows.is_empty() {
        Err(Unreadable::Empty)
    } else if sheet.rows.len() > MAX_SHEET_ROWS || is_wide || chars > MAX_CHARS {
        Err(Unreadable::TooLarge)
    } else {
        Ok(sheet)
    }
}

#[cfg(test)]
mod tests;
