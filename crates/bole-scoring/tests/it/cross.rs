//! An answer to another question is not assessable or stays at the bottom.

use crate::fixture::{interview, triples};

#[test]
fn the_answer_to_another_question_is_not_assessable_or_at_the_bottom() {
    let interview = interview();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for triple in triples() {
        for question in interview.questions.iter().filter(|it| it.key != triple.question) {
            for text in [&triple.high, &triple.middle] {
                tried += 1;
                let mean = interview.mean(&question.key, text, triple.locale);
                if mean.is_some_and(|it| it >= 30.0) {
                    wrong.push(format!("{} to {} {:?}: {mean:?}", triple.question, question.key, triple.locale));
                }
            }
        }
    }
    println!("{tried} tried, {} not at the bottom: {wrong:?}", wrong.len());
    assert!(wrong.is_empty(), "not at the bottom: {wrong:?}");
}
