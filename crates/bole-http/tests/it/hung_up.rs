//! Clients that hang up in the middle of a request: what is in memory afterwards is what is stored.

use std::time::Duration;

use bole_domain::ids::SessionId;
use bole_testkit::{Company, TestApp};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_save_whose_client_hangs_up_is_either_stored_and_known_or_neither() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await["id"].as_str().unwrap().to_owned();
    let phone = company.candidate(&application).await;
    phone.begin().await;
    let interview = phone.client.get("/api/interview").await.ok();
    let session: SessionId = interview["session_id"].as_str().unwrap().parse().unwrap();
    let (mut stored_ones, mut lost_ones) = (0, 0);
    for round in 1..=60_u64 {
        let text = format!("第{round}次");
        let draft = json!({ "kind": "save_draft", "slot": "q1", "revision": round, "text": text });
        let patience = Duration::from_micros(round * 25);
        let _hung_up = tokio::time::timeout(patience, phone.try_commands(&[draft])).await;
        // An accepted append is carried out after its caller has gone; the next one waits behind it.
        let probe = json!({ "kind": "settings", "time_factor": 1.5, "text_size": "large", "contrast": "normal" });
        phone.commands(&[probe]).await;
        let events = bole_store::session::events(&test.store, session, 0).await.unwrap();
        assert!(events.iter().zip(1..).all(|(it, seq)| it.seq == seq), "round {round}: the log has no gaps");
        let newest = events.iter().rev().find(|it| it.kind == "draft_saved");
        let revision =
            newest.map_or(0, |it| serde_json::from_str::<Value>(&it.payload).unwrap()["revision"].as_u64().unwrap());
        let known = phone.client.get("/api/interview").await.ok();
        assert_eq!(known["answers"]["q1"]["revision"].as_u64().unwrap_or(0), revision, "round {round}");
        *if revision == round { &mut stored_ones } else { &mut lost_ones } += 1;
    }
    assert!(stored_ones > 0, "{stored_ones} stored, {lost_ones} lost: longer patience lets some through");
}
