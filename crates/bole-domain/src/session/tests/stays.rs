//! The rule of the alert: what counts as time in a step, and when it is too long, whatever the clock does.

use super::fixture::{START, Trial, answer, draft};
use crate::session::{
    ABSENT_AFTER_MS, ActedBy, Command, STAY_LIMIT_MS, Stay, StayTimer, is_overdue, reconcile, retimed,
};
use crate::time::{DAY_MS, MINUTE_MS, Millis};

const LIMIT: i64 = STAY_LIMIT_MS;

fn stay(trial: &Trial) -> Stay {
    Stay::of(&trial.session, &trial.script).expect("a step is open")
}

fn after(trial: &mut Trial, ms: i64) {
    trial.now = trial.now.plus(ms);
}

#[test]
fn the_limit_counts_from_the_entry_into_the_step() {
    let mut trial = Trial::started();
    assert_eq!(stay(&trial).due_at(LIMIT), Some(START.plus(LIMIT)));
    after(&mut trial, 4 * MINUTE_MS);
    trial.phone(4, draft("q1", 1, "我"));
    assert_eq!(stay(&trial).due_at(LIMIT), Some(START.plus(LIMIT)), "typing changes nothing");
    trial.phone(5, answer("q1", "我负责排班"));
    let next = stay(&trial);
    assert_eq!((next.slot.as_str(), next.due_at(LIMIT)), ("q2", Some(START.plus(4 * MINUTE_MS + LIMIT))));
    assert_eq!(next.elapsed_ms(START.plus(9 * MINUTE_MS)), 5 * MINUTE_MS);
}

#[test]
fn time_away_does_not_count() {
    let mut trial = Trial::started();
    after(&mut trial, 6 * MINUTE_MS);
    trial.phone(4, Command::Leave);
    assert_eq!(stay(&trial).due_at(LIMIT), None);
    after(&mut trial, 3 * DAY_MS);
    assert_eq!(stay(&trial).elapsed_ms(trial.now), 6 * MINUTE_MS);
    trial.phone(5, Command::Resume);
    assert_eq!(stay(&trial).due_at(LIMIT), Some(trial.now.plus(4 * MINUTE_MS)));
}

#[test]
fn a_vanished_device_is_paused_as_of_when_it_was_last_heard_of() {
    let mut trial = Trial::started();
    let last_seen_at = START.plus(2 * MINUTE_MS);
    after(&mut trial, 2 * MINUTE_MS + ABSENT_AFTER_MS + 1);
    let due = reconcile(&trial.session, &trial.script, Some(last_seen_at), trial.now);
    assert_eq!(due, Some(Command::Pause { last_seen_at }));
    trial.rule(Command::Pause { last_seen_at });
    after(&mut trial, 60 * MINUTE_MS);
    trial.phone(4, Command::Resume);
    assert_eq!(stay(&trial).due_at(LIMIT), Some(trial.now.plus(8 * MINUTE_MS)));
}

#[test]
fn what_is_added_moves_the_limit_of_the_step_it_is_added_in() {
    let mut trial = Trial::started();
    trial.rule(Command::Extend { minutes: 5, by: ActedBy::Rule });
    assert_eq!(stay(&trial).due_at(LIMIT), Some(START.plus(LIMIT + 5 * MINUTE_MS)));
    trial.phone(4, answer("q1", "我负责排班"));
    assert_eq!(stay(&trial).due_at(LIMIT), Some(START.plus(LIMIT)), "the next step has the usual limit");
}

#[test]
fn starting_over_is_another_entry() {
    let mut trial = Trial::started();
    let first = stay(&trial).entered_seq;
    trial.phone(4, Command::Leave);
    trial.phone(5, Command::Restart);
    assert_eq!(Stay::of(&trial.session, &trial.script), None);
    trial.phone(6, Command::Start);
    assert!(stay(&trial).entered_seq > first);
    assert_eq!(stay(&trial).elapsed_ms(trial.now.plus(7)), 7);
}

#[test]
fn a_finished_interview_has_no_stay() {
    let mut trial = Trial::started();
    trial.phone(4, Command::Finish);
    assert_eq!(Stay::of(&trial.session, &trial.script), None);
}

#[test]
fn the_timer_is_written_when_the_stay_or_its_limit_changes_only() {
    let mut trial = Trial::started();
    let first = stay(&trial);
    let armed = retimed(None, Some(&first), LIMIT, START, START);
    assert_eq!(armed, Some(StayTimer { entered_seq: first.entered_seq, due_at: Some(START.plus(LIMIT)) }));
    trial.phone(4, draft("q1", 1, "我"));
    assert_eq!(retimed(Some(&first), Some(&stay(&trial)), LIMIT, START, START), None);
    trial.rule(Command::Extend { minutes: 1, by: ActedBy::Rule });
    let moved = retimed(Some(&first), Some(&stay(&trial)), LIMIT, START, START);
    assert_eq!(moved.and_then(|it| it.due_at), Some(START.plus(LIMIT + MINUTE_MS)));
    let over = retimed(Some(&first), None, LIMIT, START, START);
    assert_eq!(over, Some(StayTimer { entered_seq: 0, due_at: None }));
}

/// The clock jumps between the entry and the next step by so many days; the next step has its whole limit all the same.
#[test]
fn a_clock_set_back_or_ahead_changes_no_limit() {
    for days in [-400, -1, 0, 1, 400] {
        let mut trial = Trial::started();
        let before = stay(&trial);
        after(&mut trial, 5 * MINUTE_MS + days * DAY_MS);
        let now = trial.now;
        trial.phone(4, answer("q1", "我负责排班"));
        let timer = retimed(Some(&before), Some(&stay(&trial)), LIMIT, trial.session.last_event_at, now);
        assert_eq!(timer.and_then(|it| it.due_at), Some(now.plus(LIMIT)), "{days} days");
    }
}

#[test]
fn hr_is_told_at_the_limit_unless_the_device_has_vanished() {
    let due = START.plus(LIMIT);
    let cases: [(i64, i64, bool); 8] = [
        (-1, 0, false),
        (0, 0, true),
        (30_000, 0, true),
        (0, ABSENT_AFTER_MS, true),
        (0, ABSENT_AFTER_MS + 1, false),
        (400 * DAY_MS, 400 * DAY_MS + 10_000, false),
        (-400 * DAY_MS, -400 * DAY_MS, false),
        (400 * DAY_MS, 5_000, true),
    ];
    for (late_ms, silent_ms, expected) in cases {
        let now = due.plus(late_ms);
        assert_eq!(is_overdue(due, Millis(now.0 - silent_ms), now), expected, "{late_ms} late, silent for {silent_ms}");
    }
}
