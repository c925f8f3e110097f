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

#[tokio::test]
async fn a_requisition_rings_for_whoever_must_decide_now_and_for_nobody_once_it_is_decided() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    let (position, flow) = (company.position(&department).await, company.flow(Some(&department)).await);
    let (first, one) = test.member(Role::HiringManager, Some(&department)).await;
    let (second, two) = test.member(Role::HiringManager, Some(&department)).await;
    let rule = |mode| json!({ "department_id": department, "mode": mode, "approvers": [one, two] });
    company.admin.put("/api/approval-rules", rule("in_order")).await.ok();
    let id = company.requisition(&position, &flow).await;
    let told = first.get("/api/notices").await.ok();
    assert_eq!((&told["items"][0]["subject_id"], &told["unread"]), (&json!(id), &json!(1)));
    assert!(told["items"][0]["job_title"].is_string());
    assert!(kinds(&second).await.is_empty() && kinds(&company.admin).await.is_empty(), "it is not their turn");
    first.post(&format!("/api/requisitions/{id}/approve"), json!({})).await.ok();
    assert!(kinds(&first).await.is_empty());
    assert_eq!(kinds(&second).await, ["requisition_approval"]);
    second.post(&format!("/api/requisitions/{id}/approve"), json!({})).await.ok();
    assert!(kinds(&second).await.is_empty());
    // All at once: what one of them sends back is over for the other.
    company.admin.put("/api/approval-rules", rule("all_of")).await.ok();
    let id = company.requisition(&position, &flow).await;
    assert_eq!((kinds(&first).await.len(), kinds(&second).await.len()), (1, 1));
    let body = json!({ "reason": "预算不足" });
    first.post(&format!("/api/requisitions/{id}/return"), body).await.ok();
    assert!(kinds(&first).await.is_empty() && kinds(&second).await.is_empty());
    company.admin.post(&format!("/api/requisitions/{id}/request"), Value::Null).await.ok();
    assert_eq!(kinds(&second).await.len(), 1);
    company.admin.put("/api/modules/requisition_approval", json!({ "is_on": false })).await.ok();
    assert!(kinds(&second).await.is_empty(), "nobody is told of what is switched off");
    company.admin.put("/api/modules/requisition_approval", json!({ "is_on": true })).await.ok();
    company.admin.post(&format!("/api/requisitions/{id}/withdraw"), Value::Null).await.ok();
    assert!(kinds(&second).await.is_empty());
}

#[tokio::test]
async fn a_deed_for_two_people_rings_for_the_second_alone_until_it_is_decided_or_lapses() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let asker = test.as_role(Role::HrAdmin, None).await;
    let decider = test.as_role(Role::HrAdmin, None).await;
    let recruiter = test.as_role(Role::Recruiter, None).await;
    let mut asked = Vec::new();
    for _ in 0..2 {
        let application = company.application(&requisition).await;
        let path = format!("/api/candidates/{}/erasure", application["candidate"]["id"].as_str().unwrap());
        asked.push(asker.post(&path, json!({ "reason": "重复录入" })).await.ok());
    }
    assert!(kinds(&asker).await.is_empty() && kinds(&recruiter).await.is_empty());
    assert_eq!(kinds(&decider).await, ["second_approval", "second_approval"]);
    assert_eq!(decider.get("/api/notices").await.ok()["items"][0]["name"], "林知夏");
    let path = format!("/api/second-approvals/{}/refuse", asked[0]["id"].as_str().unwrap());
    decider.post(&path, Value::Null).await.ok();
    assert_eq!(kinds(&decider).await.len(), 1);
    test.clock.advance(bole_domain::second_approval::LIFE_MS);
    bole_app::job::tidy(&test.app).await.unwrap();
    assert!(kinds(&test.as_role(Role::HrAdmin, None).await).await.is_empty());
}

#[tokio::test]
async fn a_long_stay_rings_until_somebody_acknowledges_it_or_the_candidate_moves_on() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let mut candidates = Vec::new();
    for _ in 0..2 {
        let application = company.application(&requisition).await;
        let candidate = company.candidate(application["id"].as_str().unwrap()).await;
        let slot = candidate.begin().await["current"]["slot"].as_str().unwrap().to_owned();
        candidates.push((candidate, slot));
    }
    test.clock.advance(10 * bole_domain::time::MINUTE_MS);
    for (candidate, _) in &candidates {
        let heartbeat = json!({ "client_id": candidate.device, "backlog": 0 });
        candidate.client.post("/api/interview/heartbeat", heartbeat).await.ok();
    }
    bole_app::alert::tick(&test.app).await.unwrap();
    let recruiter = test.as_role(Role::Recruiter, None).await;
    assert_eq!(kinds(&recruiter).await, ["stay_alert", "stay_alert"]);
    assert!(kinds(&test.as_role(Role::Reviewer, None).await).await.is_empty(), "a reviewer cannot help");
    let (candidate, slot) = &candidates[0];
    candidate.answer(slot, "我先道歉，然后补发。").await;
    bole_app::alert::tick(&test.app).await.unwrap();
    let told = recruiter.get("/api/notices").await.ok();
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
    let path = format!("/api/alerts/{}/acknowledge", told["items"][0]["subject_id"].as_str().unwrap());
    recruiter.post(&path, Value::Null).await.ok();
    assert!(kinds(&company.admin).await.is_empty(), "one deals with it for all");
}
