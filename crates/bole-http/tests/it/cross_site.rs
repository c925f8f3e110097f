//! What another site can cause in a browser that is signed in: nothing.

use axum::body::Body;
use axum::http::Method;
use bole_domain::staff::Role;
use bole_testkit::{Client, Site, TestApp};
use serde_json::json;

async fn write_with(client: &Client, headers: &[(&str, &str)]) -> bole_testkit::Answer {
    let mut request = client.request(Method::POST, "/api/departments").header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request, Body::from(json!({ "name": "外来" }).to_string())).await
}

#[tokio::test]
async fn a_write_that_another_site_caused_is_refused() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let refused: [&[(&str, &str)]; 6] = [
        &[],
        &[("x-bole-client", "console"), ("origin", "http://evil.example")],
        &[("x-bole-client", "console"), ("origin", "null")],
        &[("x-bole-client", "console"), ("origin", Site::Candidate.origin())],
        &[("x-bole-client", "console"), ("sec-fetch-site", "cross-site")],
        &[("x-bole-client", "console"), ("sec-fetch-site", "same-site")],
    ];
    for headers in refused {
        let answer = write_with(&admin, headers).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "request.cross_site"), "{headers:?}");
    }
    assert_eq!(admin.get("/api/departments").await.ok()["items"], json!([]));
    let own = [("x-bole-client", "console"), ("origin", Site::Console.origin()), ("sec-fetch-site", "same-origin")];
    write_with(&admin, &own).await.ok();
}

#[tokio::test]
async fn a_form_of_another_site_cannot_write_whatever_its_type() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let request = admin.request(Method::POST, "/api/sign-out").header("content-type", kind);
        assert_eq!(admin.send(request, Body::from("a=b")).await.code(), "request.cross_site");
    }
    admin.get("/api/me").await.ok();
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let test = TestApp::start().await;
    for (site, path) in
        [(Site::Console, "/api/setup"), (Site::Candidate, "/"), (Site::Files, "/"), (Site::Console, "/livez")]
    {
        let answer = test.anonymous(site).get(path).await;
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    }
    assert_eq!(test.anonymous(Site::Console).get("/api/setup").await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn session_cookies_cannot_be_read_by_scripts_and_do_not_travel_to_other_sites() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let answer = admin.post("/api/sign-out", json!(null)).await;
    let cookie = answer.header("set-cookie");
    for part in ["bole_staff=;", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=0"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "a cookie of this host only");
}
