//! Twenty people whose every word can be told apart, erased by their own wish, by two of staff and by the clock: nothing of
//! them is left or can be opened, in the database, its log, the server's log, the pages, and backups from before and after.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use bole_domain::ids::CandidateId;
use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_store::{Scope, Store};
use bole_testkit::{Client, Company, Interviewee, TestApp};
use serde_json::{Value, json};

/// What every canary's words hold and nothing else does.
const MARKS: [&str; 4] = ["金丝雀", "林知夏", "19900007", "goldcanary"];

/// Those with a lower number appeal; an appeal that nobody answered keeps a person's data.
const APPEALING: usize = 15;

/// Somebody whose every word can be told apart from all others.
pub struct Canary {
    pub application: String,
    pub candidate: String,
    pub words: Vec<String>,
    pub device: Interviewee,
}

/// A person with everything that can be known about one: contact, résumé, answers, remark, message, result, appeal.
pub async fn canary(test: &TestApp, company: &Company<'_>, requisition: &str, number: usize) -> Canary {
    let word = |what: &str| format!("金丝雀{what}{number:02}号");
    let (name, phone) = (format!("林知夏{number:02}"), format!("+8619900007{number:03}"));
    let email = format!("goldcanary{number:02}@example.cn");
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
    test.run_jobs().await;
    if number < APPEALING {
        device.client.post("/api/application/appeal", json!({ "reason": word("申诉") })).await.ok();
    }
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

fn files_under(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries.map(|it| if it.is_dir() { files_under(&it) } else { 1 }).sum()
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

/// The columns in which the tables themselves say that something of a person is left.
async fn left_of(test: &TestApp, canary: &Canary) -> Vec<String> {
    bole_store::remains::of_person(&test.store, canary.candidate.parse().unwrap()).await.unwrap()
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

pub async fn decide(client: &Client, approval: &Value, how: &str) -> bole_testkit::Answer {
    let path = format!("/api/second-approvals/{}/{how}", approval["id"].as_str().unwrap());
    client.post(&path, Value::Null).await
}

pub async fn ask(client: &Client, candidate: &str) -> bole_testkit::Answer {
    client.post(&format!("/api/candidates/{candidate}/erasure"), json!({ "reason": "重复录入" })).await
}

pub async fn own_request(company: &Company<'_>, application: &str) -> Value {
    let listed = company.admin.get("/api/privacy-requests").await.ok();
    let mut mine = listed["items"].as_array().unwrap().iter().filter(|it| it["application_id"] == application);
    mine.next().expect("the request is listed").clone()
}

/// The ways a text may stand in bytes without being sealed.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let hexes = |upper: bool| {
        let byte = |it: u8| if upper { format!("%{it:02X}") } else { format!("%{it:02x}") };
        text.bytes()
            .map(|it| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { byte(it) })
            .collect::<String>()
    };
    let escaped: String = text
        .encode_utf16()
        .map(|it| if it < 128 { char::from(it as u8).to_string() } else { format!("\\u{it:04x}") })
        .collect();
    let plain: Vec<u8> = text.bytes().collect();
    let hex: String = text.bytes().map(|it| format!("{it:02x}")).collect();
    let mut all = vec![plain, utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)];
    all.extend([hexes(true), hexes(false), escaped, hex].map(String::into_bytes));
    // Inside a longer text, base64 begins at any of three places; what hangs over its ends is left out.
    for shift in 0..3 {
        let bytes = [vec![0; shift], text.as_bytes().to_vec()].concat();
        let encoded = base64(&bytes[..bytes.len() / 3 * 3]);
        let clean = encoded[if shift == 0 { 0 } else { 4 }..].to_vec();
        all.push(
            clean
                .iter()
                .map(|it| match it {
                    b'+' => b'-',
                    b'/' => b'_',
                    it => *it,
                })
                .collect(),
        );
        all.push(clean);
    }
    all
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let of = |it: &[u8]| {
        let word = (u32::from(it[0]) << 16) | (u32::from(it[1]) << 8) | u32::from(it[2]);
        [18, 12, 6, 0].map(|shift| letters[((word >> shift) & 63) as usize])
    };
    bytes.chunks_exact(3).flat_map(of).collect()
}

/// Nothing of anybody stands in these bytes, in whatever form.
fn demand_clean(what: &str, bytes: &[u8]) {
    for mark in MARKS {
        for form in forms(mark) {
            assert!(!contains(bytes, &form), "{mark} stands in {what} as {:?}", String::from_utf8_lossy(&form));
        }
    }
}

/// A restored or living database holds nothing that a key could open, and no key.
async fn demand_unopenable(what: &str, store: &Store, canaries: &[Canary]) {
    for canary in canaries {
        let id = canary.candidate.parse().unwrap();
        assert_eq!(bole_store::remains::of_person(store, id).await.unwrap(), Vec::<String>::new(), "{what}");
    }
}

#[test]
fn the_search_finds_a_mark_in_every_form() {
    let long = |mark: &str| format!("前{mark}后");
    for mark in MARKS {
        for form in forms(mark) {
            assert!(form.len() >= 6, "{mark}");
        }
        let text = long(mark);
        assert!(contains(text.as_bytes(), &forms(mark)[0]));
        for pad in 0..3 {
            let mut bytes = [vec![b'x'; pad], text.clone().into_bytes()].concat();
            bytes.resize(bytes.len().div_ceil(3) * 3, b'x');
            let encoded = base64(&bytes);
            assert!(forms(mark).iter().any(|it| contains(&encoded, it)), "{mark} at {pad}");
        }
    }
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
        let held = left_of(&test, canary).await;
        for column in [
            "candidate.wrapped_key",
            "session_event.content",
            "assessment.receipt_sealed",
            "document.text_sealed",
            "remark.text_sealed",
            "release.reason_sealed",
            "message.body_sealed",
        ] {
            assert!(held.iter().any(|it| it == column), "{column} would be found: {held:?}");
        }
    }
    let folder = test.app.config.data.clone();
    assert!(secrets.iter().all(|it| contains(&bytes_under(&folder), it)), "the search finds what is there");
    let files = test.blobs.count();
    let backups = tempfile::tempdir().unwrap();
    let before = test.back_up(&backups.path().join("before")).await;

    erase_all(&test, &company, &canaries).await;
    assert_eq!(test.blobs.count(), files - canaries.len(), "each résumé is gone");
    let admin = test.as_role(Role::SuperAdmin, None).await;
    demand_unopenable("the database", &test.store, &canaries).await;
    let mut left = bytes_under(&folder);
    left.extend_from_slice(&log.0.lock().unwrap());
    for it in &canaries {
        let page = admin.get(&format!("/api/applications/{}", it.application)).await;
        left.extend(&page.bytes);
        let report = admin.get(&format!("/api/applications/{}/report", it.application)).await;
        assert_eq!(report.code(), "interview.erased");
        assert_eq!(page.ok()["candidate"]["is_erased"], true);
        assert_eq!(it.device.client.get("/api/my-data").await.code(), "request.unauthenticated");
    }
    for path in [
        "/api/applications",
        "/api/messages",
        "/api/privacy-requests",
        "/api/second-approvals",
        "/api/trail",
        "/api/retention",
        "/api/retention/applications/people",
    ] {
        left.extend(admin.get(path).await.bytes);
    }
    demand_clean("the data folder, the log or a page", &left);
    let is_gone = |bytes: &[u8]| secrets.iter().all(|it| !contains(bytes, it));
    assert!(is_gone(&left), "a sealed value or a keyed hash is left");

    // A backup from afterwards holds nothing, sealed or not.
    let after = test.back_up(&backups.path().join("after")).await;
    let (_, store) = test.restored(&after, &backups.path().join("from-after")).await;
    demand_unopenable("the backup from afterwards", &store, &canaries).await;
    store.close().await.unwrap();
    let bytes = bytes_under(&backups.path().join("from-after"));
    demand_clean("the backup from afterwards", &bytes);
    assert!(is_gone(&bytes));

    // The one from before holds them sealed, under the root key, until it goes; restored, the ledger destroys them first.
    demand_clean("the backup file from before", &std::fs::read(&before).unwrap());
    assert!(is_gone(&std::fs::read(&before).unwrap()), "nothing of it can be read without the root key");
    let place = backups.path().join("from-before");
    let (app, store) = test.restored(&before, &place).await;
    let held = bole_store::remains::of_person(&store, canaries[0].candidate.parse().unwrap()).await.unwrap();
    assert!(held.iter().any(|it| it == "candidate.wrapped_key"), "it is a backup from before");
    assert_eq!(bole_app::erasure::apply_ledger(&app).await.unwrap(), 20);
    demand_unopenable("the restored database", &store, &canaries).await;
    drop(app);
    store.close().await.unwrap();
    let bytes = bytes_under(&place);
    demand_clean("the restored folder", &bytes);
    assert!(is_gone(&bytes), "a sealed value came back");
    assert_eq!(files_under(&place.join("files")), 0, "no file came back");

    let listed = admin.get("/api/applications").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 20, "the counts stay");
    assert_eq!(admin.get("/api/erasures").await.ok()["total"], 20);
}

/// One by their own wish, fourteen by two of staff, and five by the clock.
async fn erase_all(test: &TestApp, company: &Company<'_>, canaries: &[Canary]) {
    let other = test.as_role(Role::SuperAdmin, None).await;
    let own = &canaries[0];
    own.device.client.post("/api/my-data/delete", json!({ "reason": own.words[0] })).await.ok();
    let request = own_request(company, &own.application).await;
    let path = format!("/api/privacy-requests/{}/carry-out", request["id"].as_str().unwrap());
    company.admin.post(&path, Value::Null).await.ok();
    for it in &canaries[1..APPEALING] {
        let approval = ask(&company.admin, &it.candidate).await.ok();
        decide(&other, &approval, "approve").await.ok();
    }
    for it in &canaries[APPEALING..] {
        let body = json!({ "stage": "rejected", "reason": "岗位已招满" });
        company.admin.post(&format!("/api/applications/{}/stage", it.application), body).await.ok();
    }
    test.clock.advance(364 * DAY_MS);
    bole_app::retention::run(&test.app).await.unwrap();
    let due = bole_store::retention::due(
        &test.store,
        &Scope::All,
        bole_domain::retention::Class::Applications,
        test.app.now(),
        test.app.now(),
        false,
        100,
    )
    .await
    .unwrap();
    assert_eq!(due.len(), 5, "nobody goes a day too early");
    test.clock.advance(2 * DAY_MS);
    bole_app::retention::tick(&test.app).await.unwrap();
    test.run_jobs().await;
}
