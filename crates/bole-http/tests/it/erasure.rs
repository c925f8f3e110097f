//! Erasing people: two people answer for it, a hold stands against it, and a restored database does not bring them back.

use bole_domain::ids::CandidateId;
use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_testkit::{Company, TestApp};
use serde_json::{Value, json};

use crate::canary::{ask, canary, decide, own_request};

#[tokio::test]
async fn what_a_restored_database_brings_back_is_destroyed_at_the_next_start() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let it = canary(&test, &company, &requisition, 1).await;
    let id: CandidateId = it.candidate.parse().unwrap();
    let before = bole_store::candidate::get(&test.store, id).await.unwrap().unwrap();
    let approval = ask(&company.admin, &it.candidate).await.ok();
    decide(&test.as_role(Role::SuperAdmin, None).await, &approval, "approve").await.ok();

    // As a backup from before would: the row with its key is back.
    let tx = test.store.begin().await.unwrap();
    bole_store::candidate::update(&tx, &before).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bole_app::erasure::apply_ledger(&test.app).await.unwrap(), 1);
    let after = bole_store::candidate::get(&test.store, id).await.unwrap().unwrap();
    assert!(after.wrapped_key.is_none() && after.phone_index.is_none() && after.erased_at.is_some());
    assert_eq!(bole_app::erasure::apply_ledger(&test.app).await.unwrap(), 0, "once is enough");

    // Lines that the file lost come back from the database's copy and leave a trace; a changed line stops the start.
    let path = test.app.config.data.join("ledger").join("erasures");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(&it.candidate));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(company.admin.get("/api/erasures").await.ok()["missing_lines"], 1);
    bole_app::erasure::apply_ledger(&test.app).await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    while bole_app::trail::sequence(&test.app).await.unwrap() > 0 {}
    let trail = company.admin.get("/api/trail").await.ok();
    assert!(trail["items"].as_array().unwrap().iter().any(|it| it["action"] == "erasure_ledger.mend"));
    assert_eq!(company.admin.get("/api/erasures").await.ok()["missing_lines"], Value::Null);
    std::fs::write(&path, text.replacen('1', "2", 1)).unwrap();
    assert!(bole_app::erasure::apply_ledger(&test.app).await.is_err());
    assert_eq!(company.admin.get("/api/erasures").await.ok()["changed_line"], 1);
}

#[tokio::test]
async fn staff_need_a_second_person_to_erase_somebody() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let person = application["candidate"]["id"].as_str().unwrap().to_owned();
    let recruiter = test.as_role(Role::Recruiter, None).await;
    assert_eq!(
        recruiter.post(&format!("/api/candidates/{person}/erasure"), json!({ "reason": " " })).await.code(),
        "privacy.reason_missing"
    );
    let approval = ask(&recruiter, &person).await.ok();
    assert_eq!(ask(&recruiter, &person).await.code(), "privacy.already_asked");
    assert_eq!(decide(&recruiter, &approval, "approve").await.code(), "request.forbidden");
    decide(&company.admin, &approval, "refuse").await.ok();
    assert_eq!(decide(&company.admin, &approval, "approve").await.code(), "second_approval.decided");

    let approval = ask(&company.admin, &person).await.ok();
    assert_eq!(decide(&company.admin, &approval, "approve").await.code(), "second_approval.same_person");
    let other = test.member(Role::SuperAdmin, None).await;
    test.clock.advance(8 * DAY_MS);
    let late = test.again(other.1).await;
    assert_eq!(decide(&late, &approval, "approve").await.code(), "second_approval.expired");
    let again = ask(&test.as_role(Role::SuperAdmin, None).await, &person).await.ok();
    let done = decide(&late, &again, "approve").await.ok();
    assert_eq!((&done["state"], &done["reason"], &done["name"]), (&json!("used"), &json!(""), &json!("")));
    assert_eq!(ask(&late, &person).await.code(), "privacy.erased");
}

#[tokio::test]
async fn a_legal_hold_stands_against_every_erasure_until_it_is_lifted() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let (id, person) = (application["id"].as_str().unwrap(), application["candidate"]["id"].as_str().unwrap());
    let device = company.candidate(id).await;
    let asked = device.client.post("/api/my-data/delete", json!({})).await.ok();
    assert_eq!(device.client.post("/api/my-data/delete", json!({})).await.code(), "privacy.already_asked");
    let request = own_request(&company, id).await;
    assert_eq!(request["due_at"], asked["requests"][0]["due_at"]);
    let path = format!("/api/privacy-requests/{}", request["id"].as_str().unwrap());

    let body = json!({ "candidate_id": person, "reason": "劳动争议" });
    let hold = company.admin.post("/api/legal-holds", body.clone()).await.ok();
    assert_eq!(hold["state"], "unconfirmed");
    assert_eq!(company.admin.post("/api/legal-holds", body.clone()).await.code(), "privacy.already_held");
    assert_eq!(company.admin.post(&format!("{path}/carry-out"), Value::Null).await.code(), "privacy.held");
    assert_eq!(ask(&company.admin, person).await.code(), "privacy.held");

    let other = test.as_role(Role::SuperAdmin, None).await;
    let waiting = other.get("/api/second-approvals").await.ok()["items"][0].clone();
    assert_eq!(decide(&company.admin, &waiting, "approve").await.code(), "second_approval.same_person");
    decide(&other, &waiting, "approve").await.ok();
    assert_eq!(other.get("/api/legal-holds").await.ok()["items"][0]["state"], "in_force");
    assert_eq!(company.admin.post(&format!("{path}/carry-out"), Value::Null).await.code(), "privacy.held");

    let lift = format!("/api/legal-holds/{}/lift", hold["id"].as_str().unwrap());
    assert_eq!(other.post(&lift, Value::Null).await.ok()["state"], "lifted");
    // Lifted before anybody confirmed it, a hold leaves nothing to decide, and none comes back by being confirmed late.
    let again = company.admin.post("/api/legal-holds", body.clone()).await.ok();
    let waiting = other.get("/api/second-approvals").await.ok()["items"][0].clone();
    let lift_again = format!("/api/legal-holds/{}/lift", again["id"].as_str().unwrap());
    assert_eq!(company.admin.post(&lift_again, Value::Null).await.ok()["state"], "lifted");
    assert_eq!(other.get("/api/second-approvals").await.ok()["items"][0]["state"], "withdrawn");
    assert_eq!(decide(&other, &waiting, "approve").await.code(), "second_approval.decided");
    assert_eq!(other.post(&lift, Value::Null).await.code(), "privacy.not_held");
    assert_eq!(company.admin.post(&format!("{path}/carry-out"), Value::Null).await.ok()["state"], "done");
    assert_eq!(company.admin.post("/api/legal-holds", body).await.code(), "privacy.erased");
}

#[tokio::test]
async fn a_refused_request_tells_its_candidate_why() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap();
    let device = company.candidate(id).await;
    device.client.post("/api/my-data/delete", json!({ "reason": "不再求职" })).await.ok();
    let request = own_request(&company, id).await;
    assert_eq!(request["words"], "不再求职");
    let path = format!("/api/privacy-requests/{}/refuse", request["id"].as_str().unwrap());
    company.admin.post(&path, json!({ "reason": "在职员工资料须依法保存" })).await.ok();
    let mine = device.client.get("/api/my-data").await.ok();
    assert_eq!(mine["requests"][0]["state"], "refused");
    assert_eq!(mine["requests"][0]["answer"], "在职员工资料须依法保存");
    assert!(mine["actions"].as_array().unwrap().contains(&json!("delete")), "it can be asked again");
    assert_eq!(company.admin.post(&path, json!({ "reason": "再次" })).await.code(), "privacy.answered");
}
