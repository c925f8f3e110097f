//! Tests of similarity by runs of characters.

use crate::fold::Folded;
use crate::similarity::Grams;

fn grams(text: &str, n: usize) -> Grams {
    Grams::new(&Folded::new(text), n)
}

#[test]
fn a_copy_is_contained_whatever_its_punctuation() {
    let asked = grams("请讲一次你处理客户投诉的经历。", 3);
    assert_eq!(grams("请讲一次,你处理 客户投诉的经历!", 3).containment_in(&asked), 1.0);
    assert!(grams("我先安抚客户再核实订单", 3).containment_in(&asked) < 0.01);
    assert!(asked.jaccard(&asked) > 0.999);
}

#[test]
fn texts_shorter_than_a_run_share_nothing() {
    let short = grams("好", 3);
    assert!(short.is_empty());
    assert_eq!(short.containment_in(&grams("好的呀", 3)), 0.0);
    assert_eq!(short.jaccard(&short), 0.0);
}

#[test]
fn only_long_copied_stretches_are_marked() {
    let asked = grams("请讲一次你处理客户投诉的经历", 3);
    let answer = Folded::new("你处理客户投诉的经历：我先道歉，客户投诉的不多");
    let marked = asked.copied(&answer, 8);
    assert!(marked[..10].iter().all(|it| *it));
    assert!(marked[10..].iter().all(|it| !*it));
}
