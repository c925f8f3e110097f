//! Reminders come once, a day before the end, and never to somebody who is done.

use bole_domain::time::{DAY_MS, HOUR_MS};
use bole_testkit::{Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

struct Invited {
    test: TestApp,
    application: String,
}

async fn invited() -> Invited {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    company.invite(&application).await;
    drop(company);
    test.run_jobs().await;
    Invited { test, application }
}

impl Invited {
    /// When the invitation's window closes, from now.
    async fn window_ms(&self, admin: &bole_testkit::Client) -> i64 {
        let shown = admin.get(&format!("/api/applications/{}", self.application)).await.ok();
        let invitation = &shown["invitation"];
        invitation["expires_at"].as_i64().unwrap() - invitation["created_at"].as_i64().unwrap()
    }

    /// Looks for whom to remind and sends what is due; gives the reminders sent so far.
    async fn look(&self) -> usize {
        bole_app::reminder::all(&self.test.app).await.unwrap();
        self.test.run_jobs().await;
        self.test.mailer.mails().iter().filter(|it| it.subject.contains("即将截止")).count()
    }
}

#[tokio::test]
async fn a_reminder_comes_once_a_day_before_the_end_with_the_same_link() {
    let it = invited().await;
    let company = Company::new(&it.test).await;
    let window = it.window_ms(&company.admin).await;
    it.test.clock.advance(window - DAY_MS - HOUR_MS);
    assert_eq!(it.look().await, 0, "too early");
    it.test.clock.advance(HOUR_MS);
    assert_eq!(it.look().await, 1);
    it.test.clock.advance(HOUR_MS);
    assert_eq!(it.look().await, 1, "once");
    // Sessions of staff end meanwhile.
    let company = Company::new(&it.test).await;
    let mails = it.test.mailer.mails();
    let link = |text: &str| text.split_whitespace().find(|it| it.contains("/i/")).unwrap_or_default().to_owned();
    assert_eq!(link(&mails[0].text), link(&mails[1].text));
    let log = company.admin.get(&format!("/api/applications/{}/messages", it.application)).await.ok();
    let kinds: Vec<&str> = log["items"].as_array().unwrap().iter().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["reminder", "invitation"]);
}

#[tokio::test]
async fn who_is_done_or_withdrawn_is_not_reminded() {
    let it = invited().await;
    let company = Company::new(&it.test).await;
    let window = it.window_ms(&company.admin).await;
    let shown = company.admin.get(&format!("/api/applications/{}", it.application)).await.ok();
    let path = format!("/api/invitations/{}/withdraw", shown["invitation"]["id"].as_str().unwrap());
    company.admin.post(&path, json!({})).await.ok();
    let requisition = company.opening().await;
    let other = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let candidate = company.candidate(&other).await;
    candidate.complete(TYPICAL_ANSWER).await;
    it.test.run_jobs().await;
    it.test.clock.advance(window - HOUR_MS * 2);
    assert_eq!(it.look().await, 0);
}

#[tokio::test]
async fn a_reminder_that_waits_for_the_morning_is_dropped_when_the_interview_ends_before() {
    let it = invited().await;
    let company = Company::new(&it.test).await;
    let window = it.window_ms(&company.admin).await;
    it.test.clock.advance(window - DAY_MS);
    let company = Company::new(&it.test).await;
    let quiet = json!({ "preferred": "mail", "quiet": { "from_minute": 0, "until_minute": 1439 } });
    company.admin.put("/api/settings/delivery", quiet).await.ok();
    assert_eq!(it.look().await, 0, "it waits");
    let log = company.admin.get(&format!("/api/applications/{}/messages", it.application)).await.ok();
    let at = log["items"][0]["next_attempt_at"].as_i64().unwrap();
    let shown = company.admin.get(&format!("/api/applications/{}", it.application)).await.ok();
    let path = format!("/api/invitations/{}/withdraw", shown["invitation"]["id"].as_str().unwrap());
    company.admin.post(&path, json!({})).await.ok();
    it.test.clock.set(bole_domain::time::Millis(at));
    assert_eq!(it.look().await, 0);
    let company = Company::new(&it.test).await;
    let log = company.admin.get(&format!("/api/applications/{}/messages", it.application)).await.ok();
    let reminder = log["items"].as_array().unwrap().iter().find(|it| it["kind"] == "reminder").unwrap().clone();
    assert_eq!(reminder["status"], "dropped");
}

#[tokio::test]
async fn an_invitation_is_sent_again_with_its_link_while_it_is_open() {
    let it = invited().await;
    let company = Company::new(&it.test).await;
    let log = || async { company.admin.get(&format!("/api/applications/{}/messages", it.application)).await.ok() };
    let first: Value = log().await["items"][0].clone();
    assert_eq!(first["actions"], json!(["resend"]));
    let resend = |id: &Value| format!("/api/messages/{}/resend", id.as_str().unwrap());
    company.admin.post(&resend(&first["id"]), json!({})).await.ok();
    it.test.run_jobs().await;
    let mails = it.test.mailer.mails();
    assert_eq!((mails.len(), &mails[0].text), (2, &mails[1].text));
    assert_eq!(company.admin.post(&resend(&first["id"]), json!({})).await.code(), "message.out_of_date");
    company.invite(&it.application).await;
    let newer = log().await["items"][1]["id"].clone();
    assert_eq!(company.admin.post(&resend(&newer), json!({})).await.code(), "message.out_of_date");
}
