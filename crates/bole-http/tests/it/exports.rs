//! Exports: what somebody may read, as a file; many at once only when a second person agrees.

use bole_domain::staff::Role;
use bole_testkit::{Client, Company, TestApp};
use serde_json::{Value, json};

fn ask(key: &str, requisition: &str, expected: usize, format: &str) -> Value {
    json!({ "key": key, "selection": { "wanted": { "requisition": requisition } }, "expected": expected,
        "format": format, "columns": ["contact", "stage"], "reason": "给门店店长排班" })
}

async fn file(client: &Client, export: &Value) -> bole_testkit::Answer {
    client.get(&format!("/api/exports/{}/file", export["id"].as_str().expect("an export"))).await
}

#[tokio::test]
async fn a_few_are_fetched_at_once_and_the_candidate_reads_it() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let one = company.application(&requisition).await;
    let formula = json!({ "requisition_id": requisition, "name": "=HYPERLINK(1)", "email": "f@example.com" });
    company.admin.post("/api/applications", formula).await.ok();
    let export = company.admin.post("/api/exports", ask("k", &requisition, 2, "csv")).await.ok();
    assert_eq!((&export["state"], &export["people"]), (&json!("ready"), &json!(2)));
    let again = company.admin.post("/api/exports", ask("k", &requisition, 2, "csv")).await.ok();
    assert_eq!(again["id"], export["id"], "a second click asks once");
    let answer = file(&company.admin, &export).await;
    assert!(answer.header("content-disposition").contains(".csv"));
    let text = answer.text();
    assert!(text.starts_with("\u{feff}\"姓名\",\"联系方式\",\"阶段\"\r\n"), "{text}");
    assert!(text.contains("\"林知夏\"") && text.contains("\"'=HYPERLINK(1)\"") && text.contains("****"), "{text}");
    let page = company.admin.get(&format!("/api/applications/{}", one["id"].as_str().unwrap())).await.ok();
    let told = page["history"].as_array().unwrap().iter().filter(|it| it["kind"] == "application.export");
    assert_eq!(told.count(), 1);
    let book = company.admin.post("/api/exports", ask("x", &requisition, 2, "xlsx")).await.ok();
    assert!(file(&company.admin, &book).await.text().starts_with("PK"));
    test.clock.advance(16 * 60_000);
    assert_eq!(file(&company.admin, &export).await.code(), "export.not_ready", "once and for some minutes");
    let other = test.as_role(Role::Recruiter, None).await;
    assert_eq!(file(&other, &export).await.code(), "export.unknown");
}

#[tokio::test]
async fn many_wait_for_a_second_person_who_is_somebody_else() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    for _ in 0..101 {
        company.application(&requisition).await;
    }
    let recruiter = test.as_role(Role::Recruiter, None).await;
    let mut silent = ask("s", &requisition, 101, "csv");
    silent["reason"] = json!(" ");
    assert_eq!(recruiter.post("/api/exports", silent).await.code(), "privacy.reason_missing");
    let export = recruiter.post("/api/exports", ask("k", &requisition, 101, "csv")).await.ok();
    assert_eq!(export["state"], "waiting");
    assert_eq!(file(&recruiter, &export).await.code(), "export.not_ready");
    let asked = company.admin.get("/api/second-approvals").await.ok();
    let row = &asked["items"][0];
    assert_eq!((&row["kind"], &row["people"]), (&json!("bulk_export"), &json!(101)));
    let path = format!("/api/second-approvals/{}/approve", row["id"].as_str().unwrap());
    assert_eq!(recruiter.post(&path, Value::Null).await.code(), "request.forbidden");
    company.admin.post(&path, Value::Null).await.ok();
    assert_eq!(recruiter.get("/api/exports").await.ok()["items"][0]["state"], "ready");
    let text = file(&recruiter, &export).await.text();
    assert_eq!(text.lines().count(), 102);
    assert_eq!(company.admin.get("/api/second-approvals").await.ok()["items"][0]["state"], "used");
    let own = company.admin.post("/api/exports", ask("o", &requisition, 101, "csv")).await.ok();
    let asked = company.admin.get("/api/second-approvals").await.ok();
    let path = format!("/api/second-approvals/{}/approve", asked["items"][0]["id"].as_str().unwrap());
    assert_eq!(company.admin.post(&path, Value::Null).await.code(), "second_approval.same_person");
    assert_eq!(file(&company.admin, &own).await.code(), "export.not_ready");
}
