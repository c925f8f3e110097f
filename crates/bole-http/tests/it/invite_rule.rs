//! 自动邀请: seen before it is switched on, invites only those who meet all of it, and never does anything else.

use bole_testkit::{Company, TestApp};
use serde_json::{Value, json};

async fn applicant(company: &Company<'_>, requisition: &str, name: &str, resume: Option<&str>, source: &str) -> String {
    let document = match resume {
        None => Value::Null,
        Some(text) => company.admin.upload("/api/documents", "a.txt", text.as_bytes()).await.ok()["id"].clone(),
    };
    let number = company.number();
    let body = json!({ "requisition_id": requisition, "name": name, "email": format!("r{number}@example.com"),
        "document_id": document, "source": source, "on_duplicate": "create" });
    company.admin.post("/api/applications", body).await.ok()["id"].as_str().expect("an application").to_owned()
}

fn rule(is_on: bool, limit: i64) -> Value {
    json!({ "is_on": is_on, "daily_limit": limit, "from_minute": 0, "until_minute": 1440, "requirements": [
        { "kind": "words", "any": ["客服"] }, { "kind": "source", "any": ["campus"] } ] })
}

async fn state(company: &Company<'_>, application: &str) -> (String, usize) {
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    (page["stage"].as_str().unwrap().to_owned(), page["sessions"].as_array().unwrap().len())
}

#[tokio::test]
async fn only_who_meets_everything_is_invited_and_nobody_else_is_touched() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let resume = Some("林知夏\n做过三年客服，处理过投诉。\n");
    let good = applicant(&company, &requisition, "林知夏", resume, "campus").await;
    let unknown = applicant(&company, &requisition, "顾清", None, "campus").await;
    let other = applicant(&company, &requisition, "沈一", Some("沈一\n开过货车。\n"), "agency").await;
    let path = format!("/api/requisitions/{requisition}/invite-rule");
    let preview = company.admin.post(&format!("{path}/preview"), rule(false, 5)).await.ok();
    assert_eq!((&preview["total"], &preview["met"]), (&json!(3), &json!(1)));
    let answers = &preview["items"][0]["answers"];
    assert_eq!((&answers[1]["verdict"], &answers[1]["word"]), (&json!("met"), &json!("客服")));
    assert!(answers[1]["sentence"].as_str().unwrap().contains("做过三年客服"), "{answers}");
    bole_app::invite_rule::all(&test.app).await.unwrap();
    assert_eq!(state(&company, &good).await, ("applied".to_owned(), 0), "a look invites nobody");
    company.admin.put(&path, rule(true, 5)).await.ok();
    assert_eq!(bole_app::invite_rule::all(&test.app).await.unwrap(), 1);
    assert_eq!(bole_app::invite_rule::all(&test.app).await.unwrap(), 0, "nobody is invited twice");
    assert_eq!(state(&company, &good).await, ("interview".to_owned(), 1));
    for untouched in [&unknown, &other] {
        assert_eq!(state(&company, untouched).await, ("applied".to_owned(), 0));
    }
    let page = company.admin.get(&format!("/api/applications/{good}")).await.ok();
    let told = page["history"].as_array().unwrap().iter().find(|it| it["kind"] == "application.invite").unwrap();
    assert_eq!((&told["actor"], &told["params"]["by_rule"]), (&json!("system"), &json!(true)));
}

#[tokio::test]
async fn a_rule_keeps_to_its_number_a_day_and_its_switch() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    for name in ["林知夏", "顾清", "沈一"] {
        applicant(&company, &requisition, name, Some(&format!("{name}\n做过客服。\n")), "campus").await;
    }
    let path = format!("/api/requisitions/{requisition}/invite-rule");
    let mut closed = rule(true, 5);
    (closed["from_minute"], closed["until_minute"]) = (json!(600), json!(600));
    assert_eq!(company.admin.put(&path, closed).await.code(), "invite_rule.window_invalid");
    company.admin.put(&path, rule(true, 2)).await.ok();
    assert_eq!(bole_app::invite_rule::all(&test.app).await.unwrap(), 2);
    assert_eq!(company.admin.get(&path).await.ok()["invited_today"], 2);
    let mut bare = rule(true, 5);
    bare["requirements"] = json!([]);
    assert_eq!(company.admin.put(&path, bare).await.code(), "invite_rule.requirements_invalid");
    assert_eq!(company.admin.put(&path, rule(true, 0)).await.code(), "invite_rule.limit_invalid");
    company.admin.put(&path, rule(false, 5)).await.ok();
    test.clock.advance(2 * 86_400_000);
    assert_eq!(bole_app::invite_rule::all(&test.app).await.unwrap(), 0, "switched off");
}
