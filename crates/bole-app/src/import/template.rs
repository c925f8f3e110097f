//! The template to fill in: an XLSX with the columns an import knows, required ones marked, drop-downs for kinds and for
//! the departments that exist. Every cell is text, so that nothing in it can be a formula.

use std::io::{Cursor, Write as _};

use bole_domain::locale::Locale;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{demand, existing};
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// The drop-downs reach down to this row.
const LAST_ROW: usize = 5001;
const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The template as bytes of a workbook.
///
/// # Errors
/// Without `organisation.edit` for the whole company.
pub async fn template(app: &App, staff: &Staff, locale: Locale) -> Result<Vec<u8>, Failure> {
    demand(staff)?;
    let known = existing::load(&app.store).await?;
    let ways: Vec<String> = known.departments.keys().map(|it| it.join("/")).collect();
    workbook(locale, &ways).doing("Writing a template")
}

struct Words {
    sheets: [&'static str; 2],
    headers: [(&'static str, bool); 6],
    kinds: &'static str,
    examples: [[&'static str; 6]; 2],
}

const fn words(locale: Locale) -> Words {
    match locale {
        Locale::Zh => Words {
            sheets: ["组织", "现有部门"],
            headers: [
                ("上级部门", false),
                ("部门*", true),
                ("类型", false),
                ("岗位", false),
                ("编制", false),
                ("在职人数", false),
            ],
            kinds: "集团,公司,门店,部门",
            examples: [["", "示例公司", "公司", "", "", ""], ["示例公司", "客服部", "部门", "在线客服", "10", "8"]],
        },
        Locale::En => Words {
            sheets: ["Organisation", "Departments"],
            headers: [
                ("Parent department", false),
                ("Department*", true),
                ("Kind", false),
                ("Position", false),
                ("Seats", false),
                ("Filled", false),
            ],
            kinds: "group,company,shop,department",
            examples: [
                ["", "Example company", "company", "", "", ""],
                ["Example company", "Customer service", "department", "Support agent", "10", "8"],
            ],
        },
    }
}

fn workbook(locale: Locale, ways: &[String]) -> anyhow::Result<Vec<u8>> {
    let words = words(locale);
    let [first, second] = words.sheets;
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                r#"{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="{sheet}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{sheet}.styles+xml"/></Types>"#
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
                r#"{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="{first}" sheetId="1" r:id="rId1"/><sheet name="{second}" sheetId="2" r:id="rId2"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        ("xl/styles.xml", styles()),
        ("xl/worksheets/sheet1.xml", first_sheet(&words, ways.len())),
        ("xl/worksheets/sheet2.xml", second_sheet(ways)),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default())?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Plain, a bold header, and a bold header in red for what is required.
fn styles() -> String {
    format!(
        r#"{XML}<styleSheet xmlns="{MAIN}"><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><color rgb="FFB3261E"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf fontId="2" applyFont="1"/></cellXfs></styleSheet>"#
    )
}

fn first_sheet(words: &Words, ways: usize) -> String {
    let header: Vec<String> = words
        .headers
        .iter()
        .enumerate()
        .map(|(at, (text, is_required))| cell(at, 1, text, if *is_required { 2 } else { 1 }))
        .collect();
    let mut rows = format!(r#"<row r="1">{}</row>"#, header.concat());
    for (number, example) in (2..).zip(words.examples) {
        let cells: Vec<String> = example.iter().enumerate().map(|(at, text)| cell(at, number, text, 0)).collect();
        rows.push_str(&format!(r#"<row r="{number}">{}</row>"#, cells.concat()));
    }
    let (kinds, second) = (words.kinds, words.sheets[1]);
    let list = |range: &str, formula: &str| {
        format!(
            r#"<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="{range}"><formula1>{formula}</formula1></dataValidation>"#
        )
    };
    let kind = list(&format!("C2:C{LAST_ROW}"), &format!("&quot;{kinds}&quot;"));
    let parent = list(&format!("A2:A{LAST_ROW}"), &format!("'{second}'!$A$1:$A${}", ways.max(1)));
    format!(
        r#"{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="4" width="22" customWidth="1"/><col min="5" max="6" width="12" customWidth="1"/></cols><sheetData>{rows}</sheetData><dataValidations count="2">{kind}{parent}</dataValidations></worksheet>"#
    )
}

fn second_sheet(ways: &[String]) -> String {
    let row = |(at, way): (usize, &String)| format!(r#"<row r="{}">{}</row>"#, at + 1, cell(0, at + 1, way, 0));
    let rows: Vec<String> = ways.iter().enumerate().map(row).collect();
    format!(r#"{XML}<worksheet xmlns="{MAIN}"><sheetData>{}</sheetData></worksheet>"#, rows.concat())
}

fn cell(column: usize, row: usize, text: &str, style: u8) -> String {
    if text.is_empty() {
        return String::new();
    }
    let letter = char::from(b'A' + u8::try_from(column).unwrap_or(0));
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(r#"<c r="{letter}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
}
