//! Tests of segmentation and of what its dictionary costs.

use std::fs;
use std::time::Instant;

use crate::segment::{all_words, is_loaded, is_word, words};

fn resident_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|it| it.starts_with("VmRSS:")).unwrap_or_default().to_owned();
    line.split_whitespace().nth(1).and_then(|it| it.parse().ok()).unwrap_or(0)
}

#[test]
fn the_dictionary_is_loaded_on_first_use_and_its_cost_is_known() {
    let (before, start) = (resident_kb(), Instant::now());
    assert_eq!(words("我来到北京清华大学"), ["我", "来到", "北京", "清华大学"]);
    println!("dictionary: {} kB resident, {} ms", resident_kb().saturating_sub(before), start.elapsed().as_millis());
    assert!(is_loaded());
    assert!(resident_kb().saturating_sub(before) < 200_000, "the dictionary has outgrown its budget");
}

#[test]
fn every_word_of_the_dictionary_in_a_text_is_listed() {
    assert!(all_words("清华大学").contains(&"华大"));
    assert!(is_word("客户") && !is_word("户满"));
    assert!(words("").is_empty());
    assert_eq!(words("𠮷😀").concat(), "𠮷😀");
}
