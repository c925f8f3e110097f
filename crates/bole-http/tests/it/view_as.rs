//! Looking at the console as another role: just what that role sees, nothing written, one step back, all recorded.

use bole_domain::staff::Role;
use bole_testkit::{Company, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn a_super_admin_sees_exactly_what_the_role_in_that_department_sees_and_is_oneself_again_in_one_step() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let (own, other) = (company.department("客服部", None).await, company.department("研发部", None).await);
    for department in [&own, &other] {
        let position = company.position(department).await;
        let flow = company.flow(Some(department)).await;
        let requisition = company.requisition(&position, &flow).await;
        company.application(&requisition).await;
    }
    let (admin, id) = test.member(Role::SuperAdmin, None).await;
    assert_eq!(admin.get("/api/applications").await.ok()["total"], 2);
    let body = json!({ "role": "hiring_manager", "department_id": own });
    let me = admin.post("/api/view-as", body).await.ok();
    assert_eq!((&me["role"], &me["is_preview"], &me["id"]), (&json!("hiring_manager"), &json!(true), &json!(id)));
    assert_eq!(me["department"]["name"], "客服部");
    let manager = test.as_role(Role::HiringManager, Some(&own)).await;
    for path in ["/api/applications", "/api/requisitions", "/api/departments", "/api/positions", "/api/overview"] {
        assert_eq!(admin.get(path).await.ok(), manager.get(path).await.ok(), "{path}");
    }
    for path in ["/api/staff", "/api/trail", "/api/messages", "/api/reviews"] {
        assert_eq!(admin.get(path).await.code(), "request.forbidden", "{path}");
    }
    let back = admin.post("/api/view-as/end", Value::Null).await.ok();
    assert_eq!((&back["role"], &back["is_preview"]), (&json!("super_admin"), &json!(false)));
    assert_eq!(admin.get("/api/applications").await.ok()["total"], 2);
    while bole_app::trail::sequence(&test.app).await.unwrap() > 0 {}
    let trail = admin.get("/api/trail").await.ok();
    let told = |action: &str| trail["items"].as_array().unwrap().iter().any(|it| it["action"] == action);
    assert!(told("staff.view_as") && told("staff.view_as_end"));
}

#[tokio::test]
async fn nothing_is_written_and_nobody_is_looked_up_during_a_preview() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let admin = test.as_role(Role::SuperAdmin, None).await;
    admin.post("/api/view-as", json!({ "role": "recruiter" })).await.ok();
    let path = format!("/api/applications/{application}");
    let remark = admin.post(&format!("{path}/remarks"), json!({ "text": "沟通顺畅" })).await;
    assert_eq!(remark.code(), "preview.read_only");
    assert_eq!(admin.get(&format!("{path}/contact")).await.code(), "preview.read_only");
    assert_eq!(admin.post("/api/view-as", json!({ "role": "auditor" })).await.code(), "preview.read_only");
    assert_eq!(admin.get(&path).await.ok()["remarks"], json!([]));
}

#[tokio::test]
async fn only_a_super_admin_previews_and_only_other_roles_in_places_that_exist() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let preview = async |body: Value| admin.post("/api/view-as", body).await.code();
    assert_eq!(preview(json!({ "role": "super_admin" })).await, "preview.own_role");
    assert_eq!(preview(json!({ "role": "hiring_manager" })).await, "staff.department_missing");
    let nowhere = "00000000-0000-7000-8000-000000000001";
    assert_eq!(preview(json!({ "role": "recruiter", "department_id": nowhere })).await, "department.unknown");
    for role in [Role::HrAdmin, Role::SystemAdmin, Role::Auditor, Role::Recruiter] {
        let client = test.as_role(role, None).await;
        assert_eq!(client.post("/api/view-as", json!({ "role": "reviewer" })).await.status, 403, "{role:?}");
    }
}

#[tokio::test]
async fn an_open_session_is_listed_and_ended_by_who_may_suspend_the_account() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let (client, id) = test.member(Role::Recruiter, None).await;
    let second = test.again(id).await;
    let path = format!("/api/staff/{id}/sessions");
    let open = admin.get(&path).await.ok();
    assert_eq!(open["items"].as_array().unwrap().len(), 2);
    let system = test.as_role(Role::SystemAdmin, None).await;
    let first = open["items"][0]["id"].as_str().unwrap();
    let left = system.post(&format!("{path}/{first}/end"), Value::Null).await.ok();
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    let alive = [client.get("/api/me").await.status.as_u16(), second.get("/api/me").await.status.as_u16()];
    assert_eq!(alive.iter().filter(|it| **it == 200).count(), 1, "{alive:?}");
    let (_, auditor) = test.member(Role::Auditor, None).await;
    let refused = system.get(&format!("/api/staff/{auditor}/sessions")).await;
    assert_eq!(refused.code(), "staff.role_not_yours");
}
