//! Sending a write again under the same key: it is done once, and the first answer comes back.

use axum::http::Method;
use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_testkit::{Client, TestApp};
use serde_json::{Value, json};

async fn add(client: &Client, key: &str, name: &str) -> bole_testkit::Answer {
    client.write(Method::POST, "/api/departments", &json!({ "name": name }), &[("idempotency-key", key)]).await
}

async fn count(client: &Client) -> usize {
    client.get("/api/departments").await.ok()["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_repeated_write_is_done_once_and_gets_the_first_answer() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let first = add(&admin, "key-1", "客服部").await;
    let again = add(&admin, "key-1", "客服部").await;
    assert_eq!((first.status, &first.bytes), (again.status, &again.bytes));
    assert_eq!(first.header("content-type"), again.header("content-type"));
    assert_eq!(count(&admin).await, 1);
    add(&admin, "key-2", "客服部").await.ok();
    assert_eq!(count(&admin).await, 2, "another key is another request");
}

#[tokio::test]
async fn a_key_used_for_something_else_is_refused() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    add(&admin, "key-1", "客服部").await.ok();
    let other = add(&admin, "key-1", "研发部").await;
    assert_eq!((other.status.as_u16(), other.code().as_str()), (409, "request.key_reused"));
    assert_eq!(count(&admin).await, 1);
}

#[tokio::test]
async fn keys_of_different_people_have_nothing_to_do_with_each_other() {
    let test = TestApp::start().await;
    let (one, two) = (test.as_role(Role::SuperAdmin, None).await, test.as_role(Role::SuperAdmin, None).await);
    add(&one, "key-1", "客服部").await.ok();
    add(&two, "key-1", "研发部").await.ok();
    assert_eq!(count(&one).await, 2);
}

#[tokio::test]
async fn a_refused_write_may_be_corrected_under_the_same_key() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    assert_eq!(add(&admin, "key-1", "").await.status, 422);
    add(&admin, "key-1", "客服部").await.ok();
}

#[tokio::test]
async fn many_at_once_are_done_once() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let calls = (0..8).map(|_| add(&admin, "key-1", "客服部"));
    let answers = futures_util::future::join_all(calls).await;
    assert!(answers.iter().all(|it| it.bytes == answers[0].bytes && it.status.is_success()));
    assert_eq!(count(&admin).await, 1);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day_and_its_answer_is_sealed_until_then() {
    let test = TestApp::start().await;
    let (_, id) = test.member(Role::SuperAdmin, None).await;
    add(&test.again(id).await, "key-1", "客服部").await.ok();
    let kept = bole_store::idempotency::get(&test.store, &format!("staff/{id}"), "key-1").await.unwrap().unwrap();
    assert!(!kept.body.contains("客服部") && !kept.operation.contains("departments"), "{kept:?}");
    test.clock.advance(DAY_MS + 1);
    let later = test.again(id).await;
    add(&later, "key-1", "客服部").await.ok();
    assert_eq!(count(&later).await, 2);
}

#[tokio::test]
async fn keys_that_cannot_be_kept_are_refused_and_strangers_keys_ignored() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let long = "k".repeat(129);
    for key in ["", "a b", long.as_str()] {
        assert_eq!(add(&admin, key, "客服部").await.code(), "request.bad_key", "{key:?}");
    }
    let stranger = test.anonymous(bole_testkit::Site::Console);
    assert_eq!(add(&stranger, "key-1", "客服部").await.status, 401);
    let body: Value = json!({ "email": "a@example.com", "password": "x", "code": "1" });
    let keyed = stranger.write(Method::POST, "/api/sign-in", &body, &[("idempotency-key", "key-1")]).await;
    assert_eq!(keyed.code(), "sign_in.failed");
}
