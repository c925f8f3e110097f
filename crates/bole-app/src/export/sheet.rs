//! Rows of text as files. No cell of a file is ever a formula, whatever a candidate is called.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Text with commas; the mark in front tells Excel that it is UTF-8.
pub(super) fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from('\u{feff}');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|it| quoted(it)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// A cell that a spreadsheet takes as text: what could begin a formula gets an apostrophe in front.
fn quoted(cell: &str) -> String {
    let is_dangerous = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let apostrophe = if is_dangerous { "'" } else { "" };
    format!("\"{apostrophe}{}\"", cell.replace('"', "\"\""))
}

/// A workbook of one sheet whose cells are all text.
pub(super) fn xlsx(rows: &[Vec<String>]) -> anyhow::Result<Vec<u8>> {
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                r#"{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET}.worksheet+xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="Bole" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet(rows)),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default())?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

fn sheet(rows: &[Vec<String>]) -> String {
    let mut text = format!(r#"{XML}<worksheet xmlns="{MAIN}"><sheetData>"#);
    for (number, row) in (1..).zip(rows) {
        text.push_str(&format!(r#"<row r="{number}">"#));
        for (letter, cell) in ('A'..='Z').zip(row) {
            let cell: String = cell.chars().filter(|it| !it.is_control()).collect();
            let cell = cell.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            text.push_str(&format!(
                r#"<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>"#
            ));
        }
        text.push_str("</row>");
    }
    text.push_str("</sheetData></worksheet>");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cell: &str) -> Vec<Vec<String>> {
        vec![vec![cell.to_owned(), "林知夏".to_owned()]]
    }

    #[test]
    fn nothing_a_candidate_is_called_becomes_a_formula() {
        for name in ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "＝1"] {
            let text = String::from_utf8(csv(&rows(name))).expect("text");
            assert!(text.starts_with("\u{feff}\"'"), "{text}");
        }
        let text = String::from_utf8(csv(&rows("a\"b,c"))).expect("text");
        assert_eq!(text, "\u{feff}\"a\"\"b,c\",\"林知夏\"\r\n");
    }

    #[test]
    fn a_workbook_holds_text_and_no_markup_of_others() {
        let text = sheet(&rows("=1<b>&\u{7}"));
        assert!(text.contains("=1&lt;b&gt;&amp;</t>") && text.contains("t=\"inlineStr\""), "{text}");
        assert!(xlsx(&rows("=1")).expect("a workbook").starts_with(b"PK"));
    }
}
