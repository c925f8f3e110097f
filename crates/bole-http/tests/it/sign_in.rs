//! Setting up, activating accounts, signing in with two factors, and the rest after too many failures.

use bole_domain::time::{HOUR_MS, MINUTE_MS};
use bole_testkit::{Answer, Client, Site, TestApp};
use serde_json::{Value, json};

const PASSWORD: &str = "七盏灯照着老渡口的那条船 19";

struct Enrolled {
    client: Client,
    secret: String,
    recovery: Vec<String>,
}

fn token_of(link: &str) -> &str {
    link.split_once('#').expect("a token behind the sign").1
}

async fn enrol(test: &TestApp, link: &str, email: &str) -> Enrolled {
    let client = test.anonymous(Site::Console);
    let opened = client.post("/api/enrolments/open", json!({ "token": token_of(link) })).await.ok();
    let secret = opened["totp_secret"].as_str().unwrap().to_owned();
    let body = json!({ "token": token_of(link), "company_name": "云岭示例公司", "name": "周宁", "email": email,
        "password": PASSWORD, "code": test.totp_code(&secret) });
    let codes = client.post("/api/enrolments/complete", body).await.ok();
    let recovery = codes["recovery_codes"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
    Enrolled { client, secret, recovery: recovery.collect() }
}

async fn set_up(test: &TestApp) -> Enrolled {
    let link = bole_app::enrolment::setup_link(&test.app).await.unwrap().expect("nobody has set it up");
    enrol(test, &link, "admin@example.com").await
}

async fn sign_in(test: &TestApp, password: &str, code: &str) -> Answer {
    let body = json!({ "email": " Admin@Example.com", "password": password, "code": code });
    test.anonymous(Site::Console).post("/api/sign-in", body).await
}

#[tokio::test]
async fn the_set_up_link_makes_the_first_admin_and_then_never_again() {
    let test = TestApp::start().await;
    let stranger = test.anonymous(Site::Console);
    assert_eq!(stranger.get("/api/setup").await.ok()["needed"], true);
    let link = bole_app::enrolment::setup_link(&test.app).await.unwrap().unwrap();
    let admin = enrol(&test, &link, "admin@example.com").await;
    assert_eq!(admin.client.get("/api/me").await.ok()["role"], "super_admin");
    assert_eq!(stranger.get("/api/setup").await.ok()["needed"], false);
    assert_eq!(bole_app::enrolment::setup_link(&test.app).await.unwrap(), None);
    let again = stranger.post("/api/enrolments/open", json!({ "token": token_of(&link) })).await;
    assert_eq!((again.status.as_u16(), again.code().as_str()), (410, "enrolment.unknown"));
}

#[tokio::test]
async fn an_account_is_activated_by_its_own_link_and_weak_passwords_are_named() {
    let test = TestApp::start().await;
    let admin = set_up(&test).await;
    let body = json!({ "name": "沈墨", "email": "shen@example.com", "role": "recruiter" });
    let made = admin.client.post("/api/staff", body).await.ok();
    let link = made["activation_link"].as_str().unwrap().to_owned();
    let visitor = test.anonymous(Site::Console);
    let opened = visitor.post("/api/enrolments/open", json!({ "token": token_of(&link) })).await.ok();
    assert_eq!((&opened["kind"], &opened["email"]), (&json!("activation"), &json!("shen@example.com")));
    let code = test.totp_code(opened["totp_secret"].as_str().unwrap());
    for (password, code, refused) in [
        ("short", code.as_str(), "password.too_short"),
        ("password1234", &code, "password.too_common"),
        (PASSWORD, "12", "totp.wrong"),
    ] {
        let body = json!({ "token": token_of(&link), "name": "沈墨", "email": "shen@example.com",
            "password": password, "code": code });
        assert_eq!(visitor.post("/api/enrolments/complete", body).await.code(), refused);
    }
    let shen = enrol(&test, &link, "shen@example.com").await;
    assert_eq!(shen.client.get("/api/me").await.ok()["role"], "recruiter");
    assert_eq!(shen.recovery.len(), 10);
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let test = TestApp::start().await;
    let admin = set_up(&test).await;
    test.clock.advance(MINUTE_MS);
    let right = test.totp_code(&admin.secret);
    let unknown = json!({ "email": "nobody@example.com", "password": PASSWORD, "code": right });
    let answers = [
        sign_in(&test, "wrong wrong wrong", &right).await,
        sign_in(&test, PASSWORD, "000000").await,
        sign_in(&test, PASSWORD, "").await,
        test.anonymous(Site::Console).post("/api/sign-in", unknown).await,
    ];
    for answer in &answers {
        assert_eq!((answer.status.as_u16(), &answer.bytes), (401, &answers[0].bytes));
        assert_eq!(answer.code(), "sign_in.failed");
        assert_eq!(answer.header("set-cookie"), "");
    }
    let me = sign_in(&test, PASSWORD, &right).await;
    assert!(me.header("set-cookie").contains("HttpOnly"));
    assert_eq!(me.ok()["email"], "admin@example.com");
    assert_eq!(sign_in(&test, PASSWORD, &right).await.code(), "sign_in.failed", "a code is good once");
}

#[tokio::test]
async fn five_failures_make_an_account_rest_even_for_the_right_password() {
    let test = TestApp::start().await;
    let admin = set_up(&test).await;
    test.clock.advance(MINUTE_MS);
    for _ in 0..5 {
        assert_eq!(sign_in(&test, "wrong wrong wrong", "000000").await.code(), "sign_in.failed");
    }
    let resting = sign_in(&test, PASSWORD, &test.totp_code(&admin.secret)).await;
    assert_eq!((resting.status.as_u16(), resting.code().as_str()), (429, "sign_in.too_many"));
    assert!(resting.header("retry-after").parse::<u64>().unwrap() <= 61);
    test.clock.advance(MINUTE_MS + 1000);
    sign_in(&test, PASSWORD, &test.totp_code(&admin.secret)).await.ok();
}

#[tokio::test]
async fn a_recovery_code_replaces_the_authenticator_once() {
    let test = TestApp::start().await;
    let admin = set_up(&test).await;
    sign_in(&test, PASSWORD, &admin.recovery[0].to_lowercase()).await.ok();
    assert_eq!(sign_in(&test, PASSWORD, &admin.recovery[0]).await.code(), "sign_in.failed");
    sign_in(&test, PASSWORD, &admin.recovery[1]).await.ok();
}

#[tokio::test]
async fn a_session_ends_by_idleness_by_age_and_by_signing_out() {
    let test = TestApp::start().await;
    let admin = set_up(&test).await;
    let fresh = async |it: &Enrolled| {
        test.clock.advance(MINUTE_MS);
        let client = test.anonymous(Site::Console);
        let body = json!({ "email": "admin@example.com", "password": PASSWORD, "code": test.totp_code(&it.secret) });
        client.post("/api/sign-in", body).await.ok();
        client
    };
    let idle = fresh(&admin).await;
    test.clock.advance(31 * MINUTE_MS);
    assert_eq!(idle.get("/api/me").await.code(), "request.unauthenticated");

    let busy = fresh(&admin).await;
    for _ in 0..(12 * 3 - 1) {
        test.clock.advance(HOUR_MS / 3);
        busy.get("/api/me").await.ok();
    }
    test.clock.advance(HOUR_MS / 3);
    assert_eq!(busy.get("/api/me").await.code(), "request.unauthenticated", "twelve hours at the latest");

    let leaving = fresh(&admin).await;
    let cookie = leaving.cookie().unwrap();
    assert_eq!(leaving.post("/api/sign-out", Value::Null).await.status, 204);
    leaving.set_cookie(&cookie);
    assert_eq!(leaving.get("/api/me").await.code(), "request.unauthenticated", "the token itself is dead");
}
