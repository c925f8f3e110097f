//! Reviews and assessments: what waits, what was marked, what was released.

use bole_domain::ids::AssessmentId;
use bole_domain::time::Millis;
use bole_store::assessment::{self, Assessment};
use bole_store::review::{self, Adjustment, Appeal, EvidenceView, Mark, Release};
use bole_store::staff::Staff;
use bole_store::{Cursor, Scope, StoreError, session};

use super::bed::{Applicant, Bed, NOW};

pub fn assessed(bed: &Bed, applicant: &Applicant, total: Option<f64>) -> Assessment {
    Assessment {
        id: bed.id::<AssessmentId>(),
        session_id: applicant.session.id,
        application_id: applicant.application.id,
        scorer: "rubric-1".to_owned(),
        total,
        confidence: 0.8,
        proposed: Some("passed".to_owned()),
        reasons: "[]".to_owned(),
        declined_ai: false,
        assessment_sealed: vec![1],
        receipt_sealed: vec![2],
        receipt_sha256: "0".repeat(64),
        receipt_signature: vec![3],
        created_at: NOW,
    }
}

pub fn released(applicant: &Applicant, reviewer: &Staff, total: Option<f64>) -> Release {
    Release {
        session_id: applicant.session.id,
        application_id: applicant.application.id,
        requisition_id: applicant.application.requisition_id,
        outcome: "passed".to_owned(),
        total,
        reason_sealed: None,
        note_sealed: Some(vec![1]),
        decide_by: None,
        staff_id: reviewer.id,
        at: NOW,
    }
}

pub fn appealed(applicant: &Applicant) -> Appeal {
    Appeal {
        session_id: applicant.session.id,
        application_id: applicant.application.id,
        reason_sealed: vec![1],
        at: NOW,
        answered_at: None,
    }
}

async fn reviewer(bed: &Bed) -> Staff {
    let reviewer = bed.staff("reviewer@example.com");
    let tx = bed.tx().await;
    bole_store::staff::insert(&tx, &reviewer).await.expect("staff");
    tx.commit().await.expect("commit");
    reviewer
}

pub async fn the_queue_shows_what_waits_longest_first(bed: &Bed) {
    let (one, other) = (bed.shop("甲", None, false).await, bed.shop("乙", None, false).await);
    let reviewer = reviewer(bed).await;
    let mut applicants: Vec<Applicant> = (0..5).map(|at| bed.applicant(&one, at)).collect();
    applicants.push(bed.applicant(&other, 5));
    for (applicant, at) in applicants.iter_mut().zip([30, 10, 20, 10, 40, 50]) {
        applicant.session.status = "pending_review".to_owned();
        applicant.session.finished_at = Some(Millis(at));
    }
    applicants[4].session.status = "reviewed".to_owned();
    bed.add(&applicants).await;
    let tx = bed.tx().await;
    assessment::put(&tx, &assessed(bed, &applicants[0], Some(91.5))).await.expect("assessment");
    review::insert_appeal(&tx, &appealed(&applicants[0])).await.expect("appeal");
    let mark = Mark {
        session_id: applicants[0].session.id,
        staff_id: reviewer.id,
        dimension: "empathy".to_owned(),
        level: 4,
        at: NOW,
    };
    review::put_mark(&tx, &mark).await.expect("mark");
    tx.commit().await.expect("commit");
    let scope = Scope::Branch(one.department.path.clone());
    let (mut seen, mut after) = (Vec::new(), None::<Cursor>);
    loop {
        let page = review::queue(&bed.store, &scope, reviewer.id, after.as_ref(), 2).await.expect("a page");
        seen.extend(page.items);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let order: Vec<_> = seen.iter().map(|it| it.session_id).collect();
    assert_eq!(order, [1, 3, 2, 0].map(|it: usize| applicants[it].session.id));
    assert_eq!((seen[0].scored.clone(), seen[0].is_appealed, seen[0].marks), (None, false, 0));
    let scored = seen[3].scored.clone().expect("scored");
    assert_eq!(
        (scored.total, scored.proposed.as_deref(), seen[3].is_appealed, seen[3].marks),
        (Some(91.5), Some("passed"), true, 1)
    );
    assert_eq!(seen[3].cuts, (80.0, 60.0));
}

pub async fn marks_views_and_adjustments_are_kept(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let reviewer = reviewer(bed).await;
    let (session_id, staff_id) = (applicants[0].session.id, reviewer.id);
    let tx = bed.tx().await;
    for level in [2, 5] {
        let mark = Mark { session_id, staff_id, dimension: "empathy".to_owned(), level, at: Millis(level) };
        review::put_mark(&tx, &mark).await.expect("mark");
        let view = EvidenceView { session_id, staff_id, dimension: "empathy".to_owned(), at: Millis(level) };
        review::put_evidence_view(&tx, &view).await.expect("view");
        let adjustment = Adjustment {
            id: bed.id(),
            session_id,
            dimension: "empathy".to_owned(),
            score: 72.5,
            reason_sealed: vec![1],
            staff_id,
            at: Millis(level),
        };
        review::insert_adjustment(&tx, &adjustment).await.expect("adjustment");
    }
    tx.commit().await.expect("commit");
    let marks = review::marks(&bed.store, session_id).await.expect("marks");
    assert_eq!(marks.iter().map(|it| it.level).collect::<Vec<_>>(), vec![5], "the newest mark counts");
    let views = review::evidence_views(&bed.store, session_id).await.expect("views");
    assert_eq!(views.iter().map(|it| it.at.0).collect::<Vec<_>>(), vec![2], "the first look counts");
    let adjustments = review::adjustments(&bed.store, session_id).await.expect("adjustments");
    assert_eq!(adjustments.iter().map(|it| it.at.0).collect::<Vec<_>>(), vec![2, 5]);
}

pub async fn a_release_replaces_the_one_before_it(bed: &Bed) {
    let (shop, applicants) = bed.interviews(3).await;
    let reviewer = reviewer(bed).await;
    let tx = bed.tx().await;
    for (applicant, total) in applicants.iter().zip([Some(88.0), Some(61.5), None]) {
        review::put_release(&tx, &released(applicant, &reviewer, total)).await.expect("release");
    }
    let second = Release { outcome: "failed".to_owned(), ..released(&applicants[0], &reviewer, Some(40.0)) };
    review::put_release(&tx, &second).await.expect("release");
    review::insert_appeal(&tx, &appealed(&applicants[0])).await.expect("appeal");
    assert!(review::answer_appeal(&tx, applicants[0].session.id, NOW).await.expect("answered"));
    assert!(!review::answer_appeal(&tx, applicants[0].session.id, NOW).await.expect("once"));
    tx.commit().await.expect("commit");
    assert_eq!(review::released_totals(&bed.store, shop.requisition.id).await.expect("totals"), vec![40.0, 61.5]);
    assert_eq!(review::release(&bed.store, second.session_id).await.expect("release"), Some(second));
    let appeal = review::appeal(&bed.store, applicants[0].session.id).await.expect("appeal").expect("it exists");
    assert_eq!(appeal.answered_at, Some(NOW));
    let tx = bed.tx().await;
    let twice = review::insert_appeal(&tx, &appealed(&applicants[0])).await;
    assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
}

pub async fn an_assessment_replaces_the_one_before_it(bed: &Bed) {
    let (shop, applicants) = bed.interviews(1).await;
    let mut second = assessed(bed, &applicants[0], None);
    let tx = bed.tx().await;
    assessment::put(&tx, &assessed(bed, &applicants[0], Some(1.0))).await.expect("assessment");
    assessment::put(&tx, &second).await.expect("assessment");
    second.total = Some(55.5);
    assert!(assessment::update(&tx, &second).await.expect("update"));
    tx.commit().await.expect("commit");
    let found = assessment::of_session(&bed.store, second.session_id).await.expect("assessment");
    assert_eq!(found, Some(second.clone()));
    assert_eq!(assessment::of_application(&bed.store, second.application_id).await.expect("assessment"), found);
    let inside = Scope::Branch(shop.department.path.clone());
    assert_eq!(assessment::find(&bed.store, &inside, second.id).await.expect("assessment"), found);
    let outside = Scope::Branch("/x/".to_owned());
    assert_eq!(assessment::find(&bed.store, &outside, second.id).await.expect("assessment"), None);
    let tx = bed.tx().await;
    assessment::remove(&tx, second.session_id).await.expect("removed");
    assert_eq!(assessment::of_session(&tx, second.session_id).await.expect("assessment"), None);
}

pub async fn unfinished_and_unscored_sessions_are_found(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let mut applicants: Vec<Applicant> = (0..5).map(|at| bed.applicant(&shop, at)).collect();
    for (applicant, status) in
        applicants.iter_mut().zip(["invited", "interviewing", "pending_review", "pending_review"])
    {
        applicant.session.status = status.to_owned();
        applicant.session.phase = if status == "interviewing" { "running" } else { "consent" }.to_owned();
        applicant.session.finished_at = Some(NOW);
    }
    applicants[4].session.phase = "left".to_owned();
    bed.add(&applicants).await;
    let tx = bed.tx().await;
    assessment::put(&tx, &assessed(bed, &applicants[2], None)).await.expect("assessment");
    tx.commit().await.expect("commit");
    let open = session::unfinished(&bed.store, None, NOW, 9).await.expect("sessions");
    let ids = |found: &[session::Session]| found.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(&open), [applicants[1].session.id], "who was only invited needs no look before the window closes");
    let late = applicants[0].session.expires_at.plus(1);
    let first = session::unfinished(&bed.store, None, late, 2).await.expect("sessions");
    assert_eq!(ids(&first), [0, 1].map(|it: usize| applicants[it].session.id));
    let rest = session::unfinished(&bed.store, Some(first[1].id), late, 2).await.expect("sessions");
    assert_eq!(ids(&rest), [applicants[4].session.id]);
    let unscored = session::unscored(&bed.store, NOW.plus(1), 10).await.expect("sessions");
    assert_eq!(unscored, [applicants[3].session.id]);
    assert!(session::unscored(&bed.store, NOW, 10).await.expect("sessions").is_empty(), "a scorer may still be at it");
    let of = session::of_application(&bed.store, applicants[3].application.id).await.expect("sessions");
    assert_eq!(of, vec![applicants[3].session.clone()]);
}
