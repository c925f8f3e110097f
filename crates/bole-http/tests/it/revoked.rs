//! An account that is revoked in the middle of its work: the next request is the last one's end, and nothing is lost.

use bole_domain::staff::Role;
use bole_testkit::{Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn a_reviewer_revoked_in_mid_review_is_out_with_the_next_request_and_the_changed_score_stays() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    company.candidate(&application).await.complete(TYPICAL_ANSWER).await;
    test.run_jobs().await;
    let (reviewer, id) = test.member(Role::Reviewer, None).await;
    let session = reviewer.get("/api/reviews").await.ok()["items"][0]["session_id"].as_str().unwrap().to_owned();
    let path = format!("/api/reviews/{session}");
    let review = reviewer.get(&path).await.ok();
    let dimension = &review["competency"]["dimensions"][0]["key"];
    let change = json!({ "dimension": dimension, "score": 64, "reason": "例子具体，但没有说明结果" });
    reviewer.post(&format!("{path}/adjust"), change).await.ok();

    company.admin.post(&format!("/api/staff/{id}/revoke"), Value::Null).await.ok();
    let body = json!({ "outcome": "passed", "reason": "符合要求" });
    assert_eq!(reviewer.post(&format!("{path}/release"), body.clone()).await.status, 401);
    assert_eq!(reviewer.get(&path).await.status, 401);
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    assert_eq!((&page["released"], &page["sessions"][0]["status"]), (&Value::Null, &json!("pending_review")));

    company.admin.post(&format!("/api/staff/{id}/reinstate"), Value::Null).await.ok();
    assert_eq!(reviewer.get(&path).await.status, 401, "an ended session stays ended");
    let back = test.again(id).await;
    assert_eq!(back.get(&path).await.ok()["assessment"]["adjustments"][0]["score"], json!(64.0));
    back.post(&format!("{path}/release"), body).await.ok();
}
