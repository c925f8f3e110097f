//! What each role reads of a person, how an account changes its role, and what is refused on the way.

use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_testkit::{Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

/// An application whose interview is over and whose result is released, with a remark.
async fn released(test: &TestApp, company: &Company<'_>) -> String {
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    company.candidate(&application).await.complete(TYPICAL_ANSWER).await;
    test.run_jobs().await;
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    let path = format!("/api/reviews/{}", page["sessions"][0]["id"].as_str().unwrap());
    let review = company.admin.get(&path).await.ok();
    let dimensions = review["competency"]["dimensions"].as_array().unwrap();
    let marks: Vec<Value> = dimensions.iter().map(|it| json!({ "dimension": it["key"], "level": 4 })).collect();
    if review["blind"] == true {
        company.admin.post(&format!("{path}/marks"), json!({ "marks": marks })).await.ok();
    }
    company.admin.post(&format!("{path}/release"), json!({ "outcome": "passed", "reason": "例子具体" })).await.ok();
    let path = format!("/api/applications/{application}/remarks");
    company.admin.post(&path, json!({ "text": "沟通顺畅" })).await.ok();
    application
}

#[tokio::test]
async fn an_auditor_reads_records_and_scores_but_no_name_no_contact_and_no_words() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let application = released(&test, &company).await;
    let auditor = test.as_role(Role::Auditor, None).await;
    let row = auditor.get("/api/applications").await.ok()["items"][0].clone();
    assert!(row["name"].as_str().unwrap().starts_with('#'), "{row}");
    assert_eq!((&row["phone_masked"], &row["email_masked"]), (&json!("•••"), &json!("•••")));
    let page = auditor.get(&format!("/api/applications/{application}")).await.ok();
    assert_eq!(page["candidate"]["name"], row["name"], "the same code everywhere");
    assert!(page["assessment"]["id"].is_string(), "{page}");
    assert_eq!(page["remarks"][0]["text"], json!("•••"));
    assert!(page["answers"].as_array().unwrap().iter().all(|it| it["text"] == "•••"));
    assert_eq!(page["released"]["reason"], json!("•••"));
    let report = auditor.get(&format!("/api/applications/{application}/report")).await.ok();
    assert_eq!(report["candidate_name"], row["name"]);
    let receipt = format!("/api/assessments/{}/receipt", page["assessment"]["id"].as_str().unwrap());
    assert_eq!(auditor.get(&receipt).await.status, 403);
    let found = auditor.get("/api/applications?q=%E6%9E%97%E7%9F%A5%E5%A4%8F").await.ok();
    assert_eq!(found["total"], 0, "a name that is not read is not searched either");
    let code = row["name"].as_str().unwrap().replace('#', "%23");
    assert_eq!(auditor.get(&format!("/api/applications?q={code}")).await.ok()["total"], 1);
    assert!(!auditor.get("/api/trail").await.ok()["items"].is_null());
}

#[tokio::test]
async fn an_interviewer_sees_the_assigned_candidate_without_scores_and_nobody_once_it_is_taken_back() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let application = released(&test, &company).await;
    let (interviewer, id) = test.member(Role::Interviewer, None).await;
    let path = format!("/api/applications/{application}");
    assert_eq!(interviewer.get(&path).await.status, 404);
    assert_eq!(interviewer.get("/api/applications").await.ok()["total"], 0);

    let given = json!({ "staff_ids": [id] });
    let page = company.admin.put(&format!("{path}/assignees"), given).await.ok();
    assert_eq!(page["assignees"][0]["id"], json!(id));
    let page = interviewer.get(&path).await.ok();
    assert_eq!((&page["candidate"]["name"], &page["candidate"]["phone_masked"]), (&json!("林知夏"), &json!("•••")));
    assert_eq!((&page["assessment"], &page["released"]), (&Value::Null, &Value::Null));
    assert_eq!(page["actions"], json!(["remark"]));
    let row = interviewer.get("/api/applications?sort=score").await.ok()["items"][0].clone();
    assert_eq!((&row["total"], &row["outcome"]), (&Value::Null, &Value::Null));
    assert_eq!(interviewer.get(&format!("{path}/report")).await.status, 403);
    interviewer.post(&format!("{path}/remarks"), json!({ "text": "想再了解排班经验" })).await.ok();

    company.admin.put(&format!("{path}/assignees"), json!({ "staff_ids": [] })).await.ok();
    assert_eq!(interviewer.get(&path).await.status, 404, "from the next request on");
    let (_, recruiter) = test.member(Role::Recruiter, None).await;
    let refused = company.admin.put(&format!("{path}/assignees"), json!({ "staff_ids": [recruiter] })).await;
    assert_eq!(refused.code(), "assignment.not_interviewer");
}

#[tokio::test]
async fn a_changed_role_counts_from_the_next_request_and_spheres_do_not_mix() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let (client, id) = test.member(Role::Recruiter, None).await;
    assert_eq!(client.get("/api/messages").await.status, 200);
    let path = format!("/api/staff/{id}");
    admin.put(&path, json!({ "role": "reviewer", "department_id": null })).await.ok();
    assert_eq!(client.get("/api/messages").await.status, 403);
    assert_eq!(client.get("/api/reviews").await.status, 200);
    let refused = admin.put(&path, json!({ "role": "auditor", "department_id": null })).await;
    assert_eq!(refused.code(), "staff.spheres_exclusive");
    let system = test.as_role(Role::SystemAdmin, None).await;
    assert_eq!(system.put(&path, json!({ "role": "recruiter" })).await.code(), "staff.role_not_yours");
    assert_eq!(system.post(&format!("{path}/reset"), Value::Null).await.code(), "staff.role_not_yours");
    let body = json!({ "name": "顾清", "email": "new@example.com", "role": "hr_admin" });
    assert_eq!(system.post("/api/staff", body).await.code(), "staff.role_not_yours");
    system.post(&format!("{path}/revoke"), Value::Null).await.ok();
    assert_eq!(client.get("/api/me").await.status, 401);
}

#[tokio::test]
async fn the_last_super_admin_is_neither_revoked_nor_demoted_nor_made_dormant() {
    let test = TestApp::start().await;
    let (admin, id) = test.member(Role::SuperAdmin, None).await;
    let path = format!("/api/staff/{id}");
    let demoted = json!({ "role": "recruiter", "department_id": null });
    assert_eq!(admin.post(&format!("{path}/revoke"), Value::Null).await.code(), "staff.last_admin");
    assert_eq!(admin.put(&path, demoted.clone()).await.code(), "staff.last_admin");
    let (_, second) = test.member(Role::SuperAdmin, None).await;
    assert_eq!(admin.put(&path, demoted.clone()).await.code(), "staff.yourself");
    admin.put(&format!("/api/staff/{second}"), demoted).await.ok();
    assert_eq!(admin.post(&format!("{path}/revoke"), Value::Null).await.code(), "staff.last_admin");
    test.clock.advance(91 * DAY_MS);
    assert_eq!(bole_app::staff::retire(&test.app).await.unwrap(), 1, "the recruiter alone");
}

#[tokio::test]
async fn an_account_unused_for_ninety_days_is_disabled_and_stays_open_once_reinstated() {
    let test = TestApp::start().await;
    let (_, admin) = test.member(Role::SuperAdmin, None).await;
    let (_, id) = test.member(Role::Recruiter, None).await;
    test.clock.advance(89 * DAY_MS);
    assert_eq!(bole_app::staff::retire(&test.app).await.unwrap(), 0);
    test.clock.advance(2 * DAY_MS);
    let client = test.again(admin).await;
    assert_eq!(bole_app::staff::retire(&test.app).await.unwrap(), 1);
    let status = |list: Value| {
        let found = list["items"].as_array().unwrap().iter().find(|it| it["id"] == json!(id)).cloned();
        found.unwrap()["status"].clone()
    };
    assert_eq!(status(client.get("/api/staff").await.ok()), "dormant");
    client.post(&format!("/api/staff/{id}/reinstate"), Value::Null).await.ok();
    assert_eq!(bole_app::staff::retire(&test.app).await.unwrap(), 0, "its days are counted anew");
    assert_eq!(test.again(id).await.get("/api/me").await.status, 200);
}
