//! Requisitions and their approval: the whole machine, and lines that decide once.

use bole_domain::approval::{Decision, Mode, Rejected, Verdict, check_approvers, line};
use bole_domain::ids::StaffId;
use bole_domain::requisition::{Command, Status, check_open, follow};

fn staff(number: u128) -> StaffId {
    StaffId(uuid::Uuid::from_u128(number))
}

#[test]
fn every_command_in_every_status_is_followed_or_refused_by_name() {
    use Status::{Approved, Closed, Draft, Open, Requested, Returned};
    let commands = [
        Command::Request { needs_approval: true },
        Command::Request { needs_approval: false },
        Command::Withdraw,
        Command::Approve,
        Command::Return,
        Command::Open,
        Command::Close,
        Command::Reopen { was_open: true },
        Command::Reopen { was_open: false },
        Command::Edit,
    ];
    let none = None;
    let table = [
        (Draft, [Some(Requested), Some(Open), none, none, none, none, Some(Closed), none, none, Some(Draft)]),
        (Requested, [none, none, Some(Draft), Some(Approved), Some(Returned), none, none, none, none, none]),
        (Returned, [Some(Requested), Some(Open), none, none, none, none, Some(Closed), none, none, Some(Returned)]),
        (Approved, [none, none, Some(Draft), none, none, Some(Open), Some(Closed), none, none, Some(Approved)]),
        (Open, [none, none, none, none, none, none, Some(Closed), none, none, Some(Open)]),
        (Closed, [none, none, none, none, none, none, none, Some(Open), Some(Draft), none]),
    ];
    for (status, expected) in table {
        for (command, expected) in commands.into_iter().zip(expected) {
            assert_eq!(follow(status, command).ok(), expected, "{command:?} in {status:?}");
        }
        assert_eq!(check_open(status).is_ok(), status == Open);
        assert_eq!(Status::from_code(status.code()), Some(status));
    }
}

#[test]
fn one_after_the_other_takes_turns() {
    let (a, b) = (staff(1), staff(2));
    let mut line = line(Mode::InOrder, &[a, b], staff(9));
    assert_eq!(line.turn(), [a]);
    assert_eq!(line.decide(b, Decision::Approved, None), Err(Rejected::NotYourTurn));
    assert_eq!(line.decide(staff(3), Decision::Approved, None), Err(Rejected::NotInLine));
    assert_eq!(line.decide(a, Decision::Approved, None), Ok((0, Verdict::Waiting)));
    assert_eq!(line.decide(a, Decision::Approved, None), Err(Rejected::Decided));
    assert_eq!(line.decide(b, Decision::Returned, Some(" ")), Err(Rejected::ReasonMissing));
    assert_eq!(line.decide(b, Decision::Approved, None), Ok((1, Verdict::Approved)));
    assert_eq!(line.turn(), []);
}

#[test]
fn all_of_them_decide_in_any_order_and_one_return_ends_it() {
    let (a, b, c) = (staff(1), staff(2), staff(3));
    let mut line = line(Mode::AllOf, &[a, b, c], staff(9));
    assert_eq!(line.turn(), [a, b, c]);
    assert_eq!(line.decide(c, Decision::Approved, None), Ok((2, Verdict::Waiting)));
    assert_eq!(line.decide(a, Decision::Returned, Some("预算不足")), Ok((0, Verdict::Returned)));
    assert_eq!(line.decide(b, Decision::Approved, None), Err(Rejected::Decided));
}

#[test]
fn nobody_approves_their_own_request_while_others_are_set() {
    let (a, b) = (staff(1), staff(2));
    assert_eq!(line(Mode::AllOf, &[a, b], a).turn(), [b]);
    assert_eq!(line(Mode::InOrder, &[a], a).turn(), [a], "the only one there is decides");
    assert_eq!(line(Mode::InOrder, &[], a).verdict(), Verdict::Approved, "without anybody it is approved at once");
    assert_eq!(check_approvers(&[a, b, a]), Err(Rejected::ApproversInvalid));
    assert_eq!(check_approvers(&(0..11).map(staff).collect::<Vec<_>>()), Err(Rejected::ApproversInvalid));
    assert_eq!(check_approvers(&[a, b]), Ok(()));
}
