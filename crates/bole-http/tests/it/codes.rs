//! One-time codes: their limits, and that known and unknown contacts get the same answers.

use bole_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use bole_testkit::{Answer, Client, Company, Site, TestApp};
use serde_json::{Value, json};

struct Invited {
    test: TestApp,
    token: String,
    email: String,
}

async fn invited() -> Invited {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap();
    let (token, email) = (company.invite(id).await, company.email(id).await);
    drop(company);
    test.run_jobs().await;
    Invited { test, token, email }
}

impl Invited {
    fn visitor(&self) -> Client {
        self.test.anonymous(Site::Candidate)
    }

    async fn ask(&self, contact: &str) -> Answer {
        self.visitor().post("/api/codes", json!({ "token": self.token, "contact": contact })).await
    }

    async fn verify(&self, request: &Value, code: &str) -> Answer {
        let body = json!({ "request_id": request["request_id"], "token": self.token, "code": code });
        self.visitor().post("/api/codes/verify", body).await
    }
}

fn without_id(answer: &Answer) -> (u16, String) {
    let mut body = answer.json();
    body["request_id"] = json!("ID");
    (answer.status.as_u16(), body.to_string())
}

#[tokio::test]
async fn known_and_unknown_contacts_get_the_same_answers_at_every_step() {
    let it = invited().await;
    let known = it.ask(&it.email).await;
    let unknown = it.ask("somebody.else@example.com").await;
    assert_eq!(without_id(&known), without_id(&unknown));
    assert_eq!(known.headers.len(), unknown.headers.len());
    it.test.run_jobs().await;
    assert_eq!(it.test.mailer.mails().iter().filter(|mail| mail.to == "somebody.else@example.com").count(), 0);

    let wrong = (it.verify(&known.json(), "000000").await, it.verify(&unknown.json(), "000000").await);
    assert_eq!(wrong.0.bytes, wrong.1.bytes);
    assert_eq!(wrong.0.code(), "code.wrong");

    let again = (it.ask(&it.email).await, it.ask("somebody.else@example.com").await);
    assert_eq!((again.0.status, &again.0.bytes), (again.1.status, &again.1.bytes));
    assert_eq!(again.0.code(), "code.too_many");
    assert_eq!(again.0.header("retry-after"), again.1.header("retry-after"));
}

#[tokio::test]
async fn the_right_code_signs_in_once() {
    let it = invited().await;
    let asked = it.ask(&it.email).await.ok();
    it.test.run_jobs().await;
    let code = it.test.code_for(&it.email).unwrap();
    assert!(it.verify(&asked, &code).await.header("set-cookie").starts_with("bole_candidate="));
    assert_eq!(it.verify(&asked, &code).await.code(), "code.expired", "a code is good once");
}

#[tokio::test]
async fn a_code_is_tried_five_times_at_most() {
    let it = invited().await;
    let asked = it.ask(&it.email).await.ok();
    it.test.run_jobs().await;
    let code = it.test.code_for(&it.email).unwrap();
    let wrong = if code == "111111" { "222222" } else { "111111" };
    for _ in 0..5 {
        assert_eq!(it.verify(&asked, wrong).await.code(), "code.wrong");
    }
    assert_eq!(it.verify(&asked, &code).await.code(), "code.too_many", "even the right one is too late");
}

#[tokio::test]
async fn a_code_is_dead_after_five_minutes() {
    let it = invited().await;
    let asked = it.ask(&it.email).await.ok();
    it.test.run_jobs().await;
    it.test.clock.advance(5 * MINUTE_MS + 1);
    let code = it.test.code_for(&it.email).unwrap();
    assert_eq!(it.verify(&asked, &code).await.code(), "code.expired");
}

#[tokio::test]
async fn codes_are_limited_to_one_a_minute_five_an_hour_and_ten_a_day() {
    let it = invited().await;
    let mut given = 0;
    for _ in 0..20 {
        it.test.clock.advance(MINUTE_MS + 1);
        given += usize::from(it.ask(&it.email).await.status.is_success());
    }
    assert_eq!(given, 5, "within an hour");
    for _ in 0..30 {
        it.test.clock.advance(HOUR_MS / 4);
        given += usize::from(it.ask(&it.email).await.status.is_success());
    }
    assert_eq!(given, 10, "within a day");
    it.test.clock.advance(DAY_MS);
    it.ask(&it.email).await.ok();
}

#[tokio::test]
async fn a_code_of_one_link_is_nothing_for_another() {
    let it = invited().await;
    let company = Company::new(&it.test).await;
    let requisition = company.opening().await;
    let other = company.application(&requisition).await;
    let other = company.invite(other["id"].as_str().unwrap()).await;
    let asked = it.ask(&it.email).await.ok();
    it.test.run_jobs().await;
    let code = it.test.code_for(&it.email).unwrap();
    let body = json!({ "request_id": asked["request_id"], "token": other, "code": code });
    assert_eq!(it.visitor().post("/api/codes/verify", body).await.code(), "code.expired");
}
