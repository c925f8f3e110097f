//! Tests of who does what.

use bole_domain::locale::Locale;

use super::{Actor, Mood, acts};
use crate::reading::Reading;

fn check(locale: Locale, text: &str, expected: &[(&str, Actor, Mood)]) {
    let reading = Reading::new("s", text, locale);
    let found = acts(&reading);
    let found: Vec<(&str, Actor, Mood)> =
        found.iter().map(|it| (reading.folded.part(it.range.clone()), it.actor, it.mood)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn chinese_leaves_out_a_subject_that_stays_the_same() {
    check(
        Locale::Zh,
        "我先道歉，核实订单，客户反馈系统慢，我们重启了服务",
        &[
            ("道歉", Actor::Own, Mood::Done),
            ("核实", Actor::Own, Mood::Done),
            ("反馈", Actor::Other, Mood::Done),
            ("重启", Actor::Group, Mood::Done),
        ],
    );
}

#[test]
fn an_object_is_no_subject() {
    check(Locale::Zh, "我给客户回复", &[("回复", Actor::Own, Mood::Done)]);
    check(Locale::Zh, "安抚客户后登记", &[("安抚", Actor::Own, Mood::Done), ("登记", Actor::Own, Mood::Done)]);
    check(
        Locale::En,
        "I called the customer, checked the order and issued a refund",
        &[("called", Actor::Own, Mood::Done), ("checked", Actor::Own, Mood::Done), ("issued", Actor::Own, Mood::Done)],
    );
}

#[test]
fn what_would_be_done_and_what_is_done_in_general_are_no_deeds() {
    check(Locale::Zh, "如果是我，我会先道歉", &[("道歉", Actor::Own, Mood::Imagined)]);
    check(Locale::Zh, "平时我主动沟通", &[("沟通", Actor::Own, Mood::General)]);
    check(Locale::En, "I would apologise", &[("apologise", Actor::Own, Mood::Imagined)]);
    check(Locale::En, "I usually listen", &[("listen", Actor::Own, Mood::General)]);
}

#[test]
fn a_skill_is_no_deed() {
    check(Locale::Zh, "我的沟通能力不错", &[]);
    check(Locale::En, "The report was long", &[]);
}
