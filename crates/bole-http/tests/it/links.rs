//! Invitation links that are withdrawn, too old, forwarded, replaced or made up.

use bole_domain::time::DAY_MS;
use bole_testkit::{Company, Site, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

async fn card(test: &TestApp, token: &str) -> bole_testkit::Answer {
    test.anonymous(Site::Candidate).post("/api/invitations/open", json!({ "token": token })).await
}

async fn withdraw(company: &Company<'_>, application: &str) {
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    let path = format!("/api/invitations/{}/withdraw", page["invitation"]["id"].as_str().unwrap());
    assert_eq!(company.admin.post(&path, json!({ "reason": "岗位取消" })).await.ok()["status"], "withdrawn");
}

#[tokio::test]
async fn a_withdrawn_link_is_dead_at_once_also_for_who_is_signed_in() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let token = company.invite(&application).await;
    let candidate = company.sign_in(&token, &company.email(&application).await).await;
    candidate.begin().await;
    withdraw(&company, &application).await;
    assert_eq!(card(&test, &token).await.ok()["state"], "withdrawn");
    assert_eq!(candidate.client.get("/api/interview").await.status, 401);
    let save = json!({ "kind": "save_draft", "slot": "q1", "revision": 1, "text": "还在写" });
    assert_eq!(candidate.try_commands(&[save]).await.status, 401);
    let asked = json!({ "token": token, "contact": "candidate1@example.com" });
    assert_eq!(test.anonymous(Site::Candidate).post("/api/codes", asked).await.code(), "invitation.withdrawn");
}

#[tokio::test]
async fn a_link_whose_window_has_closed_says_so_and_starts_nothing() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let (token, email) = (company.invite(&application).await, company.email(&application).await);
    test.clock.advance(7 * DAY_MS + 1);
    let shown = card(&test, &token).await.ok();
    assert_eq!(shown["state"], "expired");
    let candidate = company.sign_in(&token, &email).await;
    let consent = json!({ "kind": "consent", "interview": true, "ai_scoring": true });
    let acks = candidate.commands(&[json!({ "kind": "open" }), consent, json!({ "kind": "start" })]).await;
    assert_eq!(acks["acks"][2]["code"], "session.expired", "{acks}");
}

#[tokio::test]
async fn a_forwarded_link_shows_nothing_about_the_person_and_lets_nobody_else_in() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let candidate = company.candidate(&application).await;
    candidate.complete(TYPICAL_ANSWER).await;
    let token = company.invite(company.application(&requisition).await["id"].as_str().unwrap()).await;
    let shown = card(&test, &token).await;
    assert!(!shown.text().contains("林知夏") && !shown.text().contains("example.com"), "{}", shown.text());
    assert_eq!((&shown.json()["signed_in"], &shown.json()["session_status"]), (&json!(false), &Value::Null));
    // Somebody signed in for another application is a stranger here too.
    let seen = candidate.client.post("/api/invitations/open", json!({ "token": token })).await.ok();
    assert_eq!((&seen["signed_in"], &seen["session_status"]), (&json!(false), &Value::Null));
    test.anonymous(Site::Candidate)
        .post("/api/codes", json!({ "token": token, "contact": "friend@example.com" }))
        .await
        .ok();
    test.run_jobs().await;
    assert!(test.mailer.mails().iter().all(|it| it.to != "friend@example.com"));
}

#[tokio::test]
async fn inviting_again_kills_the_earlier_link() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let first = company.invite(&application).await;
    let second = company.invite(&application).await;
    assert_eq!(card(&test, &first).await.ok()["state"], "withdrawn");
    assert_eq!(card(&test, &second).await.ok()["state"], "open");
}

#[tokio::test]
async fn made_up_links_are_unknown_whatever_they_look_like() {
    let test = TestApp::start().await;
    for token in ["", "x", "𠮷😀", "'; DROP TABLE invitation; --", &"A".repeat(5000)] {
        let answer = card(&test, token).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (410, "invitation.unknown"), "{token}");
    }
}
