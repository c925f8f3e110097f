//! Uploaded files: read, linked to, and handed out only as attachments of no origin.

use bole_domain::staff::Role;
use bole_domain::time::MINUTE_MS;
use bole_testkit::{Site, TestApp};
use serde_json::Value;

const RESUME: &str = "林知夏\n电话：199 0000 0001\n邮箱：lin@example.com\n教育经历\n某大学\n";

async fn link(test: &TestApp) -> String {
    let recruiter = test.as_role(Role::Recruiter, None).await;
    let document = recruiter.upload("/api/documents", "../简历 <1>.txt", RESUME.as_bytes()).await.ok();
    assert_eq!(document["file_name"], "简历 <1>.txt", "the name is data, never a path");
    assert_eq!(document["profile"]["emails"][0]["value"], "lin@example.com");
    let path = format!("/api/documents/{}/link", document["id"].as_str().unwrap());
    recruiter.post(&path, Value::Null).await.ok()["url"].as_str().unwrap().to_owned()
}

fn path_of(url: &str) -> &str {
    url.strip_prefix(Site::Files.origin()).expect("on the files host")
}

#[tokio::test]
async fn a_file_leaves_as_an_attachment_in_a_sandbox_without_cookies() {
    let test = TestApp::start().await;
    let url = link(&test).await;
    let file = test.anonymous(Site::Files).get(path_of(&url)).await;
    assert_eq!((file.status.as_u16(), file.bytes.as_slice()), (200, RESUME.as_bytes()));
    assert_eq!(file.header("content-type"), "text/plain");
    assert!(file.header("content-security-policy").contains("sandbox"));
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let name = "filename*=UTF-8''%E7%AE%80%E5%8E%86%20%3C1%3E.txt";
    assert!(file.header("content-disposition").starts_with("attachment; "), "{:?}", file.headers);
    assert!(file.header("content-disposition").ends_with(name), "{:?}", file.headers);
}

#[tokio::test]
async fn a_link_to_a_file_dies_after_five_minutes_and_cannot_be_stretched() {
    let test = TestApp::start().await;
    let url = link(&test).await;
    let files = test.anonymous(Site::Files);
    let parts: Vec<&str> = path_of(&url).split('/').collect();
    let (id, until, proof) = (parts[2], parts[3].parse::<i64>().unwrap(), parts[4]);
    for path in [
        format!("/documents/{id}/{}/{proof}", until + 1),
        format!("/documents/{id}/{until}/{}", proof.to_uppercase() + "0"),
        format!("/documents/00000000-0000-7000-8000-000000000001/{until}/{proof}"),
        format!("/documents/{id}/soon/{proof}"),
        format!("/documents/{id}"),
    ] {
        assert_eq!(files.get(&path).await.code(), "request.not_found", "{path}");
    }
    assert_eq!(test.anonymous(Site::Console).get(path_of(&url)).await.header("content-disposition"), "");
    test.clock.advance(5 * MINUTE_MS + 1);
    assert_eq!(files.get(path_of(&url)).await.code(), "request.not_found");
}

#[tokio::test]
async fn forms_without_a_file_and_files_that_are_not_text_are_named() {
    let test = TestApp::start().await;
    let recruiter = test.as_role(Role::Recruiter, None).await;
    assert_eq!(recruiter.upload("/api/documents", "a.pdf", &[0xff, 0xfe, 0, 1]).await.status, 422);
    let empty = recruiter.request(axum::http::Method::POST, "/api/documents").header("x-bole-client", "test");
    let empty = empty.header("content-type", "multipart/form-data; boundary=x");
    assert_eq!(recruiter.send(empty, axum::body::Body::from("--x--\r\n")).await.code(), "document.missing");
    assert_eq!(recruiter.post("/api/documents", Value::Null).await.code(), "request.malformed");
}
