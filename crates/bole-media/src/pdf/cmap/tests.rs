//! Maps as producers write them, and as attackers do.

use super::*;

fn check(source: &str, code: u32, expected: Option<&str>) {
    assert_eq!(CMap::parse(source.as_bytes()).text(code), expected, "{source}");
}

#[test]
fn characters_ranges_and_arrays_are_read() {
    check("2 beginbfchar <0041> <5F20> <42><d842dfb7> endbfchar", 0x41, Some("张"));
    check("2 beginbfchar <0041> <5F20> <42><d842dfb7> endbfchar", 0x42, Some("𠮷"));
    check("1 beginbfrange <0001> <0003> <0061> endbfrange", 3, Some("c"));
    check("1 beginbfrange <01> <02> [<00660066> <4e09>] endbfrange", 1, Some("ff"));
    check("1 beginbfrange <01><02>[<00660066><4e09>] <05><05><0041> endbfrange", 2, Some("三"));
    check("1 beginbfrange <01><02>[<00660066><4e09>] <05><05><0041> endbfrange", 5, Some("A"));
    check("% <00> <0041>\n1 beginbfchar\r<00 05>\t<00 42>\nendbfchar", 5, Some("B"));
    check("1 beginbfchar <07> <41> endbfchar", 7, Some("A"));
}

#[test]
fn hostile_or_broken_maps_stay_small_and_do_not_fail() {
    let huge = CMap::parse(b"beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
    assert!(huge.texts.len() <= MAX_ENTRIES);
    for broken in [
        "",
        "<",
        "beginbfchar <0041> endbfchar",
        "beginbfrange <05> <01> <0041> endbfrange",
        "[ [ <",
        "beginbfchar <01> <D800> endbfchar",
    ] {
        assert!(CMap::parse(broken.as_bytes()).texts.is_empty(), "{broken}");
    }
}

#[test]
fn the_code_space_tells_how_long_codes_are() {
    assert!(CMap::parse(b"1 begincodespacerange <00> <FF> endcodespacerange").is_one_byte());
    assert!(!CMap::parse(b"1 begincodespacerange <0000> <FFFF> endcodespacerange").is_one_byte());
    assert!(!CMap::parse(b"").is_one_byte());
}
