//! What Bole writes: the company's own texts, refused when they lack what matters, brought back whenever.

use bole_testkit::{Client, Company, TestApp};
use serde_json::{Value, json};

const KEY: &str = "/api/message-templates/invitation.mail";

async fn save(admin: &Client, number: i64, subject: &str, body: &str) -> bole_testkit::Answer {
    admin.put(KEY, json!({ "locale": "zh", "subject": subject, "body": body, "number": number })).await
}

fn text(template: &Value) -> (i64, bool, String) {
    let it = &template["texts"][0];
    let (number, is_supplied) = (it["number"].as_i64().unwrap(), it["is_supplied"].as_bool().unwrap());
    (number, is_supplied, it["subject"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_invitation_is_written_with_the_companys_own_text() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    save(&company.admin, 0, "{name}，{company}等您面试", "{name}您好：\r\n{link}\r\n{note}截止 {until}").await.ok();
    let application = company.application(&requisition).await;
    company.invite(application["id"].as_str().unwrap()).await;
    test.run_jobs().await;
    let mail = test.mailer.mails().pop().unwrap();
    assert_eq!(mail.subject, "林知夏，云岭示例公司等您面试");
    assert!(mail.text.starts_with("林知夏您好：\nhttp"), "{}", mail.text);
    assert!(mail.text.contains("/i/") && mail.text.contains("\n截止 20"), "{}", mail.text);
}

#[tokio::test]
async fn a_text_without_its_link_is_refused_and_nothing_changes() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let refused = save(&company.admin, 0, "邀请", "请尽快参加").await;
    assert_eq!((refused.code().as_str(), &refused.json()["params"]["name"]), ("template.missing_name", &json!("link")));
    assert_eq!(save(&company.admin, 0, "邀请 {link}", "{link}").await.code(), "template.unknown_name");
    assert_eq!(save(&company.admin, 0, "邀请", "{link").await.code(), "template.lone_brace");
    assert_eq!(text(&company.admin.get(KEY).await.ok()).0, 0);
    let unknown = company.admin.get("/api/message-templates/staff_activation.sms").await;
    assert_eq!(unknown.code(), "request.not_found", "staff are reached by mail alone");
}

#[tokio::test]
async fn earlier_texts_and_the_supplied_one_come_back() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let admin = &company.admin;
    save(admin, 0, "第一版", "{link}").await.ok();
    save(admin, 1, "第二版", "{link}").await.ok();
    assert_eq!(save(admin, 1, "迟到的", "{link}").await.code(), "template.changed_meanwhile");
    let restore = format!("{KEY}/restore");
    let back = admin.post(&restore, json!({ "locale": "zh", "restore": 1, "number": 2 })).await.ok();
    assert_eq!(text(&back), (3, false, "第一版".to_owned()));
    let supplied = admin.post(&restore, json!({ "locale": "zh", "restore": 0, "number": 3 })).await.ok();
    assert_eq!(text(&supplied), (4, true, "{company} 邀请您参加“{job}”的线上面试".to_owned()));
    let numbers: Vec<i64> =
        supplied["versions"].as_array().unwrap().iter().filter_map(|it| it["number"].as_i64()).collect();
    assert_eq!(numbers, [4, 3, 2, 1, 0, 0], "Chinese newest first, then English");
    assert_eq!(
        admin.post(&restore, json!({ "locale": "zh", "restore": 9, "number": 4 })).await.code(),
        "request.not_found"
    );
}

#[tokio::test]
async fn a_preview_says_what_is_wrong_instead_of_failing() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let look = |key: &'static str, body: &'static str| {
        let admin = &company.admin;
        async move {
            let path = format!("/api/message-templates/{key}/preview");
            admin.post(&path, json!({ "locale": "zh", "subject": "验证码", "body": body })).await.ok()
        }
    };
    let good = look("code.sms", "验证码 {code}").await;
    assert_eq!((&good["body"], &good["parts"], &good["characters"]), (&json!("验证码 048213"), &json!(1), &json!(10)));
    let wrong = look("code.mail", "{cdoe}").await;
    let problem = &wrong["problems"][0];
    assert_eq!((problem["code"].as_str(), problem["part"].as_str()), (Some("template.unknown_name"), Some("body")));
    assert_eq!((&problem["params"]["name"], &wrong["body"]), (&json!("cdoe"), &Value::Null));
}

#[tokio::test]
async fn who_withdraws_and_who_is_withdrawn_from_is_told() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let requisition = company.opening().await;
    let application = company.application(&requisition).await;
    let id = application["id"].as_str().unwrap();
    company.invite(id).await;
    test.run_jobs().await;
    let invitation = company.admin.get(&format!("/api/applications/{id}")).await.ok()["invitation"]["id"].clone();
    let path = format!("/api/invitations/{}/withdraw", invitation.as_str().unwrap());
    company.admin.post(&path, json!({ "reason": "误发" })).await.ok();
    test.run_jobs().await;
    let mail = test.mailer.mails().pop().unwrap();
    assert!(mail.subject.contains("面试邀请已取消"), "{}", mail.subject);
    assert!(!mail.text.contains("误发"), "the reason stays in the house");
}

#[tokio::test]
async fn a_new_colleague_gets_the_link_by_mail_and_nobody_reads_it_in_the_outbox() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let body = json!({ "name": "顾清", "email": "guqing@example.com", "role": "recruiter" });
    let made = company.admin.post("/api/staff", body).await.ok();
    test.run_jobs().await;
    let mail = test.mailer.mails().pop().unwrap();
    assert!(mail.to == "guqing@example.com" && mail.text.contains(made["activation_link"].as_str().unwrap()));
    let listed = company.admin.get("/api/messages").await.ok()["items"][0].clone();
    assert_eq!(listed["kind"], json!("staff_activation"));
    let opened = company.admin.get(&format!("/api/messages/{}", listed["id"].as_str().unwrap())).await.ok();
    assert_eq!(opened["body"], Value::Null);
}
