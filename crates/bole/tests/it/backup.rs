//! Backups: made under load, restored row for row, and every way in which one is refused.

use std::path::{Path, PathBuf};

use bole_domain::time::Millis;
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
    assert!(said.json()["checks"].as_array().expect("checks").len() == 5, "{}", said.stdout);
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
async fn the_erasure_ledger_comes_from_the_running_folder_and_not_from_the_backup() {
    let place = Place::with_company().await;
    let file = create(&place);
    let ledger = place.data().join("ledger");
    std::fs::create_dir_all(&ledger).expect("a folder");
    std::fs::write(ledger.join("note"), "after the backup").expect("a file");
    let into = place.path("restored");
    let said = restore(&place, &file, &into);
    assert_eq!(said.json()["erasure_ledger"], true, "{}", said.stdout);
    assert_eq!(std::fs::read_to_string(into.join("ledger/note")).expect("a file"), "after the backup");
}

#[test]
fn a_data_folder_without_a_database_is_named_and_not_made() {
    let place = Place::empty();
    let said = place.call(&["backup", "create", "--json"]);
    assert_eq!(said.code, 1);
    assert!(!place.data().join("bole.db").exists());
    assert_eq!(call(["backup", "--help"]).code, 0);
}
