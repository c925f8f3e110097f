//! Tests of quantities.

use bole_domain::locale::Locale;
use bole_text::Folded;

use super::quantities;

fn check(locale: Locale, text: &str, expected: &[&str]) {
    let folded = Folded::new(text);
    let found: Vec<&str> = quantities(&folded, 0..folded.len(), locale).into_iter().map(|it| folded.part(it)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn numbers_with_units_are_quantities() {
    check(Locale::Zh, "三天内处理了1,200单，差评率从5.5%降到百分之二", &["三天", "1,200单", "5.5%", "百分之二"]);
    check(Locale::Zh, "做了两年多客服，半年带十几个人，20万元", &["两年", "半年", "十几个", "20万元"]);
    check(Locale::En, "It fell from 900ms to 120 ms in three weeks, 40% less", &["900ms", "120", "three weeks", "40%"]);
}

#[test]
fn grammar_is_no_quantity() {
    check(Locale::Zh, "有一次一个客户十分生气，第一步我一直解释，万一出错", &[]);
    check(Locale::Zh, "1、先道歉", &[]);
    check(Locale::Zh, "用k8s和log4j", &[]);
    check(Locale::En, "One customer asked me someone's weight", &[]);
    check(Locale::Zh, "", &[]);
}
