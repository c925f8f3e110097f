//! Consents: kept in the words that were shown, read from the server, withdrawn at once; regions choose what is asked.

use bole_domain::ids::ApplicationId;
use bole_domain::time::DAY_MS;
use bole_testkit::{Company, Interviewee, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

/// A new candidate who has opened the link.
async fn candidate(company: &Company<'_>) -> (String, Interviewee) {
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap().to_owned();
    let device = company.candidate(&id).await;
    (id, device)
}

/// The candidate's newest answer to a purpose.
async fn said(device: &Interviewee, purpose: &str) -> Value {
    let mine = device.client.get("/api/my-data").await.ok()["consents"].clone();
    mine.as_array().unwrap().iter().find(|it| it["purpose"] == purpose).cloned().unwrap()
}

async fn withdraw(device: &Interviewee, purpose: &str) -> Value {
    let id = said(device, purpose).await["id"].as_str().unwrap().to_owned();
    device.client.post(&format!("/api/my-data/consents/{id}/withdraw"), Value::Null).await.ok()
}

async fn assessment(test: &TestApp, id: &str) -> Option<bole_store::assessment::Assessment> {
    let application: ApplicationId = id.parse().unwrap();
    let row = bole_store::application::get(&test.store, application).await.unwrap().unwrap();
    bole_store::assessment::of_session(&test.store, row.session_id.unwrap()).await.unwrap()
}

/// Says where employer and server are.
async fn seats(company: &Company<'_>, employer: &str, hosting: &str) {
    let body = json!({ "employer": employer, "hosting": hosting });
    company.admin.put("/api/settings/region", body).await.ok();
}

#[tokio::test]
async fn what_was_agreed_to_is_kept_with_its_words_version_and_language() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let (_, device) = candidate(&company).await;
    let interview = device.client.get("/api/interview").await.ok();
    let texts = interview["consent_texts"].as_array().unwrap().clone();
    let purposes: Vec<&str> = texts.iter().map(|it| it["purpose"].as_str().unwrap()).collect();
    assert_eq!(purposes, ["interview", "ai_scoring", "talent_pool"]);
    assert_eq!((&texts[0]["is_required"], &texts[1]["is_required"]), (&json!(true), &json!(false)));
    assert_eq!(interview["notices"], json!(["automated_decision"]));
    device.commands(&[json!({ "kind": "open" })]).await;
    let answers = json!([{ "purpose": "interview", "is_given": true, "version": 1 },
        { "purpose": "talent_pool", "is_given": false, "version": 1 }]);
    let consent = json!({ "kind": "consent", "interview": true, "ai_scoring": false, "answers": answers });
    device.commands(&[consent]).await;

    let given = |it: &Value| it["is_given"].as_bool().unwrap();
    let (interview, scoring) = (said(&device, "interview").await, said(&device, "ai_scoring").await);
    let pool = said(&device, "talent_pool").await;
    assert_eq!((given(&interview), given(&scoring), given(&pool)), (true, false, false));
    assert_eq!(interview["text"]["text"], texts[0]["text"]);
    assert_eq!(interview["text_sha256"].as_str().unwrap().len(), 64);
    let listed = company.admin.get("/api/consents").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    assert_eq!((&listed["items"][0]["locale"], &listed["items"][0]["text_version"]), (&json!("zh"), &json!(1)));
    let path = format!("/api/my-data/consents/{}/withdraw", scoring["id"].as_str().unwrap());
    assert_eq!(device.client.post(&path, Value::Null).await.code(), "consent.not_given");
}

#[tokio::test]
async fn who_withdraws_from_machine_scoring_is_scored_by_a_person() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let (id, device) = candidate(&company).await;
    device.complete(TYPICAL_ANSWER).await;
    withdraw(&device, "ai_scoring").await;
    let withdrawn = said(&device, "ai_scoring").await;
    assert!(withdrawn["withdrawn_at"].is_i64() && withdrawn["actions"] == json!([]));
    test.run_jobs().await;
    let found = assessment(&test, &id).await.unwrap();
    assert!(found.declined_ai && found.total.is_none(), "no machine has scored what was withdrawn");
}

#[tokio::test]
async fn who_withdraws_from_the_interview_ends_it_and_nothing_is_scored() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let (_, device) = candidate(&company).await;
    device.begin().await;
    withdraw(&device, "interview").await;
    assert_eq!(device.client.get("/api/application").await.ok()["stage"], "withdrawn");
    let (id, device) = candidate(&company).await;
    device.complete(TYPICAL_ANSWER).await;
    withdraw(&device, "interview").await;
    test.run_jobs().await;
    assert!(assessment(&test, &id).await.is_none(), "what was finished before is not scored either");
}

#[tokio::test]
async fn who_takes_back_keeping_in_touch_goes_on_and_is_kept_for_the_usual_time() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let (_, device) = candidate(&company).await;
    device.commands(&[json!({ "kind": "open" })]).await;
    let answers = json!([{ "purpose": "talent_pool", "is_given": true, "version": 1 }]);
    device.commands(&[json!({ "kind": "consent", "interview": true, "ai_scoring": true, "answers": answers })]).await;
    let days = |data: &Value| data["kept"][0]["days"].as_i64().unwrap();
    let before = days(&device.client.get("/api/my-data").await.ok());
    let after = days(&withdraw(&device, "talent_pool").await);
    assert_eq!(before, 2 * after);
    assert_eq!(device.commands(&[json!({ "kind": "start" })]).await["state"]["status"], "interviewing");
}

#[tokio::test]
async fn data_that_leaves_china_needs_a_consent_or_there_is_no_interview() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    seats(&company, "cn", "us_other").await;
    let (_, device) = candidate(&company).await;
    device.client.post("/api/my-data/place", json!({ "region": "cn" })).await.ok();
    let texts = device.client.get("/api/interview").await.ok()["consent_texts"].clone();
    let abroad = texts.as_array().unwrap().iter().find(|it| it["purpose"] == "cross_border").unwrap();
    assert_eq!(abroad["is_required"], true);
    device.commands(&[json!({ "kind": "open" })]).await;
    let consent = |is_given: bool| {
        let answers = json!([{ "purpose": "cross_border", "is_given": is_given, "version": 1 }]);
        json!({ "kind": "consent", "interview": true, "ai_scoring": true, "answers": answers })
    };
    let refused = device.commands(&[consent(false)]).await;
    assert_eq!(refused["acks"][0]["code"], "session.consent_missing");
    device.commands(&[consent(true)]).await;
    assert_eq!(said(&device, "cross_border").await["is_given"], true);
}

#[tokio::test]
async fn in_new_york_a_machine_waits_for_ten_working_days_and_a_person_does_not() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    seats(&company, "us_nyc", "us_nyc").await;
    let (id, device) = candidate(&company).await;
    let interview = device.client.get("/api/interview").await.ok();
    assert_eq!(interview["notices"], json!(["automated_decision", "aedt"]));
    assert!(interview["scoring_from"].as_i64().unwrap() > interview["server_now"].as_i64().unwrap());
    device.complete(TYPICAL_ANSWER).await;
    test.run_jobs().await;
    assert!(assessment(&test, &id).await.is_none());
    let (person, other) = candidate(&company).await;
    other.complete(TYPICAL_ANSWER).await;
    withdraw(&other, "ai_scoring").await;
    test.run_jobs().await;
    assert!(assessment(&test, &person).await.is_some_and(|it| it.declined_ai));
    test.clock.advance(15 * DAY_MS);
    bole_app::reconcile::all(&test.app).await.unwrap();
    test.run_jobs().await;
    let found = assessment(&test, &id).await.expect("its day has come");
    assert!(!found.declined_ai && found.scorer != bole_app::assess::BY_PERSON);
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
async fn a_copy_holds_everything_of_the_person_and_no_score_before_its_release() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let (id, device) = candidate(&company).await;
    device.complete(TYPICAL_ANSWER).await;
    test.run_jobs().await;
    company.admin.get(&format!("/api/applications/{id}/contact")).await.ok();
    let copy = device.client.get("/api/my-data/copy").await.ok();
    assert_eq!((&copy["format"], &copy["name"]), (&json!("bole.my-data/1"), &json!("林知夏")));
    let application = &copy["applications"][0];
    assert!(application["answers"].as_array().unwrap().iter().any(|it| it["text"] == TYPICAL_ANSWER));
    assert!(application["result"].is_null(), "no score before its release");
    assert_eq!(application["looks"][0]["what"], "contact");
    let messages = copy["messages"].as_array().unwrap();
    assert!(!messages.is_empty() && messages.iter().all(|it| it["kind"] != "code"));
    assert_eq!(copy["data"]["consents"].as_array().unwrap().len(), 2);
    let pdf = device.client.get("/api/my-data/copy.pdf?locale=en").await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.text().contains("A copy of my data") && pdf.text().contains(TYPICAL_ANSWER));
}

#[tokio::test]
async fn a_name_counts_at_once_and_a_new_address_once_its_code_is_typed() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let (id, device) = candidate(&company).await;
    let mine = device.client.post("/api/my-data/name", json!({ "name": "林知秋" })).await.ok();
    assert_eq!(mine["name"], "林知秋");
    let new = "new.address@example.cn";
    let asked = device.client.post("/api/my-data/contact", json!({ "contact": new })).await.ok();
    assert_ne!(device.client.get("/api/my-data").await.ok()["email_masked"], "ne***@example.cn");
    test.run_jobs().await;
    let code = test.code_for(new).expect("a code was sent to the new address");
    let wrong =
        json!({ "request_id": asked["request_id"], "code": if code == "000000" { "000001" } else { "000000" } });
    assert_eq!(device.client.post("/api/my-data/contact/confirm", wrong).await.code(), "code.wrong");
    let right = json!({ "request_id": asked["request_id"], "code": code });
    let mine = device.client.post("/api/my-data/contact/confirm", right.clone()).await.ok();
    assert_eq!(mine["email_masked"], "ne***@example.cn");
    assert_eq!(device.client.post("/api/my-data/contact/confirm", right).await.code(), "code.expired");
    let again = device.client.post("/api/my-data/contact", json!({ "contact": new })).await;
    assert_eq!(again.code(), "privacy.same_contact");
    let page = company.admin.get(&format!("/api/applications/{id}")).await.ok();
    assert_eq!(page["candidate"]["name"], "林知秋");
    let changes: Vec<&Value> =
        page["history"].as_array().unwrap().iter().filter(|it| it["kind"] == "candidate.correct").collect();
    assert_eq!(changes.len(), 2, "staff see that the candidate changed it: {}", page["history"]);
    assert_eq!(
        (&changes[0]["params"], &changes[1]["params"]),
        (&json!({ "field": "name" }), &json!({ "field": "email" }))
    );
}

#[tokio::test]
async fn a_code_for_a_new_address_signs_nobody_in() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap();
    let token = company.invite(id).await;
    let device = company.sign_in(&token, &company.email(id).await).await;
    let new = "new.address@example.cn";
    let asked = device.client.post("/api/my-data/contact", json!({ "contact": new })).await.ok();
    test.run_jobs().await;
    let body = json!({ "request_id": asked["request_id"], "token": token, "code": test.code_for(new).unwrap() });
    let stranger = test.anonymous(bole_testkit::Site::Candidate);
    assert_eq!(stranger.post("/api/codes/verify", body).await.code(), "code.expired");
}

#[tokio::test]
async fn who_asks_for_a_person_or_a_correction_is_answered_in_the_privacy_centre() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let (_, device) = candidate(&company).await;
    let ask = async |kind: &str, words: &str| {
        device.client.post("/api/my-data/requests", json!({ "kind": kind, "words": words })).await
    };
    assert_eq!(ask("correct", " ").await.code(), "privacy.nothing_to_correct");
    ask("correct", "毕业时间应为 2023 年").await.ok();
    ask("person", "").await.ok();
    assert_eq!(ask("person", "").await.code(), "privacy.already_asked");
    let requests = company.admin.get("/api/privacy-requests").await.ok();
    let mut kinds: Vec<&str> =
        requests["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["correct", "person"]);
    for it in requests["items"].as_array().unwrap() {
        let path = format!("/api/privacy-requests/{}/carry-out", it["id"].as_str().unwrap());
        company.admin.post(&path, Value::Null).await.ok();
    }
    let mine = device.client.get("/api/my-data").await.ok();
    assert!(mine["requests"].as_array().unwrap().iter().all(|it| it["state"] == "done"));
    assert_eq!(mine["name"], "林知夏", "only asking to be erased erases");
}
