//! Contact data, code limits, review rules, roles: one table each.

use bole_domain::application::{Rejected, Stage, move_to};
use bole_domain::assessment::{Assessment, Calibration, Cuts, Outcome, ReviewReason, propose_outcome, review_reasons};
use bole_domain::candidate::{mask_email, mask_phone, normalise_email, normalise_name, normalise_phone};
use bole_domain::code::{LIFE_MS, MAX_TRIES, Try, may_try, wait_before_next};
use bole_domain::requisition::check_headcount;
use bole_domain::staff::Rejected::{NotYours, SpheresExclusive as Exclusive};
use bole_domain::staff::{Field, Permission, Role, check_change};
use bole_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};

#[test]
fn phone_numbers_come_into_one_form() {
    let cases = [
        ("19900001234", Some("+8619900001234")),
        ("+86 199-0000-1234", Some("+8619900001234")),
        ("８６１９９００００１２３４", Some("+8619900001234")),
        ("0086 19900001234", Some("+8619900001234")),
        ("+44 20 7946 0000", Some("+442079460000")),
        ("12345", None),
        ("199 0000 12ab", None),
        ("", None),
    ];
    for (typed, expected) in cases {
        assert_eq!(normalise_phone(typed).ok().as_deref(), expected, "{typed}");
    }
}

#[test]
fn e_mail_addresses_come_into_one_form() {
    let cases = [
        (" Li.Lei@Example.COM ", Some("li.lei@example.com")),
        ("li@例子.cn", Some("li@例子.cn")),
        ("li@example", None),
        ("li lei@example.com", None),
        ("<li@example.com>", None),
        ("@example.com", None),
    ];
    for (typed, expected) in cases {
        assert_eq!(normalise_email(typed).ok().as_deref(), expected, "{typed}");
    }
}

#[test]
fn names_keep_rare_characters_and_lose_radicals_and_doubled_blanks() {
    assert_eq!(normalise_name("  欧阳⼦墨 ").as_deref(), Ok("欧阳子墨"));
    assert_eq!(normalise_name("𠮷田 一郎").as_deref(), Ok("𠮷田 一郎"));
    assert!(normalise_name(" \n ").is_err());
    assert!(normalise_name(&"长".repeat(61)).is_err());
}

#[test]
fn lists_show_masked_contacts() {
    assert_eq!(mask_phone("+8619900001234"), "199****1234");
    assert_eq!(mask_phone("+12"), "****");
    assert_eq!(mask_email("lilei@example.com"), "li***@example.com");
}

#[test]
fn codes_are_limited_per_minute_hour_and_day() {
    let now = Millis(10 * DAY_MS);
    let ago = |ms: i64| now.plus(-ms);
    assert_eq!(wait_before_next(&[], now), None);
    assert_eq!(wait_before_next(&[ago(20_000)], now), Some(40_000));
    assert_eq!(wait_before_next(&[ago(61_000)], now), None);
    let hour: Vec<Millis> = (1..=5).map(|it| ago(it * 10 * MINUTE_MS)).collect();
    assert_eq!(wait_before_next(&hour, now), Some(10 * MINUTE_MS));
    let day: Vec<Millis> = (1..=10).map(|it| ago(it * 2 * HOUR_MS)).collect();
    assert_eq!(wait_before_next(&day, now), Some(4 * HOUR_MS));
}

#[test]
fn a_code_lives_five_minutes_and_five_tries() {
    let made = Millis(0);
    assert_eq!(may_try(made, false, MAX_TRIES - 1, Millis(LIFE_MS)), Try::Compare);
    assert_eq!(may_try(made, false, MAX_TRIES, Millis(1)), Try::TooMany);
    assert_eq!(may_try(made, false, 0, Millis(LIFE_MS + 1)), Try::Expired);
    assert_eq!(may_try(made, true, 0, Millis(1)), Try::Expired);
}

fn assessment(total: Option<f64>, confidence: f64) -> Assessment {
    Assessment {
        scorer: "rubric-1".into(),
        total,
        coverage: 1.0,
        confidence,
        calibration: Calibration::Calibrated,
        dimensions: vec![],
        answers: vec![],
    }
}

#[test]
fn the_rules_ask_for_a_person() {
    use ReviewReason as R;
    let cases: [(Option<f64>, f64, &[ReviewReason]); 9] = [
        (Some(90.0), 0.9, &[R::HighScore]),
        (Some(89.9), 0.9, &[]),
        (Some(59.9), 0.9, &[R::LowScore, R::Borderline]),
        (Some(50.0), 0.9, &[R::LowScore]),
        (Some(77.0), 0.9, &[R::Borderline]),
        (Some(83.0), 0.9, &[R::Borderline]),
        (Some(83.1), 0.9, &[]),
        (Some(70.0), 0.49, &[R::LowConfidence]),
        (None, 0.0, &[R::NotAssessable]),
    ];
    for (total, confidence, expected) in cases {
        let found = review_reasons(&assessment(total, confidence), Cuts::default(), false, false);
        assert_eq!(found, expected, "{total:?} {confidence}");
    }
    let mut uncalibrated = assessment(Some(70.0), 0.9);
    uncalibrated.calibration = Calibration::NotCalibrated;
    assert_eq!(
        review_reasons(&uncalibrated, Cuts::default(), true, true),
        [R::Appeal, R::DeclinedAiScoring, R::NotCalibrated]
    );
}

#[test]
fn cuts_propose_and_are_checked() {
    let cuts = Cuts::default();
    assert_eq!(propose_outcome(Some(80.0), cuts), Outcome::Passed);
    assert_eq!(propose_outcome(Some(79.9), cuts), Outcome::FurtherEvaluation);
    assert_eq!(propose_outcome(Some(59.9), cuts), Outcome::Failed);
    assert_eq!(propose_outcome(None, cuts), Outcome::FurtherEvaluation);
    assert!(Cuts { pass: 60.0, pool: 80.0 }.check().is_err());
    assert!(Cuts { pass: 101.0, pool: 80.0 }.check().is_err());
    assert!(Cuts { pass: f64::NAN, pool: 1.0 }.check().is_err());
}

#[test]
fn adverse_stages_need_a_reason_and_only_candidates_withdraw() {
    assert_eq!(move_to(Stage::Interview, Stage::Rejected, Some(" ")), Err(Rejected::ReasonMissing));
    assert_eq!(move_to(Stage::Interview, Stage::Pool, Some("留待下次")), Ok(Stage::Pool));
    assert_eq!(move_to(Stage::Interview, Stage::Withdrawn, None), Err(Rejected::OnlyCandidateWithdraws));
    assert_eq!(move_to(Stage::Withdrawn, Stage::Offer, None), Err(Rejected::Withdrawn));
    assert_eq!(move_to(Stage::Applied, Stage::Offer, None), Ok(Stage::Offer));
}

#[test]
fn headcount_stays_within_the_open_seats() {
    assert!(check_headcount(0, 5).is_err());
    assert_eq!(check_headcount(5, 5), Ok(5));
    assert!(check_headcount(6, 5).is_err());
}

#[test]
fn each_power_lies_with_the_roles_that_need_it_and_no_other() {
    use Role as R;
    for role in Role::ALL {
        let is = |roles: &[Role]| roles.contains(&role);
        let may = |permission| role.may(permission);
        assert_eq!(may(Permission::ReviewRelease), is(&[R::SuperAdmin, R::HrAdmin, R::Reviewer]), "{role:?}");
        assert_eq!(may(Permission::StaffManage), is(&[R::SuperAdmin, R::HrAdmin, R::SystemAdmin]), "{role:?}");
        assert_eq!(may(Permission::ContactRead), is(&[R::SuperAdmin, R::HrAdmin, R::Recruiter]), "{role:?}");
        assert_eq!(may(Permission::TrailRead), is(&[R::SuperAdmin, R::Auditor]), "{role:?}");
        assert_eq!(may(Permission::SettingsEdit), is(&[R::SuperAdmin, R::SystemAdmin]), "{role:?}");
        assert!(!may(Permission::ContactRead) || role.sees(Field::Contact), "{role:?}");
        assert!(!may(Permission::DocumentRead) || role.sees(Field::Document), "{role:?}");
        assert!(!may(Permission::ReceiptRead) || role.sees(Field::Words), "{role:?}");
        assert_eq!(role.hidden_fields().contains(&Field::Name), is(&[R::Auditor, R::SystemAdmin]), "{role:?}");
        assert!(!(role.needs_department() && role.is_companywide()), "{role:?}");
        assert!(!may(Permission::StaffManage) || role.is_companywide(), "{role:?}: accounts reach everywhere");
    }
}

#[test]
fn who_runs_the_system_makes_no_account_that_reads_candidates_or_the_trail() {
    for other in Role::ALL {
        let reads = other.may(Permission::ApplicationRead) || other.may(Permission::TrailRead);
        assert!(!(reads && Role::SystemAdmin.may_appoint(other)), "{other:?}");
        assert!(Role::SuperAdmin.may_appoint(other), "{other:?}");
        assert!(other == Role::SuperAdmin || !other.may_appoint(Role::SuperAdmin), "{other:?}");
    }
    assert!(!Role::HrAdmin.may_appoint(Role::HrAdmin), "nobody multiplies their own power but the super admin");
}

#[test]
fn an_account_never_moves_between_system_audit_and_business() {
    let by = Role::SuperAdmin;
    assert_eq!(check_change(by, Role::Recruiter, Role::Reviewer), Ok(()));
    assert_eq!(check_change(by, Role::Recruiter, Role::Auditor), Err(Exclusive));
    assert_eq!(check_change(by, Role::Auditor, Role::SystemAdmin), Err(Exclusive));
    assert_eq!(check_change(by, Role::SystemAdmin, Role::HrAdmin), Err(Exclusive));
    assert_eq!(check_change(Role::HrAdmin, Role::Recruiter, Role::SuperAdmin), Err(NotYours));
    assert_eq!(check_change(Role::HrAdmin, Role::SuperAdmin, Role::Recruiter), Err(NotYours));
}
