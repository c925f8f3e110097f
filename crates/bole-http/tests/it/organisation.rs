//! Departments that move and close, positions with seats that shrink, and the organisation as of a date.

use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_testkit::{Client, Company, TestApp};
use serde_json::{Value, json};

async fn department(client: &Client, name: &str, kind: &str, parent: Option<&str>) -> String {
    let body = json!({ "name": name, "kind": kind, "parent_id": parent });
    client.post("/api/departments", body).await.ok()["id"].as_str().expect("an identifier").to_owned()
}

async fn move_to(client: &Client, id: &str, name: &str, parent: Option<&str>) -> String {
    let body = json!({ "name": name, "parent_id": parent });
    client.put(&format!("/api/departments/{id}"), body).await.code()
}

/// Names with their depth, in tree order.
async fn tree(client: &Client) -> Vec<(i64, String)> {
    let listed = client.get("/api/departments").await.ok();
    let rows = listed["items"].as_array().expect("rows");
    rows.iter().map(|it| (it["depth"].as_i64().unwrap_or(-1), it["name"].as_str().unwrap_or("").to_owned())).collect()
}

#[tokio::test]
async fn a_department_cannot_come_below_itself_and_its_branch_moves_with_it() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    let group = department(&admin, "集团", "group", None).await;
    let east = department(&admin, "华东公司", "company", Some(&group)).await;
    let south = department(&admin, "华南公司", "company", Some(&group)).await;
    let region = department(&admin, "大区", "department", Some(&east)).await;
    let shop = department(&admin, "门店", "shop", Some(&region)).await;
    for (id, name, below) in [(&region, "大区", &shop), (&region, "大区", &region), (&group, "集团", &shop)] {
        assert_eq!(move_to(&admin, id, name, Some(below)).await, "department.below_itself");
    }
    assert_eq!(move_to(&admin, &south, "华南公司", Some(&shop)).await, "department.kind_misplaced");
    let local = test.as_role(Role::HiringManager, Some(&south)).await;
    assert_eq!(tree(&local).await.len(), 1);
    assert_eq!(move_to(&admin, &region, "大区", Some(&south)).await, "");
    let seen = [(0, "华南公司".to_owned()), (1, "大区".to_owned()), (2, "门店".to_owned())];
    assert_eq!(tree(&local).await, seen, "what moved into a branch is seen from there");
    let body = json!({ "name": "门店", "kind": "company", "parent_id": region });
    let answer = admin.put(&format!("/api/departments/{shop}"), body).await;
    assert_eq!(answer.code(), "department.kind_misplaced");
}

#[tokio::test]
async fn two_moves_at_once_never_make_a_circle() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SuperAdmin, None).await;
    for round in 0..10 {
        let (left, right) = (format!("左{round}"), format!("右{round}"));
        let (a, b) =
            (department(&admin, &left, "department", None).await, department(&admin, &right, "department", None).await);
        let (first, second) = tokio::join!(move_to(&admin, &a, &left, Some(&b)), move_to(&admin, &b, &right, Some(&a)));
        let mut codes = [first, second];
        codes.sort();
        assert_eq!(codes, ["".to_owned(), "department.below_itself".to_owned()]);
    }
    assert_eq!(tree(&admin).await.len(), 20, "everything still hangs in the tree");
}

#[tokio::test]
async fn a_department_closes_when_nothing_stands_on_it_and_opens_again() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let admin = &company.admin;
    let root = company.department("公司", None).await;
    let id = company.department("客服部", Some(&root)).await;
    let position = company.position(&id).await;
    let close = async |path: &str| admin.post(path, Value::Null).await;
    let refused = close(&format!("/api/departments/{id}/close")).await;
    assert_eq!(refused.code(), "department.not_empty");
    assert_eq!(refused.json()["params"], json!({ "departments": 0, "positions": 1, "accounts": 0 }));
    close(&format!("/api/positions/{position}/close")).await.ok();
    close(&format!("/api/departments/{id}/close")).await.ok();
    assert_eq!(close(&format!("/api/departments/{id}/close")).await.code(), "department.closed");
    assert_eq!(tree(admin).await, [(0, "公司".to_owned())]);
    let body = json!({ "department_id": id, "title": "班长", "seats": 1 });
    assert_eq!(admin.post("/api/positions", body).await.code(), "department.closed");
    let reopened = admin.post(&format!("/api/positions/{position}/reopen"), Value::Null).await;
    assert_eq!(reopened.code(), "department.closed", "a position does not open in a closed department");
    close(&format!("/api/departments/{root}/close")).await.ok();
    let below = admin.post(&format!("/api/departments/{id}/reopen"), Value::Null).await;
    assert_eq!(below.code(), "department.closed", "nor a department below a closed one");
    for it in [&root, &id] {
        admin.post(&format!("/api/departments/{it}/reopen"), Value::Null).await.ok();
    }
    assert_eq!(tree(admin).await.len(), 2);
}

#[tokio::test]
async fn seats_are_measured_live_and_never_fall_below_those_taken() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    let position = company.position(&department).await;
    let flow = company.flow(Some(&department)).await;
    let requisition = company.requisition(&position, &flow).await;
    let measure = async |wanted: u32, query: &str| {
        let path = format!("/api/positions/{position}/headcount?wanted={wanted}{query}");
        company.admin.get(&path).await.ok()
    };
    let found = measure(9, "").await;
    assert_eq!(found["seats"], json!({ "total": 10, "open": 8, "reserved": 2, "filled": 0 }));
    assert_eq!(found["headcount"], json!({ "available": 8, "over": 1 }));
    let own = measure(9, &format!("&requisition={requisition}")).await;
    assert_eq!(own["headcount"], json!({ "available": 10, "over": 0 }));
    let body = |seats: u32| json!({ "department_id": department, "title": "在线客服", "seats": seats });
    let path = format!("/api/positions/{position}");
    let refused = company.admin.put(&path, body(1)).await;
    assert_eq!((refused.code().as_str(), &refused.json()["params"]["taken"]), ("position.seats_taken", &json!(2)));
    let refused = company.admin.put(&path, body(2001)).await;
    assert_eq!(refused.code(), "position.too_many_seats");
    assert_eq!(company.admin.put(&path, body(2)).await.ok()["seats"]["total"], 2);
    let refused = company.admin.post(&format!("{path}/close"), Value::Null).await;
    assert_eq!((refused.code().as_str(), &refused.json()["params"]["taken"]), ("position.in_use", &json!(2)));
}

#[tokio::test]
async fn a_requisition_and_fewer_seats_at_once_never_take_the_same_seat() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let department = company.department("客服部", None).await;
    for _ in 0..10 {
        let position = company.position(&department).await;
        let shrink = json!({ "department_id": department, "title": "在线客服", "seats": 4 });
        let hire = json!({ "position_id": position, "title": "在线客服", "headcount": 8 });
        let path = format!("/api/positions/{position}");
        let (first, second) =
            tokio::join!(company.admin.put(&path, shrink), company.admin.post("/api/requisitions", hire));
        let codes = (first.code(), second.code());
        let refused = codes == ("position.seats_taken".to_owned(), String::new())
            || codes == (String::new(), "requisition.headcount_exceeds_seats".to_owned());
        assert!(refused, "{codes:?}");
    }
}

#[tokio::test]
async fn the_organisation_is_shown_as_of_a_date() {
    let test = TestApp::start().await;
    let company = Company::new(&test).await;
    let id = company.department("旧名", None).await;
    let position = company.position(&id).await;
    let before = bole_app::calendar::day_of(test.app.now());
    test.clock.advance(3 * DAY_MS);
    let admin = test.as_role(Role::SuperAdmin, None).await;
    assert_eq!(move_to(&admin, &id, "新名", None).await, "");
    let body = json!({ "department_id": id, "title": "在线客服", "seats": 15 });
    admin.put(&format!("/api/positions/{position}"), body).await.ok();
    let now = bole_app::calendar::day_of(test.app.now());
    for (day, name, seats) in [(&before, "旧名", 10), (&now, "新名", 15)] {
        let found = admin.get(&format!("/api/organisation?as_of={day}")).await.ok();
        assert_eq!(found["departments"][0]["name"], name, "{day}");
        assert_eq!(found["positions"][0]["seats"]["total"], seats, "{day}");
        assert_eq!(found["positions"][0]["department"]["name"], name, "{day}");
        assert_eq!(found["changed_on"], json!([now, before]));
    }
    let long_ago = admin.get("/api/organisation?as_of=1999-01-01").await.ok();
    assert_eq!((&long_ago["departments"], &long_ago["positions"]), (&json!([]), &json!([])));
    for wrong in ["", "today", "2026-02-30", "2026-3-5x"] {
        let answer = admin.get(&format!("/api/organisation?as_of={wrong}")).await;
        assert_eq!(answer.code(), "organisation.bad_date", "{wrong}");
    }
}
