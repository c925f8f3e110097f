//! Requests that are too large, malformed or name what cannot exist: each has a code, none is answered in plain text.

use axum::body::Body;
use axum::http::Method;
use bole_domain::staff::Role;
use bole_testkit::{Company, Site, TestApp};
use serde_json::json;

#[tokio::test]
async fn a_body_that_is_too_large_is_named_so() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let huge = "字".repeat(1024 * 1024);
    let answer = admin.post("/api/departments", json!({ "name": huge })).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (413, "request.too_large"));
    let file = admin.upload("/api/documents", "a.txt", huge.repeat(4).as_bytes()).await;
    assert_eq!((file.status.as_u16(), file.code().as_str()), (413, "document.too_large"));
    assert_eq!((file.json()["params"]["limit_mb"].as_i64()), Some(10));
}

#[tokio::test]
async fn malformed_bodies_are_named_with_the_place() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let bodies: [&[u8]; 6] =
        [b"", b"{", b"[]", b"{\"name\": 5}", b"\xff\xfe", b"{\"name\":\"a\",\"parent_id\":\"none\"}"];
    for body in bodies {
        let request = admin.request(Method::POST, "/api/departments").header("x-bole-client", "test");
        let request = request.header("content-type", "application/json");
        let answer = admin.send(request, Body::from(body.to_vec())).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "request.malformed"), "{body:?}");
    }
    let request = admin.request(Method::POST, "/api/departments").header("x-bole-client", "test");
    assert_eq!(admin.send(request, Body::from("{}")).await.code(), "request.malformed", "without a content type");
}

#[tokio::test]
async fn malformed_queries_have_codes() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    for (path, code) in [
        ("/api/applications?cursor=nonsense", "request.bad_cursor"),
        ("/api/applications?cursor=NaN~x", "request.bad_cursor"),
        ("/api/messages?cursor=%F0%A0%AE%B7", "request.bad_cursor"),
        ("/api/reviews?cursor=~", "request.bad_cursor"),
        ("/api/trail?cursor=x", "request.bad_cursor"),
        ("/api/applications?limit=x", "request.malformed"),
        ("/api/applications?limit=-1", "request.malformed"),
        ("/api/applications?stage=nowhere", "request.malformed"),
        ("/api/applications?sort=name", "request.malformed"),
        ("/api/applications?requisition=x", "request.malformed"),
    ] {
        let answer = admin.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, code), "{path}");
    }
    for limit in ["0", "1", "200", "99999999"] {
        admin.get(&format!("/api/applications?limit={limit}")).await.ok();
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_one_is_answered_like_one_that_does_not_exist() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let missing = admin.get("/api/applications/00000000-0000-7000-8000-000000000001").await;
    assert_eq!((missing.status.as_u16(), missing.code().as_str()), (404, "request.not_found"));
    for path in [
        "/api/applications/none",
        "/api/applications/%F0%A0%AE%B7",
        "/api/requisitions/1",
        "/api/nothing",
        "/api/library/none",
    ] {
        let answer = admin.get(path).await;
        assert_eq!((answer.status, &answer.bytes), (missing.status, &missing.bytes), "{path}");
    }
    let answer = admin.write(Method::DELETE, "/api/departments", &json!(null), &[]).await;
    assert_eq!((answer.status, &answer.bytes), (missing.status, &missing.bytes), "a method nobody offers");
}

#[tokio::test]
async fn the_probes_answer_on_every_host() {
    let test = TestApp::start().await;
    for site in [Site::Candidate, Site::Console, Site::Files] {
        assert_eq!(test.anonymous(site).get("/livez").await.status, 204);
        assert_eq!(test.anonymous(site).get("/readyz").await.status, 204);
    }
}

#[tokio::test]
async fn duplicates_are_named_with_the_people_they_may_be() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let first = company.application(&requisition).await;
    let email = company.email(first["id"].as_str().unwrap()).await;
    let body = json!({ "requisition_id": requisition, "name": "林之夏", "email": email });
    let answer = company.admin.post("/api/applications", body).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "candidate.duplicate"));
    let matches = &answer.json()["params"]["matches"];
    assert_eq!((&matches[0]["name"], &matches[0]["by"]), (&json!("林知夏"), &json!("email")));
}
