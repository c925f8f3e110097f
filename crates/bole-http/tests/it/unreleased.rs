//! What is not released stays with who may release it, and what is over stays over.

use bole_domain::staff::Role;
use bole_testkit::{Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

/// A company with one scored interview that waits for review: its application and session.
async fn waiting(test: &TestApp) -> (Company<'_>, String, String) {
    let company = Company::new(test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    company.candidate(&application).await.complete(TYPICAL_ANSWER).await;
    test.run_jobs().await;
    let reviewer = test.as_role(Role::Reviewer, None).await;
    let session = reviewer.get("/api/reviews").await.ok()["items"][0]["session_id"].as_str().unwrap().to_owned();
    (company, application, session)
}

#[tokio::test]
async fn a_waiting_score_shows_neither_in_the_list_nor_in_its_order_nor_on_the_page() {
    let test = TestApp::start().await;
    let (_, application, session) = waiting(&test).await;
    let reviewer = test.as_role(Role::Reviewer, None).await;
    let review = reviewer.get(&format!("/api/reviews/{session}")).await.ok();
    let change = json!({ "dimension": review["competency"]["dimensions"][0]["key"], "score": 41, "reason": "试算" });
    reviewer.post(&format!("/api/reviews/{session}/adjust"), change).await.ok();

    let recruiter = test.as_role(Role::Recruiter, None).await;
    let list = recruiter.get("/api/applications?sort=score&limit=1").await.ok();
    assert_eq!(list["items"][0]["total"], Value::Null);
    assert!(list["next_cursor"].as_str().is_none_or(|it| it.starts_with('~')), "{list}");
    let page = recruiter.get(&format!("/api/applications/{application}")).await.ok();
    assert_eq!(page["assessment"], Value::Null);
    let history = page["history"].as_array().unwrap().iter();
    let told: Vec<&Value> = history.filter(|it| it["kind"] == "review.adjust").map(|it| &it["params"]).collect();
    assert_eq!(told, [&Value::Null], "that something was changed is told, not what");
}

#[tokio::test]
async fn a_completed_interview_is_not_reopened() {
    let test = TestApp::start().await;
    let (company, application, session) = waiting(&test).await;
    let answer = company.admin.post(&format!("/api/sessions/{session}/reopen"), json!({ "reason": "再来一次" })).await;
    assert_eq!(answer.code(), "session.not_allowed");
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    assert_eq!(page["sessions"][0]["status"], json!("pending_review"));
}

#[tokio::test]
async fn inviting_again_ends_the_earlier_interview() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/applications/{application}");
    company.admin.post(&format!("{path}/invite"), json!({ "locale": "zh" })).await.ok();
    company.admin.post(&format!("{path}/invite"), json!({ "locale": "zh" })).await.ok();
    let page = company.admin.get(&path).await.ok();
    let mut statuses: Vec<&str> =
        page["sessions"].as_array().unwrap().iter().map(|it| it["status"].as_str().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, ["incomplete", "invited"]);
}
