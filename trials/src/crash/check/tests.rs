//! A sound interview passes; each way of losing, repeating or misplacing something is found.

use serde_json::{Value, json};

use super::super::ledger::{Ack, Act, Interview, Sent};
use super::super::stored::{Entry, Standing, Stored};
use super::{stored, view};
use crate::company::Invited;

const CLIENT: &str = "trial-0000000000000001-1";

fn sent(seq: u64, act: Act, ack: Ack) -> Sent {
    Sent { client: CLIENT.to_owned(), seq, act, ack: Some(ack), times: 1 }
}

fn text(slot: &str, revision: u32, text: &str, is_answer: bool) -> Act {
    Act::Write { slot: slot.to_owned(), revision, text: text.to_owned(), is_answer }
}

fn entry(seq: i64, kind: &str, client_seq: u64, revision: u64, text: &str) -> Entry {
    Entry {
        seq,
        kind: kind.to_owned(),
        client: Some((CLIENT.to_owned(), client_seq)),
        slot: Some("q1".to_owned()),
        revision: Some(revision),
        is_history: false,
        text: Some(text.to_owned()),
    }
}

/// Two drafts and the answer of one question, all acknowledged and all stored.
fn sound() -> (Interview, Stored, Value) {
    let invited =
        Invited { token: String::new(), session: uuid::Uuid::nil().into(), application: uuid::Uuid::nil().into() };
    let mut known = Interview::new(invited);
    known.sent = vec![
        sent(1, text("q1", 1, "一", false), Ack::Applied),
        sent(2, text("q1", 2, "一二", false), Ack::Duplicate),
        sent(3, text("q1", 3, "一二三", true), Ack::Applied),
    ];
    known.take_state(&json!({ "status": "interviewing", "phase": "running" }));
    let standing = Standing { status: "interviewing".to_owned(), ..Standing::default() };
    let kept = Stored {
        log: vec![
            entry(1, "draft_saved", 1, 1, "一"),
            entry(2, "draft_saved", 2, 2, "一二"),
            entry(3, "answered", 3, 3, "一二三"),
        ],
        row: standing.clone(),
        folded: standing,
        is_at_end: false,
        is_newest: true,
        application_status: Some("interviewing".to_owned()),
        said: [("q1".to_owned(), "一二三".to_owned())].into(),
    };
    let shown = json!({ "answers": { "q1": { "text": "一二三", "revision": 3, "answered": true } } });
    (known, kept, shown)
}

/// How many findings there are after something was changed.
fn findings(change: impl FnOnce(&mut Interview, &mut Stored, &mut Value)) -> usize {
    let (mut known, mut kept, mut shown) = sound();
    change(&mut known, &mut kept, &mut shown);
    stored(&known, &kept, &shown).len() + view(&known, &shown).len()
}

#[test]
fn a_sound_interview_passes() {
    assert_eq!(findings(|_, _, _| {}), 0);
}

#[test]
fn an_acknowledged_write_that_is_gone_is_found_whatever_the_server_called_it() {
    for place in 0..3 {
        let lost = findings(|_, kept, _| {
            kept.log.remove(place);
            (1..).zip(&mut kept.log).for_each(|(seq, it)| it.seq = seq);
        });
        assert_eq!(lost, 1, "{place}");
    }
}

#[test]
fn a_write_that_nobody_acknowledged_may_be_stored_or_not() {
    assert_eq!(findings(|known, _, _| known.sent[1].ack = None), 0);
    let neither = findings(|known, kept, _| {
        known.sent[1].ack = None;
        kept.log.remove(1);
        kept.log[1].seq = 2;
    });
    assert_eq!(neither, 0);
}

#[test]
fn a_text_that_is_stored_twice_is_found() {
    let again = |client_seq| {
        move |_: &mut Interview, kept: &mut Stored, _: &mut Value| {
            kept.log.push(entry(4, "draft_saved", client_seq, 4, "一"));
        }
    };
    // Once under its own number and once under one that nobody sent, or twice under its own.
    assert_eq!(findings(again(77)), 2);
    assert_eq!(findings(again(1)), 2);
}

#[test]
fn a_text_that_was_changed_or_moved_is_found() {
    assert_eq!(findings(|_, kept, _| kept.log[0].text = Some("壹".to_owned())), 1);
    assert_eq!(findings(|_, kept, _| kept.log[0].slot = Some("q2".to_owned())), 1);
    assert_eq!(findings(|_, kept, _| kept.log[0].revision = Some(9)), 1);
}

#[test]
fn a_saved_text_that_became_history_is_found() {
    assert_eq!(findings(|_, kept, _| kept.log[2].is_history = true), 1);
    assert_eq!(findings(|known, _, _| known.sent[2].ack = Some(Ack::Rejected("x.y".to_owned()))), 1);
}

#[test]
fn gaps_in_the_log_are_found() {
    assert_eq!(findings(|_, kept, _| kept.log[2].seq = 4), 1);
}

#[test]
fn a_row_an_application_or_a_status_that_disagrees_is_found() {
    assert_eq!(findings(|_, kept, _| kept.row.phase = "left".to_owned()), 1);
    assert_eq!(findings(|_, kept, _| kept.row.status = "incomplete".to_owned()), 1);
    assert_eq!(findings(|_, kept, _| kept.application_status = Some("invited".to_owned())), 1);
    assert_eq!(findings(|_, kept, _| kept.is_newest = false), 1);
    assert_eq!(findings(|_, kept, _| kept.is_at_end = true), 1);
    let told = json!({ "status": "pending_review", "phase": "finished" });
    assert_eq!(findings(|known, _, _| known.take_state(&told)), 1);
}

#[test]
fn a_screen_that_shows_an_older_or_another_text_is_found() {
    // The answer's text, and the same text again where screen and database are compared, or a text nobody wrote.
    assert_eq!(findings(|_, _, shown| shown["answers"]["q1"]["text"] = json!("一二")), 2);
    assert_eq!(findings(|_, _, shown| shown["answers"]["q1"]["text"] = json!("别人")), 3);
    assert_eq!(findings(|_, _, shown| shown["answers"]["q1"]["answered"] = json!(false)), 1);
    assert_eq!(findings(|_, _, shown| shown["answers"]["q1"]["revision"] = json!(2)), 1);
}

#[test]
fn a_status_that_goes_back_is_a_complaint_unless_somebody_started_over() {
    let (mut known, _, _) = sound();
    known.take_state(&json!({ "status": "invited" }));
    assert_eq!(known.complaints.len(), 1);
    let (mut known, _, _) = sound();
    known.sent.push(sent(4, Act::Other("restart"), Ack::Applied));
    known.take_state(&json!({ "status": "invited" }));
    assert_eq!(known.complaints.len(), 0);
}
