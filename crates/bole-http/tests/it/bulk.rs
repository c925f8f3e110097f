//! Many people at once: seen first, done person by person, readable afterwards, taken back where that is honest.

use bole_domain::staff::Role;
use bole_testkit::{Client, Company, TestApp};
use serde_json::{Value, json};

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an identifier").to_owned()
}

/// What is told of an application, whatever the order of one instant.
fn told<'a>(page: &'a Value, kind: &str) -> Option<&'a Value> {
    page["history"].as_array()?.iter().find(|it| it["kind"] == kind)
}

/// Applications of a requisition, by identifier.
async fn people(company: &Company<'_>, requisition: &str, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(id(&company.application(requisition).await));
    }
    ids
}

fn start(key: &str, ids: &[String], task: Value) -> Value {
    json!({ "key": key, "selection": { "ids": ids }, "expected": ids.len(), "task": task })
}

async fn run(test: &TestApp, client: &Client, body: Value) -> Value {
    let run = client.post("/api/bulk-runs", body).await.ok();
    test.run_jobs().await;
    client.get(&format!("/api/bulk-runs/{}", id(&run))).await.ok()
}

async fn codes(client: &Client, run: &Value, state: &str) -> Vec<String> {
    let items = client.get(&format!("/api/bulk-runs/{}/items?state={state}", id(run))).await.ok();
    let items = items["items"].as_array().expect("items");
    items.iter().map(|it| it["code"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn inviting_many_shows_first_whom_it_leaves_out_and_then_does_just_that_once() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let ids = people(&company, &requisition, 4).await;
    company.invite(&ids[0]).await;
    let body = json!({ "stage": "rejected", "reason": "不符合要求" });
    company.admin.post(&format!("/api/applications/{}/stage", ids[1]), body).await.ok();
    let task = json!({ "kind": "invite", "locale": "zh", "note": "请尽快完成" });
    let body = json!({ "selection": { "ids": ids }, "task": task });
    let preview = company.admin.post("/api/bulk-runs/preview", body).await.ok();
    assert_eq!((&preview["total"], &preview["reached"]), (&json!(4), &json!(2)));
    let reasons: Vec<&str> =
        preview["left_out"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["bulk.already_invited", "bulk.stage_closed"]);
    test.run_jobs().await;
    let before = test.mailer.mails().len();
    let done = run(&test, &company.admin, start("k1", &ids, task.clone())).await;
    assert_eq!(done["counts"], json!({ "total": 4, "waiting": 0, "done": 2, "skipped": 2, "failed": 0 }));
    assert!(done["finished_at"].is_i64(), "it says that it is over");
    assert_eq!(test.mailer.mails().len(), before + 2);
    let again = run(&test, &company.admin, start("k1", &ids, task.clone())).await;
    assert_eq!(again["id"], done["id"], "a second click finds the first run");
    assert_eq!(test.mailer.mails().len(), before + 2);
    let anew = run(&test, &company.admin, start("k2", &ids, task)).await;
    assert_eq!(anew["counts"]["done"], 0, "nobody is invited twice");
    let page = company.admin.get(&format!("/api/applications/{}", ids[2])).await.ok();
    assert_eq!(page["stage"], "interview");
    assert!(told(&page, "application.invite").is_some());
    assert_eq!(done["actions"], json!([]), "what was sent stays sent");
}

#[tokio::test]
async fn a_move_is_taken_back_but_not_for_those_somebody_moved_since() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let ids = people(&company, &requisition, 3).await;
    let refused =
        company.admin.post("/api/bulk-runs", start("k", &ids, json!({ "kind": "move", "stage": "pool" }))).await;
    assert_eq!(refused.code(), "application.reason_missing");
    let task = json!({ "kind": "move", "stage": "screening" });
    let moved = run(&test, &company.admin, start("k", &ids, task)).await;
    assert_eq!(moved["actions"], json!(["undo"]));
    let path = format!("/api/applications/{}/stage", ids[0]);
    company.admin.post(&path, json!({ "stage": "offer" })).await.ok();
    let path = format!("/api/bulk-runs/{}/undo", id(&moved));
    let undone = company.admin.post(&path, Value::Null).await.ok();
    test.run_jobs().await;
    assert_eq!(codes(&company.admin, &undone, "skipped").await, ["bulk.moved_since"]);
    let stage = async |at: usize| {
        let page = company.admin.get(&format!("/api/applications/{}", ids[at])).await.ok();
        page["stage"].as_str().unwrap().to_owned()
    };
    assert_eq!((stage(0).await.as_str(), stage(1).await.as_str()), ("offer", "applied"));
    assert_eq!(company.admin.post(&path, Value::Null).await.code(), "bulk.not_undoable", "once");
}

#[tokio::test]
async fn what_failed_is_tried_again_when_its_cause_is_gone() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let ids = people(&company, &requisition, 2).await;
    company.admin.post(&format!("/api/requisitions/{requisition}/close"), Value::Null).await.ok();
    let failed = run(&test, &company.admin, start("k", &ids, json!({ "kind": "invite" }))).await;
    assert_eq!((&failed["counts"]["failed"], &failed["actions"]), (&json!(2), &json!(["retry"])));
    assert_eq!(codes(&company.admin, &failed, "failed").await, ["bulk.requisition_closed"; 2]);
    company.admin.post(&format!("/api/requisitions/{requisition}/reopen"), Value::Null).await.ok();
    company.admin.post(&format!("/api/requisitions/{requisition}/open"), Value::Null).await;
    company.admin.post(&format!("/api/bulk-runs/{}/retry", id(&failed)), Value::Null).await.ok();
    test.run_jobs().await;
    let done = company.admin.get(&format!("/api/bulk-runs/{}", id(&failed))).await.ok();
    assert_eq!((&done["counts"]["done"], &done["actions"]), (&json!(2), &json!([])));
}

#[tokio::test]
async fn a_message_is_read_first_and_waits_for_the_morning() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let ids = people(&company, &requisition, 2).await;
    let body = json!({ "application_id": ids[0], "zh": "面试改到周五。" });
    let letter = company.admin.post("/api/bulk-runs/letter", body).await.ok();
    assert!(letter["texts"][0]["body"].as_str().unwrap().contains("林知夏"), "{letter}");
    assert!(letter["texts"][1]["body"].as_str().unwrap().contains("面试改到周五。"), "one text serves both");
    let task = json!({ "kind": "message", "zh": "面试改到周五。", "en": "The interview moves to Friday." });
    let done = run(&test, &company.admin, start("k", &ids, task)).await;
    assert_eq!(done["counts"]["done"], 2);
    let log = company.admin.get(&format!("/api/applications/{}/messages", ids[0])).await.ok();
    assert_eq!(log["items"][0]["kind"], "announcement");
    let page = company.admin.get(&format!("/api/applications/{}", ids[0])).await.ok();
    assert!(told(&page, "application.message").is_some());
    let empty = json!({ "kind": "message", "zh": " " });
    assert_eq!(company.admin.post("/api/bulk-runs", start("x", &ids, empty)).await.code(), "bulk.text_invalid");
}

#[tokio::test]
async fn all_that_match_are_selected_and_others_that_come_meanwhile_stop_it() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let ids = people(&company, &requisition, 3).await;
    let tags = company.admin.post("/api/tags", json!({ "name": "重点" })).await.ok();
    let task = json!({ "kind": "tag", "tag_id": tags["items"][0]["id"] });
    let selection = json!({ "wanted": { "requisition": requisition }, "except": [ids[0]] });
    let body = json!({ "key": "k", "selection": selection, "expected": 3, "task": task });
    assert_eq!(company.admin.post("/api/bulk-runs", body.clone()).await.code(), "bulk.selection_changed");
    let mut body = body;
    body["expected"] = json!(2);
    let tagged = run(&test, &company.admin, body).await;
    assert_eq!((&tagged["counts"]["done"], &tagged["tag"]["name"]), (&json!(2), &json!("重点")));
    let found = company.admin.get(&format!("/api/applications?tag={}", id(&tags["items"][0]))).await.ok();
    assert_eq!(found["total"], 2);
}

#[tokio::test]
async fn a_run_is_its_own_and_stops_with_the_account() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let ids = people(&company, &requisition, 2).await;
    let (recruiter, staff) = test.member(Role::Recruiter, None).await;
    let other = test.as_role(Role::Recruiter, None).await;
    let begun = recruiter.post("/api/bulk-runs", start("k", &ids, json!({ "kind": "invite" }))).await.ok();
    let path = format!("/api/bulk-runs/{}", id(&begun));
    assert_eq!(other.get(&path).await.code(), "bulk.unknown");
    assert_eq!(other.post(&format!("{path}/undo"), Value::Null).await.code(), "bulk.unknown");
    company.admin.post(&format!("/api/staff/{staff}/revoke"), Value::Null).await.ok();
    test.run_jobs().await;
    let seen = company.admin.get(&path).await.ok();
    assert_eq!(seen["counts"]["failed"], 2, "who lost the account invites nobody");
    let nobody = json!({ "key": "n", "selection": { "ids": [] }, "expected": 0, "task": { "kind": "invite" } });
    assert_eq!(other.post("/api/bulk-runs", nobody).await.code(), "bulk.nobody");
}
