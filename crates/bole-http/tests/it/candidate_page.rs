//! The candidate's own page: withdrawing with a reason, and what the timeline says of an interview that was not completed.

use bole_testkit::{Company, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn the_reason_for_withdrawing_is_kept_and_read_by_staff() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let phone = company.candidate(&application).await;
    phone.begin().await;
    let long = json!({ "reason": "字".repeat(1001) });
    assert_eq!(phone.client.post("/api/application/withdraw", long).await.code(), "application.reason_too_long");
    assert_eq!(phone.client.get("/api/application").await.ok()["stage"], "interview", "nothing happened");
    let gone = phone.client.post("/api/application/withdraw", json!({ "reason": " 通勤太远 " })).await.ok();
    assert_eq!(gone["stage"], "withdrawn");
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    let told = &page["remarks"][0];
    assert_eq!((&told["author"], &told["text"]), (&Value::Null, &json!("通勤太远")));
    let timeline = gone["timeline"].as_array().unwrap();
    let keys: Vec<&str> = timeline.iter().map(|it| it["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["invited", "started", "ended"], "nothing was finished and no result follows");
    assert!(timeline.iter().all(|it| it["at"].is_i64()));
}

#[tokio::test]
async fn withdrawing_needs_no_reason() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let phone = company.candidate(&application).await;
    phone.client.post("/api/application/withdraw", json!({})).await.ok();
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    assert_eq!(page["remarks"], json!([]));
}
