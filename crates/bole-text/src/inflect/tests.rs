//! Tests of word forms.

use crate::inflect::forms;

fn check(term: &str, form: &str) {
    assert!(forms(term).iter().any(|it| it == form), "{term} has the form {form}: {:?}", forms(term));
}

#[test]
fn regular_and_irregular_forms_are_made() {
    check("manage", "managing");
    check("manage", "managed");
    check("plan", "planned");
    check("reply", "replied");
    check("lead", "led");
    check("follow up", "followed up");
    check("code review", "code reviews");
    check("write test", "wrote test");
    check("fix", "fixes");
}

#[test]
fn chinese_and_little_words_stay_as_they_are() {
    assert_eq!(forms("客户"), ["客户"]);
    assert_eq!(forms("the"), ["the"]);
    assert_eq!(forms("c++"), ["c++"]);
}
