//! Random orders, duplicates and two devices: whatever comes, nothing written is lost and nothing is applied twice.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::fixture::{Trial, answer, draft};
use crate::session::{Command, Disposition, Phase, Session, Status};

/// What a candidate's devices may send, in any order.
fn any_command() -> impl Strategy<Value = Command> {
    let slot = prop_oneof!["q1", "q2", "q3", "q1/f", "q2/f"];
    let text = prop_oneof!["团队合作", "我处理了投诉", "𠮷😀", ""];
    prop_oneof![
        4 => (slot.clone(), 1u32..9, text.clone()).prop_map(|(slot, revision, text)| draft(&slot, revision, &text)),
        4 => (slot.clone(), text).prop_map(|(slot, text)| answer(&slot, &text)),
        1 => slot.prop_map(|slot| Command::SkipFollowUp { slot }),
        1 => Just(Command::Open),
        1 => Just(Command::Start),
        1 => Just(Command::Leave),
        1 => Just(Command::Resume),
        1 => Just(Command::Restart),
        1 => Just(Command::Finish),
    ]
}

fn any_writes() -> impl Strategy<Value = Vec<(bool, u64, Command)>> {
    proptest::collection::vec((any::<bool>(), 10u64..60, any_command()), 1..80)
}

fn written(command: &Command) -> Option<&str> {
    match command {
        Command::SaveDraft { text, .. } | Command::Answer { text, .. } => Some(text),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_the_state_is_the_fold_and_every_taken_write_is_in_the_log_once(writes in any_writes()) {
        let mut trial = Trial::started();
        let mut taken = BTreeSet::new();
        let mut kept = 0;
        let before = trial.log.iter().filter(|it| it.content.is_some()).count();
        for (is_tablet, seq, command) in writes {
            let client = if is_tablet { "tablet" } else { "phone" };
            let is_new = !taken.contains(&(client, seq));
            let events = trial.log.len();
            match trial.send(client, seq, &command) {
                Ok(Disposition::Duplicate) => prop_assert!(!is_new, "only a repeated write is a duplicate"),
                Ok(_) => {
                    prop_assert!(is_new);
                    if trial.log.len() > events {
                        taken.insert((client, seq));
                    }
                    kept += usize::from(written(&command).is_some());
                }
                Err(_) => prop_assert_eq!(trial.log.len(), events, "a refusal changes nothing"),
            }
        }
        prop_assert_eq!(&Session::fold(trial.events()), &trial.session);
        let said = |it: &&crate::session::NewEvent| it.content.is_some() && it.event.fact.kind() != "follow_up_asked";
        prop_assert_eq!(trial.log.iter().filter(said).count() - before, kept);
        let mut stamps = BTreeSet::new();
        for stamp in trial.events().filter_map(|it| it.stamp.clone()) {
            prop_assert!(stamps.insert(stamp), "no client write is in the log twice");
        }
        prop_assert!(trial.events().zip(1..).all(|(it, seq)| it.seq == seq));
        prop_assert!(trial.session.follow_ups.len() <= 1, "the follow-up budget holds");
    }

    #[test]
    fn the_same_answers_in_any_order_end_the_interview_with_the_same_texts(order in Just(vec!["q1", "q2", "q3"]).prop_shuffle()) {
        let mut trial = Trial::started();
        for (seq, slot) in (10..).zip(&order) {
            trial.phone(seq, answer(slot, &format!("答{slot}")));
        }
        prop_assert_eq!(trial.session.status, Status::PendingReview);
        for slot in order {
            let text = format!("答{slot}");
            prop_assert!(trial.log.iter().any(|it| it.content.as_deref() == Some(text.as_str())));
        }
    }

    #[test]
    fn an_unfinished_interview_is_never_waiting_for_review(writes in any_writes()) {
        let mut trial = Trial::started();
        for (is_tablet, seq, command) in writes {
            let _ = trial.send(if is_tablet { "tablet" } else { "phone" }, seq, &command);
            let session = &trial.session;
            let all_done = ["q1", "q2", "q3"].iter().all(|it| session.is_done(it));
            if session.status == Status::PendingReview {
                prop_assert!(all_done);
            }
            let is_ended = matches!(session.status, Status::PendingReview | Status::Incomplete);
            prop_assert_eq!(session.phase == Phase::Finished, is_ended);
        }
    }
}
