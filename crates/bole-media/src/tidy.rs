//! The last step of every format: text without control characters and without signs that mean nothing, within the limit
//! of length. It must never change a character that a person can read.

use crate::limits::MAX_CHARS;
use crate::{DocumentKind, DocumentText, Unreadable, Warning};

/// Makes the answer of a format's reader, or says that there is nothing to read.
pub(crate) fn finish(
    kind: DocumentKind,
    pages: &[String],
    page_count: Option<u32>,
    mut warnings: Vec<Warning>,
) -> Result<DocumentText, Unreadable> {
    let mut left_out = 0;
    let pages: Vec<String> = pages.iter().map(|page| clean(page, &mut left_out)).collect();
    if left_out > 0 {
        warnings.push(Warning::SignsLeftOut);
    }
    warnings.sort_unstable();
    warnings.dedup();
    if pages.iter().all(|page| page.trim().is_empty()) {
        return Err(Unreadable::Empty);
    }
    if pages.iter().map(|page| page.chars().count()).sum::<usize>() > MAX_CHARS {
        return Err(Unreadable::TooLarge);
    }
    Ok(DocumentText { kind, pages, page_count, warnings })
}

/// One kind of line end, no control characters, no private-use signs (icon fonts), no trailing blanks, at most one empty
/// line in a row.
fn clean(text: &str, left_out: &mut usize) -> String {
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let mut out = String::with_capacity(unified.len());
    let mut empty_lines = 0;
    for line in unified.split('\n') {
        let kept: String = line.chars().filter_map(|c| readable(c, left_out)).collect();
        let kept = kept.trim_end();
        empty_lines = if kept.is_empty() { empty_lines + 1 } else { 0 };
        if empty_lines < 2 {
            out.push_str(kept);
            out.push('\n');
        }
    }
    out.trim_matches('\n').to_owned()
}

fn readable(c: char, left_out: &mut usize) -> Option<char> {
    match c {
        '\t' => Some(c),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fffd}' => {
            *left_out += 1;
            Some(' ')
        }
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
        _ if c.is_control() => None,
        _ => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pages: &[&str]) -> Result<DocumentText, Unreadable> {
        let pages: Vec<String> = pages.iter().map(|&page| page.to_owned()).collect();
        finish(DocumentKind::Txt, &pages, None, Vec::new())
    }

    #[test]
    fn rare_han_and_emoji_stay_and_controls_go() {
        let read = text(&["\u{feff}𠮷野家\0\u{1b}\t👩‍💻 é\r\nnext \r\n\r\n\r\n\r\nlast\n"]).unwrap();
        assert_eq!(read.text(), "𠮷野家\t👩‍💻 é\nnext\n\nlast");
        assert!(read.warnings.is_empty());
    }

    #[test]
    fn icons_become_blanks_with_a_warning() {
        let read = text(&["\u{f095}199 0000 0000"]).unwrap();
        assert_eq!(read.text(), " 199 0000 0000");
        assert_eq!(read.warnings, [Warning::SignsLeftOut]);
    }

    #[test]
    fn nothing_readable_is_empty_and_a_million_and_one_is_too_much() {
        assert_eq!(text(&[" \n\t", "\0"]), Err(Unreadable::Empty));
        assert_eq!(text(&[&"字".repeat(MAX_CHARS + 1)]), Err(Unreadable::TooLarge));
        assert!(text(&[&"𠮷".repeat(MAX_CHARS)]).is_ok());
    }
}
