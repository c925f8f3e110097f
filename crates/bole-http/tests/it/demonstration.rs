//! The demonstration: entered by its token alone, as its own people only, and removed in one go.

use bole_domain::staff::Role;
use bole_testkit::{Site, TestApp};
use serde_json::{Value, json};

const TOKEN: &str = "the-demonstration's-token";

#[tokio::test]
async fn the_demonstration_is_entered_looked_at_and_removed() {
    let test = TestApp::start_demonstration(TOKEN).await;
    let visitor = test.anonymous(Site::Console);
    assert_eq!(visitor.get("/api/demo?token=wrong").await.code(), "request.not_found");
    let demo = visitor.get(&format!("/api/demo?token={TOKEN}")).await.ok();
    let staff = demo["staff"].as_array().unwrap();
    assert!(Role::ALL.iter().all(|role| staff.iter().any(|it| it["role"] == role.code())), "{demo}");
    for it in demo["candidate_links"].as_array().unwrap() {
        let token = it["link"].as_str().unwrap().rsplit('/').next().unwrap();
        let card = test.anonymous(Site::Candidate).post("/api/invitations/open", json!({ "token": token })).await.ok();
        assert_eq!(card["job_title"], it["job_title"]);
    }

    let (_, real) = test.member(Role::Recruiter, None).await;
    let enter = |id: Value| json!({ "token": TOKEN, "staff_id": id });
    let refused = visitor.post("/api/demo/enter", enter(json!(real))).await;
    assert_eq!(refused.code(), "request.not_found", "a real account is never entered this way");
    let admin = staff.iter().find(|it| it["role"] == "super_admin").unwrap();
    let me = visitor.post("/api/demo/enter", enter(admin["id"].clone())).await.ok();
    assert_eq!((&me["is_demo"], &me["has_demo_data"]), (&json!(true), &json!(true)));
    for path in [
        "/api/overview",
        "/api/requisitions",
        "/api/applications",
        "/api/reviews",
        "/api/sessions/running",
        "/api/trail",
    ] {
        visitor.get(path).await.ok();
    }
    assert!(visitor.get("/api/applications").await.ok()["total"].as_i64().unwrap() > 20);

    visitor.post("/api/demo/remove", Value::Null).await.ok();
    assert_eq!(visitor.get("/api/me").await.status, 401, "who entered it is gone with it");
    let left = test.as_role(Role::SuperAdmin, None).await;
    assert_eq!(left.get("/api/me").await.ok()["has_demo_data"], false);
    assert_eq!(left.get("/api/applications").await.ok()["total"], 0);
}
