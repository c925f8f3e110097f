//! Authored answers at three levels come out in order and in sensible bands.

use crate::fixture::{interview, triples};

#[test]
fn better_answers_score_higher_in_both_languages() {
    let interview = interview();
    let mut wrong = Vec::new();
    for triple in triples() {
        let mean = |text: &str| interview.mean(&triple.question, text, triple.locale);
        let (high, middle, low) = (mean(&triple.high), mean(&triple.middle), mean(&triple.low));
        println!("{} {:?}: {high:?} {middle:?} {low:?}", triple.question, triple.locale);
        let is_ordered = high > middle && middle.unwrap_or(0.0) > low.unwrap_or(0.0);
        if !is_ordered {
            wrong.push(format!("{} {:?}", triple.question, triple.locale));
        }
    }
    assert!(wrong.is_empty(), "wrong order: {wrong:?}");
}
