//! DOCX files made here, good and hostile, read in this process; the child process has tests of its own.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::read;
use crate::Unreadable;

const OPEN: &str = r#"<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc" xmlns:wps="wps"><w:body>"#;
const CLOSE: &str = "</w:body></w:document>";

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", format!("{OPEN}{body}{CLOSE}").as_bytes())])
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn check(body: &str, expected: &str) {
    assert_eq!(read(&docx(body)).unwrap().text(), expected);
}

fn check_refused(file: &[u8], expected: Unreadable) {
    assert_eq!(read(file).unwrap_err(), expected);
}

#[test]
fn runs_breaks_tabs_and_entities_make_lines() {
    check(
        &format!("{}{}", paragraph("姓名：张三"), paragraph("A &amp; B &lt;C&#x5F20;&#134071;")),
        "姓名：张三\nA & B <C张𠮷",
    );
    check(
        r#"<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>199</w:t></w:r><w:r><w:t xml:space="preserve"> 0000</w:t><w:noBreakHyphen/><w:t>1</w:t><w:tab/><w:t>x</w:t><w:br/><w:t>y</w:t></w:r></w:p>"#,
        "199 0000-1\tx\ny",
    );
}

#[test]
fn rows_of_short_cells_are_lines_and_layout_cells_follow_each_other() {
    let cell = |text: &str| format!("<w:tc>{text}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let short = row(&[cell(&paragraph("电话")), cell(&paragraph("199 0000 0000"))]);
    check(&format!("<w:tbl>{short}{short}</w:tbl>"), "电话\t199 0000 0000\n电话\t199 0000 0000");
    let long = row(&[cell(&(paragraph("a") + &paragraph("b"))), cell(&paragraph("c"))]);
    check(&format!("<w:tbl>{long}</w:tbl>"), "a\nb\nc");
    let nested = row(&[cell(&format!("<w:tbl>{short}</w:tbl>")), cell(&paragraph("d"))]);
    check(&format!("<w:tbl>{nested}</w:tbl>"), "电话\t199 0000 0000\td");
}

#[test]
fn text_boxes_come_once_after_their_paragraph() {
    let boxed = format!("<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>", paragraph("in the box"));
    check(
        &format!(
            "<w:p><w:r><w:t>be</w:t><mc:AlternateContent><mc:Choice>{boxed}</mc:Choice><mc:Fallback>{boxed}</mc:Fallback></mc:AlternateContent><w:t>fore</w:t></w:r></w:p>{}",
            paragraph("after")
        ),
        "before\nin the box\nafter",
    );
}

#[test]
fn deleted_and_moved_text_is_left_out_and_inserted_text_kept() {
    check(
        "<w:p><w:del><w:r><w:delText>old</w:delText><w:t>older</w:t></w:r></w:del><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
        "new",
    );
}

#[test]
fn headers_come_first_and_once_and_footers_last() {
    let part = |text: &str| format!("<w:hdr xmlns:w='w'>{}</w:hdr>", paragraph(text)).into_bytes();
    let file = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/footer1.xml", &part("bottom")),
        ("word/header10.xml", &part("top")),
        ("word/header2.xml", &part("top")),
        ("word/headerless.xml", &part("never")),
        ("word/header3.xml", b"<broken"),
        ("word/document.xml", format!("{OPEN}{}{CLOSE}", paragraph("body")).as_bytes()),
    ]);
    let read = read(&file).unwrap();
    assert_eq!(read.text(), "top\n\nbody\n\nbottom");
    assert_eq!(read.warnings, [crate::Warning::PartlyDamaged]);
}

#[test]
fn the_main_part_is_found_by_its_relation() {
    let relations = r#"<Relationships><Relationship Id="1" Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>"#;
    let body = format!("{OPEN}{}{CLOSE}", paragraph("found"));
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let file = archive(&[types, ("_rels/.rels", relations.as_bytes()), ("word/document2.xml", body.as_bytes())]);
    assert_eq!(read(&file).unwrap().text(), "found");
    let workbook = relations.replace("word/document2", "xl/workbook");
    let file = archive(&[types, ("_rels/.rels", workbook.as_bytes()), ("xl/workbook.xml", body.as_bytes())]);
    check_refused(&file, Unreadable::WrongType);
    check_refused(&archive(&[("a.txt", b"x")]), Unreadable::WrongType);
}

#[test]
fn document_types_and_unknown_entities_are_refused() {
    let with_head = |head: &str, body: &str| {
        let xml = format!("{head}<w:document xmlns:w='w'>{body}</w:document>");
        archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
    };
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>"#;
    check_refused(&with_head(laughs, &paragraph("&b;")), Unreadable::Damaged);
    let outside = r#"<!DOCTYPE x SYSTEM "file:///etc/passwd">"#;
    check_refused(&with_head(outside, &paragraph("x")), Unreadable::Damaged);
    check_refused(&with_head("", &paragraph("&b;")), Unreadable::Damaged);
}

#[test]
fn bombs_are_refused_by_what_they_say_and_by_what_they_unpack_to() {
    let bomb = docx(&paragraph(&"A".repeat(120 << 20)));
    assert!(bomb.len() < 1 << 20);
    check_refused(&bomb, Unreadable::ZipBomb);
    // The same with both statements of the unpacked size forged to a few bytes.
    let real = u32::try_from(OPEN.len() + CLOSE.len() + paragraph("").len() + (120 << 20)).unwrap().to_le_bytes();
    let mut liar = bomb;
    let places: Vec<usize> = (0..liar.len() - 4).filter(|at| liar[*at..at + 4] == real).collect();
    assert!(!places.is_empty());
    for at in places {
        liar[at..at + 4].copy_from_slice(&[100, 0, 0, 0]);
    }
    assert!(matches!(read(&liar), Err(Unreadable::ZipBomb | Unreadable::Damaged)));
}

#[test]
fn a_thousand_entries_are_read_and_more_are_not() {
    let file = |entries: usize| {
        let body = format!("{OPEN}{}{CLOSE}", paragraph("body"));
        let names: Vec<String> = (0..entries - 2).map(|n| format!("word/media/{n}")).collect();
        let mut parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        parts.extend([("[Content_Types].xml", &b"<Types/>"[..]), ("word/document.xml", body.as_bytes())]);
        archive(&parts)
    };
    assert_eq!(read(&file(1000)).unwrap().text(), "body");
    check_refused(&file(1001), Unreadable::ZipBomb);
}

#[test]
fn nesting_is_followed_to_its_limit() {
    let nested =
        |depth: usize| docx(&format!("{}{}{}", "<w:sdt>".repeat(depth), paragraph("deep"), "</w:sdt>".repeat(depth)));
    // The document, the body, the paragraph, the run and the text are five of the sixty-four.
    assert_eq!(read(&nested(59)).unwrap().text(), "deep");
    check_refused(&nested(60), Unreadable::TooComplex);
    check_refused(&nested(8_000), Unreadable::TooComplex);
}

#[test]
fn truncated_and_altered_files_are_refused_without_a_panic() {
    let good = docx(&(0..50).map(|n| paragraph(&format!("line {n}"))).collect::<String>());
    for length in 0..good.len() {
        assert!(read(&good[..length]).is_err());
    }
    let mut seed = 7_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    for _ in 0..2000 {
        let mut bad = good.clone();
        let at = next() % bad.len();
        bad[at] ^= 1 << (next() % 8);
        let _ = read(&bad);
    }
    check_refused(&docx("<w:p>"), Unreadable::Damaged);
    check_refused(&docx(""), Unreadable::Empty);
    check_refused(&docx(&paragraph("  ")), Unreadable::Empty);
}

#[test]
fn more_text_than_a_million_characters_is_too_large() {
    let long: String = (0..140_000).map(|n| paragraph(&format!("{n:x}字{:x}", n * 7919 % 1_000_003))).collect();
    check_refused(&docx(&long), Unreadable::TooLarge);
}
