//! Requisitions from request through approval to closing: in order, all at once, sent back, filled, opened again.

use bole_domain::staff::Role;
use bole_testkit::{Client, Company, TestApp};
use serde_json::{Value, json};

struct Bed<'a> {
    company: Company<'a>,
    position: String,
    flow: String,
    approvers: Vec<(Client, String)>,
}

/// A company in which `count` people must agree.
async fn bed<'a>(test: &'a TestApp, mode: &str, count: usize) -> Bed<'a> {
    test.app.set_mailer(Some(test.mailer.clone()));
    let company = Company::new(test).await;
    let department = company.department("客服部", None).await;
    let (position, flow) = (company.position(&department).await, company.flow(Some(&department)).await);
    let mut approvers = Vec::new();
    for _ in 0..count {
        let (client, id) = test.member(Role::HiringManager, Some(&department)).await;
        approvers.push((client, id.to_string()));
    }
    let ids: Vec<&str> = approvers.iter().map(|it| it.1.as_str()).collect();
    let rule = json!({ "department_id": department, "mode": mode, "approvers": ids });
    company.admin.put("/api/approval-rules", rule).await.ok();
    Bed { company, position, flow, approvers }
}

impl Bed<'_> {
    async fn request(&self) -> String {
        self.company.requisition(&self.position, &self.flow).await
    }

    async fn step(&self, client: &Client, id: &str, step: &str) -> String {
        let body = json!({ "reason": "预算不足" });
        client.post(&format!("/api/requisitions/{id}/{step}"), body).await.code()
    }

    async fn get(&self, id: &str) -> Value {
        self.company.admin.get(&format!("/api/requisitions/{id}")).await.ok()
    }
}

#[tokio::test]
async fn approvers_decide_in_order_each_once_and_are_told_when_it_is_their_turn() {
    let test = TestApp::start().await;
    let bed = bed(&test, "in_order", 2).await;
    let id = bed.request().await;
    let (first, second) = (&bed.approvers[0].0, &bed.approvers[1].0);
    let requested = bed.get(&id).await;
    assert_eq!((&requested["status"], &requested["seats"]["reserved"]), (&json!("requested"), &json!(2)));
    test.run_jobs().await;
    assert_eq!(test.mailer.mails().len(), 1, "only whose turn it is");
    assert_eq!(first.get("/api/overview").await.ok()["approvals"][0]["id"], json!(id));
    assert_eq!(second.get("/api/overview").await.ok()["approvals"], json!([]));
    let body = json!({ "requisition_id": id, "name": "林知夏", "email": "a@example.com" });
    assert_eq!(bed.company.admin.post("/api/applications", body).await.code(), "requisition.not_open");
    assert_eq!(bed.step(second, &id, "approve").await, "approval.not_your_turn");
    assert_eq!(bed.step(&bed.company.admin, &id, "approve").await, "approval.not_in_line");
    assert_eq!(bed.step(first, &id, "approve").await, "");
    assert_eq!(bed.step(first, &id, "approve").await, "approval.decided");
    test.run_jobs().await;
    assert_eq!(test.mailer.mails().len(), 2);
    assert_eq!(bed.step(second, &id, "approve").await, "");
    assert_eq!(bed.get(&id).await["status"], "approved");
    assert_eq!(bed.step(&bed.company.admin, &id, "open").await, "");
    let open = bed.get(&id).await;
    assert_eq!((&open["status"], &open["approval"]["places"][1]["decision"]), (&json!("open"), &json!("approved")));
    let more = json!({ "position_id": bed.position, "title": "在线客服", "headcount": 3 });
    let answer = bed.company.admin.put(&format!("/api/requisitions/{id}"), more).await;
    assert_eq!(answer.code(), "requisition.headcount_approved");
}

#[tokio::test]
async fn two_approvers_at_once_have_one_effect_each() {
    let test = TestApp::start().await;
    let bed = bed(&test, "all_of", 2).await;
    for _ in 0..5 {
        let id = bed.request().await;
        let (first, second) = (&bed.approvers[0].0, &bed.approvers[1].0);
        let (one, two, three) = tokio::join!(
            bed.step(first, &id, "approve"),
            bed.step(second, &id, "approve"),
            bed.step(first, &id, "approve"),
        );
        let mut codes = [one, two, three];
        codes.sort();
        assert_eq!(codes, ["", "", "approval.decided"]);
        assert_eq!(bed.get(&id).await["status"], "approved");
        assert_eq!(bed.step(&bed.company.admin, &id, "close").await, "");
    }
}

#[tokio::test]
async fn a_request_sent_back_frees_its_seats_and_can_be_asked_again() {
    let test = TestApp::start().await;
    let bed = bed(&test, "all_of", 1).await;
    let id = bed.request().await;
    let approver = &bed.approvers[0].0;
    let silent = approver.post(&format!("/api/requisitions/{id}/return"), json!({})).await;
    assert_eq!(silent.code(), "approval.reason_missing");
    assert_eq!(bed.step(approver, &id, "return").await, "");
    let returned = bed.get(&id).await;
    assert_eq!((&returned["status"], &returned["seats"]["reserved"]), (&json!("returned"), &json!(0)));
    assert_eq!(returned["approval"]["places"][0]["reason"], "预算不足");
    assert_eq!(bed.step(&bed.company.admin, &id, "request").await, "");
    assert_eq!(bed.step(&bed.company.admin, &id, "withdraw").await, "");
    assert_eq!(bed.get(&id).await["status"], "draft");
    assert_eq!(bed.step(&bed.company.admin, &id, "request").await, "");
    assert_eq!(bed.step(approver, &id, "approve").await, "");
    assert_eq!(bed.get(&id).await["status"], "approved");
}

#[tokio::test]
async fn without_a_rule_it_opens_at_once_and_an_approval_nobody_can_give_does_not_vanish() {
    let test = TestApp::start().await;
    let bed = bed(&test, "in_order", 1).await;
    bed.company.admin.post(&format!("/api/staff/{}/revoke", bed.approvers[0].1), Value::Null).await.ok();
    let body = json!({ "position_id": bed.position, "title": "在线客服", "headcount": 1 });
    assert_eq!(bed.company.admin.post("/api/requisitions", body.clone()).await.code(), "approval.no_approver");
    let rules = bed.company.admin.get("/api/approval-rules").await.ok();
    let unfit = json!({ "department_id": rules["rules"][0]["department_id"], "mode": "all_of", "approvers": [bed.approvers[0].1] });
    assert_eq!(bed.company.admin.put("/api/approval-rules", unfit).await.code(), "approval.approver_unfit");
    let none = json!({ "department_id": rules["rules"][0]["department_id"], "approvers": null });
    bed.company.admin.put("/api/approval-rules", none).await.ok();
    assert_eq!(bed.company.admin.post("/api/requisitions", body).await.ok()["status"], "open");
}

#[tokio::test]
async fn a_filled_requisition_closes_itself_and_opens_again_when_somebody_drops_out() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let mut people = Vec::new();
    for _ in 0..3 {
        people.push(company.application(&requisition).await["id"].as_str().unwrap().to_owned());
    }
    let stage = async |id: &str, stage: &str| {
        let body = json!({ "stage": stage, "reason": "按流程" });
        company.admin.post(&format!("/api/applications/{id}/stage"), body).await.code()
    };
    let now = async || company.admin.get(&format!("/api/requisitions/{requisition}")).await.ok();
    assert_eq!(stage(&people[0], "hired").await, "");
    assert_eq!(now().await["status"], "open");
    assert_eq!(stage(&people[1], "hired").await, "");
    let filled = now().await;
    assert_eq!(
        (&filled["status"], &filled["is_filled"], &filled["hired"]),
        (&json!("closed"), &json!(true), &json!(2))
    );
    assert_eq!(filled["seats"], json!({ "total": 10, "open": 8, "reserved": 0, "filled": 2 }));
    let reopen = async || company.admin.post(&format!("/api/requisitions/{requisition}/reopen"), Value::Null).await;
    assert_eq!(reopen().await.code(), "requisition.filled");
    assert_eq!(stage(&people[1], "rejected").await, "");
    assert_eq!(now().await["seats"]["filled"], 1);
    let open = reopen().await.ok();
    assert_eq!((&open["status"], &open["seats"]["reserved"]), (&json!("open"), &json!(1)));
}
