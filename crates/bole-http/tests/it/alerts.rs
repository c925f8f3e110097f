//! Alerts about long stays: raised once, across restarts and clocks that were set back; acknowledged by name; over by
//! themselves.

use bole_app::{alert, reconcile};
use bole_domain::staff::Role;
use bole_domain::time::{DAY_MS, MINUTE_MS};
use bole_testkit::{Company, Interviewee, TestApp};
use serde_json::{Value, json};

const LIMIT: i64 = 10 * MINUTE_MS;

async fn begun<'a>(test: &'a TestApp) -> (Company<'a>, Interviewee, String) {
    let company = Company::new(test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let application = application["id"].as_str().unwrap();
    let candidate = company.candidate(application).await;
    let state = candidate.begin().await;
    let slot = state["current"]["slot"].as_str().unwrap().to_owned();
    (company, candidate, slot)
}

/// The device is heard of, and the server looks at its timers.
async fn look(test: &TestApp, candidate: &Interviewee) -> usize {
    heartbeat(candidate, 0).await;
    alert::tick(&test.app).await.unwrap()
}

async fn heartbeat(candidate: &Interviewee, backlog: u32) -> Value {
    let body = json!({ "client_id": candidate.device, "backlog": backlog });
    candidate.client.post("/api/interview/heartbeat", body).await.ok()
}

#[tokio::test]
async fn a_long_stay_raises_one_alert_and_moving_on_resolves_it() {
    let test = TestApp::start().await;
    let (company, candidate, slot) = begun(&test).await;
    test.clock.advance(LIMIT - 1);
    assert_eq!(look(&test, &candidate).await, 0);
    test.clock.advance(1);
    assert_eq!(look(&test, &candidate).await, 1);
    test.clock.advance(5 * MINUTE_MS);
    assert_eq!(look(&test, &candidate).await, 0);
    let wall = company.admin.get("/api/sessions/running").await.ok();
    assert_eq!(wall["counts"]["stuck"], 1);
    assert_eq!(wall["items"][0]["in_step_ms"], LIMIT + 5 * MINUTE_MS);
    assert!(wall["items"][0]["alert"]["id"].is_string());
    assert_eq!(company.admin.get("/api/overview").await.ok()["stuck"], 1);
    candidate.answer(&slot, "我先道歉，然后补发。").await;
    assert_eq!(company.admin.get("/api/sessions/running?filter=stuck").await.ok()["total"], 0);
    assert_eq!(look(&test, &candidate).await, 0);
    let alerts = company.admin.get("/api/alerts").await.ok();
    assert_eq!(alerts["items"].as_array().unwrap().len(), 1);
    assert_eq!((&alerts["items"][0]["is_open"], &alerts["waiting"]), (&json!(false), &json!(0)));
    assert!(alerts["items"][0]["resolved_at"].is_i64());
    test.clock.advance(LIMIT);
    assert_eq!(look(&test, &candidate).await, 1, "the next step is another stay");
}

#[tokio::test]
async fn a_restart_around_the_limit_neither_loses_nor_repeats_an_alert() {
    let test = TestApp::start().await;
    let (_company, candidate, _) = begun(&test).await;
    test.clock.advance(LIMIT - 5_000);
    heartbeat(&candidate, 0).await;
    reconcile::all(&test.app).await.unwrap();
    test.clock.advance(20_000);
    let restarted = test.another_process().await;
    reconcile::all(&restarted).await.unwrap();
    assert_eq!(alert::tick(&restarted).await.unwrap(), 1, "no device has to be heard of first");
    let again = test.another_process().await;
    reconcile::all(&again).await.unwrap();
    assert_eq!(alert::tick(&again).await.unwrap(), 0);
}

async fn two_workers(test: &TestApp) {
    let (_company, candidate, _) = begun(test).await;
    let other = test.another_process().await;
    test.clock.advance(LIMIT);
    heartbeat(&candidate, 0).await;
    reconcile::all(&test.app).await.unwrap();
    let (left, right) = tokio::join!(alert::tick(&test.app), alert::tick(&other));
    assert_eq!(left.unwrap() + right.unwrap(), 1);
}

#[tokio::test]
async fn two_workers_at_once_raise_one_alert() {
    two_workers(&TestApp::start().await).await;
}

#[tokio::test]
async fn two_workers_at_once_raise_one_alert_on_postgres() {
    if let Some(test) = TestApp::start_on_postgres().await {
        two_workers(&test).await;
    }
}

#[tokio::test]
async fn a_vanished_candidate_is_paused_and_raises_nothing() {
    let test = TestApp::start().await;
    let (company, candidate, _) = begun(&test).await;
    test.clock.advance(LIMIT + 400 * DAY_MS);
    assert_eq!(alert::tick(&test.app).await.unwrap(), 0, "also when the clock jumped ahead");
    reconcile::all(&test.app).await.unwrap();
    assert_eq!(alert::tick(&test.app).await.unwrap(), 0);
    let wall = company.admin.get("/api/sessions/running?filter=left").await.code();
    assert_eq!(wall, "request.unauthenticated", "400 days end every session of staff");
    assert_eq!(heartbeat_status(&candidate).await, 401);
}

async fn heartbeat_status(candidate: &Interviewee) -> u16 {
    let body = json!({ "client_id": candidate.device, "backlog": 0 });
    candidate.client.post("/api/interview/heartbeat", body).await.status.as_u16()
}

#[tokio::test]
async fn a_clock_set_back_across_a_restart_delays_no_alert() {
    let test = TestApp::start().await;
    let (_company, candidate, _) = begun(&test).await;
    test.clock.advance(4 * MINUTE_MS);
    heartbeat(&candidate, 0).await;
    reconcile::all(&test.app).await.unwrap();
    test.clock.advance(-400 * DAY_MS);
    let restarted = test.another_process().await;
    for _ in 0..3 {
        // The server may start again and again meanwhile.
        reconcile::all(&restarted).await.unwrap();
    }
    test.clock.advance(6 * MINUTE_MS - 1);
    assert_eq!(alert::tick(&restarted).await.unwrap(), 0);
    test.clock.advance(1);
    assert_eq!(alert::tick(&restarted).await.unwrap(), 1);
    assert_eq!(alert::tick(&restarted).await.unwrap(), 0);
}

#[tokio::test]
async fn what_is_added_and_what_is_set_moves_the_limit() {
    let test = TestApp::start().await;
    let (company, candidate, _) = begun(&test).await;
    let wall = company.admin.get("/api/sessions/running").await.ok();
    let id = wall["items"][0]["session_id"].as_str().unwrap();
    let body = json!({ "minutes": 5, "reason": "网络中断" });
    company.admin.post(&format!("/api/sessions/{id}/extend"), body).await;
    test.clock.advance(LIMIT);
    assert_eq!(look(&test, &candidate).await, 0);
    company.admin.put("/api/settings/monitor", json!({ "limit_seconds": 360 })).await.ok();
    assert_eq!(look(&test, &candidate).await, 0, "six minutes and the five that were added");
    test.clock.advance(MINUTE_MS);
    assert_eq!(look(&test, &candidate).await, 1);
    let refused = company.admin.put("/api/settings/monitor", json!({ "limit_seconds": 4 })).await;
    assert_eq!(refused.code(), "alert.limit_out_of_range");
}

#[tokio::test]
async fn an_alert_keeps_the_name_of_whoever_acknowledged_it_first() {
    let test = TestApp::start().await;
    let (company, candidate, _) = begun(&test).await;
    test.clock.advance(LIMIT);
    look(&test, &candidate).await;
    let alerts = company.admin.get("/api/alerts?open=true").await.ok();
    assert_eq!(alerts["waiting"], 1);
    let path = format!("/api/alerts/{}/acknowledge", alerts["items"][0]["id"].as_str().unwrap());
    let first = company.admin.post(&path, Value::Null).await.ok();
    let other = test.as_role(Role::Recruiter, None).await;
    let second = other.post(&path, Value::Null).await.ok();
    assert!(first["acknowledged_by"].as_str().is_some_and(|it| it.starts_with("员工")));
    assert_eq!(first["acknowledged_by"], second["acknowledged_by"]);
    let reviewer = test.as_role(Role::Reviewer, None).await;
    assert_eq!(reviewer.post(&path, Value::Null).await.code(), "request.forbidden");
    assert_eq!(company.admin.get("/api/alerts?open=true").await.ok()["waiting"], 0);
}

#[tokio::test]
async fn the_wall_filters_counts_and_pages() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let mut people = Vec::new();
    for _ in 0..5 {
        let application = company.application(&requisition).await;
        let candidate = company.candidate(application["id"].as_str().unwrap()).await;
        candidate.begin().await;
        test.clock.advance(1_000);
        people.push(candidate);
    }
    heartbeat(&people[0], 7).await;
    people[1].commands(&[json!({ "kind": "leave" })]).await;
    let wall = company.admin.get("/api/sessions/running?limit=2").await.ok();
    assert_eq!(
        (&wall["total"], &wall["counts"]["left"], &wall["counts"]["backlog"]),
        (&json!(5), &json!(1), &json!(1))
    );
    let mut ids: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = company.admin.get(&format!("/api/sessions/running?limit=2&cursor={cursor}")).await.ok();
        ids.extend(page["items"].as_array().unwrap().iter().map(|it| it["session_id"].clone()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    ids.sort_by_key(ToString::to_string);
    ids.dedup();
    assert_eq!(ids.len(), 5);
    for (filter, expected) in [("backlog", 1), ("left", 1), ("online", 4), ("away", 0), ("incomplete", 0)] {
        let page = company.admin.get(&format!("/api/sessions/running?filter={filter}")).await.ok();
        assert_eq!(page["total"], expected, "{filter}");
    }
    assert_eq!(company.admin.get("/api/sessions/running?q=%E6%9E%97").await.ok()["total"], 5, "林");
    assert_eq!(company.admin.get("/api/sessions/running?q=nobody").await.ok()["total"], 0);
    people[2].commands(&[json!({ "kind": "finish" })]).await;
    let ended = company.admin.get("/api/sessions/running?filter=incomplete").await.ok();
    assert_eq!((&ended["total"], &ended["items"][0]["actions"]), (&json!(1), &json!(["reopen", "resync"])));
}
