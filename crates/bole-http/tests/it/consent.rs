//! Consents: kept in the words that were shown, read from the server, withdrawn at once; regions choose what is asked.

use bole_domain::ids::ApplicationId;
use bole_testkit::{Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn what_was_agreed_to_is_kept_with_its_words_version_and_language() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let device = company.candidate(application["id"].as_str().unwrap()).await;
    let interview = device.client.get("/api/interview").await.ok();
    let texts = interview["consent_texts"].as_array().unwrap().clone();
    let purposes: Vec<&str> = texts.iter().map(|it| it["purpose"].as_str().unwrap()).collect();
    assert_eq!(purposes, ["interview", "ai_scoring"]);
    assert_eq!((&texts[0]["is_required"], &texts[1]["is_required"]), (&json!(true), &json!(false)));
    device.commands(&[json!({ "kind": "open" })]).await;
    let consent = json!({ "kind": "consent", "interview": true, "ai_scoring": false, "text_version": 1 });
    device.commands(&[consent]).await;

    let mine = device.client.get("/api/my-data").await.ok()["consents"].clone();
    let said = |purpose: &str| mine.as_array().unwrap().iter().find(|it| it["purpose"] == purpose).cloned().unwrap();
    assert_eq!((&said("interview")["is_given"], &said("ai_scoring")["is_given"]), (&json!(true), &json!(false)));
    assert_eq!(said("interview")["text"]["text"], texts[0]["text"]);
    let listed = company.admin.get("/api/consents").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert_eq!((&listed["items"][0]["locale"], &listed["items"][0]["text_version"]), (&json!("zh"), &json!(1)));
    let again = device.client.post("/api/my-data/consents/ai_scoring/withdraw", Value::Null).await;
    assert_eq!(again.code(), "consent.not_given");
}

#[tokio::test]
async fn who_withdraws_from_machine_scoring_is_scored_by_a_person() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap();
    let device = company.candidate(id).await;
    device.complete(TYPICAL_ANSWER).await;
    let mine = device.client.post("/api/my-data/consents/ai_scoring/withdraw", Value::Null).await.ok();
    let withdrawn = mine["consents"].as_array().unwrap().iter().find(|it| it["purpose"] == "ai_scoring").unwrap();
    assert!(withdrawn["withdrawn_at"].is_i64() && withdrawn["actions"] == json!([]));
    test.run_jobs().await;
    let application: ApplicationId = id.parse().unwrap();
    let row = bole_store::application::get(&test.store, application).await.unwrap().unwrap();
    let found = bole_store::assessment::of_session(&test.store, row.session_id.unwrap()).await.unwrap().unwrap();
    assert!(found.declined_ai && found.total.is_none(), "no machine has scored what was withdrawn");
}

#[tokio::test]
async fn who_withdraws_from_the_interview_ends_it() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let device = company.candidate(application["id"].as_str().unwrap()).await;
    device.begin().await;
    device.client.post("/api/my-data/consents/interview/withdraw", Value::Null).await.ok();
    assert_eq!(device.client.get("/api/interview").await.ok()["state"]["status"], "incomplete");
}

#[tokio::test]
async fn departments_take_the_region_of_the_one_above_and_nobody_said_is_the_strictest() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let above = company.department("集团", None).await;
    let below = company.department("门店", Some(&above)).await;
    let view = company.admin.get("/api/settings/region").await.ok();
    let of = |view: &Value, id: &str| {
        view["departments"].as_array().unwrap().iter().find(|it| it["id"] == id).cloned().unwrap()
    };
    assert_eq!(of(&view, &below)["effective"], "unknown");
    assert_eq!(of(&view, &below)["policy"]["face_signals"], false);
    let body = json!({ "employer": "cn", "hosting": "cn", "departments": [{ "id": above, "region": "cn" }] });
    let view = company.admin.put("/api/settings/region", body).await.ok();
    assert_eq!((&of(&view, &below)["region"], &of(&view, &below)["effective"]), (&Value::Null, &json!("cn")));
    assert_eq!(of(&view, &below)["policy"]["may_leave_country"], false);
    let body = json!({ "employer": "cn", "hosting": "cn", "departments": [{ "id": below, "region": "eu" }] });
    let view = company.admin.put("/api/settings/region", body).await.ok();
    assert_eq!(of(&view, &below)["policy"]["face_signals"], false);
    assert_eq!(of(&view, &above)["effective"], "cn");
}

#[tokio::test]
async fn a_candidate_takes_a_copy_corrects_what_is_wrong_and_sees_who_looked() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap();
    let device = company.candidate(id).await;
    device.complete(TYPICAL_ANSWER).await;
    let copy = device.client.get("/api/my-data/copy").await.ok();
    assert_eq!(copy["name"], "林知夏");
    assert!(copy["applications"][0]["answers"].as_array().unwrap().iter().any(|it| it["text"] == TYPICAL_ANSWER));
    assert!(copy["applications"][0]["total"].is_null(), "no score before its release");
    assert!(!copy["messages"].as_array().unwrap().is_empty());
    let looks = copy["data"]["looks"].as_array().unwrap();
    assert_eq!((&looks[0]["role"], &looks[0]["what"]), (&json!("super_admin"), &json!("contact.read")));

    let correction = json!({ "name": "林知秋", "email": "new.address@example.cn" });
    let mine = device.client.post("/api/my-data/correct", correction).await.ok();
    assert_eq!(mine["name"], "林知秋", "a name counts at once");
    assert_ne!(mine["email_masked"], "ne***@example.cn", "an address only when it is confirmed");
    let requests = company.admin.get("/api/privacy-requests").await.ok();
    let request = &requests["items"][0];
    assert_eq!(
        (&request["kind"], &request["correction"]["email"]),
        (&json!("correct"), &json!("new.address@example.cn"))
    );
    let path = format!("/api/privacy-requests/{}/carry-out", request["id"].as_str().unwrap());
    company.admin.post(&path, Value::Null).await.ok();
    assert_eq!(device.client.get("/api/my-data").await.ok()["email_masked"], "ne***@example.cn");
    assert_eq!(device.client.post("/api/my-data/correct", json!({})).await.code(), "privacy.nothing_to_correct");
    let page = company.admin.get(&format!("/api/applications/{id}")).await.ok();
    assert_eq!(page["candidate"]["name"], "林知秋");
}
