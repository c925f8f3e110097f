//! The message centre: what waits is told to who can deal with it, once, and gone when it is dealt with.

use bole_domain::staff::Role;
use bole_testkit::{Client, Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

async fn kinds(client: &Client) -> Vec<String> {
    let shown = client.get("/api/notices").await.ok();
    shown["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_interview_to_review_is_told_to_reviewers_of_its_branch_until_it_is_released() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    let other = company.department("物流部", None).await;
    let position = company.position(&department).await;
    let flow = company.flow(Some(&department)).await;
    let requisition = company.requisition(&position, &flow).await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let candidate = company.candidate(&application).await;
    candidate.complete(TYPICAL_ANSWER).await;
    test.run_jobs().await;
    test.run_jobs().await;
    let reviewer = test.as_role(Role::Reviewer, Some(&department)).await;
    let elsewhere = test.as_role(Role::Reviewer, Some(&other)).await;
    let manager = test.as_role(Role::HiringManager, Some(&department)).await;
    assert_eq!(kinds(&reviewer).await, ["review_waiting"]);
    assert!(kinds(&elsewhere).await.is_empty() && kinds(&manager).await.is_empty());
    let shown = reviewer.get("/api/notices").await.ok();
    assert_eq!((&shown["unread"], &shown["items"][0]["name"]), (&json!(1), &json!("林知夏")));
    let read = reviewer.post("/api/notices/read", json!({ "ids": [shown["items"][0]["id"]] })).await.ok();
    assert_eq!((&read["unread"], &read["items"][0]["is_read"]), (&json!(0), &json!(true)));
    assert_eq!(company.admin.get("/api/notices").await.ok()["unread"], json!(1), "each reads for themselves");
    let muted = reviewer.put("/api/notices/muted", json!({ "kinds": ["review_waiting"] })).await.ok();
    assert_eq!((&muted["items"], &muted["muted"]), (&json!([]), &json!(["review_waiting"])));
    let session = shown["items"][0]["subject_id"].as_str().unwrap().to_owned();
    let body = json!({ "outcome": "further_evaluation", "reason": "需要再聊一次" });
    let released = company.admin.post(&format!("/api/reviews/{session}/release"), body).await;
    if released.status.is_success() {
        assert!(kinds(&company.admin).await.is_empty(), "dealt with");
    } else {
        assert_eq!(released.code(), "review.marks_first");
        assert_eq!(kinds(&company.admin).await, ["review_waiting"]);
    }
}

#[tokio::test]
async fn a_message_that_failed_for_good_is_told_until_it_is_sent() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    test.mailer.refuse();
    company.invite(&application).await;
    test.run_jobs().await;
    let shown = company.admin.get("/api/notices").await.ok();
    assert_eq!(shown["items"][0]["kind"], json!("message_failed"));
    let message = shown["items"][0]["subject_id"].as_str().unwrap();
    company.admin.post(&format!("/api/messages/{message}/retry"), json!({})).await.ok();
    test.run_jobs().await;
    assert!(kinds(&company.admin).await.is_empty());
    assert_eq!(test.mailer.mails().len(), 1);
}

#[tokio::test]
async fn candidates_see_what_they_were_told_and_what_is_new() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let candidate = company.candidate(&application).await;
    let shown = candidate.client.get("/api/application/notices").await;
    let items: Vec<Value> = shown.json()["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 1, "the code is no notice: {}", shown.text());
    assert_eq!((&items[0]["kind"], &items[0]["is_read"]), (&json!("invitation"), &json!(false)));
    assert!(!shown.text().contains("/i/"));
    let read = candidate.client.post("/api/application/notices/read", json!({})).await.ok();
    assert_eq!(read["items"][0]["is_read"], json!(true));
}
