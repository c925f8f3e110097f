//! All combinations of four places, against the sentences the policy must keep.

use super::{DataClass, Notice, Places, Region, RegionPolicy};
use crate::consent::Purpose;
use crate::time::{DAY_MS, Millis};

fn every() -> impl Iterator<Item = Places> {
    let all = Region::ALL;
    all.into_iter().flat_map(move |job| {
        all.into_iter().flat_map(move |candidate| {
            all.into_iter().flat_map(move |employer| {
                all.into_iter().map(move |hosting| Places { job, candidate, employer, hosting })
            })
        })
    })
}

#[test]
fn in_all_combinations_of_places_the_strictest_word_counts() {
    let mut seen = 0;
    for places in every() {
        let policy = RegionPolicy::of(places);
        let named = |it: Region| places.all().contains(&it);
        let strictest = named(Region::Eu) || named(Region::Unknown);
        assert!(!(strictest && policy.face_signals), "{places:?}");
        assert!(!policy.may_leave_country, "{places:?}");
        assert_eq!(policy.notice_working_days == 10, named(Region::UsNyc), "{places:?}");
        assert_eq!(policy.notices().contains(&Notice::Aedt), named(Region::UsNyc), "{places:?}");
        assert_eq!(policy.notices().contains(&Notice::IllinoisAi), named(Region::UsIl), "{places:?}");
        for place in places.all() {
            let alone = RegionPolicy::of(Places { job: place, candidate: place, employer: place, hosting: place });
            for class in DataClass::ALL {
                let (mine, theirs) = (policy.keep_days(class, false), alone.keep_days(class, false));
                match class {
                    DataClass::Decision | DataClass::Audit => assert!(mine >= theirs, "{places:?} {class:?}"),
                    _ => assert!(mine <= theirs, "{places:?} {class:?}"),
                }
            }
            assert!(policy.notice_working_days >= alone.notice_working_days, "{places:?}");
            assert!(policy.explain_within_days <= alone.explain_within_days, "{places:?}");
            assert!(policy.erase_within_days <= alone.erase_within_days, "{places:?}");
            assert!(alone.face_signals || !policy.face_signals, "{places:?}");
        }
        seen += 1;
    }
    assert_eq!(seen, 9 * 9 * 9 * 9);
}

#[test]
fn the_order_of_the_places_does_not_matter() {
    for places in every() {
        let turned =
            Places { job: places.hosting, candidate: places.job, employer: places.candidate, hosting: places.employer };
        let (one, other) = (RegionPolicy::of(places), RegionPolicy::of(turned));
        let said = |it: &RegionPolicy| (it.face_signals, it.notice_working_days, it.keep_days(DataClass::Person, true));
        assert_eq!(said(&one), said(&other));
    }
}

#[test]
fn only_what_is_done_is_asked_and_the_interview_always() {
    let cn = Region::Cn;
    let policy = RegionPolicy::of(Places { job: cn, candidate: cn, employer: cn, hosting: cn });
    let always = [Purpose::Interview, Purpose::AiScoring, Purpose::TalentPool];
    assert_eq!(policy.consents(&[]), always);
    assert_eq!(policy.consents(&[Purpose::FaceCheck, Purpose::Video]), {
        let [interview, scoring, pool] = always;
        [interview, scoring, Purpose::Video, Purpose::FaceCheck, pool]
    });
    let unknown = RegionPolicy::of(Places::default());
    assert_eq!(unknown.consents(&[Purpose::FaceCheck]), always, "no faces where nobody knows where it is");
    assert_eq!(unknown.keep_days(DataClass::Person, false), 180);
    assert_eq!(policy.keep_days(DataClass::Person, true), 730);
}

#[test]
fn data_that_leaves_china_needs_a_consent_of_its_own() {
    for places in every() {
        let policy = RegionPolicy::of(places);
        let is_chinese = places.job == Region::Cn || places.candidate == Region::Cn;
        let asked = policy.consents(&[]).contains(&Purpose::CrossBorder);
        assert_eq!(asked, is_chinese && places.hosting != Region::Cn, "{places:?}");
    }
}

#[test]
fn in_new_york_a_machine_scores_ten_working_days_after_the_notice_and_elsewhere_at_once() {
    // 2026-01-05, a Monday.
    let told = Millis(1_767_574_800_000);
    let at = |candidate| RegionPolicy::of(Places { candidate, ..Places::default() }).may_score_from(told);
    assert_eq!(at(Region::UsNyc), told.plus(14 * DAY_MS));
    assert_eq!(at(Region::Cn), told);
}
