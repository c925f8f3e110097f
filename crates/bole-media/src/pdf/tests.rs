//! PDFs made here, good and hostile, read in this process; the child process has tests of its own.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};

use super::read;
use crate::{Unreadable, Warning};

/// A document whose pages have these contents and this font as `F1`, with the form or picture as `X1`.
fn document(contents: Vec<Vec<u8>>, font: Dictionary, object: Option<Stream>) -> Document {
    let mut document = Document::with_version("1.5");
    let pages_id = document.new_object_id();
    let font = document.add_object(font);
    let mut resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    if let Some(object) = object {
        let id = document.add_object(object);
        resources.set("XObject", dictionary! { "X1" => id });
    }
    let resources = document.add_object(resources);
    let kids: Vec<Object> = contents
        .into_iter()
        .map(|content| {
            let content = document.add_object(Stream::new(Dictionary::new(), content));
            let page = dictionary! { "Type" => "Page", "Parent" => pages_id, "Contents" => content };
            document.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(kids.len()).unwrap();
    let pages = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    document.objects.insert(pages_id, Object::Dictionary(pages));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id });
    document.trailer.set("Root", catalog);
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    document
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn helvetica() -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier", "FirstChar" => 0,
    "Widths" => vec![Object::Integer(600); 256], "Encoding" => "WinAnsiEncoding" }
}

/// Text pieces at their places, 10 points high.
fn page(pieces: &[(f32, f32, &str)]) -> Vec<u8> {
    let mut operations = vec![Operation::new("BT", vec![]), Operation::new("Tf", vec!["F1".into(), 10.into()])];
    for (x, y, text) in pieces {
        let matrix = [1.0, 0.0, 0.0, 1.0, *x, *y].map(Object::from).to_vec();
        operations.push(Operation::new("Tm", matrix));
        operations.push(Operation::new("Tj", vec![Object::string_literal(*text)]));
    }
    operations.push(Operation::new("ET", vec![]));
    Content { operations }.encode().unwrap()
}

fn check_text(pieces: &[(f32, f32, &str)], expected: &str) {
    let pdf = bytes(document(vec![page(pieces)], helvetica(), None));
    assert_eq!(read(&pdf).unwrap().text(), expected);
}

fn check_refused(pdf: &[u8], expected: Unreadable) {
    assert_eq!(read(pdf).unwrap_err(), expected);
}

#[test]
fn rows_are_read_from_top_to_bottom_whatever_the_order_of_drawing() {
    check_text(&[(50.0, 700.0, "second"), (50.0, 720.0, "first"), (50.0, 680.0, "third")], "first\nsecond\nthird");
}

#[test]
fn words_are_parted_by_gaps_and_cells_by_wide_gaps() {
    check_text(&[(50.0, 700.0, "two"), (71.0, 700.0, "words"), (300.0, 700.0, "2020-2021")], "two words\t2020-2021");
}

#[test]
fn two_columns_are_read_one_after_the_other_under_their_common_title() {
    let mut pieces =
        vec![(50.0, 760.0, "A title that runs across the whole width of the page, both columns and the gutter")];
    let left = ["Left one is here", "Left two is here", "Left three is it", "Left four is it"];
    let right = [
        "Right one goes on for a while",
        "Right two goes on for a while",
        "Right three goes on and on",
        "Right four ends",
    ];
    for (row, (left, right)) in left.into_iter().zip(right).enumerate() {
        pieces.push((50.0, 700.0 - 14.0 * row as f32, left));
        pieces.push((300.0, 695.0 - 14.0 * row as f32, right));
    }
    let pdf = bytes(document(vec![page(&pieces)], helvetica(), None));
    let text = read(&pdf).unwrap().text();
    assert!(text.contains(&left.join("\n")) && text.contains(&right.join("\n")), "{text}");
    assert!(text.starts_with("A title"), "{text}");
}

#[test]
fn dates_beside_jobs_stay_with_their_jobs() {
    let jobs = ["Engineer at one", "Engineer at two", "Engineer at three", "Engineer at four"];
    let mut pieces = Vec::new();
    for (row, job) in jobs.into_iter().enumerate() {
        pieces.push((50.0, 700.0 - 14.0 * row as f32, job));
        pieces.push((400.0, 700.0 - 14.0 * row as f32, "2019-2021"));
    }
    check_text(&pieces, &jobs.map(|job| format!("{job}\t2019-2021")).join("\n"));
}

#[test]
fn text_drawn_twice_for_boldness_is_read_once() {
    check_text(&[(50.0, 700.0, "13800"), (50.3, 700.0, "13800")], "13800");
}

#[test]
fn a_font_with_a_map_gives_han_characters_and_one_without_refuses() {
    let map = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <5F20> <0002> <D842DFB7> endbfchar";
    let descendant = dictionary! { "Type" => "Font", "Subtype" => "CIDFontType0", "DW" => 1000,
    "CIDSystemInfo" => dictionary! { "Registry" => "Adobe", "Ordering" => "GB1", "Supplement" => 5 } };
    let content = b"BT /F1 12 Tf 50 700 Td <00010002> Tj ET".to_vec();
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H",
    "DescendantFonts" => vec![descendant.into()] };
    let mut mapped = document(vec![content.clone()], font.clone(), None);
    let id = mapped.add_object(Stream::new(Dictionary::new(), map.to_vec()));
    let with_map = |object: &mut Object| match object {
        Object::Dictionary(font) if font.has(b"DescendantFonts") => font.set("ToUnicode", id),
        _ => {}
    };
    mapped.objects.values_mut().for_each(with_map);
    assert_eq!(read(&bytes(mapped)).unwrap().text(), "张𠮷");
    check_refused(&bytes(document(vec![content], font, None)), Unreadable::NoTextMap);
}

#[test]
fn unicode_and_gbk_encodings_need_no_map() {
    for (encoding, shown) in
        [("UniGB-UCS2-H", "<5F204E09>"), ("UniGB-UTF16-H", "<5F204E09>"), ("GBK-EUC-H", "<D5C5C8FD>")]
    {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => encoding,
        "DescendantFonts" => vec![dictionary! { "Type" => "Font", "Subtype" => "CIDFontType0" }.into()] };
        let content = format!("BT /F1 12 Tf 50 700 Td {shown} Tj ET").into_bytes();
        assert_eq!(read(&bytes(document(vec![content], font, None))).unwrap().text(), "张三", "{encoding}");
    }
}

#[test]
fn glyph_names_are_understood_and_unknown_ones_left_out_with_a_warning() {
    let mut font = helvetica();
    let names = ["uni5F20", "eacute", "u20BB7", "f_i.alt", "g123"].map(|name| Object::Name(name.into()));
    font.set("Encoding", dictionary! { "Differences" => [vec![Object::Integer(1)], names.to_vec()].concat() });
    let content = b"BT /F1 12 Tf 50 700 Td (Zhang: ) Tj <0102030405> Tj ET".to_vec();
    let read = read(&bytes(document(vec![content], font, None))).unwrap();
    assert_eq!(read.text(), "Zhang: 张é𠮷ﬁ");
    assert_eq!(read.warnings, [Warning::SignsLeftOut]);
}

#[test]
fn forms_are_read_and_a_form_that_draws_itself_is_refused() {
    let form = |content: &str| {
        Stream::new(dictionary! { "Type" => "XObject", "Subtype" => "Form" }, content.as_bytes().to_vec())
    };
    let content = || vec![b"BT /F1 10 Tf ET /X1 Do".to_vec()];
    let plain = document(content(), helvetica(), Some(form("BT /F1 10 Tf 50 700 Td (inside) Tj ET")));
    assert_eq!(read(&bytes(plain)).unwrap().text(), "inside");
    let endless = document(content(), helvetica(), Some(form("/X1 Do /X1 Do")));
    check_refused(&bytes(endless), Unreadable::TooComplex);
}

#[test]
fn a_turned_page_reads_as_it_is_seen() {
    let content =
        b"BT /F1 10 Tf 0 1 -1 0 100 50 Tm (upright when turned) Tj 0 1 -1 0 120 50 Tm (next line) Tj ET".to_vec();
    let mut turned = document(vec![content], helvetica(), None);
    let turn = |object: &mut Object| match object {
        Object::Dictionary(page) if page.has_type(b"Page") => page.set("Rotate", 90),
        _ => {}
    };
    turned.objects.values_mut().for_each(turn);
    assert_eq!(read(&bytes(turned)).unwrap().text(), "upright when turned\nnext line");
}

#[test]
fn a_picture_without_text_is_scanned_and_a_blank_page_is_empty() {
    let picture =
        Stream::new(dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1 }, vec![0]);
    let scan = document(vec![b"q 500 0 0 700 0 0 cm /X1 Do Q".to_vec()], helvetica(), Some(picture.clone()));
    check_refused(&bytes(scan), Unreadable::Scanned);
    check_refused(&bytes(document(vec![Vec::new()], helvetica(), None)), Unreadable::Empty);
    let mixed = document(vec![page(&[(50.0, 700.0, "text")]), b"/X1 Do".to_vec()], helvetica(), Some(picture));
    let read = read(&bytes(mixed)).unwrap();
    assert_eq!((read.page_count, read.warnings), (Some(2), vec![Warning::PageWithoutText]));
}

fn encrypted(user: &str) -> Vec<u8> {
    let mut document = document(vec![page(&[(50.0, 700.0, "secret")])], helvetica(), None);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: user,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    bytes(document)
}

#[test]
fn a_password_is_needed_or_not() {
    check_refused(&encrypted("user"), Unreadable::Encrypted);
    // Protected against printing only: every viewer shows it, so it is read.
    assert_eq!(read(&encrypted("")).unwrap().text(), "secret");
}

#[test]
fn two_hundred_pages_are_read_and_one_more_is_refused() {
    let pages = |count| document(vec![page(&[(50.0, 700.0, "p")]); count], helvetica(), None);
    assert_eq!(read(&bytes(pages(200))).unwrap().page_count, Some(200));
    check_refused(&bytes(pages(201)), Unreadable::TooManyPages);
}

#[test]
fn a_page_that_unpacks_to_far_too_much_is_a_bomb() {
    let mut bomb = document(vec![b"q Q ".repeat(5_000_000)], helvetica(), None);
    bomb.compress();
    let bomb = bytes(bomb);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    check_refused(&bomb, Unreadable::ZipBomb);
}

#[test]
fn no_truncated_or_altered_file_panics_or_gives_text_that_was_not_there() {
    let good =
        bytes(document(vec![page(&[(50.0, 700.0, "Zhang San"), (50.0, 680.0, "199 0000 0000")])], helvetica(), None));
    for length in (0..good.len()).step_by(7) {
        let _ = read(&good[..length]);
    }
    let mut seed = 1_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    for _ in 0..600 {
        let mut bad = good.clone();
        for _ in 0..1 + next() % 8 {
            let at = next() % bad.len();
            bad[at] = next() as u8;
        }
        if let Ok(read) = read(&bad) {
            assert!(read.text().chars().count() < 100);
        }
    }
    check_refused(b"%PDF-1.7\n", Unreadable::Damaged);
    check_refused(&[b"%PDF-1.7\n".as_slice(), &[b'['; 100_000]].concat(), Unreadable::Damaged);
}

#[test]
fn absurd_numbers_do_not_confuse_the_layout() {
    let huge = format!("{}.0", "9".repeat(38));
    let content = format!(
        "BT /F1 {huge} Tf {huge} 0 0 {huge} {huge} {huge} Tm (huge) Tj /F1 10 Tf 1 0 0 1 50 700 Tm (fine) Tj {huge} Tw \
         [(a) -{huge} (b c)] TJ 1 0 0 1 50 680 Tm 0 Tw (last) Tj 0 Tz (flat) Tj 100 Tz ET"
    );
    let content = content.into_bytes();
    let text = read(&bytes(document(vec![content], helvetica(), None))).unwrap().text();
    assert!(text.contains("fine") && text.contains("last"), "{text}");
}

#[test]
fn pages_of_countless_rows_cells_and_widths_are_read_in_time() {
    let started = std::time::Instant::now();
    let place = |at: usize, x: usize, y: usize| format!("1 0 0 1 {x} {y} Tm ({at}) Tj ");
    let stairs: String = (0..20_000).map(|n| place(n, n, 20 * n)).collect();
    let grid: String = (0..20_000).map(|n| place(n % 10, n % 100 * 40, n / 100 * 20)).collect();
    for content in [stairs, grid] {
        let content = format!("BT /F1 10 Tf {content} ET").into_bytes();
        assert!(read(&bytes(document(vec![content], helvetica(), None))).is_ok());
    }
    let ranges: Vec<Object> = [0, 65_535, 500].repeat(100_000).into_iter().map(Object::Integer).collect();
    let descendant = dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "W" => ranges };
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H",
    "DescendantFonts" => vec![descendant.into()] };
    let content = b"BT /F1 10 Tf <0001> Tj ET".to_vec();
    check_refused(&bytes(document(vec![content], font, None)), Unreadable::NoTextMap);
    assert!(started.elapsed().as_secs() < 8);
}
