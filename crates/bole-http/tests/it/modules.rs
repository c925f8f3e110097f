//! Modules: switched by the super admin alone, at once and everywhere; work waits and data stay meanwhile.

use bole_app::LiveTopic;
use bole_domain::staff::Role;
use bole_domain::time::MINUTE_MS;
use bole_testkit::sms_provider::{KEY_ID, SECRET, SIGN_NAME, SmsProvider, TEMPLATE};
use bole_testkit::{Client, Company, TestApp};
use serde_json::{Value, json};

async fn switch(admin: &Client, module: &str, is_on: bool) -> Value {
    admin.put(&format!("/api/modules/{module}"), json!({ "is_on": is_on })).await.ok()
}

fn row<'a>(modules: &'a Value, module: &str) -> &'a Value {
    let items = modules["items"].as_array().unwrap();
    items.iter().find(|it| it["module"] == module).unwrap()
}

#[tokio::test]
async fn only_the_super_admin_switches_and_what_is_always_on_stays() {
    let test = TestApp::start().await;
    for role in [Role::HrAdmin, Role::SystemAdmin, Role::Recruiter] {
        let client = test.as_role(role, None).await;
        assert_eq!(client.get("/api/modules").await.code(), "request.forbidden", "{role:?}");
        let answer = client.put("/api/modules/sms", json!({ "is_on": false })).await;
        assert_eq!(answer.code(), "request.forbidden", "{role:?}");
    }
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let answer = admin.put("/api/modules/core", json!({ "is_on": false })).await;
    assert_eq!(answer.code(), "module.always_on");
    assert_eq!(admin.put("/api/modules/nothing", json!({ "is_on": false })).await.code(), "request.not_found");
}

#[tokio::test]
async fn a_switch_is_told_to_every_open_page_and_written_down_once() {
    let test = TestApp::start().await;
    let (admin, recruiter) = (test.as_role(Role::SuperAdmin, None).await, test.as_role(Role::Recruiter, None).await);
    let other = test.another_process().await;
    let mut told = test.app.listen();
    let modules = switch(&admin, "live_monitor", false).await;
    assert_eq!(told.try_recv().unwrap(), LiveTopic::Modules);
    let monitor = row(&modules, "live_monitor");
    assert_eq!((&monitor["is_on"], monitor["changed_by"].is_string()), (&json!(false), true));
    let me = recruiter.get("/api/me").await.ok();
    assert!(!me["modules"].as_array().unwrap().contains(&json!("live_monitor")));
    assert!(me["modules"].as_array().unwrap().contains(&json!("core")));
    // The same again changes nothing and is no deed.
    switch(&admin, "live_monitor", false).await;
    bole_app::trail::sequence(&test.app).await.unwrap();
    let trail = admin.get("/api/trail").await.ok();
    let deeds: Vec<&Value> =
        trail["items"].as_array().unwrap().iter().filter(|it| it["action"] == "module.off").collect();
    assert_eq!((deeds.len(), &deeds[0]["params"]["module"]), (1, &json!("live_monitor")));
    // Another server on the same database follows within its next minute.
    assert!(other.modules().has_all());
    bole_app::reconcile::all(&other).await.unwrap();
    assert_eq!(other.modules(), test.app.modules());
}

#[tokio::test]
async fn data_of_a_module_that_was_off_come_back_with_it() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let sheet = "部门,岗位,编制\n客服部,专员,2\n";
    let import = company.admin.upload("/api/organisation-imports", "编制.csv", sheet.as_bytes()).await.ok();
    let path = format!("/api/organisation-imports/{}", import["id"].as_str().unwrap());
    let modules = switch(&company.admin, "organisation_import", false).await;
    assert_eq!(row(&modules, "organisation_import")["in_use"], 1, "it says what goes dark");
    assert_eq!(company.admin.get(&path).await.code(), "request.not_found");
    switch(&company.admin, "organisation_import", true).await;
    assert_eq!(company.admin.get(&path).await.ok()["status"], "open");
}

#[tokio::test]
async fn without_the_monitor_nobody_is_told_of_long_stays_until_it_is_back() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let candidate = company.candidate(application["id"].as_str().unwrap()).await;
    candidate.begin().await;
    let modules = switch(&company.admin, "live_monitor", false).await;
    assert_eq!(row(&modules, "live_monitor")["in_use"], 1);
    test.clock.advance(11 * MINUTE_MS);
    let heartbeat = json!({ "client_id": candidate.device, "backlog": 0 });
    candidate.client.post("/api/interview/heartbeat", heartbeat.clone()).await.ok();
    assert_eq!(bole_app::alert::tick(&test.app).await.unwrap(), 0);
    switch(&company.admin, "live_monitor", true).await;
    candidate.client.post("/api/interview/heartbeat", heartbeat).await.ok();
    assert_eq!(bole_app::alert::tick(&test.app).await.unwrap(), 1);
}

#[tokio::test]
async fn without_short_messages_they_are_held_and_go_out_when_the_module_is_back() {
    let (test, provider) = (TestApp::start().await, SmsProvider::start().await);
    let company = Company::new(&test).await;
    let settings = json!({ "url": provider.url, "key_id": KEY_ID, "secret": SECRET, "sign_name": SIGN_NAME,
        "is_private": true, "templates": { "invitation": TEMPLATE } });
    company.admin.put("/api/settings/sms", settings).await.ok();
    let requisition = company.opening().await;
    switch(&company.admin, "sms", false).await;
    let body = json!({ "requisition_id": requisition, "name": "林知夏", "phone": "199 0000 0001" });
    let application = company.admin.post("/api/applications", body).await.ok();
    company.invite(application["id"].as_str().unwrap()).await;
    test.run_jobs().await;
    assert_eq!(provider.requests(), 0);
    let modules = company.admin.get("/api/modules").await.ok();
    assert_eq!(row(&modules, "sms")["in_use"], 1);
    switch(&company.admin, "sms", true).await;
    test.run_jobs().await;
    assert_eq!(provider.taken().len(), 1);
    assert_eq!(company.admin.get("/api/messages").await.ok()["items"][0]["status"], "sent");
}

#[tokio::test]
async fn without_approval_a_requisition_opens_at_once_and_what_waited_goes_on_waiting() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    let (position, flow) = (company.position(&department).await, company.flow(Some(&department)).await);
    let (approver, id) = test.member(Role::HiringManager, Some(&department)).await;
    let rule = json!({ "department_id": department, "mode": "in_order", "approvers": [id] });
    company.admin.put("/api/approval-rules", rule).await.ok();
    let waiting = company.requisition(&position, &flow).await;
    let modules = switch(&company.admin, "requisition_approval", false).await;
    assert_eq!(row(&modules, "requisition_approval")["in_use"], 1);
    assert_eq!(approver.get("/api/overview").await.ok()["approvals"], json!([]));
    let seen = approver.get(&format!("/api/requisitions/{waiting}")).await.ok();
    assert_eq!((&seen["status"], &seen["actions"]), (&json!("requested"), &json!([])));
    let other = company.requisition(&position, &flow).await;
    assert_eq!(company.admin.get(&format!("/api/requisitions/{other}")).await.ok()["status"], "open");
    switch(&company.admin, "requisition_approval", true).await;
    assert_eq!(approver.get("/api/overview").await.ok()["approvals"][0]["id"], json!(waiting));
}

#[tokio::test]
async fn without_own_content_flows_are_made_from_the_library_alone() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    let body = json!({ "department_id": department, "family": "customer_service",
        "name": { "zh": "客服模型", "en": "Service model" }, "source": "expert" });
    let model = company.admin.post("/api/competency-models", body).await.ok();
    let path = format!("/api/competency-models/{}/publish", model["id"].as_str().unwrap());
    company.admin.post(&path, json!({ "revision": model["revision"] })).await.ok();
    let flow = company.flow(Some(&department)).await;
    let document = company.admin.get(&format!("/api/flows/{flow}")).await.ok();
    let question =
        json!({ "department_id": department, "family": "sales", "question": document["draft"]["questions"][0] });
    company.admin.post("/api/bank-questions", question).await.ok();
    let own = |page: &Value| page["items"].as_array().unwrap().iter().filter(|it| !it["id"].is_null()).count();
    assert_eq!(own(&company.admin.get("/api/bank-questions").await.ok()), 1);
    switch(&company.admin, "question_bank", false).await;
    switch(&company.admin, "competency_model", false).await;
    let page = company.admin.get("/api/bank-questions").await.ok();
    assert_eq!((own(&page), page["items"].as_array().unwrap().is_empty()), (0, false));
    let body = json!({ "department_id": department, "model_id": model["id"], "title": { "zh": "新", "en": "New" } });
    assert_eq!(company.admin.post("/api/flows", body).await.code(), "request.not_found");
}
