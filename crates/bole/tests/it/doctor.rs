//! The doctor finds what was planted, says the command that mends it, and mends what needs no choice.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use bole_domain::time::Millis;
use bole_store::audit::AuditRecord;
use bole_store::job::Job;
use bole_store::setting::Setting;
use bole_store::{Store, StoreConfig};
use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use uuid::Uuid;

use crate::place::{Place, Said};

/// Port 0 is always free.
fn doctor(place: &Place, more: &[&str]) -> Said {
    let mut arguments = vec!["doctor", "--json"];
    if !more.contains(&"--port") {
        arguments.extend(["--port", "0"]);
    }
    arguments.extend(more);
    place.call(&arguments)
}

fn state(said: &Said, name: &str) -> String {
    let found = said.json();
    let checks = found["checks"].as_array().expect("checks");
    let check = checks.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("{name}: {}", said.stdout));
    if check["state"] == "broken" {
        assert!(!check["fix"].as_str().unwrap_or_default().is_empty(), "{name} says how to mend it");
    }
    check["state"].as_str().expect("a state").to_owned()
}

fn mode(place: &Place, path: &str, mode: u32) {
    fs::set_permissions(place.data().join(path), fs::Permissions::from_mode(mode)).expect("permissions");
}

async fn raw(place: &Place, text: &str) {
    let url = format!("sqlite://{}/bole.db", place.data().display());
    let database = sea_orm::Database::connect(&url).await.expect("a connection");
    database.execute_unprepared(text).await.expect("a statement");
    database.close().await.expect("to close");
}

async fn store(place: &Place) -> Store {
    let url = format!("sqlite://{}/bole.db", place.data().display());
    Store::open(&StoreConfig { url, readers: 1 }).await.expect("a database")
}

fn late_job() -> Job {
    Job {
        id: Uuid::from_u128(7).into(),
        kind: "send_message".to_owned(),
        payload: "{}".to_owned(),
        dedupe_key: None,
        run_at: Millis(1_700_000_000_000),
        attempts: 3,
        claimed_until: None,
        done_at: None,
        last_error: None,
        created_at: Millis(1_700_000_000_000),
    }
}

fn record_from_the_future() -> AuditRecord {
    AuditRecord {
        id: Uuid::from_u128(8),
        at: Millis(4_000_000_000_000),
        actor_kind: "system".to_owned(),
        actor_id: None,
        action: "clock.test".to_owned(),
        subject_kind: None,
        subject_id: None,
        params: "{}".to_owned(),
        seq: None,
        hash: None,
    }
}

async fn plant_rows(place: &Place) {
    let store = store(place).await;
    let tx = store.begin().await.expect("a turn");
    bole_store::job::insert(&tx, &late_job()).await.expect("a row");
    bole_store::audit::insert(&tx, &record_from_the_future()).await.expect("a row");
    let value = r#"{"host":"127.0.0.1","port":1,"security":"none","user":"","from":"a@example.cn"}"#.to_owned();
    let mail = Setting { name: "mail".to_owned(), value, sealed: None, updated_at: Millis(1) };
    bole_store::setting::put(&tx, &mail).await.expect("a row");
    tx.commit().await.expect("commit");
    store.close().await.expect("to close");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_planted_faults_are_found_and_a_whole_deployment_has_none() {
    let place = Place::with_company().await;
    assert_eq!(place.call(&["backup", "create"]).code, 0);
    assert_eq!(place.call(&["backup", "restore", "--drill"]).code, 0);
    let healthy = doctor(&place, &[]);
    assert_eq!(healthy.code, 0, "{}", healthy.stdout);
    assert_eq!(healthy.json()["healthy"], Value::Bool(true));

    mode(&place, "", 0o755);
    mode(&place, "keys/root.key", 0o644);
    plant_rows(&place).await;
    raw(&place, "UPDATE audit_record SET params = '{\"x\":1}' WHERE seq = 1").await;
    raw(&place, "UPDATE backup_run SET error = 'backup.check_failed' WHERE kind = 'drill'").await;
    fs::write(place.data().join("backups/bole-20990101-000000.bolebackup"), "cut off").expect("a file");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let said = doctor(&place, &["--port", &port, "--host", "jobs.example.cn", "--free-mb", "999999999"]);
    assert_eq!(said.code, 1);
    let planted = [
        "data_folder",
        "disk_space",
        "root_key",
        "clock",
        "trail",
        "jobs",
        "mail",
        "drill",
        "backups",
        "https",
        "port",
    ];
    for name in planted {
        assert_eq!(state(&said, name), "broken", "{name}: {}", said.stdout);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn permissions_are_mended_when_asked_and_only_then() {
    let place = Place::with_company().await;
    mode(&place, "", 0o755);
    mode(&place, "keys/root.key", 0o640);
    mode(&place, "keys", 0o750);
    assert_eq!(state(&doctor(&place, &[]), "root_key"), "broken");
    assert_eq!(state(&doctor(&place, &[]), "folders"), "broken");
    let mended = doctor(&place, &["--fix"]);
    for name in ["data_folder", "folders", "root_key"] {
        assert_eq!(state(&mended, name), "ok", "{name}: {}", mended.stdout);
    }
    assert_eq!(doctor(&place, &[]).code, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_cut_off_backup_left_is_removed_when_asked_but_not_one_that_runs() {
    let place = Place::with_company().await;
    let folder = place.data().join("backups");
    fs::create_dir_all(&folder).expect("a folder");
    let (old, new) = (folder.join("bole-1.bolebackup.partial"), folder.join("bole-2.bolebackup.partial"));
    for path in [&old, &new] {
        fs::write(path, "half").expect("a file");
    }
    let long_ago = fs::metadata(&old).and_then(|it| it.modified()).expect("a time") - Duration::from_secs(86_400);
    fs::File::options().write(true).open(&old).and_then(|it| it.set_modified(long_ago)).expect("an older file");
    assert_eq!(state(&doctor(&place, &[]), "unfinished"), "warning");
    assert_eq!(state(&doctor(&place, &["--fix"]), "unfinished"), "ok");
    assert_eq!((old.exists(), new.exists()), (false, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_somebody_changed_is_found() {
    let place = Place::with_company().await;
    fs::create_dir_all(place.data().join("ledger")).expect("a folder");
    fs::write(place.data().join("ledger/erasures"), "1\tsomebody\t1\tab\tcd\n").expect("a file");
    assert_eq!(state(&doctor(&place, &[]), "ledger"), "broken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_a_damaged_and_a_foreign_database_are_told_apart() {
    let place = Place::with_company().await;
    let other = Place::with_company().await;
    fs::copy(other.data().join("keys/root.key"), place.data().join("keys/root.key")).expect("a copy");
    assert_eq!(state(&doctor(&place, &[]), "root_key_match"), "broken");
    raw(&other, "INSERT INTO schema_migration (version, name) VALUES (9999, 'x')").await;
    let said = doctor(&other, &[]);
    assert_eq!(state(&said, "database"), "broken");
    assert!(said.stdout.contains("9999"), "{}", said.stdout);
    for end in ["", "-wal", "-shm"] {
        drop(fs::remove_file(place.data().join(format!("bole.db{end}"))));
    }
    fs::write(place.data().join("bole.db"), vec![7; 8192]).expect("a file");
    assert_eq!(state(&doctor(&place, &[]), "database"), "broken");
    let empty = Place::empty();
    assert_eq!(state(&doctor(&empty, &[]), "data_folder"), "broken");
    assert!(!empty.data().exists(), "the doctor makes nothing");
}

#[test]
fn a_data_directory_that_is_not_there_is_said_once_and_blames_no_key() {
    let place = Place::empty();
    let said = doctor(&place, &[]);
    assert_eq!(state(&said, "data_folder"), "broken");
    for name in ["root_key", "backups", "folders", "disk_space"] {
        assert_eq!(state(&said, name), "skipped", "{name}");
    }
}
