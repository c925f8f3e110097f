//! One candidate from job to result, in requests only.

use bole_domain::staff::Role;
use bole_testkit::{Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

/// HR prepares, invites; the candidate answers; it is scored, reviewed, released; the candidate reads the result.
async fn walk(test: &TestApp) {
    let company = Company::new(test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap();
    let candidate = company.candidate(id).await;

    let interview = candidate.client.get("/api/interview").await.ok();
    assert_eq!(interview["job_title"], "在线客服");
    assert_eq!(interview["candidate_name"], "林知夏");
    let state = candidate.complete(TYPICAL_ANSWER).await;
    assert_eq!((&state["phase"], &state["status"]), (&json!("finished"), &json!("pending_review")), "{state}");
    assert_eq!(candidate.client.get("/api/application/report").await.code(), "report.not_released");
    assert!(test.run_jobs().await > 0, "a completed interview is scored by a job");

    let reviewer = test.as_role(Role::Reviewer, None).await;
    let queue = reviewer.get("/api/reviews").await.ok();
    assert_eq!(queue["items"].as_array().unwrap().len(), 1, "{queue}");
    let session = queue["items"][0]["session_id"].as_str().unwrap().to_owned();
    let review = review_to_the_end(&reviewer, &session).await;
    assert_eq!(review["released"]["outcome"], "passed", "{review}");

    let page = company.admin.get(&format!("/api/applications/{id}")).await.ok();
    assert_eq!(page["released"]["outcome"], "passed");
    assert_eq!(page["sessions"][0]["status"], "reviewed");
    let receipt = page["assessment"]["id"].as_str().unwrap();
    let receipt = company.admin.get(&format!("/api/assessments/{receipt}/receipt")).await;
    assert!(receipt.header("content-disposition").starts_with("attachment; filename="));
    assert!(receipt.ok().is_object());

    test.run_jobs().await;
    let result = candidate.client.get("/api/application").await.ok();
    assert_eq!((&result["outcome"], &result["report_available"]), (&json!("passed"), &json!(true)), "{result}");
    let report = candidate.client.get("/api/application/report?locale=en").await.ok();
    assert_eq!((&report["edition"], &report["locale"]), (&json!("candidate"), &json!("en")));
    assert_eq!(report["dimensions"].as_array().unwrap().len(), 5);
    let pdf = candidate.client.get("/api/application/report.pdf?locale=zh").await;
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.header("content-disposition").contains("filename*=UTF-8''%E6%9E%97"), "the candidate's name");
}

/// Marks blind where that is asked, looks at every dimension's evidence, and lets the candidate pass.
async fn review_to_the_end(reviewer: &bole_testkit::Client, session: &str) -> Value {
    let path = format!("/api/reviews/{session}");
    let mut review = reviewer.get(&path).await.ok();
    let keys: Vec<String> = review["competency"]["dimensions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["key"].as_str().unwrap().to_owned())
        .collect();
    if review["blind"] == true {
        assert!(review["assessment"].is_null(), "a blind reviewer sees no score");
        let marks: Vec<Value> = keys.iter().map(|it| json!({ "dimension": it, "level": 4 })).collect();
        review = reviewer.post(&format!("{path}/marks"), json!({ "marks": marks })).await.ok();
    }
    assert!(review["assessment"]["assessment"].is_object(), "{review}");
    for key in &keys {
        reviewer.post(&format!("{path}/open-evidence"), json!({ "dimension": key })).await.ok();
    }
    let body = json!({ "dimension": keys[0], "score": 88.0, "reason": "补充材料说明了经过" });
    reviewer.post(&format!("{path}/adjust"), body).await.ok();
    let body = json!({ "outcome": "passed", "reason": "表现符合岗位要求" });
    reviewer.post(&format!("{path}/release"), body).await.ok()
}

#[tokio::test]
async fn a_candidate_goes_from_job_to_result_on_sqlite() {
    walk(&TestApp::start().await).await;
}

#[tokio::test]
async fn a_candidate_goes_from_job_to_result_on_postgresql() {
    if let Some(test) = TestApp::start_on_postgres().await {
        walk(&test).await;
    }
}

#[tokio::test]
async fn lists_go_on_from_page_to_page_without_gaps_or_repetitions() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    for _ in 0..5 {
        test.clock.advance(1);
        company.application(&requisition).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = company.admin.get(&format!("/api/applications?limit=2&cursor={cursor}")).await.ok();
        assert_eq!(page["total"], 5);
        seen.extend(page["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!((seen.len(), once.len()), (5, 5));
}
