//! CSV as Excel and WPS write it: quotes, line breaks inside quotes, `,` `;` or a tab between cells, in UTF-8 with or
//! without a mark, UTF-16 or GB18030.

use super::Sheet;
use crate::limits::MAX_SHEET_ROWS;
use crate::{Unreadable, plain};

/// Reads a CSV file.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let (text, warnings) = plain::text(bytes)?;
    let text = text.trim_start_matches('\u{feff}');
    Ok(Sheet { rows: rows(text, separator(text))?, merged: Vec::new(), warnings })
}

/// Whatever parts the cells of the first line most often.
fn separator(text: &str) -> char {
    let line = text.lines().next().unwrap_or_default();
    let count = |sign: char| line.matches(sign).count();
    [',', ';', '\t'].into_iter().max_by_key(|it| (count(*it), *it == ',')).unwrap_or(',')
}

fn rows(text: &str, separator: char) -> Result<Vec<Vec<String>>, Unreadable> {
    let mut rows: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let Some(row) = rows.last_mut() else { return Err(Unreadable::Damaged) };
        let Some(cell) = row.last_mut() else { return Err(Unreadable::Damaged) };
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.is_empty() => is_quoted = true,
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => rows.push(vec![String::new()]),
            _ if sign == separator && !is_quoted => row.push(String::new()),
            _ => cell.push(sign),
        }
        if rows.len() > MAX_SHEET_ROWS + 1 {
            return Err(Unreadable::TooLarge);
        }
    }
    // A quote that never ends swallowed the rest of the file.
    if is_quoted { Err(Unreadable::Damaged) } else { Ok(rows) }
}
