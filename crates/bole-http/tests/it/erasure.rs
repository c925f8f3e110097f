//! Erasing people: nothing of them is left anywhere, two people answer for it, a hold stands against it, and a restored
//! database does not bring them back.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use bole_domain::ids::CandidateId;
use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_testkit::{Client, Company, Interviewee, TestApp};
use serde_json::{Value, json};

/// Somebody whose every word can be told apart from all others.
struct Canary {
    application: String,
    candidate: String,
    words: Vec<String>,
    device: Interviewee,
}

/// A person with everything that can be known about one: contact, résumé, answers, remark, message, result, appeal.
async fn canary(test: &TestApp, company: &Company<'_>, requisition: &str, number: usize) -> Canary {
    let word = |what: &str| format!("金丝雀{what}{number:02}号");
    let (name, phone) = (format!("林知夏{number:02}"), format!("+8619900007{number:03}"));
    let email = format!("canary{number:02}@example.cn");
    let resume = format!("{name}\n电话 {phone}\n{email}\n工作经历\n{}\n", word("履历"));
    let uploaded = company.admin.upload("/api/documents", &format!("{}.txt", word("文件名")), resume.as_bytes()).await;
    let body = json!({ "requisition_id": requisition, "name": name, "phone": phone, "email": email,
        "document_id": uploaded.ok()["id"], "on_duplicate": "create" });
    let application = company.admin.post("/api/applications", body).await.ok();
    let id = application["id"].as_str().unwrap().to_owned();
    let path = format!("/api/applications/{id}");
    company.admin.post(&format!("{path}/remarks"), json!({ "text": word("备注") })).await.ok();
    let device = company.candidate(&id).await;
    device.complete(&format!("{}。{}", word("回答"), bole_testkit::TYPICAL_ANSWER)).await;
    test.run_jobs().await;
    release(company, &path, &word("理由")).await;
    device.client.post("/api/application/appeal", json!({ "reason": word("申诉") })).await.ok();
    let words = ["文件名", "履历", "备注", "回答", "理由", "申诉"].map(word).to_vec();
    let candidate = application["candidate"]["id"].as_str().unwrap().to_owned();
    Canary { application: id, candidate, words: [words, vec![name, phone, email]].concat(), device }
}

async fn release(company: &Company<'_>, path: &str, reason: &str) {
    let page = company.admin.get(path).await.ok();
    let path = format!("/api/reviews/{}", page["sessions"][0]["id"].as_str().unwrap());
    let review = company.admin.get(&path).await.ok();
    if review["blind"] == true {
        let dimensions = review["competency"]["dimensions"].as_array().unwrap();
        let marks: Vec<Value> = dimensions.iter().map(|it| json!({ "dimension": it["key"], "level": 4 })).collect();
        company.admin.post(&format!("{path}/marks"), json!({ "marks": marks })).await.ok();
    }
    company.admin.post(&format!("{path}/release"), json!({ "outcome": "passed", "reason": reason })).await.ok();
}

/// Everything under the data directory: database, write-ahead log, ledger.
fn bytes_under(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(if path.is_dir() { bytes_under(&path) } else { std::fs::read(path).unwrap() });
    }
    bytes
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let first = part[0];
    let starts = bytes.iter().enumerate().filter(|(_, it)| **it == first).map(|(at, _)| at);
    starts.into_iter().any(|at| bytes[at..].starts_with(part))
}

/// The sealed bytes and keyed hashes of a person, as they lie in the database now.
async fn sealed(test: &TestApp, canary: &Canary) -> Vec<Vec<u8>> {
    let id: CandidateId = canary.candidate.parse().unwrap();
    let row = bole_store::candidate::get(&test.store, id).await.unwrap().unwrap();
    let mut found = vec![row.wrapped_key.unwrap(), row.name_sealed, row.phone_sealed.unwrap()];
    found.extend([row.phone_index.unwrap().into_bytes(), row.email_index.unwrap().into_bytes()]);
    for session in bole_store::erasure::sessions(&test.store, id).await.unwrap() {
        let events = bole_store::session::events(&test.store, session, 0).await.unwrap();
        found.extend(events.into_iter().filter_map(|it| it.content));
    }
    let application = canary.application.parse().unwrap();
    for document in bole_store::document::of_application(&test.store, application).await.unwrap() {
        found.extend([document.wrapped_key.unwrap(), document.text_sealed, document.file_name_sealed]);
        found.push(document.content_index.into_bytes());
    }
    found
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn decide(client: &Client, approval: &Value, how: &str) -> bole_testkit::Answer {
    let path = format!("/api/second-approvals/{}/{how}", approval["id"].as_str().unwrap());
    client.post(&path, Value::Null).await
}

async fn ask(client: &Client, candidate: &str) -> bole_testkit::Answer {
    client.post(&format!("/api/candidates/{candidate}/erasure"), json!({ "reason": "重复录入" })).await
}

async fn own_request(company: &Company<'_>, application: &str) -> Value {
    let listed = company.admin.get("/api/privacy-requests").await.ok();
    let mut mine = listed["items"].as_array().unwrap().iter().filter(|it| it["application_id"] == application);
    mine.next().expect("the request is listed").clone()
}

#[tokio::test]
async fn of_twenty_erased_people_nothing_is_left_anywhere() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(subscriber.finish());
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let mut canaries = Vec::new();
    for number in 0..20 {
        canaries.push(canary(&test, &company, &requisition, number).await);
    }
    let mut secrets = Vec::new();
    for canary in &canaries {
        secrets.extend(sealed(&test, canary).await);
    }
    let folder = test.app.config.data.clone();
    assert!(secrets.iter().all(|it| contains(&bytes_under(&folder), it)), "the search finds what is there");
    let files = test.blobs.count();

    let other = test.as_role(Role::SuperAdmin, None).await;
    for (number, it) in canaries.iter().enumerate() {
        if number % 2 == 0 {
            it.device.client.post("/api/my-data/delete", json!({ "reason": it.words[0] })).await.ok();
            let request = own_request(&company, &it.application).await;
            let path = format!("/api/privacy-requests/{}/carry-out", request["id"].as_str().unwrap());
            company.admin.post(&path, Value::Null).await.ok();
        } else {
            let approval = ask(&company.admin, &it.candidate).await.ok();
            decide(&other, &approval, "approve").await.ok();
        }
    }
    let mut left = bytes_under(&folder);
    left.extend_from_slice(&log.0.lock().unwrap());
    assert_eq!(test.blobs.count(), files - canaries.len(), "each résumé is gone");
    for it in &canaries {
        let page = company.admin.get(&format!("/api/applications/{}", it.application)).await;
        left.extend(&page.bytes);
        let report = company.admin.get(&format!("/api/applications/{}/report", it.application)).await;
        assert_eq!(report.code(), "interview.erased");
        assert_eq!(page.ok()["candidate"]["is_erased"], true);
        assert_eq!(it.device.client.get("/api/my-data").await.code(), "request.unauthenticated");
    }
    for path in ["/api/applications", "/api/messages", "/api/privacy-requests", "/api/second-approvals", "/api/trail"] {
        left.extend(company.admin.get(path).await.bytes);
    }
    for word in canaries.iter().flat_map(|it| &it.words) {
        assert!(!contains(&left, word.as_bytes()), "{word} is left");
    }
    for (at, secret) in secrets.iter().enumerate() {
        assert!(!contains(&left, secret), "sealed value {at} of {} is left", secrets.len());
    }
    let listed = company.admin.get("/api/applications").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 20, "the counts stay");
    assert_eq!(company.admin.get("/api/erasures").await.ok()["total"], 20);
}

#[tokio::test]
async fn what_a_restored_database_brings_back_is_destroyed_at_the_next_start() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let it = canary(&test, &company, &requisition, 1).await;
    let id: CandidateId = it.candidate.parse().unwrap();
    let before = bole_store::candidate::get(&test.store, id).await.unwrap().unwrap();
    let approval = ask(&company.admin, &it.candidate).await.ok();
    decide(&test.as_role(Role::SuperAdmin, None).await, &approval, "approve").await.ok();

    // As a backup from before would: the row with its key is back.
    let tx = test.store.begin().await.unwrap();
    bole_store::candidate::update(&tx, &before).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bole_app::erasure::apply_ledger(&test.app).await.unwrap(), 1);
    let after = bole_store::candidate::get(&test.store, id).await.unwrap().unwrap();
    assert!(after.wrapped_key.is_none() && after.phone_index.is_none() && after.erased_at.is_some());
    assert_eq!(bole_app::erasure::apply_ledger(&test.app).await.unwrap(), 0, "once is enough");

    // A ledger that was lost is written again from those the database knows as erased; a changed one stops the start.
    let path = test.app.config.data.join("ledger").join("erasures");
    std::fs::remove_file(&path).unwrap();
    bole_app::erasure::apply_ledger(&test.app).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(&it.candidate));
    std::fs::write(&path, text.replacen('1', "2", 1)).unwrap();
    assert!(bole_app::erasure::apply_ledger(&test.app).await.is_err());
    assert_eq!(company.admin.get("/api/erasures").await.ok()["changed_line"], 1);
}

#[tokio::test]
async fn staff_need_a_second_person_to_erase_somebody() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let person = application["candidate"]["id"].as_str().unwrap().to_owned();
    let recruiter = test.as_role(Role::Recruiter, None).await;
    assert_eq!(
        recruiter.post(&format!("/api/candidates/{person}/erasure"), json!({ "reason": " " })).await.code(),
        "privacy.reason_missing"
    );
    let approval = ask(&recruiter, &person).await.ok();
    assert_eq!(ask(&recruiter, &person).await.code(), "privacy.already_asked");
    assert_eq!(decide(&recruiter, &approval, "approve").await.code(), "request.forbidden");
    decide(&company.admin, &approval, "refuse").await.ok();
    assert_eq!(decide(&company.admin, &approval, "approve").await.code(), "second_approval.decided");

    let approval = ask(&company.admin, &person).await.ok();
    assert_eq!(decide(&company.admin, &approval, "approve").await.code(), "second_approval.same_person");
    let other = test.member(Role::SuperAdmin, None).await;
    test.clock.advance(8 * DAY_MS);
    let late = test.again(other.1).await;
    assert_eq!(decide(&late, &approval, "approve").await.code(), "second_approval.expired");
    let again = ask(&test.as_role(Role::SuperAdmin, None).await, &person).await.ok();
    let done = decide(&late, &again, "approve").await.ok();
    assert_eq!((&done["state"], &done["reason"], &done["name"]), (&json!("used"), &json!(""), &json!("")));
    assert_eq!(ask(&late, &person).await.code(), "privacy.erased");
}

#[tokio::test]
async fn a_legal_hold_stands_against_every_erasure_until_it_is_lifted() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let (id, person) = (application["id"].as_str().unwrap(), application["candidate"]["id"].as_str().unwrap());
    let device = company.candidate(id).await;
    let asked = device.client.post("/api/my-data/delete", json!({})).await.ok();
    assert_eq!(device.client.post("/api/my-data/delete", json!({})).await.code(), "privacy.already_asked");
    let request = own_request(&company, id).await;
    assert_eq!(request["due_at"], asked["requests"][0]["due_at"]);
    let path = format!("/api/privacy-requests/{}", request["id"].as_str().unwrap());

    let body = json!({ "candidate_id": person, "reason": "劳动争议" });
    let hold = company.admin.post("/api/legal-holds", body.clone()).await.ok();
    assert_eq!(hold["state"], "unconfirmed");
    assert_eq!(company.admin.post("/api/legal-holds", body.clone()).await.code(), "privacy.already_held");
    assert_eq!(company.admin.post(&format!("{path}/carry-out"), Value::Null).await.code(), "privacy.held");
    assert_eq!(ask(&company.admin, person).await.code(), "privacy.held");

    let other = test.as_role(Role::SuperAdmin, None).await;
    let waiting = other.get("/api/second-approvals").await.ok()["items"][0].clone();
    assert_eq!(decide(&company.admin, &waiting, "approve").await.code(), "second_approval.same_person");
    decide(&other, &waiting, "approve").await.ok();
    assert_eq!(other.get("/api/legal-holds").await.ok()["items"][0]["state"], "in_force");
    assert_eq!(company.admin.post(&format!("{path}/carry-out"), Value::Null).await.code(), "privacy.held");

    let lift = format!("/api/legal-holds/{}/lift", hold["id"].as_str().unwrap());
    assert_eq!(other.post(&lift, Value::Null).await.ok()["state"], "lifted");
    assert_eq!(other.post(&lift, Value::Null).await.code(), "privacy.not_held");
    assert_eq!(company.admin.post(&format!("{path}/carry-out"), Value::Null).await.ok()["state"], "done");
    assert_eq!(company.admin.post("/api/legal-holds", body).await.code(), "privacy.erased");
}

#[tokio::test]
async fn a_refused_request_tells_its_candidate_why() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap();
    let device = company.candidate(id).await;
    device.client.post("/api/my-data/delete", json!({ "reason": "不再求职" })).await.ok();
    let request = own_request(&company, id).await;
    assert_eq!(request["words"], "不再求职");
    let path = format!("/api/privacy-requests/{}/refuse", request["id"].as_str().unwrap());
    company.admin.post(&path, json!({ "reason": "在职员工资料须依法保存" })).await.ok();
    let mine = device.client.get("/api/my-data").await.ok();
    assert_eq!(mine["requests"][0]["state"], "refused");
    assert_eq!(mine["requests"][0]["answer"], "在职员工资料须依法保存");
    assert!(mine["actions"].as_array().unwrap().contains(&json!("delete")), "it can be asked again");
    assert_eq!(company.admin.post(&path, json!({ "reason": "再次" })).await.code(), "privacy.answered");
}
