//! The candidate table: tags, filters in the address, views that somebody keeps.

use bole_domain::staff::Role;
use bole_testkit::{Company, TestApp};
use serde_json::{Value, json};

async fn found(client: &bole_testkit::Client, query: &str) -> usize {
    let page = client.get(&format!("/api/applications?{query}")).await.ok();
    assert_eq!(page["items"].as_array().map(Vec::len), page["total"].as_u64().map(|it| it as usize), "{query}");
    page["items"].as_array().expect("rows").len()
}

#[tokio::test]
async fn a_tag_is_made_put_on_found_by_and_taken_from_everybody() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let (one, _) = (company.application(&requisition).await, company.application(&requisition).await);
    let made = company.admin.post("/api/tags", json!({ "name": " 重点 ", "color": "red" })).await.ok();
    let tag = made["items"][0]["id"].as_str().expect("a tag").to_owned();
    let again = company.admin.post("/api/tags", json!({ "name": "重点" })).await;
    assert_eq!(again.code(), "tag.name_taken");
    let path = format!("/api/applications/{}/tags", one["id"].as_str().expect("an application"));
    let tagged = company.admin.put(&path, json!({ "tag_ids": [tag] })).await.ok();
    assert_eq!(tagged["tags"][0]["name"], "重点");
    assert!(tagged["history"].as_array().unwrap().iter().any(|it| it["kind"] == "application.tag"));
    assert_eq!(found(&company.admin, &format!("tag={tag}")).await, 1);
    let auditor = test.as_role(Role::Auditor, None).await;
    assert_eq!(auditor.get("/api/tags").await.ok()["items"], json!([]), "a tag is what people wrote");
    assert_eq!(found(&auditor, &format!("tag={tag}")).await, 2, "nor does the filter tell who carries it");
    company.admin.post(&format!("/api/tags/{tag}/remove"), Value::Null).await.ok();
    assert_eq!(found(&company.admin, &format!("tag={tag}")).await, 0);
    assert_eq!(company.admin.put(&path, json!({ "tag_ids": [tag] })).await.code(), "tag.unknown");
}

#[tokio::test]
async fn the_address_holds_every_filter() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let body = json!({ "requisition_id": requisition, "name": "顾清", "email": "a@example.com", "source": "campus" });
    company.admin.post("/api/applications", body).await.ok();
    company.application(&requisition).await;
    let now = test.app.now().0;
    for (query, count) in [
        ("source=campus".to_owned(), 1),
        ("contact=true".to_owned(), 2),
        ("contact=false".to_owned(), 0),
        ("status=none&sort=created".to_owned(), 2),
        (format!("since={now}"), 2),
        (format!("until={now}"), 0),
    ] {
        assert_eq!(found(&company.admin, &query).await, count, "{query}");
    }
    for query in ["source=moon", "contact=perhaps", "since=today", "tag=x", "department=x"] {
        let answer = company.admin.get(&format!("/api/applications?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "request.malformed"), "{query}");
    }
}

#[tokio::test]
async fn a_view_is_kept_without_names_and_shared_with_the_department() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    let owner = test.as_role(Role::Recruiter, Some(&department)).await;
    let colleague = test.as_role(Role::HiringManager, Some(&department)).await;
    let body = json!({ "name": "待邀请", "query": "q=%E6%9E%97&status=none", "columns": ["total"], "is_shared": true });
    let views = owner.post("/api/table-views", body.clone()).await.ok();
    let view = &views["items"][0];
    assert_eq!((&view["query"], &view["columns"]), (&json!("status=none"), &json!(["name", "total"])));
    let seen = colleague.get("/api/table-views").await.ok();
    assert_eq!((seen["items"][0]["name"].as_str(), &seen["items"][0]["actions"]), (Some("待邀请"), &json!([])));
    let path = format!("/api/table-views/{}", view["id"].as_str().expect("a view"));
    assert_eq!(colleague.post(&format!("{path}/remove"), Value::Null).await.code(), "table_view.unknown");
    assert_eq!(colleague.post("/api/table-views", body).await.code(), "request.forbidden", "sharing takes more");
    let columns = owner.put("/api/table-views/columns", json!({ "columns": ["total", "stage"] })).await.ok();
    assert_eq!(columns["columns"], json!(["name", "total", "stage"]));
    owner.post(&format!("{path}/remove"), Value::Null).await.ok();
    assert_eq!(colleague.get("/api/table-views").await.ok()["items"], json!([]));
}
