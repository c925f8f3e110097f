//! Departments, seats and requisitions: one table per rule.

use bole_domain::department::{Holds, Kind, Rejected, check_close, check_kinds, path_below};
use bole_domain::position::{SeatCounts, check_seats, headcount};

#[test]
fn kinds_stand_where_they_belong() {
    use Kind::{Company, Department, Group, Shop};
    let cases = [
        (Group, None, true),
        (Group, Some(Group), true),
        (Group, Some(Company), false),
        (Company, Some(Group), true),
        (Company, Some(Company), true),
        (Company, Some(Department), false),
        (Company, Some(Shop), false),
        (Shop, Some(Department), true),
        (Shop, Some(Shop), false),
        (Department, Some(Shop), true),
        (Department, None, true),
    ];
    for (kind, parent, expected) in cases {
        assert_eq!(kind.may_stand_below(parent), expected, "{kind:?} below {parent:?}");
    }
    assert_eq!(check_kinds(Shop, Some(Company), &[Department]), Ok(()));
    assert_eq!(check_kinds(Shop, Some(Company), &[Department, Shop]), Err(Rejected::KindMisplaced));
    for kind in Kind::ALL {
        assert_eq!(Kind::from_code(kind.code()), kind);
    }
}

#[test]
fn a_department_never_comes_below_itself() {
    let cases = [
        ("/", Some("/a/"), Ok("/x/")),
        ("/b/", Some("/a/x/"), Ok("/b/x/")),
        ("/a/x/", Some("/a/x/"), Err(Rejected::BelowItself)),
        ("/a/x/y/z/", Some("/a/x/"), Err(Rejected::BelowItself)),
        ("/a/xy/", Some("/a/x/"), Ok("/a/xy/x/")),
        ("/a/", None, Ok("/a/x/")),
    ];
    for (above, present, expected) in cases {
        assert_eq!(
            path_below(above, "x", present).as_deref(),
            expected.as_ref().map(|it| *it),
            "{present:?} to {above}"
        );
    }
}

#[test]
fn only_an_empty_department_closes() {
    assert_eq!(check_close(false, Holds::default()), Ok(()));
    assert_eq!(check_close(true, Holds::default()), Err(Rejected::Closed));
    for holds in [
        Holds { departments: 1, ..Holds::default() },
        Holds { positions: 2, ..Holds::default() },
        Holds { accounts: 3, ..Holds::default() },
    ] {
        assert_eq!(check_close(false, holds), Err(Rejected::NotEmpty(holds)));
    }
}

#[test]
fn seats_never_fall_below_those_that_are_taken() {
    let seats = SeatCounts { total: 10, open: 3, reserved: 2, filled: 5 };
    for (wanted, expected) in [(7, true), (10, true), (12, true), (2000, true), (6, false), (0, false), (2001, false)] {
        assert_eq!(check_seats(wanted, seats).is_ok(), expected, "{wanted}");
    }
}

#[test]
fn headcount_is_measured_against_open_seats_and_those_held_already() {
    let seats = SeatCounts { total: 10, open: 2, reserved: 3, filled: 5 };
    let cases = [(1, 0, 2, 0), (2, 0, 2, 0), (3, 0, 2, 1), (5, 3, 5, 0), (6, 3, 5, 1), (0, 0, 2, 0)];
    for (wanted, held, available, over) in cases {
        let found = headcount(seats, held, wanted);
        assert_eq!((found.available, found.over), (available, over), "{wanted} with {held} held");
    }
}
