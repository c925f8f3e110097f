//! A company's own models and questions: drafts, versions, what changed, and what flows take over.

use axum::http::Method;
use bole_domain::staff::Role;
use bole_testkit::{Client, Company, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};

struct Bed {
    test: TestApp,
    admin: Client,
}

impl Bed {
    async fn new() -> Self {
        let test = TestApp::start().await;
        let admin = test.as_role(Role::SuperAdmin, None).await;
        Self { test, admin }
    }

    async fn put(&self, path: &str, body: &Value) -> bole_testkit::Answer {
        self.admin.write(Method::PUT, path, body, &[]).await
    }

    async fn model(&self) -> Value {
        let name = json!({ "zh": "门店销售模型", "en": "Store sales model" });
        let body = json!({ "family": "sales", "name": name, "source": "library" });
        self.admin.post("/api/competency-models", body).await.ok()
    }

    async fn save(&self, model: &Value, draft: &Value) -> bole_testkit::Answer {
        let body = json!({ "revision": model["revision"], "name": model["name"], "source": "expert", "model": draft });
        self.put(&format!("/api/competency-models/{}/draft", text(&model["id"])), &body).await
    }

    async fn publish(&self, id: &str, revision: &Value) -> bole_testkit::Answer {
        let body = json!({ "revision": revision, "note": "改权重" });
        self.admin.post(&format!("/api/competency-models/{id}/publish"), body).await
    }

    /// A model with two versions, which differ in two weights.
    async fn second_version(&self, first: &Value) -> Value {
        let mut draft = first["draft"].clone();
        let weight = |it: &Value| it["weight"].as_u64().expect("a weight");
        let (one, two) = (weight(&draft["dimensions"][0]) + 5, weight(&draft["dimensions"][1]) - 5);
        draft["dimensions"][0]["weight"] = json!(one);
        draft["dimensions"][1]["weight"] = json!(two);
        let saved = self.save(first, &draft).await.ok();
        self.publish(text(&first["id"]), &saved["revision"]).await.ok()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

#[tokio::test]
async fn a_flow_copies_a_version_of_a_model_and_takes_a_newer_one_when_asked() {
    let bed = Bed::new().await;
    let made = bed.model().await;
    let id = text(&made["id"]).to_owned();
    let flow = json!({ "family": "sales", "preset": "part_time", "model_id": id,
        "title": { "zh": "销售面试", "en": "Sales interview" } });
    let refused = bed.admin.post("/api/flows", flow.clone()).await;
    assert_eq!(refused.code(), "competency.not_published");

    let first = bed.publish(&id, &made["revision"]).await.ok();
    assert_eq!(bed.publish(&id, &made["revision"]).await.code(), "competency.unchanged");
    let flow = bed.admin.post("/api/flows", flow).await.ok();
    assert_eq!((&flow["model"]["number"], &flow["model"]["latest_number"]), (&json!(1), &json!(1)));
    assert_eq!(flow["draft"]["competency"], first["draft"]);

    bed.second_version(&first).await;
    let path = format!("/api/competency-models/{id}/compare");
    let changes = bed.admin.get(&format!("{path}?from=1&to=2")).await.ok();
    let told: Vec<&str> = changes["changes"].as_array().unwrap().iter().map(|it| text(&it["what"]["kind"])).collect();
    assert_eq!(told, ["weight", "weight"]);
    assert_eq!(bed.admin.get(&format!("{path}?from=2")).await.ok()["changes"], json!([]), "the draft is version 2");
    assert_eq!(bed.admin.get(&format!("{path}?from=9")).await.code(), "request.not_found");

    let flow_path = format!("/api/flows/{}", text(&flow["id"]));
    let behind = bed.admin.get(&flow_path).await.ok();
    assert_eq!((&behind["model"]["number"], &behind["model"]["latest_number"]), (&json!(1), &json!(2)));
    assert_eq!(behind["draft"], flow["draft"], "nothing changes by itself");
    let body = json!({ "revision": behind["revision"], "model_id": id });
    let updated = bed.admin.post(&format!("{flow_path}/model"), body.clone()).await.ok();
    assert_eq!(updated["model"]["number"], 2);
    assert_eq!(updated["draft"]["competency"]["dimensions"][0]["weight"], 30);
    assert_eq!(bed.admin.post(&format!("{flow_path}/model"), body).await.code(), "flow.draft_changed");
    let used = bed.admin.get(&format!("/api/competency-models/{id}")).await.ok();
    assert_eq!(used["used_by"], json!([{ "flow_id": flow["id"], "title": flow["draft"]["title"], "number": 2 }]));
}

#[tokio::test]
async fn a_published_version_stays_and_a_stale_or_faulty_draft_is_refused() {
    let bed = Bed::new().await;
    let made = bed.model().await;
    let id = text(&made["id"]).to_owned();
    let first = bed.publish(&id, &made["revision"]).await.ok();
    let mut draft = made["draft"].clone();
    draft["dimensions"][0]["weight"] = json!(99);
    let saved = bed.save(&made, &draft).await.ok();
    assert_eq!(saved["problems"][0]["code"], "flow.weights_not_100");
    assert_eq!(bed.publish(&id, &saved["revision"]).await.code(), "competency.has_problems");
    assert_eq!(bed.save(&made, &draft).await.code(), "competency.draft_changed");
    let now = bed.admin.get(&format!("/api/competency-models/{id}")).await.ok();
    assert_eq!(now["versions"], first["versions"]);
    assert_eq!(now["draft_changed"], true);
    let row = bed.admin.get("/api/competency-models").await.ok()["items"][0].clone();
    assert_eq!((&row["latest_number"], &row["problem_count"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn an_own_question_has_versions_is_counted_where_flows_ask_it_and_can_be_put_away() {
    let bed = Bed::new().await;
    let shipped = bed.admin.get("/api/library/sales").await.ok();
    let mut question = shipped["document"]["questions"][1].clone();
    question["text"] = json!({ "zh": "讲一单最难的会员卡。", "en": "" });
    let made = bed.admin.post("/api/bank-questions", json!({ "family": "sales", "question": question })).await.ok();
    let path = format!("/api/bank-questions/{}", text(&made["id"]));
    question["text"]["en"] = json!("Tell us about the hardest membership you sold.");
    let changed = bed.put(&path, &json!({ "number": 1, "question": question })).await.ok();
    assert_eq!(changed["versions"].as_array().unwrap().len(), 2);
    assert_eq!(changed["versions"][1]["question"]["text"]["en"], "", "what it was stays");
    assert_eq!(bed.put(&path, &json!({ "number": 1, "question": question })).await.code(), "bank.changed");

    let title = json!({ "zh": "销售面试", "en": "Sales interview" });
    let flow = bed.admin.post("/api/flows", json!({ "family": "sales", "title": title })).await.ok();
    let mut document = flow["draft"].clone();
    let own = changed["question"].clone();
    document["steps"][1]["kind"]["question"] = own["key"].clone();
    document["questions"].as_array_mut().unwrap().push(own.clone());
    let flow_path = format!("/api/flows/{}", text(&flow["id"]));
    let body = json!({ "revision": flow["revision"], "document": document });
    let saved = bed.put(&format!("{flow_path}/draft"), &body).await.ok();
    bed.admin.post(&format!("{flow_path}/publish"), json!({ "revision": saved["revision"] })).await.ok();

    let keys = async |query: &str| {
        let page = bed.admin.get(&format!("/api/bank-questions?limit=200&{query}")).await.ok();
        page["items"].as_array().unwrap().iter().map(|it| text(&it["key"]).to_owned()).collect::<Vec<_>>()
    };
    assert!(keys("used=true&family=sales").await.contains(&text(&own["key"]).to_owned()));
    assert!(
        !keys("used=true&family=sales").await.contains(&text(&shipped["document"]["questions"][1]["key"]).to_owned())
    );
    assert_eq!(keys("own=true&complete=true&q=会员卡").await, [text(&own["key"])]);
    assert_eq!(keys("own=true&complete=false").await, Vec::<String>::new());
    let page = bed.admin.get("/api/bank-questions?limit=2").await.ok();
    let next = bed.admin.get(&format!("/api/bank-questions?limit=2&cursor={}", text(&page["next_cursor"]))).await.ok();
    assert_ne!(page["items"][0]["key"], next["items"][0]["key"]);
    assert_eq!(bed.admin.get("/api/bank-questions?cursor=x").await.code(), "request.bad_cursor");

    let put_away = bed.admin.post(&format!("{path}/archive"), Value::Null).await.ok();
    assert_eq!((&put_away["version_count"], &put_away["used_by"][0]["number"]), (&json!(1), &json!(1)));
    assert_eq!(keys("own=true").await, Vec::<String>::new());
    assert_eq!(keys("archived=true").await, [text(&own["key"])]);
    let recruiter = bed.test.as_role(Role::Reviewer, None).await;
    assert_eq!(recruiter.post(&format!("{path}/restore"), Value::Null).await.code(), "request.forbidden");
}

#[tokio::test]
async fn an_older_version_of_a_model_becomes_the_draft_and_then_a_version_of_its_own() {
    let bed = Bed::new().await;
    let made = bed.model().await;
    let id = text(&made["id"]).to_owned();
    let first = bed.publish(&id, &made["revision"]).await.ok();
    let second = bed.second_version(&first).await;
    let path = format!("/api/competency-models/{id}/revert");
    let stale = bed.admin.post(&path, json!({ "revision": 1, "number": 1 })).await;
    assert_eq!(stale.code(), "competency.draft_changed");
    let missing = bed.admin.post(&path, json!({ "revision": second["revision"], "number": 9 })).await;
    assert_eq!(missing.code(), "request.not_found");
    let back = bed.admin.post(&path, json!({ "revision": second["revision"], "number": 1 })).await.ok();
    assert_eq!((&back["draft"], &back["draft_changed"]), (&first["draft"], &json!(true)));
    assert_eq!(back["versions"].as_array().unwrap().len(), 2, "nothing that was published goes away");
    let third = bed.publish(&id, &back["revision"]).await.ok();
    assert_eq!(third["versions"][0]["number"], 3);
    let path = format!("/api/competency-models/{id}/compare?from=1&to=3");
    assert_eq!(bed.admin.get(&path).await.ok()["changes"], json!([]));
}

#[tokio::test]
async fn a_question_tells_its_figures_when_enough_people_have_answered_it() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    let other = company.department("物流部", None).await;
    let (position, flow) = (company.position(&department).await, company.flow(Some(&department)).await);
    let document = company.admin.get(&format!("/api/flows/{flow}")).await.ok();
    let steps = document["draft"]["steps"].as_array().unwrap();
    let key = steps.iter().find_map(|it| it["kind"]["question"].as_str()).unwrap();
    let path = format!("/api/question-statistics/{key}");
    let mut found = company.admin.get(&path).await.ok();
    assert_eq!((&found["n"], &found["mean"]), (&json!(0), &Value::Null));
    let requisition = company.requisition(&position, &flow).await;
    for _ in 0..11 {
        let application = company.application(&requisition).await;
        company.candidate(application["id"].as_str().unwrap()).await.complete(TYPICAL_ANSWER).await;
        test.run_jobs().await;
        found = company.admin.get(&path).await.ok();
        let told = found["n"].as_u64().unwrap() >= 10;
        assert_eq!(found["mean"].is_number(), told, "{found}");
    }
    assert_eq!(found["n"].as_u64().unwrap() + found["not_assessable"].as_u64().unwrap(), 11);
    assert_eq!(found["discrimination"], Value::Null, "too few, and all alike");
    let elsewhere = test.as_role(Role::HiringManager, Some(&other)).await;
    assert_eq!(elsewhere.get(&path).await.ok()["n"], 0, "figures of interviews somebody does not see are not told");
}
