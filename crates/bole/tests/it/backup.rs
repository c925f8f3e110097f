//! Backups: made under load, restored row for row, and every way in which one is refused.

use std::path::{Path, PathBuf};

use bole_app::AppConfig;
use bole_app::backup::BackupPlan;
use bole_domain::time::Millis;
use bole_store::backup_run;
use bole_store::setting::{self, Setting};
use bole_store::{Store, StoreConfig};

use crate::place::{Place, Said, call, files};

fn text(path: &Path) -> &str {
    path.to_str().expect("a path as text")
}

fn create(place: &Place) -> PathBuf {
    let said = place.call(&["backup", "create", "--json"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    PathBuf::from(said.json()["file"].as_str().expect("a file"))
}

fn restore(place: &Place, file: &Path, into: &Path) -> Said {
    place.call(&["backup", "restore", text(file), "--into", text(into), "--json"])
}

async fn rows(data: &Path) -> Vec<(String, u64)> {
    let url = format!("sqlite://{}/bole.db", data.display());
    let store = Store::open(&StoreConfig { url, readers: 1 }).await.expect("a database");
    let counts = store.row_counts().await.expect("counts");
    store.close().await.expect("to close");
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_others_write_restores_whole_and_opens() {
    let place = Place::with_company().await;
    let url = format!("sqlite://{}/bole.db", place.data().display());
    let store = Store::open(&StoreConfig { url, readers: 1 }).await.expect("a database");
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let writer = tokio::spawn(async move {
        let mut count = 0_i64;
        while !*stopped.borrow_and_update() {
            let tx = store.begin().await.expect("a turn");
            let (name, value) = (format!("load.{count}"), count.to_string());
            setting::put(&tx, &Setting { name, value, sealed: None, updated_at: Millis(count) }).await.expect("a row");
            tx.commit().await.expect("commit");
            count += 1;
        }
        store.close().await.expect("to close");
        count
    });
    let file = tokio::task::block_in_place(|| create(&place));
    stop.send(true).expect("a writer");
    assert!(writer.await.expect("the writer") > 0);

    let into = place.path("restored");
    let said = restore(&place, &file, &into);
    assert_eq!(said.code, 0, "{} {}", said.stdout, said.stderr);
    assert!(said.json()["checks"].as_array().expect("checks").iter().all(|it| it["ok"] == true), "{}", said.stdout);
    assert!(said.json()["checks"].as_array().expect("checks").len() == 6, "{}", said.stdout);
    let (before, after) = (rows(&place.data()).await, rows(&into).await);
    for ((name, before), (_, after)) in before.iter().zip(&after) {
        assert!(after <= before && (name == "setting" || name == "backup_run" || before == after), "{name}");
    }
    let stored = |data: &Path| files(&data.join("files")).len();
    assert_eq!(stored(&into), stored(&place.data()));
    assert!(stored(&into) > 0);
    place.try_open(&into).await.expect("the restored deployment opens with its key");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drill_checks_everything_prints_rpo_and_rto_and_leaves_nothing() {
    let place = Place::with_company().await;
    let file = create(&place);
    let said = place.call(&["backup", "restore", "--drill", "--json"]);
    assert_eq!(said.code, 0, "{} {}", said.stdout, said.stderr);
    let found = said.json();
    assert_eq!(found["passed"], true);
    let names: Vec<&str> =
        found["checks"].as_array().expect("checks").iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["integrity", "rows", "trail", "marker", "keys"]);
    assert!(found["rto_ms"].as_i64().expect("a number") > 0);
    assert!(found["rpo_ms"].as_i64().expect("a number") >= 0);
    assert_eq!(files(&place.data().join("backups")), [file], "no scratch and no unfinished file is left");
    let words = place.call(&["backup", "restore", "--drill"]);
    assert!(words.stdout.contains("RPO") && words.stdout.contains("RTO") && !words.stdout.contains('\u{1b}'));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_bad_backup_is_refused_with_its_own_message_and_writes_nothing() {
    let place = Place::with_company().await;
    let file = create(&place);
    let whole = std::fs::read(&file).expect("a backup");
    let spoilt = |name: &str, bytes: &[u8]| {
        let path = place.path(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let other = Place::with_company().await;
    let foreign = create(&other);
    let cases = [
        (spoilt("cut.bolebackup", &whole[..whole.len() - 5]), "backup.truncated"),
        (spoilt("half.bolebackup", &whole[..whole.len() / 2]), "backup.truncated"),
        (spoilt("altered.bolebackup", &altered), "backup.altered"),
        (spoilt("words.bolebackup", b"not a backup"), "backup.not_a_backup"),
        (foreign, "backup.wrong_key"),
    ];
    for (path, code) in cases {
        let into = place.path("into");
        let said = restore(&place, &path, &into);
        assert_eq!((said.code, said.error().as_str()), (1, code), "{}", said.stdout);
        assert!(!into.exists(), "{code} leaves nothing behind");
        let said = place.call(&["backup", "verify", text(&path), "--json"]);
        assert_eq!((said.code, said.error().as_str()), (1, code), "{}", said.stdout);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_with_something_in_it_is_not_restored_into() {
    let place = Place::with_company().await;
    let file = create(&place);
    let into = place.path("into");
    std::fs::create_dir(&into).expect("a folder");
    std::fs::write(into.join("notes.txt"), "mine").expect("a file");
    let said = restore(&place, &file, &into);
    assert_eq!((said.code, said.error().as_str()), (1, "backup.not_empty"), "{}", said.stdout);
    assert_eq!(files(&into), [into.join("notes.txt")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_newer_version_is_named_as_such() {
    use std::io::Write as _;
    let place = Place::with_company().await;
    let root = bole_vault::RootKey::load(&place.data().join("keys/root.key")).expect("a key");
    let secret = bole_vault::ArchiveSecret::of_root_key(&root);
    let mut archive = bole_vault::ArchiveWriter::begin(Vec::new(), &secret, 1, 9999, "99.0").expect("an archive");
    let begin = r#"{"schema":9999,"marker":"x","at":1}"#;
    let length = u32::try_from(begin.len()).expect("a length");
    archive.write_all(&[b"B".as_slice(), &length.to_be_bytes(), begin.as_bytes()].concat()).expect("a record");
    let file = place.path("newer.bolebackup");
    std::fs::write(&file, archive.finish().expect("an end").0).expect("a file");
    let into = place.path("into");
    let said = restore(&place, &file, &into);
    assert_eq!((said.code, said.error().as_str()), (1, "backup.newer_database"), "{}", said.stdout);
    assert!(said.stdout.contains("9999") && !into.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_shows_nothing_of_its_content_and_needs_its_key_file() {
    let place = Place::with_company().await;
    let key = place.path("phrase");
    std::fs::write(&key, "plum rain on nine roofs\n").expect("a file");
    let refused = place.call(&["backup", "create", "--json", "--key-file", text(&key)]);
    assert_eq!(refused.error(), "backup.bad_key_file", "others may read it");
    let owner = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
    std::fs::set_permissions(&key, owner).expect("permissions");
    let said = place.call(&["backup", "create", "--json", "--key-file", text(&key)]);
    assert_eq!(said.code, 0, "{}", said.stdout);
    let file = PathBuf::from(said.json()["file"].as_str().expect("a file"));
    let bytes = std::fs::read(&file).expect("a backup");
    for word in ["schema_migration", "department", "云岭", "super_admin", "plum rain"] {
        assert!(!bytes.windows(word.len()).any(|it| it == word.as_bytes()), "{word} can be read");
    }
    assert_eq!(place.call(&["backup", "verify", text(&file), "--json"]).error(), "backup.wrong_key");
    assert_eq!(place.call(&["backup", "verify", text(&file), "--json", "--key-file", text(&key)]).code, 0);
    let listed = place.call(&["backup", "list", "--json"]);
    assert_eq!(listed.json()["backups"][0]["key"], "key_file");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_elsewhere_that_failed_is_made_later_and_keeps_nobody_from_the_drill() {
    let place = Place::with_company().await;
    let (data, elsewhere) = (place.data(), place.path("elsewhere"));
    std::fs::write(&elsewhere, "a file where a folder should be").expect("a file");
    let plan = BackupPlan {
        folder: data.join("backups"),
        offsite: Some(elsewhere.clone()),
        keep: 3,
        at_minute: 0,
        root_key: data.join("keys/root.key"),
        key_file: None,
    };
    let config = AppConfig { data: data.clone(), backups: Some(plan), ..AppConfig::default() };
    let app = place.open_with(&data, config).await.expect("the deployment opens");
    let url = format!("sqlite://{}/bole.db", data.display());
    let store = Store::open(&StoreConfig { url, readers: 1 }).await.expect("a database");
    let newest = async |kind: &str| backup_run::newest(&store, kind, 1).await.expect("runs").pop().expect("a run");
    assert!(bole_app::backup::run_if_due(&app).await.is_err(), "the copy failed");
    let made = newest("backup").await;
    assert!(made.error.is_none() && made.finished_at > Some(made.started_at), "{made:?}");
    assert_eq!((newest("drill").await.file, newest("drill").await.error), (made.file.clone(), None));
    let mut failed = newest("offsite").await;
    assert_eq!(failed.error.as_deref(), Some("backup.io"));
    assert!(matches!(bole_app::backup::run_if_due(&app).await, Ok(false)), "not again at once");

    failed.started_at = failed.started_at.plus(-16 * 60_000);
    let tx = store.begin().await.expect("a turn");
    backup_run::update(&tx, &failed).await.expect("a row");
    tx.commit().await.expect("commit");
    std::fs::remove_file(&elsewhere).expect("to remove");
    assert!(matches!(bole_app::backup::run_if_due(&app).await, Ok(true)));
    assert_eq!(files(&elsewhere), [elsewhere.join(made.file.expect("a name"))]);
    assert!(matches!(bole_app::backup::run_if_due(&app).await, Ok(false)), "all is done for today");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_wants_the_ledger_of_its_deployment_and_nothing_less() {
    let place = Place::with_company().await;
    let file = create(&place);
    let erased = erase_somebody(&place).await;
    let lines = std::fs::read_to_string(place.data().join("ledger/erasures")).expect("a ledger");
    assert!(lines.contains(&erased));

    let into = place.path("restored");
    let refused = |arguments: &[&str]| {
        let mut command = vec!["backup", "restore", text(&file), "--into", text(&into), "--json"];
        command.extend_from_slice(arguments);
        let said = place.call(&command);
        assert!(said.code != 0 && !into.exists(), "nothing is left behind: {} {}", said.stdout, said.stderr);
        said.error()
    };
    let empty = place.path("empty");
    std::fs::create_dir(&empty).expect("a folder");
    assert_eq!(refused(&["--ledger", text(&empty)]), "backup.no_ledger");
    let cut = place.path("cut");
    std::fs::create_dir(&cut).expect("a folder");
    std::fs::copy(place.data().join("ledger/head"), cut.join("head")).expect("a copy");
    std::fs::write(cut.join("erasures"), "").expect("a file");
    assert_eq!(refused(&["--ledger", text(&cut)]), "backup.ledger_cut_off");
    std::fs::write(cut.join("erasures"), lines.replacen('1', "2", 1)).expect("a file");
    assert_eq!(refused(&["--ledger", text(&cut)]), "backup.ledger_changed");

    let said = restore(&place, &file, &into);
    assert_eq!(said.code, 0, "{} {}", said.stdout, said.stderr);
    assert_eq!(std::fs::read_to_string(into.join("ledger/erasures")).expect("a ledger"), lines);
    let without = place.path("without");
    let said = call([
        "backup",
        "restore",
        text(&file),
        "--into",
        text(&without),
        "--without-ledger",
        "--json",
        "--data",
        text(&empty),
        "--root-key",
        text(&place.data().join("keys/root.key")),
    ]);
    assert_eq!((said.code, &said.json()["erasure_ledger"]), (0, &serde_json::json!(false)), "{}", said.stdout);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_cut_off_at_its_end_is_named_and_comes_back_from_the_database() {
    let place = Place::with_company().await;
    erase_somebody(&place).await;
    let path = place.data().join("ledger/erasures");
    let lines = std::fs::read_to_string(&path).expect("a ledger");
    std::fs::write(&path, "").expect("a file");
    let said = place.call(&["trail", "verify", "--json"]);
    assert_eq!((said.code, &said.json()["ledger"]["whole"]), (1, &serde_json::json!(false)), "{}", said.stdout);
    place.try_open(&place.data()).await.expect("the deployment opens");
    assert_eq!(std::fs::read_to_string(&path).expect("a ledger"), lines);
    assert_eq!(place.call(&["trail", "verify", "--json"]).code, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_without_the_root_key_says_that_it_was_not_checked() {
    let place = Place::with_company().await;
    let key = place.path("phrase");
    std::fs::write(&key, "plum rain on nine roofs\n").expect("a file");
    let owner = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
    std::fs::set_permissions(&key, owner).expect("permissions");
    let said = place.call(&["backup", "create", "--json", "--key-file", text(&key)]);
    let file = PathBuf::from(said.json()["file"].as_str().expect("a file"));
    std::fs::rename(place.data().join("keys/root.key"), place.path("elsewhere.key")).expect("to move");
    let into = place.path("restored");
    let said =
        place.call(&["backup", "restore", text(&file), "--into", text(&into), "--json", "--key-file", text(&key)]);
    assert_eq!(said.code, 1, "{} {}", said.stdout, said.stderr);
    let checks = said.json()["checks"].as_array().expect("checks").clone();
    assert!(checks.iter().any(|it| it["name"] == "keys" && it["ok"] == false), "{checks:?}");
    std::fs::create_dir(into.join("keys")).expect("a folder");
    std::fs::copy(place.path("elsewhere.key"), into.join("keys/root.key")).expect("a copy");
    place.try_open(&into).await.expect("it opens once the key is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_serves_from_a_folder_whose_restore_was_cut_off() {
    let place = Place::with_company().await;
    let file = create(&place);
    let into = place.path("restored");
    assert_eq!(restore(&place, &file, &into).code, 0);
    std::fs::write(into.join("restore-unfinished"), "").expect("a file");
    let refused = place.try_open(&into).await.map(drop).expect_err("it was not finished");
    assert!(refused.to_string().contains("not finished"), "{refused}");
}

/// Somebody of the demonstration's company is erased at their own wish; gives the pseudonym.
async fn erase_somebody(place: &Place) -> String {
    let app = place.open().await;
    let url = format!("sqlite://{}/bole.db", place.data().display());
    let store = Store::open(&StoreConfig { url, readers: 1 }).await.expect("a database");
    let requests = bole_store::privacy_request::list(&store, &bole_store::Scope::All, 50).await.expect("requests");
    let person = requests.iter().find(|it| it.state == "open").expect("somebody asked").candidate_id;
    store.close().await.expect("to close");
    let erased = bole_app::erasure::erase(&app, person, bole_app::audit::Actor::System, "own_request").await;
    erased.expect("an erasure");
    person.to_string()
}

#[test]
fn a_data_folder_without_a_database_is_named_and_not_made() {
    let place = Place::empty();
    let said = place.call(&["backup", "create", "--json"]);
    assert_eq!(said.code, 1);
    assert!(!place.data().join("bole.db").exists());
    assert_eq!(call(["backup", "--help"]).code, 0);
}
