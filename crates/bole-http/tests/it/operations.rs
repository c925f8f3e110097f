//! What staff do to running interviews: seen by the candidate at once, told per person, kept with who, when and why.

use std::time::Duration;

use bole_domain::staff::Role;
use bole_domain::time::MINUTE_MS;
use bole_testkit::{Company, Interviewee, TestApp};
use serde_json::{Value, json};

struct Running<'a> {
    company: Company<'a>,
    candidate: Interviewee,
    application: String,
    session: String,
}

async fn begun(test: &TestApp) -> Running<'_> {
    let company = Company::new(test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let candidate = company.candidate(&application).await;
    candidate.begin().await;
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    let session = page["sessions"][0]["id"].as_str().unwrap().to_owned();
    Running { company, candidate, application, session }
}

async fn watch(candidate: &Interviewee, mark: i64) -> Value {
    candidate.client.post("/api/interview/watch", json!({ "mark": mark })).await.ok()
}

#[tokio::test]
async fn time_that_is_added_reaches_a_waiting_device_at_once() {
    let test = TestApp::start().await;
    let it = begun(&test).await;
    let mark = watch(&it.candidate, 0).await["mark"].as_i64().unwrap();
    let body = json!({ "minutes": 5, "reason": "网络中断" });
    let path = format!("/api/sessions/{}/extend", it.session);
    let waiting = tokio::time::timeout(Duration::from_secs(5), watch(&it.candidate, mark));
    let added = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        it.company.admin.post(&path, body).await
    };
    let (told, _) = tokio::join!(waiting, added);
    assert_ne!(told.expect("it is told while it waits")["mark"], mark);
    let heartbeat = json!({ "client_id": it.candidate.device, "backlog": 0 });
    let state = it.candidate.client.post("/api/interview/heartbeat", heartbeat).await.ok();
    assert_eq!(state["state"]["extended_ms"], 5 * MINUTE_MS);
}

#[tokio::test]
async fn what_was_done_is_kept_with_who_when_and_why() {
    let test = TestApp::start().await;
    let it = begun(&test).await;
    let body = json!({ "minutes": 5, "reason": "候选人网络中断" });
    it.company.admin.post(&format!("/api/sessions/{}/extend", it.session), body).await;
    it.company.admin.post(&format!("/api/sessions/{}/resync", it.session), Value::Null).await.ok();
    let deeds = it.company.admin.get("/api/sessions/deeds").await.ok();
    let items = deeds["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let extended = items.iter().find(|it| it["action"] == "session.extend").unwrap();
    assert_eq!((&extended["minutes"], &extended["reason"]), (&json!(5), &json!("候选人网络中断")));
    assert!(extended["actor"].as_str().is_some_and(|it| it.starts_with("员工")));
    let page = it.company.admin.get(&format!("/api/applications/{}", it.application)).await.ok();
    let history = page["history"].as_array().unwrap();
    let told = history.iter().find(|it| it["kind"] == "session.extend").unwrap();
    assert_eq!(told["params"]["reason"], "候选人网络中断");
}

#[tokio::test]
async fn many_are_extended_each_for_itself() {
    let test = TestApp::start().await;
    let it = begun(&test).await;
    let nowhere = "00000000-0000-7000-8000-000000000099";
    let body = json!({ "session_ids": [it.session, nowhere], "minutes": 3, "reason": "停电" });
    let results = it.company.admin.post("/api/sessions/extend-many", body).await.ok();
    assert_eq!((&results["results"][0]["ok"], &results["results"][1]["ok"]), (&json!(true), &json!(false)));
    assert_eq!(results["results"][1]["code"], "request.not_found");
    let all = json!({ "all": true, "minutes": 2, "reason": "停电" });
    let results = it.company.admin.post("/api/sessions/extend-many", all.clone()).await.ok();
    assert_eq!(results["results"].as_array().unwrap().len(), 1);
    let wall = it.company.admin.get("/api/sessions/running").await.ok();
    assert_eq!(wall["items"][0]["extended_ms"], 5 * MINUTE_MS);
    let empty = json!({ "session_ids": [it.session], "minutes": 3, "reason": " " });
    let results = it.company.admin.post("/api/sessions/extend-many", empty).await.ok();
    assert_eq!(results["results"][0]["code"], "session.reason_missing");
    let reviewer = test.as_role(Role::Reviewer, None).await;
    assert_eq!(reviewer.post("/api/sessions/extend-many", all).await.code(), "request.forbidden");
}

#[tokio::test]
async fn a_check_by_hand_says_what_it_found_and_mended() {
    let test = TestApp::start().await;
    let it = begun(&test).await;
    let path = format!("/api/sessions/{}/resync", it.session);
    let first = it.company.admin.post(&path, Value::Null).await.ok();
    assert_eq!((&first["repaired"], &first["findings"]), (&json!(false), &json!([])));
    let id = it.session.parse().unwrap();
    let tx = test.store.begin().await.unwrap();
    bole_store::alert::arm(&tx, id, 0, None).await.unwrap();
    let application = it.application.parse().unwrap();
    let found = bole_store::application::for_change(&tx, &bole_store::Scope::All, application).await.unwrap();
    let mut row = found.unwrap();
    row.session_status = Some("incomplete".to_owned());
    bole_store::application::update(&tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    let second = it.company.admin.post(&path, Value::Null).await.ok();
    assert_eq!(second["findings"], json!(["application", "timer"]));
    test.clock.advance(3 * MINUTE_MS);
    let third = it.company.admin.post(&path, Value::Null).await.ok();
    assert_eq!((&third["findings"], &third["status"]), (&json!(["device"]), &json!("interviewing")));
}

#[tokio::test]
async fn adding_time_acknowledges_the_alert_about_it() {
    let test = TestApp::start().await;
    let it = begun(&test).await;
    test.clock.advance(10 * MINUTE_MS);
    let heartbeat = json!({ "client_id": it.candidate.device, "backlog": 0 });
    it.candidate.client.post("/api/interview/heartbeat", heartbeat).await.ok();
    assert_eq!(bole_app::alert::tick(&test.app).await.unwrap(), 1);
    let body = json!({ "minutes": 5, "reason": "题目较难" });
    it.company.admin.post(&format!("/api/sessions/{}/extend", it.session), body).await;
    let alerts = it.company.admin.get("/api/alerts?open=true").await.ok();
    assert!(alerts["items"][0]["acknowledged_by"].is_string());
    assert_eq!(alerts["waiting"], 0);
}
