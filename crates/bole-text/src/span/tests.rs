//! Tests of spans, sentences and clauses.

use crate::fold::Folded;
use crate::span::{Span, slice};

fn sentences(text: &str) -> Vec<String> {
    let folded = Folded::new(text);
    folded.sentences().into_iter().map(|it| slice(text, folded.original(it)).to_owned()).collect()
}

fn clauses(text: &str) -> Vec<String> {
    let folded = Folded::new(text);
    folded.clauses(0..folded.len()).into_iter().map(|it| slice(text, folded.original(it)).to_owned()).collect()
}

#[test]
fn chinese_sentences_end_at_full_width_marks() {
    assert_eq!(
        sentences("我先道歉。然后核实订单!客户满意吗?满意…谢谢"),
        ["我先道歉", "然后核实订单", "客户满意吗", "满意", "谢谢"]
    );
    assert_eq!(sentences("我先道歉.然后核实订单"), ["我先道歉", "然后核实订单"]);
}

#[test]
fn a_dot_inside_a_number_a_name_or_an_abbreviation_ends_nothing() {
    assert_eq!(
        sentences("We use Node.js 3.5, e.g. for reports. Mr. Lee agreed... Done."),
        ["We use Node.js 3.5, e.g. for reports", "Mr. Lee agreed", "Done"]
    );
}

#[test]
fn clauses_keep_thousands_and_times_whole() {
    assert_eq!(
        clauses("我处理了3,000单，9:30开始：先核实，再退款"),
        ["我处理了3,000单", "9:30开始", "先核实", "再退款"]
    );
    assert_eq!(
        clauses("It fell by 40% - front-end first, then C++."),
        ["It fell by 40%", "front-end first", "then C++"]
    );
}

#[test]
fn punctuation_alone_is_no_sentence() {
    assert!(sentences("。。。!!! … \n").is_empty());
    assert!(sentences("").is_empty());
}

#[test]
fn a_slice_counts_code_points_and_never_reaches_outside() {
    assert_eq!(slice("𠮷野家😀好", Span { start: 1, end: 4 }), "野家😀");
    assert_eq!(slice("好", Span { start: 0, end: 1 }), "好");
    assert_eq!(slice("好", Span { start: 0, end: 2 }), "");
    assert_eq!(slice("好", Span { start: 1, end: 0 }), "");
}
