//! Two devices on one interview: the later one takes over, and nothing the earlier one sends is lost or on top.

use bole_testkit::{Company, Interviewee, TestApp};
use serde_json::json;

#[tokio::test]
async fn the_second_device_takes_over_and_the_first_ones_late_words_are_kept_as_history() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let phone = company.candidate(&application).await;
    phone.begin().await;
    let draft =
        |text: &str, revision| json!({ "kind": "save_draft", "slot": "q1", "revision": revision, "text": text });
    assert_eq!(phone.commands(&[draft("手机上写的", 1)]).await["acks"][0]["result"], "applied");

    let tablet = Interviewee::with_device(phone.client.at(bole_testkit::Site::Candidate), "device-0002");
    let opened = tablet.commands(&[json!({ "kind": "open" })]).await;
    assert_eq!(opened["state"]["lease_client"], "device-0002");
    assert_eq!(tablet.commands(&[draft("平板上写的", 2)]).await["acks"][0]["result"], "applied");

    let late = phone.commands(&[draft("手机又写的", 3)]).await;
    assert_eq!(late["acks"][0]["result"], "kept_as_history", "never refused, never silently on top");
    assert_eq!(late["state"]["lease_client"], "device-0002", "the first device learns that it was replaced");
    let told = phone.client.post("/api/interview/heartbeat", json!({ "client_id": "device-0001" })).await.ok();
    assert_eq!(told["state"]["lease_client"], "device-0002");
    let interview = tablet.client.get("/api/interview").await.ok();
    assert_eq!(interview["answers"]["q1"]["text"], "平板上写的");
}

#[tokio::test]
async fn the_same_command_sent_twice_is_applied_once() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let phone = company.candidate(&application).await;
    phone.begin().await;
    let command = phone.numbered(json!({ "kind": "save_draft", "slot": "q1", "revision": 1, "text": "一次" }));
    let body = json!({ "client_id": phone.device, "commands": [command] });
    let results: Vec<_> = [
        phone.client.post("/api/interview/commands", body.clone()).await.ok(),
        phone.client.post("/api/interview/commands", body).await.ok(),
    ]
    .map(|it| it["acks"][0]["result"].as_str().unwrap().to_owned())
    .into();
    assert_eq!(results, ["applied", "duplicate"]);
}
