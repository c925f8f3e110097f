//! Answers as people write them: very long, with emoji and rare characters, or empty.

use bole_testkit::{Company, Interviewee, TestApp};
use serde_json::json;

async fn begun(test: &TestApp) -> Interviewee {
    let company = Company::new(test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let candidate = company.candidate(&application).await;
    candidate.begin().await;
    candidate
}

#[tokio::test]
async fn ten_thousand_characters_are_kept_to_the_last_and_one_more_is_refused_by_name() {
    let test = TestApp::start().await;
    let candidate = begun(&test).await;
    let longest: String = "我把订单逐条核对了一遍𠮷😀".chars().cycle().take(10_000).collect();
    let draft =
        |text: &str, revision: u32| json!({ "kind": "save_draft", "slot": "q1", "revision": revision, "text": text });
    assert_eq!(candidate.commands(&[draft(&longest, 1)]).await["acks"][0]["result"], "applied");
    let too_long = candidate.commands(&[draft(&format!("{longest}字"), 2)]).await;
    let ack = &too_long["acks"][0];
    assert_eq!(
        (&ack["result"], &ack["code"], &ack["params"]["limit"]),
        (&json!("rejected"), &json!("session.answer_too_long"), &json!(10_000))
    );
    let kept = candidate.client.get("/api/interview").await.ok();
    assert_eq!(kept["answers"]["q1"]["text"].as_str().unwrap(), longest);
}

#[tokio::test]
async fn rare_characters_come_back_as_they_were_written() {
    let test = TestApp::start().await;
    let candidate = begun(&test).await;
    for (revision, text) in
        ["𠮷野家👩‍👩‍👧‍👦", "\u{202e}逆\u{0000}行", "ｆｕｌｌ　ｗｉｄｔｈ", "", "  \n\t "].iter().enumerate()
    {
        let draft = json!({ "kind": "save_draft", "slot": "q1", "revision": revision + 1, "text": text });
        assert_eq!(candidate.commands(&[draft]).await["acks"][0]["result"], "applied", "{text:?}");
        let kept = candidate.client.get("/api/interview").await.ok();
        assert_eq!(kept["answers"]["q1"]["text"].as_str().unwrap(), *text);
    }
}

#[tokio::test]
async fn an_interview_of_empty_answers_is_scored_by_nobody_but_a_person() {
    let test = TestApp::start().await;
    let candidate = begun(&test).await;
    let mut state = json!({ "current": { "slot": "q1" } });
    while let Some(slot) = state["current"]["slot"].as_str().map(str::to_owned) {
        state = candidate.answer(&slot, "").await;
    }
    assert_eq!(state["status"], "pending_review");
    test.run_jobs().await;
    let reviewer = test.as_role(bole_domain::staff::Role::Reviewer, None).await;
    let queue = reviewer.get("/api/reviews").await.ok();
    assert_eq!((&queue["items"][0]["total"], &queue["items"][0]["scored"]), (&json!(null), &json!(true)), "{queue}");
}

#[tokio::test]
async fn a_whole_evening_offline_arrives_in_one_request() {
    let test = TestApp::start().await;
    let candidate = begun(&test).await;
    let text: String = "离线写的".chars().cycle().take(9_000).collect();
    let drafts: Vec<_> = (1..=200)
        .map(|revision| json!({ "kind": "save_draft", "slot": "q1", "revision": revision, "text": text }))
        .collect();
    let acks = candidate.commands(&drafts).await;
    assert!(acks["acks"].as_array().unwrap().iter().all(|it| it["result"] == "applied"));
    let one_more: Vec<_> = (0..201).map(|_| json!({ "kind": "open" })).collect();
    assert_eq!(candidate.try_commands(&one_more).await.code(), "interview.too_many_commands");
}
