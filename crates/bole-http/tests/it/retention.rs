//! Retention: each class goes when its time is over and not before, what is kept stays, a shorter period needs two people,
//! and the trail that lost its beginning by rule can still be verified.

use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_testkit::{Client, Company, TestApp};
use serde_json::{Value, json};

use crate::canary::{canary, decide};

fn class<'a>(view: &'a Value, name: &str) -> &'a Value {
    view["classes"].as_array().unwrap().iter().find(|it| it["class"] == name).expect("the class is shown")
}

async fn reject(company: &Company<'_>, application: &str) {
    let path = format!("/api/applications/{application}/stage");
    company.admin.post(&path, json!({ "stage": "rejected", "reason": "岗位已招满" })).await.ok();
}

async fn put(client: &Client, class: &str, days: u32) -> bole_testkit::Answer {
    client.put(&format!("/api/retention/{class}"), json!({ "days": days, "reason": "公司制度" })).await
}

/// The day's going, as the worker begins it.
async fn a_day(test: &TestApp) {
    bole_app::retention::tick(&test.app).await.unwrap();
    test.run_jobs().await;
    while bole_app::trail::sequence(&test.app).await.unwrap() > 0 {}
}

#[tokio::test]
async fn contents_go_class_by_class_while_the_person_stays() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let it = canary(&test, &company, &requisition, 16).await;
    reject(&company, &it.application).await;
    let path = format!("/api/applications/{}", it.application);
    for name in ["interviews", "documents", "messages"] {
        assert_eq!(put(&company.admin, name, 200).await.ok()["days"], 200, "nothing of {name} goes at once");
    }
    let view = company.admin.get("/api/retention").await.ok();
    assert_eq!(
        class(&view, "interviews")["effect"],
        json!({ "now": 0, "soon": 0, "kept": 0, "needs_approval": false })
    );
    assert!(view["classes"].as_array().unwrap().iter().all(|it| it["class"] != "backups"), "there are none");

    test.clock.advance(180 * DAY_MS);
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let view = admin.get("/api/retention").await.ok();
    assert_eq!(class(&view, "interviews")["effect"]["soon"], 1, "shown thirty days before");
    let people = admin.get("/api/retention/interviews/people").await.ok();
    assert_eq!(people["items"][0]["name"], "林知夏16");
    a_day(&test).await;
    assert!(admin.get(&path).await.ok()["assessment"].is_object(), "not a day too early");

    test.clock.advance(21 * DAY_MS);
    a_day(&test).await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let page = admin.get(&path).await.ok();
    assert_eq!(page["candidate"]["name"], "林知夏16", "the person stays");
    assert!(page["assessment"].is_object(), "the report has a time of its own");
    let left = bole_store::remains::of_person(&test.store, it.candidate.parse().unwrap()).await.unwrap();
    for gone in ["session_event.content", "document.text_sealed", "message.body_sealed"] {
        assert!(!left.iter().any(|it| it == gone), "{gone} is left: {left:?}");
    }
    assert_eq!(test.blobs.count(), 0);
    let view = admin.get("/api/retention").await.ok();
    let history = view["history"].as_array().unwrap();
    assert!(
        history.iter().any(|it| it["class"] == "interviews" && it["gone"] == 1 && it["days"] == 200),
        "{history:?}"
    );
    a_day(&test).await;
    assert_eq!(admin.get("/api/retention").await.ok()["history"], view["history"], "done twice, it does nothing more");

    test.clock.advance(600 * DAY_MS);
    put(&test.as_role(Role::SuperAdmin, None).await, "applications", 1460).await.ok();
    a_day(&test).await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    assert_eq!(admin.get(&path).await.ok()["assessment"], Value::Null);
    assert_eq!(admin.get(&format!("{path}/report")).await.code(), "retention.over");
}

#[tokio::test]
async fn a_hold_an_open_request_an_open_application_and_employment_stand_against_it() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let mut people = Vec::new();
    for stage in ["rejected", "rejected", "screening", "hired", "rejected"] {
        let it = company.application(&requisition).await;
        let (id, person) = (it["id"].as_str().unwrap().to_owned(), it["candidate"]["id"].as_str().unwrap().to_owned());
        if stage == "rejected" && people.len() == 1 {
            let device = company.candidate(&id).await;
            device.client.post("/api/my-data/delete", json!({})).await.ok();
        }
        company
            .admin
            .post(&format!("/api/applications/{id}/stage"), json!({ "stage": stage, "reason": "岗位已招满" }))
            .await
            .ok();
        people.push((id, person));
    }
    let other = test.as_role(Role::SuperAdmin, None).await;
    company.admin.post("/api/legal-holds", json!({ "candidate_id": people[0].1, "reason": "仲裁" })).await.ok();
    let waiting = other.get("/api/second-approvals").await.ok()["items"][0].clone();
    decide(&other, &waiting, "approve").await.ok();
    test.clock.advance(400 * DAY_MS);
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let listed = admin.get("/api/retention/applications/people").await.ok();
    let exempt: Vec<&str> = listed["items"].as_array().unwrap().iter().filter_map(|it| it["exempt"].as_str()).collect();
    for why in ["held", "asked", "active", "hired"] {
        assert!(exempt.contains(&why), "{why}: {listed}");
    }
    assert_eq!(class(&admin.get("/api/retention").await.ok(), "applications")["effect"]["kept"], 4);
    a_day(&test).await;
    let mut erased = Vec::new();
    for (id, _) in &people {
        erased.push(admin.get(&format!("/api/applications/{id}")).await.ok()["candidate"]["is_erased"] == true);
    }
    assert_eq!(erased, [false, false, false, false, true]);
    assert_eq!(admin.get("/api/erasures").await.ok()["total"], 1);
}

#[tokio::test]
async fn a_shorter_period_that_makes_data_go_at_once_needs_two_people() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    reject(&company, &application).await;
    test.clock.advance(100 * DAY_MS);
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let refused = put(&admin, "applications", 5).await;
    assert_eq!(refused.code(), "retention.out_of_range");
    assert_eq!(put(&admin, "nothing", 50).await.code(), "request.not_found");
    let effect = admin.get("/api/retention/applications/effect?days=90").await.ok();
    assert_eq!(effect, json!({ "now": 1, "soon": 1, "kept": 0, "needs_approval": true }));
    let asked = put(&admin, "applications", 90).await.ok();
    assert_eq!((&asked["days"], &asked["asked_days"]), (&json!(365), &json!(90)));
    assert_eq!(put(&admin, "applications", 90).await.code(), "privacy.already_asked");
    a_day(&test).await;
    assert_eq!(admin.get("/api/erasures").await.ok()["total"], 0, "nothing goes before somebody agrees");

    let other = test.as_role(Role::SuperAdmin, None).await;
    let waiting = other.get("/api/second-approvals").await.ok()["items"][0].clone();
    assert_eq!(waiting["period"], json!({ "class": "applications", "days": 90 }));
    assert_eq!(decide(&admin, &waiting, "approve").await.code(), "second_approval.same_person");
    decide(&other, &waiting, "approve").await.ok();
    assert_eq!(class(&other.get("/api/retention").await.ok(), "applications")["days"], 90);
    test.clock.advance(DAY_MS);
    a_day(&test).await;
    let later = test.as_role(Role::SuperAdmin, None).await;
    assert_eq!(later.get("/api/erasures").await.ok()["total"], 1);
}

#[tokio::test]
async fn a_candidate_reads_until_when_their_data_is_kept() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let it = canary(&test, &company, &requisition, 16).await;
    let mine = it.device.client.get("/api/my-data").await.ok();
    assert_eq!(mine["kept_until"], Value::Null, "the application goes on");
    reject(&company, &it.application).await;
    let mine = it.device.client.get("/api/my-data").await.ok();
    assert_eq!(mine["kept_until"], test.app.now().plus(365 * DAY_MS).0);
}

#[tokio::test]
async fn a_trail_that_lost_its_beginning_by_rule_is_whole_and_one_that_lost_it_otherwise_is_not() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    company.application(&requisition).await;
    while bole_app::trail::sequence(&test.app).await.unwrap() > 0 {}
    test.clock.advance(1461 * DAY_MS);
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let body = json!({ "name": "新部门", "parent_id": null });
    admin.post("/api/departments", body).await.ok();
    while bole_app::trail::sequence(&test.app).await.unwrap() > 0 {}
    let before = bole_store::audit::range(&test.store, 0, 1000).await.unwrap().len();
    a_day(&test).await;
    let rows = bole_store::audit::range(&test.store, 0, 1000).await.unwrap();
    assert!(rows.len() < before && rows[0].seq > Some(1), "{before} {}", rows.len());
    let key = bole_store::deployment::get(&test.store).await.unwrap().unwrap().signing_public;
    let is_whole = async || {
        let found = bole_app::trail::verify(&test.store, &key).await.unwrap();
        matches!(found, bole_app::trail::Verified::Whole(_))
    };
    assert!(is_whole().await);
    let tx = test.store.begin().await.unwrap();
    bole_store::retention::delete_audit_through(&tx, rows[0].seq.unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!is_whole().await, "nothing says that this one went by rule");
}
