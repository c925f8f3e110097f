//! The status page: for administrators only, with what to do about each problem; and the one word that anybody may hear.

use bole_domain::ids::JobId;
use bole_domain::staff::Role;
use bole_domain::time::{MINUTE_MS, Millis};
use bole_store::job::Job;
use bole_testkit::{Site, TestApp};
use serde_json::Value;

fn service<'a>(view: &'a Value, name: &str) -> &'a Value {
    let services = view["services"].as_array().expect("services");
    services.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("no {name}: {view}"))
}

async fn plant_due_job(test: &TestApp) {
    let now = test.app.now();
    let job = Job {
        id: test.app.new_id::<JobId>(),
        kind: "score_session".to_owned(),
        payload: "{}".to_owned(),
        dedupe_key: None,
        run_at: now,
        attempts: 0,
        claimed_until: None,
        done_at: None,
        last_error: None,
        created_at: now,
    };
    let tx = test.store.begin().await.expect("a transaction");
    bole_store::job::insert(&tx, &job).await.expect("a row");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn administrators_see_every_service_and_what_to_do_and_recruiters_do_not() {
    let test = TestApp::start().await;
    for role in [Role::SystemAdmin, Role::SuperAdmin] {
        let view = test.as_role(role, None).await.get("/api/system").await.ok();
        assert_eq!(service(&view, "database")["state"], "ok");
        assert_eq!(service(&view, "database")["figures"]["kind"], "SQLite");
        assert_eq!(service(&view, "backup")["advice"], "system.backup_off");
        assert_eq!(service(&view, "sms")["state"], "off");
        assert_eq!(view["actions"], serde_json::json!(["test_mail"]));
        assert!(view["migration"].as_i64().is_some_and(|it| it > 0));
    }
    let recruiter = test.as_role(Role::Recruiter, None).await;
    assert_eq!(recruiter.get("/api/system").await.status.as_u16(), 403);
}

#[tokio::test]
async fn a_backup_cannot_be_asked_for_where_backups_are_off() {
    let test = TestApp::start().await;
    let admin = test.as_role(Role::SystemAdmin, None).await;
    let refused = admin.post("/api/system/backups", Value::Null).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "system.no_backup_plan".to_owned()));
}

#[tokio::test]
async fn a_job_that_waits_too_long_makes_the_one_word_another() {
    let test = TestApp::start().await;
    let anybody = test.anonymous(Site::Candidate);
    plant_due_job(&test).await;
    assert_eq!(anybody.get("/health").await.ok(), serde_json::json!({ "status": "ok" }));
    test.clock.set(Millis(test.app.now().0 + 11 * MINUTE_MS));
    assert_eq!(anybody.get("/health").await.ok(), serde_json::json!({ "status": "degraded" }));
    let view = test.as_role(Role::SystemAdmin, None).await.get("/api/system").await.ok();
    let jobs = service(&view, "jobs");
    assert_eq!((&jobs["state"], &jobs["advice"]), (&"broken".into(), &"system.jobs_late".into()));
    assert_eq!(jobs["figures"]["oldest_ms"], 11 * MINUTE_MS);
}
