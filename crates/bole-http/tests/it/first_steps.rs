//! The first outcomes of a new company: found out from facts, each with the thing to go on with; made-up people take none.

use bole_domain::staff::Role;
use bole_testkit::{Client, Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

async fn done(admin: &Client) -> Vec<String> {
    let overview = admin.get("/api/overview").await.ok();
    let items = overview["checklist"].as_array().unwrap().iter();
    items.filter(|it| it["done"] == true).map(|it| it["key"].as_str().unwrap().to_owned()).collect()
}

async fn subject(admin: &Client, key: &str) -> Value {
    let overview = admin.get("/api/overview").await.ok();
    let items = overview["checklist"].as_array().unwrap();
    items.iter().find(|it| it["key"] == key).unwrap()["subject_id"].clone()
}

#[tokio::test]
async fn each_outcome_is_reached_by_doing_it() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let admin = &company.admin;
    assert!(done(admin).await.is_empty());
    let department = company.department("客服部", None).await;
    let position = company.position(&department).await;
    assert_eq!(done(admin).await, ["department"]);
    let body = json!({ "position_id": position, "title": "客服", "headcount": 1, "cuts": { "pass": 80, "pool": 60 } });
    let without = admin.post("/api/requisitions", body).await.ok();
    assert_eq!(done(admin).await, ["department", "requisition"]);
    assert_eq!(subject(admin, "flow").await, Value::Null, "there is no flow to choose yet");
    let flow = company.flow(Some(&department)).await;
    assert_eq!(subject(admin, "flow").await, without["id"]);
    assert_eq!(subject(admin, "preview").await, json!(flow));
    let requisition = company.requisition(&position, &flow).await;
    assert_eq!(done(admin).await, ["department", "requisition", "flow"]);
    let reviewer = test.as_role(Role::Reviewer, None).await;
    reviewer.post(&format!("/api/flows/{flow}/preview"), Value::Null).await;
    assert_eq!(done(admin).await.last().map(String::as_str), Some("preview"));
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let candidate = company.candidate(&application).await;
    assert_eq!(done(admin).await.last().map(String::as_str), Some("invite"));
    candidate.complete(TYPICAL_ANSWER).await;
    test.run_jobs().await;
    assert_eq!(subject(admin, "report").await, json!(application));
}

#[tokio::test]
async fn an_empty_company_is_filled_with_the_demonstration_once_and_without_a_made_up_trail() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let recruiter = test.as_role(Role::Recruiter, None).await;
    assert_eq!(recruiter.post("/api/demo/fill", Value::Null).await.code(), "request.forbidden");
    assert!(admin.post("/api/demo/fill", Value::Null).await.status.is_success());
    assert!(!admin.get("/api/applications").await.ok()["items"].as_array().unwrap().is_empty());
    assert!(done(&admin).await.is_empty(), "made-up people take no steps");
    let me = admin.get("/api/me").await.ok();
    assert_eq!((&me["has_demo_data"], &me["is_demo"]), (&json!(true), &json!(false)));
    assert_eq!(me["company_name"], "云岭示例公司", "the company keeps its name");
    bole_app::trail::sequence(&test.app).await.unwrap();
    let trail = admin.get("/api/trail").await.ok();
    let deeds: Vec<&str> = trail["items"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(deeds.iter().filter(|it| **it == "demo.fill").count(), 1);
    let made_up = ["application.create", "application.invite", "session.complete", "review.release", "staff.create"];
    assert!(!deeds.iter().any(|it| made_up.contains(it)), "{deeds:?}");
    assert_eq!(admin.post("/api/demo/fill", Value::Null).await.code(), "demo.not_empty");
    test.clock.advance(20 * bole_domain::time::DAY_MS);
    bole_app::reminder::all(&test.app).await.unwrap();
    test.run_jobs().await;
    assert!(test.mailer.mails().is_empty(), "made-up people get no mail");
    let admin = test.as_role(Role::SuperAdmin, None).await;
    admin.post("/api/demo/remove", Value::Null).await;
    assert_eq!(admin.get("/api/me").await.ok()["has_demo_data"], false);
}

#[tokio::test]
async fn who_may_not_do_something_is_told_which_roles_may() {
    let test = TestApp::start().await;
    let reviewer = test.as_role(Role::Reviewer, None).await;
    let me = reviewer.get("/api/me").await.ok();
    assert_eq!(me["ask"]["requisition.edit"], json!(["super_admin", "recruiter", "hr_admin"]));
    assert!(me["ask"]["review.release"].is_null(), "that is their own");
}
