//! Sheets made here, good and hostile, read in this process.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Merged, read};
use crate::{Unreadable, Warning};

const TABLE: &str = "上级部门,部门,岗位,编制\n总部,客服部,在线客服,10\n";

fn expected() -> Vec<Vec<String>> {
    TABLE.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId7"/></sheets></workbook>"#.to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="rId7" Target="worksheets/first.xml"/></Relationships>"#.to_owned(),
        ),
        ("xl/sharedStrings.xml", format!("<sst>{strings}</sst>")),
        ("xl/worksheets/first.xml", format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
    ];
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn csv_is_read_in_the_encodings_people_save_it_in() {
    let marked = [b"\xef\xbb\xbf".to_vec(), TABLE.as_bytes().to_vec()].concat();
    let wide = [b"\xff\xfe".to_vec(), TABLE.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    for bytes in [TABLE.as_bytes().to_vec(), marked, wide] {
        assert_eq!(read(&bytes, "编制.csv").unwrap().rows, expected());
    }
    let chinese = read(&GB18030.encode(TABLE).0, "编制.CSV").unwrap();
    assert_eq!((chinese.rows, chinese.warnings), (expected(), vec![Warning::EncodingGuessed]));
    assert_eq!(read(TABLE.replace(',', "\t").as_bytes(), "a.tsv").unwrap().rows, expected());
    assert_eq!(read(TABLE.replace(',', ";").as_bytes(), "a.csv").unwrap().rows, expected());
}

#[test]
fn quotes_hold_separators_line_breaks_and_quotes() {
    let sheet = read("a,\"b,\"\"c\"\"\nd\"\r\n\r\ne\n".as_bytes(), "a.csv").unwrap();
    assert_eq!(sheet.rows, [vec!["a".to_owned(), "b,\"c\"\nd".to_owned()], vec![], vec!["e".to_owned()]]);
    assert_eq!(read(b"a,\"b\nc", "a.csv"), Err(Unreadable::Damaged));
}

#[test]
fn a_workbook_gives_its_first_sheet_with_shared_and_own_texts() {
    let strings = "<si><t>部门</t></si><si><r><t>在线</t></r><r><t>客服</t></r><rPh><t>kefu</t></rPh></si>";
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>编制</t></is></c></row>
        <row r="3"><c r="B3" t="s"><v>1</v></c><c r="C3"><v>10.0</v></c><c r="D3" t="str"><f>1+1</f><v>2</v></c></row>"#;
    let sheet = read(&xlsx(rows, strings), "编制.xlsx").unwrap();
    let row = |cells: &[&str]| cells.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    assert_eq!(sheet.rows, [row(&["部门", "", "编制"]), row(&[]), row(&["", "在线客服", "10", "2"])]);
}

#[test]
fn merged_cells_are_told() {
    let rows = r#"<row r="1"><c r="A1" t="str"><v>a</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B3"/></mergeCells><sheetData>"#;
    let sheet = read(&xlsx(rows, ""), "a.xlsx").unwrap();
    assert_eq!(sheet.merged, [Merged { row: 0, column: 0, last_row: 2, last_column: 1 }]);
}

#[test]
fn what_is_no_sheet_or_too_much_is_refused_by_name() {
    let cell = |reference: &str| format!(r#"<row><c r="{reference}" t="str"><v>a</v></c></row>"#);
    for (bytes, name, reason) in [
        (vec![], "a.csv", Unreadable::Empty),
        (b" , ,\n\n".to_vec(), "a.csv", Unreadable::Empty),
        (xlsx("", ""), "a.xlsx", Unreadable::Empty),
        (b"PK\x03\x04".to_vec(), "a.csv", Unreadable::WrongType),
        (b"a,b".to_vec(), "a.xlsx", Unreadable::WrongType),
        (b"PK\x03\x04....".to_vec(), "a.xlsx", Unreadable::Damaged),
        ([0xd0, 0xcf, 0x11, 0xe0, 0].to_vec(), "a.xlsx", Unreadable::Encrypted),
        ([0xd0, 0xcf, 0x11, 0xe0, 0].to_vec(), "a.xls", Unreadable::WrongType),
        ("a\n".repeat(20_001).into_bytes(), "a.csv", Unreadable::TooLarge),
        (xlsx(&format!(r#"<row r="1048576">{}"#, &cell("A1048576")[5..]), ""), "a.xlsx", Unreadable::TooLarge),
        (xlsx(&cell("XFD1"), ""), "a.xlsx", Unreadable::TooLarge),
        (xlsx(&cell("A1"), &"<si><t>0000000000</t></si>".repeat(200_000)), "a.xlsx", Unreadable::ZipBomb),
    ] {
        assert_eq!(read(&bytes, name), Err(reason), "{name} {reason}");
    }
}
