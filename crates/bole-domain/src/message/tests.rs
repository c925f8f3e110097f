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

#[test]
fn people_are_reached_where_it_works() {
    use Channel::{Mail, Sms};
    let reach = |text: &str| Reach { has_contact: text.contains('c'), is_ready: text.contains('r') };
    for (preferred, mail, sms, channel, is_ready) in [
        (Mail, "cr", "cr", Mail, true),
        (Sms, "cr", "cr", Sms, true),
        (Sms, "cr", "r", Mail, true),
        (Mail, "r", "cr", Sms, true),
        (Mail, "c", "cr", Sms, true),
        (Sms, "cr", "c", Mail, true),
        (Sms, "c", "c", Sms, false),
        (Mail, "r", "c", Sms, false),
        (Sms, "c", "r", Mail, false),
        (Sms, "r", "r", Mail, false),
    ] {
        let choice = channel_for(preferred, reach(mail), reach(sms));
        assert_eq!(choice, Choice { channel, is_ready }, "{preferred:?} mail {mail} sms {sms}");
    }
}

#[test]
fn waits_grow_from_a_minute_to_a_day_and_end() {
    let waits: Vec<i64> = (1..).map_while(wait_before_retry).collect();
    assert_eq!((waits.first(), waits.last()), (Some(&MINUTE_MS), Some(&(24 * HOUR_MS))));
    assert!(waits.is_sorted() && waits.iter().sum::<i64>() > 48 * HOUR_MS);
    assert_eq!((wait_before_retry(0), wait_before_retry(i64::MIN)), (None, None));
}

#[test]
fn quiet_hours_may_pass_midnight() {
    for (from_minute, until_minute, minute, covers, ends_tomorrow) in [
        (1260, 480, 1259, false, false),
        (1260, 480, 1260, true, true),
        (1260, 480, 1439, true, true),
        (1260, 480, 0, true, false),
        (1260, 480, 479, true, false),
        (1260, 480, 480, false, false),
        (720, 840, 719, false, false),
        (720, 840, 800, true, false),
        (720, 840, 840, false, false),
    ] {
        let quiet = QuietHours { from_minute, until_minute };
        assert_eq!((quiet.covers(minute), quiet.ends_tomorrow(minute)), (covers, ends_tomorrow), "{quiet:?} {minute}");
    }
    assert!(!QuietHours { from_minute: 60, until_minute: 60 }.is_sound());
    assert!(!QuietHours { from_minute: 60, until_minute: 1440 }.is_sound());
}

#[test]
fn reminders_come_within_the_last_day_of_a_longer_window() {
    for (window, left, expected) in [
        (7 * DAY_MS, DAY_MS + 1, false),
        (7 * DAY_MS, DAY_MS, true),
        (7 * DAY_MS, HOUR_MS, true),
        (7 * DAY_MS, HOUR_MS - 1, false),
        (7 * DAY_MS, -1, false),
        (DAY_MS, DAY_MS, false),
        (36 * HOUR_MS, DAY_MS, true),
    ] {
        let deadline = Millis(1_790_000_000_000);
        assert_eq!(reminds(deadline.plus(-window), deadline, deadline.plus(-left)), expected, "{window} {left}");
    }
}
