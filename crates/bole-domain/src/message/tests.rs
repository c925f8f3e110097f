//! Tables of what texts may say and of how long they are.

use super::*;

fn check(kind: MessageKind, channel: Channel, subject: &str, body: &str, expected: &[(Part, &str)]) {
    let text = Text { subject: subject.to_owned(), body: body.to_owned() };
    let found: Vec<(Part, &str)> =
        problems(kind, channel, &text).into_iter().map(|it| (it.part(), Refusal::from(it).code)).collect();
    assert_eq!(found, expected, "{kind:?} {channel:?} {subject:?} {body:?}");
}

#[test]
fn texts_name_what_exists_and_what_must_be_there() {
    use Channel::{Mail, Sms};
    use MessageKind as K;
    use Part::{Body, Subject};
    check(K::Invitation, Mail, "邀请 {name}", "请打开 {link}", &[]);
    check(K::Invitation, Sms, "", "请打开 {link}", &[]);
    check(K::Invitation, Sms, "", "请尽快打开", &[(Body, "template.missing_name")]);
    check(K::Invitation, Sms, "", "{lnik}", &[(Body, "template.unknown_name")]);
    check(K::Code, Mail, "验证码", "{code}", &[]);
    check(K::Code, Mail, "{code}", "{code}", &[(Subject, "template.unknown_name")]);
    check(K::Code, Mail, "", "{name}", &[(Subject, "template.empty"), (Body, "template.unknown_name")]);
    check(K::Result, Sms, "", "见 {origin", &[(Body, "template.lone_brace")]);
    check(K::Result, Mail, "x", "  \n", &[(Body, "template.empty")]);
    check(K::Cancellation, Sms, "", "已取消", &[]);
    check(K::Cancellation, Sms, "", &"字".repeat(MAX_SMS + 1), &[(Body, "template.too_long")]);
    check(K::Cancellation, Mail, &"字".repeat(MAX_SUBJECT + 1), "已取消", &[(Subject, "template.too_long")]);
}

#[test]
fn a_refusal_says_which_name_and_where() {
    let text = Text { subject: "s".to_owned(), body: "您好 {nmae}，{link}".to_owned() };
    let found = problems(MessageKind::Invitation, Channel::Mail, &text).remove(0);
    let refusal = Refusal::from(found);
    assert_eq!((refusal.params["name"].as_str(), refusal.params["at"].as_u64()), (Some("nmae"), Some(4)));
}

#[test]
fn short_messages_are_counted_as_they_are_charged() {
    for (text, parts) in [
        (String::new(), 0),
        ("字".repeat(70), 1),
        ("a".repeat(70), 1),
        ("字".repeat(71), 2),
        ("字".repeat(134), 2),
        ("字".repeat(135), 3),
        ("𠮷".repeat(35), 1),
        ("𠮷".repeat(36), 2),
    ] {
        assert_eq!(sms_parts(&text), parts, "{}", text.chars().count());
    }
}

#[test]
fn codes_lead_back_to_their_kind_and_channel() {
    for kind in MessageKind::ALL {
        assert_eq!(MessageKind::from_code(kind.code()), Some(kind));
        assert!(kind.required().iter().all(|it| kind.names().contains(it)));
    }
    assert_eq!(Channel::from_code(Channel::Mail.other().code()), Some(Channel::Sms));
    assert_eq!((MessageKind::from_code("x"), Channel::from_code("x")), (None, None));
}
