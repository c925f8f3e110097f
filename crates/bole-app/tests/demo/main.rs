//! The demonstration shows every screen, is scored by the real scorer, hangs together like real data, and goes without a
//! trace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use bole_app::demo;
use bole_app::environment::{SetClock, SystemClock};
use bole_app::report::Edition;
use bole_domain::assessment::ReviewReason;
use bole_domain::locale::Locale;
use bole_domain::staff::Role;
use bole_domain::time::{HOUR_MS, MINUTE_MS, Millis};
use bole_store::Scope;

mod bed;

use bed::{Bed, TOKEN, succeed};

/// How often each value comes.
fn tally<T: Ord>(values: impl IntoIterator<Item = T>) -> BTreeMap<T, usize> {
    let mut tally = BTreeMap::new();
    for value in values {
        *tally.entry(value).or_default() += 1;
    }
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_filled_within_seconds_and_shows_every_state() {
    let bed = Bed::empty().await;
    let start = Instant::now();
    succeed(demo::seed(&bed.app).await);
    let took = start.elapsed();
    let all = bed.applications().await;
    let statuses = tally(all.iter().map(|it| it.application.session_status.clone().unwrap_or_default()));
    let stages = tally(all.iter().map(|it| it.application.stage.clone()));
    let outcomes = tally(all.iter().filter_map(|it| it.application.outcome.clone()));
    println!("seeded {} applications in {took:?}: {statuses:?}, {stages:?}, {outcomes:?}", all.len());
    assert!(took.as_secs_f64() < 10.0, "{took:?}");
    assert_eq!(all.len(), 90);
    assert!(all.iter().all(|it| it.application.is_demo));
    assert_eq!(statuses["interviewing"], 4);
    assert_eq!(statuses["invited"], 8);
    assert_eq!(statuses["incomplete"], 4);
    assert!(statuses["pending_review"] >= 8);
    assert_eq!(outcomes.keys().map(String::as_str).collect::<Vec<_>>(), ["failed", "further_evaluation", "passed"]);
    for stage in ["interview", "second_round", "offer", "pre_onboarding", "pool", "rejected"] {
        assert!(stages.contains_key(stage), "{stage}");
    }
    let messages = bole_store::message::list(&bed.store, &Scope::All, None, 200).await.expect("messages").items;
    let delivered = tally(messages.iter().map(|it| it.status.as_str()));
    println!("messages: {delivered:?}");
    assert_eq!(delivered.keys().copied().collect::<Vec<_>>(), ["failed", "held", "sent"]);
    assert_eq!(bed.blobs.count(), 6);
    let again = demo::seed(&bed.app).await;
    assert!(again.is_err(), "a deployment in use is never filled");
    assert_eq!(bed.blobs.count(), 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_log_folds_to_its_row_and_nothing_is_due_for_repair_at_once() {
    let bed = Bed::seeded().await;
    let mut phases = BTreeSet::new();
    for it in bed.applications().await {
        let id = it.application.session_id.expect("each has an interview");
        let row = bole_store::session::get(&bed.store, id).await.expect("a session").expect("a session");
        let stored = bole_store::session::events(&bed.store, id, 0).await.expect("events");
        assert!(stored.windows(2).all(|it| it[0].at <= it[1].at && it[0].seq + 1 == it[1].seq));
        assert!(stored.iter().all(|it| it.at <= bed.app.now()));
        let folded = succeed(bole_app::interview::load(&bed.app, id).await);
        let session = folded.lock().await.session.clone();
        assert_eq!(row.status, session.status.code());
        assert_eq!(row.phase, session.phase.code());
        assert_eq!((row.started_at, row.finished_at), (session.started_at, session.finished_at));
        assert_eq!(row.expires_at, session.expires_at);
        assert_eq!(row.lease_client, session.lease);
        assert_eq!(it.application.session_status.as_deref(), Some(session.status.code()));
        phases.insert(row.phase);
    }
    assert_eq!(phases.iter().map(String::as_str).collect::<Vec<_>>(), ["consent", "finished", "left", "running"]);
    assert_eq!(succeed(bole_app::reconcile::all(&bed.app).await), 0);
    assert_eq!(succeed(bole_app::job::run_due(&bed.app).await), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_lies_in_the_future_whatever_the_hour() {
    let noon = Millis(1_790_000_000_000);
    for shift in [0, 6 * HOUR_MS, 12 * HOUR_MS + 7 * MINUTE_MS, 18 * HOUR_MS] {
        let now = noon.plus(shift);
        let bed = Bed::with(Some(TOKEN), Arc::new(SetClock::at(now))).await;
        succeed(demo::seed(&bed.app).await);
        for it in bed.applications().await {
            let id = it.application.session_id.expect("an interview");
            let events = bole_store::session::events(&bed.store, id, 0).await.expect("events");
            assert!(events.iter().all(|it| it.at <= now), "{shift}");
            assert!(it.application.updated_at <= now && it.application.created_at < it.application.updated_at);
        }
        let trail = bole_store::audit::unsequenced(&bed.store, 5000).await.expect("the trail");
        assert!(trail.len() > 400 && trail.iter().all(|it| it.at <= now), "{shift}");
        assert_eq!(succeed(bole_app::reconcile::all(&bed.app).await), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_two_candidates_give_the_same_answer() {
    let bed = Bed::seeded().await;
    let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
    let (mut answers, mut follow_ups) = (0, BTreeMap::<String, usize>::new());
    for it in bed.applications().await {
        let held = succeed(bole_app::answer::held(&bed.app, it.application.session_id.expect("an interview")).await);
        for answer in held.answers.into_iter().filter(|it| !it.text.is_empty()) {
            answers += 1;
            if answer.follow_up {
                *follow_ups.entry(answer.text).or_default() += 1;
                continue;
            }
            let session = it.application.id.to_string();
            let earlier = seen.insert((answer.question.key, answer.text.clone()), session);
            assert_eq!(earlier, None, "{}", answer.text);
        }
    }
    let asked: usize = follow_ups.values().sum();
    println!("{answers} answers, {asked} of them to follow-ups, {} of those distinct", follow_ups.len());
    assert!(answers > 450 && asked > 60);
    assert!(follow_ups.len() * 10 >= asked * 8, "follow-ups are answered in other words");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_holds_every_reason_and_reports_tell_percentiles() {
    let bed = Bed::seeded().await;
    let (reviewer, _) = bed.staff(Role::Reviewer).await;
    let (mut reasons, mut totals) = (BTreeMap::<ReviewReason, usize>::new(), Vec::new());
    let mut released: BTreeMap<String, usize> = BTreeMap::new();
    for it in bed.applications().await {
        let (application, status) = (&it.application, it.application.session_status.clone().unwrap_or_default());
        let id = application.session_id.expect("an interview");
        let row = bole_store::assessment::of_session(&bed.store, id).await.expect("an assessment");
        assert_eq!(row.is_some(), matches!(status.as_str(), "pending_review" | "reviewed"));
        totals.extend(row.as_ref().and_then(|it| it.total));
        if status == "pending_review" {
            let row = row.expect("each completed interview is scored");
            let given: Vec<ReviewReason> = serde_json::from_str(&row.reasons).expect("reasons");
            given.into_iter().for_each(|it| *reasons.entry(it).or_default() += 1);
        }
        if status == "reviewed" {
            *released.entry(it.requisition_title.clone()).or_default() += 1;
            let view = bole_app::report::for_staff(&bed.app, &reviewer, application.id, Edition::Hr, Locale::Zh).await;
            let report = succeed(view);
            let is_ranked = report.percentile.as_ref().is_some_and(|it| it.n >= 50);
            assert_eq!(is_ranked, it.requisition_title.contains("客服") && report.total.is_some());
        }
    }
    totals.sort_by(f64::total_cmp);
    println!("waiting: {reasons:?}; released: {released:?}; totals: {totals:?}");
    assert!(released.values().any(|it| *it >= 52));
    for reason in [
        ReviewReason::HighScore,
        ReviewReason::LowScore,
        ReviewReason::Borderline,
        ReviewReason::NotAssessable,
        ReviewReason::DeclinedAiScoring,
    ] {
        assert!(reasons.contains_key(&reason), "{reason:?}");
    }
    let queue = succeed(bole_app::review::queue(&bed.app, &reviewer, None, 200).await).items;
    assert!(queue.iter().any(|it| it.reasons.contains(&ReviewReason::Appeal)));
    assert!(queue.iter().any(|it| it.blind) && queue.iter().any(|it| !it.blind));
    let running = succeed(bole_app::monitor::running(&bed.app, &reviewer, &Default::default(), None, 50).await);
    let connections = tally(running.items.iter().map(|it| it.connection));
    assert_eq!(connections, BTreeMap::from([("left", 2), ("online", 2)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_pages_open_and_its_trail_is_whole() {
    let bed = Bed::seeded().await;
    let (recruiter, _) = bed.staff(Role::Recruiter).await;
    let mut documents = 0;
    for it in bed.applications().await {
        let page = succeed(bole_app::application::get(&bed.app, &recruiter, it.application.id).await);
        assert!(page.history.iter().all(|it| it.at <= bed.app.now()));
        assert!(it.application.updated_at <= bed.app.now());
        assert!(page.history.len() >= 2 && page.history.windows(2).all(|it| it[0].at <= it[1].at));
        for document in &page.documents {
            assert_eq!(document.profile.phones.len(), 1, "{}", document.file_name);
            assert_eq!(document.profile.emails.len(), 1, "{}", document.file_name);
            documents += 1;
        }
    }
    assert_eq!(documents, 6);
    let requisitions = succeed(bole_app::requisition::list(&bed.app, &recruiter, Some("open")).await);
    assert_eq!(requisitions.iter().map(|it| it.seats.reserved).sum::<u32>(), 16);
    let flows = succeed(bole_app::flow::list(&bed.app, &recruiter).await);
    assert_eq!(flows.iter().filter(|it| it.draft_changed).count(), 1);
    assert!(flows.iter().all(|it| it.problem_count == 0 && it.latest.is_some()));
    while succeed(bole_app::trail::sequence(&bed.app).await) > 0 {}
    let verified = succeed(bole_app::trail::verify(&bed.store, &bed.public_key).await);
    assert!(matches!(verified, bole_app::trail::Verified::Whole(_)), "{verified:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entering_asks_for_the_token_and_one_of_its_own_accounts() {
    let bed = Bed::seeded().await;
    let view = succeed(demo::open(&bed.app, TOKEN).await);
    assert_eq!(view.staff.len(), 9);
    assert_eq!(view.candidate_links.len(), 8);
    for it in &view.candidate_links {
        let token = it.link.rsplit('/').next().expect("a token");
        assert_eq!(it.state, "invited");
        assert!(succeed(bole_app::invitation::of_token(&bed.app, token).await).is_some());
    }
    let code = |result: Result<String, bole_app::Failure>| result.err().and_then(|it| it.code());
    let admin = view.staff[0].id;
    assert_eq!(code(demo::enter(&bed.app, "another", admin).await), Some("request.not_found"));
    assert_eq!(demo::open(&bed.app, "").await.err().and_then(|it| it.code()), Some("request.not_found"));
    let tx = bed.store.begin().await.expect("a transaction");
    let made =
        bole_app::staff::insert(&bed.app, &tx, "王真", "real@example.com", Role::SuperAdmin, None, "active").await;
    let real = succeed(made);
    tx.commit().await.expect("an account");
    assert_eq!(code(demo::enter(&bed.app, TOKEN, real).await), Some("request.not_found"));
    assert!(demo::enter(&bed.app, TOKEN, admin).await.is_ok());
    let without = Bed::with(None, Arc::new(SystemClock::default())).await;
    assert_eq!(demo::open(&without.app, "").await.err().and_then(|it| it.code()), Some("request.not_found"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removing_it_leaves_nothing_but_what_is_real() {
    let bed = Bed::seeded().await;
    let (admin, token) = bed.staff(Role::SuperAdmin).await;
    let (reviewer, _) = bed.staff(Role::Reviewer).await;
    let refused = demo::remove(&bed.app, &reviewer).await;
    assert_eq!(refused.err().and_then(|it| it.code()), Some("request.forbidden"));
    let body = bole_app::department::DepartmentBody { name: "真实部门".to_owned(), parent_id: None, kind: None };
    let kept = succeed(bole_app::department::create(&bed.app, &admin, body).await);
    assert_eq!(bed.blobs.count(), 6);
    succeed(demo::remove(&bed.app, &admin).await);
    assert_eq!(bed.blobs.count(), 0);
    assert!(!bole_store::demo::exists(&bed.store).await.expect("the database answers"));
    assert!(bed.applications().await.is_empty());
    let departments = bole_store::department::list(&bed.store, &Scope::All, true).await.expect("departments");
    assert_eq!(departments.iter().map(|it| it.id).collect::<Vec<_>>(), [kept.id]);
    assert!(bole_store::staff::list(&bed.store).await.expect("staff").is_empty());
    assert!(bole_store::flow::list(&bed.store, &Scope::All).await.expect("flows").is_empty());
    assert!(bole_store::position::list(&bed.store, &Scope::All, true).await.expect("positions").is_empty());
    assert!(bole_store::requisition::list(&bed.store, &Scope::All, None).await.expect("requisitions").is_empty());
    assert!(bole_store::message::list(&bed.store, &Scope::All, None, 200).await.expect("messages").items.is_empty());
    assert!(
        bole_store::session::unfinished(&bed.store, None, Millis(i64::MAX), 200).await.expect("sessions").is_empty()
    );
    let signed_out = bole_app::sign_in::staff_of(&bed.app, &token).await;
    assert_eq!(signed_out.err().and_then(|it| it.code()), Some("request.unauthenticated"));
    assert!(succeed(bole_app::enrolment::state(&bed.app).await).company_name.is_none());
    assert!(succeed(demo::open(&bed.app, TOKEN).await).candidate_links.is_empty());
    while succeed(bole_app::trail::sequence(&bed.app).await) > 0 {}
    let verified = succeed(bole_app::trail::verify(&bed.store, &bed.public_key).await);
    assert!(matches!(verified, bole_app::trail::Verified::Whole(_)), "{verified:?}");
}
