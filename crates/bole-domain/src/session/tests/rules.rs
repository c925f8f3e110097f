//! One rule, one test.

use super::fixture::{PASSED, START, Trial, answer, draft};
use crate::session::{
    ABSENT_AFTER_MS, ActedBy, Command, Disposition, EndedBy, Fact, MAX_EVENTS, MAX_WRITTEN, Phase, Position, Rejected,
    Session, Settings, Status, TIME_GRACE_MS, position, reconcile,
};
use crate::time::{DAY_MS, MINUTE_MS};

#[test]
fn answering_every_question_completes_the_interview() {
    let mut trial = Trial::started();
    for (seq, slot) in [(4, "q1"), (5, "q2"), (6, "q3")] {
        assert_eq!(trial.phone(seq, answer(slot, "我负责处理了三起投诉")), Disposition::Applied);
    }
    assert_eq!(trial.session.status, Status::PendingReview);
    assert_eq!(trial.session.ended_by, Some(EndedBy::Candidate));
    assert_eq!(position(&trial.session, &trial.script), Position::End);
}

#[test]
fn the_state_is_the_fold_of_the_log() {
    let mut trial = Trial::started();
    trial.phone(4, draft("q1", 1, "我"));
    trial.phone(5, answer("q1", "我在团队里负责排班"));
    trial.phone(6, Command::Leave);
    assert_eq!(Session::fold(trial.events()), trial.session);
}

#[test]
fn a_mention_is_asked_further_in_the_candidates_own_words_within_the_budget() {
    let mut trial = Trial::started();
    trial.phone(4, answer("q1", "先道歉，然后和团队合作解决。"));
    assert_eq!(position(&trial.session, &trial.script), Position::FollowUp("q1"));
    let asked = trial.log.iter().find(|it| it.event.fact.kind() == "follow_up_asked").expect("it was asked");
    assert!(asked.content.as_deref().is_some_and(|it| it.contains("然后和团队合作解决")));
    trial.phone(5, Command::SkipFollowUp { slot: "q1/f".into() });
    trial.phone(6, answer("q2", "团队一起完成"));
    assert_eq!(position(&trial.session, &trial.script), Position::Question("q3"), "the budget is one");
}

#[test]
fn the_same_write_twice_is_applied_once() {
    let mut trial = Trial::started();
    trial.phone(4, draft("q1", 1, "一"));
    let events = trial.log.len();
    assert_eq!(trial.phone(4, draft("q1", 1, "一")), Disposition::Duplicate);
    assert_eq!(trial.log.len(), events);
}

#[test]
fn an_older_revision_is_kept_as_history() {
    let mut trial = Trial::started();
    trial.phone(4, draft("q1", 5, "新的"));
    assert_eq!(trial.phone(5, draft("q1", 3, "旧的")), Disposition::KeptAsHistory);
    assert_eq!(trial.session.slots["q1"].revision, 5);
}

#[test]
fn a_second_device_takes_the_lease_and_the_first_ones_writes_become_history() {
    let mut trial = Trial::started();
    trial.send("tablet", 1, &Command::Open).unwrap();
    assert_eq!(trial.phone(4, draft("q1", 1, "来自手机")), Disposition::KeptAsHistory);
    assert_eq!(trial.send("tablet", 2, &draft("q1", 1, "来自平板")), Ok(Disposition::Applied));
    assert_eq!(trial.send("phone", 5, &Command::Leave), Err(Rejected::LeaseElsewhere));
    assert!(trial.log.iter().any(|it| it.content.as_deref() == Some("来自手机")), "nothing written is lost");
}

#[test]
fn ending_with_open_questions_is_incomplete_and_late_writes_are_still_kept() {
    let mut trial = Trial::started();
    trial.phone(4, Command::Finish);
    assert_eq!((trial.session.status, trial.session.phase), (Status::Incomplete, Phase::Finished));
    assert_eq!(trial.phone(5, answer("q1", "迟到的回答")), Disposition::KeptAsHistory);
    assert_eq!(trial.session.status, Status::Incomplete);
}

#[test]
fn starting_over_keeps_what_was_written_as_history() {
    let mut trial = Trial::started();
    trial.phone(4, answer("q1", "第一次的回答"));
    trial.phone(5, Command::Leave);
    trial.phone(6, Command::Restart);
    assert_eq!(trial.session.phase, Phase::Ready);
    trial.phone(7, Command::Start);
    assert_eq!(position(&trial.session, &trial.script), Position::Question("q1"));
    assert!(trial.log.iter().any(|it| it.content.as_deref() == Some("第一次的回答")));
}

#[test]
fn what_another_device_still_sends_after_starting_over_is_kept_as_history() {
    let mut trial = Trial::started();
    trial.send("tablet", 1, &Command::Open).unwrap();
    trial.send("tablet", 2, &Command::Leave).unwrap();
    trial.send("tablet", 3, &Command::Restart).unwrap();
    assert_eq!(trial.phone(4, draft("q1", 1, "写在重新开始之前")), Disposition::KeptAsHistory);
    assert!(trial.log.iter().any(|it| it.content.as_deref() == Some("写在重新开始之前")));
    assert_eq!(trial.session.phase, Phase::Ready);
}

#[test]
fn time_counts_only_while_the_candidate_is_there() {
    let mut trial = Trial::started();
    trial.now = START.plus(10 * MINUTE_MS);
    trial.phone(4, Command::Leave);
    trial.now = trial.now.plus(DAY_MS);
    trial.phone(5, Command::Resume);
    let remaining = trial.session.clock.remaining_ms(trial.script.time_limit_ms, &trial.session.settings, trial.now);
    assert_eq!(remaining, Some(30 * MINUTE_MS));
}

#[test]
fn a_vanished_device_stops_the_clock_where_it_was_last_heard_of() {
    let mut trial = Trial::started();
    let last_seen_at = START.plus(5 * MINUTE_MS);
    trial.now = last_seen_at.plus(ABSENT_AFTER_MS + 1);
    let repair = reconcile(&trial.session, &trial.script, Some(last_seen_at), trial.now).expect("it is paused");
    trial.rule(repair);
    let remaining = trial.session.clock.remaining_ms(trial.script.time_limit_ms, &trial.session.settings, trial.now);
    assert_eq!(remaining, Some(35 * MINUTE_MS));
    assert_eq!(trial.phone(4, draft("q1", 1, "回来了")), Disposition::Applied);
    assert_eq!(trial.session.phase, Phase::Running, "a write of the same device goes on by itself");
}

#[test]
fn running_out_of_time_turns_drafts_into_answers() {
    let mut trial = Trial::started();
    trial.phone(4, draft("q1", 1, "写到一半"));
    trial.now = START.plus(40 * MINUTE_MS + TIME_GRACE_MS + 1);
    let repair = reconcile(&trial.session, &trial.script, Some(trial.now), trial.now);
    assert_eq!(repair, Some(Command::RunOutOfTime));
    trial.rule(Command::RunOutOfTime);
    assert!(trial.session.is_done("q1"));
    assert_eq!((trial.session.status, trial.session.ended_by), (Status::PendingReview, Some(EndedBy::Time)));
}

#[test]
fn a_time_factor_of_zero_switches_the_limit_off() {
    let mut trial = Trial::started();
    trial.phone(4, Command::Accommodate(Settings { time_factor: 0.0, ..Settings::default() }));
    trial.now = START.plus(DAY_MS);
    assert_eq!(trial.session.clock.remaining_ms(trial.script.time_limit_ms, &trial.session.settings, trial.now), None);
    let odd = Command::Accommodate(Settings { time_factor: 7.0, ..Settings::default() });
    assert_eq!(trial.send("phone", 5, &odd), Err(Rejected::OutOfRange { name: "time_factor" }));
}

#[test]
fn a_closed_window_ends_an_interview_that_nobody_holds() {
    let mut trial = Trial::started();
    trial.phone(4, Command::Leave);
    trial.now = START.plus(8 * DAY_MS);
    assert_eq!(trial.send("phone", 5, &Command::Resume), Err(Rejected::Expired));
    let repair = reconcile(&trial.session, &trial.script, None, trial.now);
    assert_eq!(repair, Some(Command::Abandon(EndedBy::Expiry)));
}

#[test]
fn hr_reopens_an_incomplete_interview_where_it_stood() {
    let mut trial = Trial::started();
    trial.phone(4, answer("q1", "已经答完"));
    trial.phone(5, Command::Finish);
    trial.rule(Command::Reopen { expires_at: START.plus(9 * DAY_MS), by: ActedBy::Rule });
    assert_eq!((trial.session.status, trial.session.phase), (Status::Interviewing, Phase::Left));
    assert_eq!(position(&trial.session, &trial.script), Position::Question("q2"));
}

#[test]
fn a_released_result_can_be_appealed_and_released_again() {
    let mut trial = Trial::started();
    for (seq, slot) in [(4, "q1"), (5, "q2"), (6, "q3")] {
        trial.phone(seq, answer(slot, "回答"));
    }
    trial.rule(Command::MarkScored);
    trial.rule(Command::Release { by: ActedBy::Rule, outcome: PASSED });
    assert_eq!(trial.session.status, Status::Reviewed);
    trial.rule(Command::Appeal);
    assert_eq!((trial.session.status, trial.session.is_appealed), (Status::PendingReview, true));
    trial.rule(Command::Release { by: ActedBy::Rule, outcome: PASSED });
    assert_eq!((trial.session.status, trial.session.is_appealed), (Status::Reviewed, false));
}

#[test]
fn an_answer_of_ten_thousand_characters_is_taken_and_one_more_is_refused() {
    let mut trial = Trial::started();
    assert_eq!(trial.send("phone", 4, &draft("q1", 1, &"𠮷".repeat(10_001))), Err(Rejected::AnswerTooLong));
    assert_eq!(trial.phone(5, draft("q1", 1, &"𠮷".repeat(10_000))), Disposition::Applied);
    assert_eq!(trial.session.slots["q1"].characters, 10_000);
}

#[test]
fn without_consent_there_is_no_interview() {
    let mut trial = Trial::ready();
    let none = Command::Consent { interview: false, ai_scoring: true };
    assert_eq!(trial.send("phone", 9, &none), Err(Rejected::ConsentMissing));
}

#[test]
fn time_never_runs_backwards_in_the_log() {
    let mut trial = Trial::started();
    trial.now = START.plus(-DAY_MS);
    trial.phone(4, draft("q1", 1, "时钟被拨回"));
    let instants: Vec<_> = trial.events().map(|it| it.at).collect();
    assert!(instants.is_sorted());
}

#[test]
fn the_log_names_what_happened() {
    let mut trial = Trial::started();
    trial.phone(4, answer("q1", "团队"));
    let expected =
        ["invited", "opened", "consented", "started", "step_entered", "answered", "follow_up_asked", "step_entered"];
    assert_eq!(trial.kinds(), expected);
    assert!(trial.events().any(|it| it.fact == Fact::StepEntered { slot: "q1/f".into() }));
}

#[test]
fn an_interview_that_was_written_full_takes_no_more_drafts_but_is_handed_in() {
    for fill in [|it: &mut Session| it.written = MAX_WRITTEN, |it: &mut Session| it.last_seq = MAX_EVENTS] {
        let mut trial = Trial::started();
        fill(&mut trial.session);
        assert_eq!(trial.send("phone", 4, &draft("q1", 1, "我")), Err(Rejected::Full));
        assert_eq!(trial.send("phone", 4, &Command::Leave), Err(Rejected::Full));
        assert_eq!(trial.send("tablet", 1, &Command::Open), Ok(Disposition::Applied), "on another device too");
        assert_eq!(trial.send("phone", 5, &answer("q1", "迟了")), Err(Rejected::Full), "history is not handed in");
        for (seq, slot) in [(2, "q1"), (3, "q2"), (4, "q3")] {
            assert_eq!(trial.send("tablet", seq, &answer(slot, "我负责处理了投诉")), Ok(Disposition::Applied));
        }
        assert_eq!(trial.session.status, Status::PendingReview);
    }
    let mut trial = Trial::started();
    trial.session.last_seq = 2 * MAX_EVENTS;
    assert_eq!(trial.send("tablet", 1, &Command::Open), Err(Rejected::Full), "nobody comes and goes for ever");
    assert_eq!(trial.send("phone", 4, &Command::Finish), Ok(Disposition::Applied));
}

#[test]
fn everything_written_counts_towards_the_limit_also_what_is_history() {
    let mut trial = Trial::started();
    trial.phone(4, draft("q1", 2, "一二三"));
    trial.phone(5, draft("q1", 1, "一二"));
    trial.phone(6, answer("q1", "一 二 三 四"));
    assert_eq!(trial.session.written, 9);
}
