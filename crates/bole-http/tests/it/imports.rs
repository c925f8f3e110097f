//! Importing the organisation: what is wrong is named, corrected in place, committed as one and taken back as one.

use std::time::Instant;

use bole_domain::staff::Role;
use bole_testkit::{Client, TestApp};
use serde_json::{Value, json};

const SHEET: &str = "2026 年编制表\n上级部门,部门,类型,岗位,编制,在职人数\n,云岭公司,公司,,,\n云岭公司,客服部,,在线客服,10,8\n\
    云岭公司,客服部,,班长,二,1\n云岭公斯,徐汇店,门店,店长,1,\n云岭公斯,西湖店,门店,店长,1,\n";

async fn upload(client: &Client, name: &str, bytes: &[u8]) -> Value {
    client.upload("/api/organisation-imports", name, bytes).await.ok()
}

fn path(import: &Value, step: &str) -> String {
    format!("/api/organisation-imports/{}{step}", import["id"].as_str().unwrap())
}

#[tokio::test]
async fn faults_are_corrected_in_place_then_all_is_committed_and_taken_back() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let read = upload(&admin, "编制.csv", SHEET.as_bytes()).await;
    assert_eq!((&read["row_count"], &read["faulty_count"]), (&json!(5), &json!(3)));
    let fault = &read["faulty"][1]["faults"][0];
    assert_eq!(
        (&fault["code"], &fault["suggestion"], &fault["same"]),
        (&json!("parent_unknown"), &json!("云岭公司"), &json!(2))
    );
    assert_eq!(admin.post(&path(&read, "/commit"), json!({})).await.code(), "import.has_faults");
    let same = json!({ "row": 6, "column": "parent", "value": "云岭公司", "everywhere": true });
    assert_eq!(admin.post(&path(&read, "/fix"), same).await.ok()["faulty_count"], 1);
    let one = json!({ "row": 5, "column": "seats", "value": "2" });
    let clean = admin.post(&path(&read, "/fix"), one).await.ok();
    assert_eq!((&clean["faulty_count"], &clean["makes"]["departments"]), (&json!(0), &json!(4)));
    assert_eq!(clean["makes"], json!({ "departments": 4, "positions": 4, "open": 5, "filled": 9 }));
    let done = admin.post(&path(&read, "/commit"), json!({})).await.ok();
    assert_eq!(done["status"], "committed");
    assert_eq!(admin.post(&path(&read, "/commit"), json!({})).await.code(), "import.done");
    let departments = admin.get("/api/departments").await.ok();
    assert_eq!(
        (departments["items"].as_array().unwrap().len(), &departments["items"][0]["kind"]),
        (4, &json!("company"))
    );
    let again = upload(&admin, "编制.csv", SHEET.replace("云岭公斯", "云岭公司").replace('二', "2").as_bytes()).await;
    assert_eq!(again["actions"], json!(["fix"]), "the same sheet makes nothing twice");
    let undone = admin.post(&path(&read, "/undo"), Value::Null).await.ok();
    assert_eq!(undone["status"], "undone");
    assert_eq!(admin.get("/api/departments").await.ok()["items"], json!([]));
    assert_eq!(admin.get("/api/positions").await.ok()["items"], json!([]));
    assert_eq!(admin.post(&path(&read, "/undo"), Value::Null).await.code(), "import.not_committed");
}

#[tokio::test]
async fn an_import_in_use_is_not_taken_back() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let read = upload(&admin, "a.csv", "部门,岗位,编制\n客服部,在线客服,3\n".as_bytes()).await;
    admin.post(&path(&read, "/commit"), json!({})).await.ok();
    let position = admin.get("/api/positions").await.ok()["items"][0]["id"].clone();
    let body = json!({ "position_id": position, "title": "在线客服", "headcount": 1 });
    admin.post("/api/requisitions", body).await.ok();
    let refused = admin.post(&path(&read, "/undo"), Value::Null).await;
    assert_eq!((refused.code().as_str(), &refused.json()["params"]["positions"]), ("import.in_use", &json!(1)));
    assert_eq!(admin.get("/api/positions").await.ok()["items"][0]["seats"]["total"], 3, "nothing is half undone");
}

#[tokio::test]
async fn two_commits_at_once_import_once() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let read = upload(&admin, "a.csv", "部门,岗位,编制\n客服部,在线客服,3\n".as_bytes()).await;
    let commit = path(&read, "/commit");
    let (first, second) = tokio::join!(admin.post(&commit, json!({})), admin.post(&commit, json!({})));
    let mut codes = [first.code(), second.code()];
    codes.sort();
    assert_eq!(codes, [String::new(), "import.done".to_owned()]);
    assert_eq!(admin.get("/api/positions").await.ok()["items"][0]["seats"]["total"], 3);
}

#[tokio::test]
async fn columns_can_be_corrected_and_files_that_are_no_sheet_are_refused_by_name() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let read = upload(&admin, "a.csv", "部门,岗位,名额\n客服部,在线客服,3\n".as_bytes()).await;
    assert_eq!((&read["columns"][2]["column"], &read["faulty_count"]), (&Value::Null, &json!(1)));
    let twice = json!({ "columns": ["department", "position", "position"] });
    assert_eq!(admin.put(&path(&read, "/columns"), twice).await.code(), "import.columns_invalid");
    let columns = json!({ "columns": ["department", "position", "seats"] });
    assert_eq!(admin.put(&path(&read, "/columns"), columns).await.ok()["faulty_count"], 0);
    for (name, bytes, code) in [
        ("a.csv", &b""[..], "document.empty"),
        ("a.pdf", b"%PDF-1.7", "document.wrong_type"),
        ("a.xlsx", b"a,b", "document.wrong_type"),
        ("a.csv", b"a,b\n1,2\n", "import.no_header"),
    ] {
        assert_eq!(admin.upload("/api/organisation-imports", name, bytes).await.code(), code, "{name}");
    }
}

#[tokio::test]
async fn the_template_can_be_filled_in_and_brought_back() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    for locale in ["zh", "en"] {
        let template = admin.get(&format!("/api/organisation-imports/template?locale={locale}")).await;
        let read = upload(&admin, "template.xlsx", &template.bytes).await;
        assert_eq!((&read["row_count"], &read["faulty_count"]), (&json!(2), &json!(0)), "{locale}");
        assert_eq!(read["makes"], json!({ "departments": 2, "positions": 1, "open": 2, "filled": 8 }));
    }
}

/// What the dry run of 5,000 rows with 3 % faults takes: `cargo nextest run -p bole-http -E 'test(five_thousand)' --no-capture`.
#[tokio::test]
async fn five_thousand_rows_with_faults_are_looked_through_within_five_seconds() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let mut sheet = "上级部门,部门,类型,岗位,编制,在职人数\n,云岭公司,公司,,,\n".to_owned();
    for number in 0..4999 {
        let shop = number / 5;
        let seats = if number % 33 == 0 { "十人".to_owned() } else { (number % 7 + 1).to_string() };
        sheet.push_str(&format!("云岭公司,{shop}号店,门店,岗位{number},{seats},1\n"));
    }
    let started = Instant::now();
    let read = upload(&admin, "编制.csv", sheet.as_bytes()).await;
    let took_ms = started.elapsed().as_millis();
    println!("dry run of 5000 rows: {took_ms} ms, {} with faults", read["faulty_count"]);
    assert_eq!((&read["row_count"], &read["faulty_count"]), (&json!(5000), &json!(152)));
    let same = json!({ "row": 3, "column": "seats", "value": "10", "everywhere": true });
    assert_eq!(admin.post(&path(&read, "/fix"), same).await.ok()["faulty_count"], 0);
}

#[tokio::test]
async fn a_sheet_with_many_faults_shows_the_first_and_hands_out_all_of_them() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let rows: String = (0..450).map(|it| format!("客服部,专员{it},许多\n")).collect();
    let sheet = format!("部门,岗位,编制\n{rows}");
    let read = admin.upload("/api/organisation-imports", "编制.csv", sheet.as_bytes()).await.ok();
    let count = |it: &Value| it["faulty"].as_array().unwrap().len();
    assert_eq!((&read["faulty_count"], count(&read)), (&json!(450), 300));
    let path = format!("/api/organisation-imports/{}", read["id"].as_str().unwrap());
    assert_eq!(count(&admin.get(&path).await.ok()), 300);
    assert_eq!(count(&admin.get(&format!("{path}?all=true")).await.ok()), 450);
}
