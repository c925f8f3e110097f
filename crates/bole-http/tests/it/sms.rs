//! Short messages: signed, sent once, put off, counted, and sent by mail instead when they cannot be.

use std::collections::BTreeMap;
use std::time::Duration;

use bole_domain::time::{HOUR_MS, MINUTE_MS, Millis};
use bole_notify::{HttpSms, Sms, SmsSender as _};
use bole_store::Scope;
use bole_testkit::sms_provider::{KEY_ID, Manner, SECRET, SIGN_NAME, SmsProvider, TEMPLATE};
use bole_testkit::{Answer, Client, Company, START, Site, TestApp};
use serde_json::{Value, json};

fn settings(provider: &SmsProvider) -> Value {
    json!({ "url": provider.url, "key_id": KEY_ID, "secret": SECRET, "sign_name": SIGN_NAME, "is_private": true,
        "templates": { "invitation": TEMPLATE } })
}

async fn configure(admin: &Client, provider: &SmsProvider, change: &[(&str, Value)]) -> Answer {
    let mut body = settings(provider);
    for (name, value) in change {
        body[*name] = value.clone();
    }
    admin.put("/api/settings/sms", body).await
}

/// An application of somebody with these contacts, invited; gives its identifier and the link's token.
async fn invited(company: &Company<'_>, requisition: &str, phone: bool, email: bool) -> (String, String) {
    let number = company.number();
    let body = json!({
        "requisition_id": requisition,
        "name": "林知夏",
        "phone": phone.then(|| format!("199 0000 {number:04}")),
        "email": email.then(|| format!("candidate{number}@example.com")),
        "on_duplicate": "create",
    });
    let made = company.admin.post("/api/applications", body).await.ok();
    let id = made["id"].as_str().unwrap().to_owned();
    let token = company.invite(&id).await;
    (id, token)
}

/// The newest messages as the outbox shows them.
async fn outbox(company: &Company<'_>) -> Vec<Value> {
    company.admin.get("/api/messages").await.ok()["items"].as_array().unwrap().clone()
}

fn states(messages: &[Value]) -> Vec<(&str, &str, Option<&str>)> {
    messages
        .iter()
        .map(|it| (it["channel"].as_str().unwrap(), it["status"].as_str().unwrap(), it["last_error"].as_str()))
        .collect()
}

#[tokio::test]
async fn who_has_only_a_phone_is_invited_by_short_message() {
    let (test, provider) = (TestApp::start().await, SmsProvider::start().await);
    let company = Company::new(&test).await;
    configure(&company.admin, &provider, &[]).await.ok();
    let requisition = company.opening().await;
    let (_, token) = invited(&company, &requisition, true, false).await;
    test.run_jobs().await;
    let taken = provider.taken();
    assert_eq!(taken.len(), 1);
    assert!(taken[0]["text"].as_str().unwrap().contains(&token));
    assert!(taken[0]["phone"].as_str().unwrap().starts_with("+86199"));
    assert_eq!(
        (&taken[0]["template_code"], &taken[0]["template_params"]["name"]),
        (&json!(TEMPLATE), &json!("林知夏"))
    );
    assert!(test.mailer.mails().is_empty());
    let asked = test.anonymous(Site::Candidate);
    let phone = taken[0]["phone"].as_str().unwrap();
    asked.post("/api/codes", json!({ "token": token, "contact": phone })).await.ok();
    test.run_jobs().await;
    assert!(provider.taken().iter().any(|it| it["kind"] == "code"), "the code goes where it was asked for");
}

#[tokio::test]
async fn a_test_says_which_value_is_wrong() {
    let (test, provider) = (TestApp::start().await, SmsProvider::start().await);
    let company = Company::new(&test).await;
    let closed = json!("http://127.0.0.1:9/send");
    let mut found = Vec::new();
    for change in [
        ("sign_name", json!(SIGN_NAME)),
        ("secret", json!("another")),
        ("key_id", json!("another")),
        ("sign_name", json!("别的签名")),
        ("templates", json!({ "code": "SMS_9" })),
        ("url", closed),
        ("prefixes", json!(["+852"])),
    ] {
        configure(&company.admin, &provider, &[change]).await.ok();
        let tested = company.admin.post("/api/settings/sms/test", json!({ "to": "199 0000 0001" })).await.ok();
        found.push(tested["error"].as_str().map(str::to_owned));
    }
    let expected = [
        None,
        Some("sms.bad_secret"),
        Some("sms.bad_key"),
        Some("sms.bad_sign_name"),
        Some("sms.bad_template"),
        Some("sms.unreachable"),
        Some("sms.prefix_not_allowed"),
    ];
    assert_eq!(found, expected.map(|it| it.map(str::to_owned)));
    let undeclared = configure(&company.admin, &provider, &[("is_private", json!(false))]).await;
    assert_eq!(undeclared.code(), "sms.needs_https");
    let inside = [("is_private", json!(false)), ("url", json!("https://192.168.0.9/send"))];
    assert_eq!(configure(&company.admin, &provider, &inside).await.code(), "sms.private_address");
    let shown = company.admin.get("/api/settings/sms").await;
    assert!(shown.json()["has_secret"] == true && !shown.text().contains(SECRET));
}

#[tokio::test]
async fn a_provider_that_is_down_for_an_hour_loses_nothing_and_sends_nothing_twice() {
    let (test, provider) = (TestApp::start().await, SmsProvider::start().await);
    let company = Company::new(&test).await;
    configure(&company.admin, &provider, &[]).await.ok();
    let requisition = company.opening().await;
    provider.behave([Manner::Breaks, Manner::TakesAndBreaks, Manner::Breaks, Manner::Breaks]);
    invited(&company, &requisition, true, false).await;
    for _ in 0..90 {
        test.run_jobs().await;
        test.clock.advance(MINUTE_MS);
    }
    assert_eq!((provider.requests(), provider.taken().len()), (5, 1));
    // Sessions of staff end meanwhile.
    let messages = outbox(&Company::new(&test).await).await;
    assert_eq!(states(&messages), [("sms", "sent", None)]);
    assert_eq!(messages[0]["attempts"], 5);
}

#[tokio::test]
async fn a_message_handed_over_again_after_a_crash_is_delivered_once() {
    let (test, provider) = (TestApp::start().await, SmsProvider::start().await);
    let company = Company::new(&test).await;
    configure(&company.admin, &provider, &[]).await.ok();
    let requisition = company.opening().await;
    invited(&company, &requisition, true, false).await;
    let waiting = bole_store::message::of_status(&test.store, "waiting", 9).await.unwrap().remove(0);
    bole_app::message::send(&test.app, waiting.id).await.unwrap();
    // The server died between the hand-over and the note: the row still says that it waits, and the job is there.
    let tx = test.store.begin().await.unwrap();
    bole_store::message::update(&tx, &waiting).await.unwrap();
    tx.commit().await.unwrap();
    test.run_jobs().await;
    assert_eq!((provider.requests(), provider.taken().len()), (2, 1));
    let row = bole_store::message::find(&test.store, &Scope::All, waiting.id).await.unwrap().unwrap();
    assert_eq!(row.status, "sent");
}

#[tokio::test]
async fn what_fails_for_good_goes_the_other_way() {
    let (test, provider) = (TestApp::start().await, SmsProvider::start().await);
    let company = Company::new(&test).await;
    configure(&company.admin, &provider, &[]).await.ok();
    let preferred = json!({ "preferred": "sms", "quiet": null });
    company.admin.put("/api/settings/delivery", preferred).await.ok();
    let requisition = company.opening().await;
    provider.behave([Manner::RejectsNumber, Manner::RejectsNumber]);
    let (id, token) = invited(&company, &requisition, true, true).await;
    test.run_jobs().await;
    assert!(test.mailer.mails().pop().unwrap().text.contains(&token), "the same link, by mail");
    let shown = company.admin.get(&format!("/api/applications/{id}")).await.ok();
    assert_eq!(shown["invitation"]["delivery"], json!("sent"));
    test.mailer.refuse();
    invited(&company, &requisition, true, true).await;
    test.run_jobs().await;
    let messages = outbox(&company).await;
    let expected = [
        ("mail", "failed", Some("mail.refused")),
        ("sms", "failed", Some("sms.bad_number")),
        ("mail", "sent", None),
        ("sms", "failed", Some("sms.bad_number")),
    ];
    assert_eq!(states(&messages), expected, "back and forth ends after one turn");
    assert_eq!(messages[0]["is_fallback"], true);
}

#[tokio::test]
async fn beyond_the_days_limit_messages_wait_for_the_next_day() {
    let (test, provider) = (TestApp::start().await, SmsProvider::start().await);
    let company = Company::new(&test).await;
    configure(&company.admin, &provider, &[("daily_cap", json!(3))]).await.ok();
    let requisition = company.opening().await;
    let (_, token) = invited(&company, &requisition, true, false).await;
    invited(&company, &requisition, true, false).await;
    test.run_jobs().await;
    let messages = outbox(&company).await;
    assert_eq!(states(&messages), [("sms", "waiting", Some("sms.cap_reached")), ("sms", "sent", None)]);
    let state = company.admin.get("/api/settings/sms").await.ok();
    assert_eq!(state["used_today"], messages[1]["parts"]);
    assert_eq!(state["resets_at"], messages[0]["next_attempt_at"]);
    let spent = json!({ "daily_cap": messages[1]["parts"] });
    configure(&company.admin, &provider, &[("daily_cap", spent["daily_cap"].clone())]).await.ok();
    let phone = provider.taken()[0]["phone"].clone();
    test.anonymous(Site::Candidate).post("/api/codes", json!({ "token": token, "contact": phone })).await.ok();
    test.run_jobs().await;
    assert_eq!(provider.requests(), 1, "not even a code");
    assert_eq!(states(&outbox(&company).await)[0], ("sms", "failed", Some("sms.cap_reached")));
    test.clock.set(Millis(state["resets_at"].as_i64().unwrap()));
    test.run_jobs().await;
    assert_eq!(provider.taken().len(), 2);
}

#[tokio::test]
async fn a_provider_that_asks_for_a_pause_gets_it() {
    let (test, provider) = (TestApp::start().await, SmsProvider::start().await);
    let company = Company::new(&test).await;
    configure(&company.admin, &provider, &[]).await.ok();
    let requisition = company.opening().await;
    provider.behave([Manner::IsBusy(3600)]);
    invited(&company, &requisition, true, false).await;
    test.run_jobs().await;
    test.clock.advance(HOUR_MS - 1);
    test.run_jobs().await;
    assert_eq!(provider.requests(), 1);
    test.clock.advance(1);
    test.run_jobs().await;
    assert_eq!((provider.requests(), provider.taken().len()), (2, 1));
}

#[tokio::test]
async fn at_night_only_what_was_asked_for_is_sent() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let nearly_always = json!({ "preferred": "mail", "quiet": { "from_minute": 0, "until_minute": 1439 } });
    company.admin.put("/api/settings/delivery", nearly_always).await.ok();
    let wrong = json!({ "preferred": "mail", "quiet": { "from_minute": 60, "until_minute": 60 } });
    assert_eq!(company.admin.put("/api/settings/delivery", wrong).await.code(), "delivery.bad_hours");
    let requisition = company.opening().await;
    let (id, token) = invited(&company, &requisition, true, true).await;
    test.run_jobs().await;
    assert!(test.mailer.mails().is_empty());
    let email = company.email(&id).await;
    test.anonymous(Site::Candidate).post("/api/codes", json!({ "token": token, "contact": email })).await.ok();
    test.run_jobs().await;
    assert_eq!(test.mailer.mails().len(), 1, "the code, at once");
    let put_off = outbox(&company).await.pop().unwrap();
    let at = Millis(put_off["next_attempt_at"].as_i64().unwrap());
    assert!(at > START && at < START.plus(24 * HOUR_MS));
    test.clock.set(at);
    test.run_jobs().await;
    assert!(test.mailer.mails().pop().unwrap().text.contains(&token));
}

#[tokio::test]
async fn silence_and_a_redirect_are_told_apart() {
    let provider = SmsProvider::start().await;
    let sender = HttpSms::new(bole_notify::SmsProvider {
        url: provider.url.clone(),
        key_id: KEY_ID.to_owned(),
        secret: SECRET.to_owned(),
        sign_name: SIGN_NAME.to_owned(),
        templates: BTreeMap::new(),
        is_private: true,
        timeout: Some(Duration::from_millis(150)),
    });
    let sender = sender.unwrap();
    let sms = Sms {
        id: uuid::Uuid::nil().into(),
        kind: "code".to_owned(),
        to: "+8619900000001".to_owned(),
        text: "验证码 048213".to_owned(),
        fields: BTreeMap::new(),
        at: START,
    };
    provider.behave([Manner::Hangs, Manner::Redirects]);
    let silence = sender.send(sms.clone()).await.unwrap_err();
    assert_eq!((silence.code(), silence.is_permanent()), ("sms.timed_out", false));
    let redirect = sender.send(sms.clone()).await.unwrap_err();
    assert_eq!((redirect.code(), redirect.is_permanent()), ("sms.redirected", true));
    assert_eq!(provider.requests(), 2, "nobody follows");
    sender.send(sms.clone()).await.unwrap();
    sender.send(sms.clone()).await.unwrap();
    assert_eq!(provider.taken().len(), 1, "the same message is taken once");
    assert!(!format!("{sms:?} {sender:?}").contains("048213"));
}
