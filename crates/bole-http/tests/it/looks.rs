//! Looks at a person's data: counted by day, refused beyond the limit with one alarm, and told to the candidate.

use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_testkit::{Company, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn looks_are_counted_by_day_warned_at_four_fifths_and_refused_beyond_the_limit_with_one_alarm() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/applications/{application}/contact");
    company.admin.put("/api/settings/looks", json!({ "contacts_a_day": 5 })).await.ok();
    let (recruiter, id) = test.member(Role::Recruiter, None).await;
    for used in 1..=5 {
        let quota = recruiter.get(&path).await.ok()["quota"].clone();
        assert_eq!(quota, json!({ "used": used, "limit": 5, "is_running_out": used >= 4 }));
    }
    for _ in 0..2 {
        let refused = recruiter.get(&path).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "contact.used_up"));
    }
    assert_eq!(company.admin.get(&path).await.status, 200, "another's looks are another's");
    let alarms = company.admin.get("/api/look-alarms").await.ok();
    let all = alarms["items"].as_array().unwrap();
    assert_eq!((all.len(), &all[0]["staff_id"], &all[0]["limit"]), (1, &json!(id), &json!(5)));
    test.clock.advance(DAY_MS);
    assert_eq!(test.again(id).await.get(&path).await.ok()["quota"]["used"], 1, "a new day");
}

#[tokio::test]
async fn two_looks_at_once_do_not_pass_the_limit_together() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/applications/{application}/contact");
    company.admin.put("/api/settings/looks", json!({ "contacts_a_day": 1 })).await.ok();
    let recruiter = test.as_role(Role::Recruiter, None).await;
    let (one, two) = tokio::join!(recruiter.get(&path), recruiter.get(&path));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 429]);
}

#[tokio::test]
async fn a_limit_out_of_range_is_refused_by_name() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SystemAdmin, None).await;
    for limit in [0, 1001] {
        let refused = admin.put("/api/settings/looks", json!({ "contacts_a_day": limit })).await;
        assert_eq!(refused.code(), "look.limit_out_of_range");
    }
    assert_eq!(admin.get("/api/settings/looks").await.ok()["contacts_a_day"], 60);
}

#[tokio::test]
async fn a_candidate_reads_which_role_of_which_department_looked_at_what_and_no_name() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    let position = company.position(&department).await;
    let flow = company.flow(Some(&department)).await;
    let requisition = company.requisition(&position, &flow).await;
    let uploaded = company.admin.upload("/api/documents", "a.txt", "林知夏\n".as_bytes()).await.ok();
    let body = json!({ "requisition_id": requisition, "name": "林知夏", "email": "candidate@example.com",
        "document_id": uploaded["id"], "on_duplicate": "create" });
    let application = company.admin.post("/api/applications", body).await.ok()["id"].as_str().unwrap().to_owned();
    let token = company.invite(&application).await;
    let candidate = company.sign_in(&token, "candidate@example.com").await;
    assert_eq!(candidate.client.get("/api/application/looks").await.ok()["items"], json!([]));

    let recruiter = test.as_role(Role::Recruiter, Some(&department)).await;
    recruiter.get(&format!("/api/applications/{application}/contact")).await.ok();
    test.clock.advance(1000);
    let manager = test.as_role(Role::HiringManager, Some(&department)).await;
    let link = format!("/api/documents/{}/link", uploaded["id"].as_str().unwrap());
    manager.post(&link, Value::Null).await.ok();
    let looks = candidate.client.get("/api/application/looks").await.ok()["items"].clone();
    let told: Vec<(&Value, &Value, &Value)> =
        looks.as_array().unwrap().iter().map(|it| (&it["what"], &it["role"], &it["department"])).collect();
    let (by_manager, by_recruiter) = (json!("hiring_manager"), json!("recruiter"));
    let (document, contact, place) = (json!("document"), json!("contact"), json!("客服部"));
    assert_eq!(told, [(&document, &by_manager, &place), (&contact, &by_recruiter, &place)]);
    assert!(!looks.to_string().contains("员工"), "no name of staff: {looks}");
}
