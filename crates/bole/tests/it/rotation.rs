//! The root key is changed while the deployment is open, and a crash in the middle leaves one that opens.

use std::fs;
use std::path::PathBuf;

use crate::place::Place;

fn keys(place: &Place) -> PathBuf {
    place.data().join("keys")
}

fn rotate(place: &Place) -> PathBuf {
    let said = place.call(&["key", "rotate", "--json"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    PathBuf::from(said.json()["old"].as_str().expect("a file"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_deployment_goes_on_and_the_next_start_takes_the_new_key() {
    let place = Place::with_company().await;
    let app = place.open().await;
    let before = fs::read(keys(&place).join("root.key")).expect("a key");
    let old = rotate(&place);
    assert_eq!(fs::read(&old).expect("the old key"), before);
    assert_ne!(fs::read(keys(&place).join("root.key")).expect("a key"), before);
    assert_eq!(bole_app::demo::links(&app).await.expect("sealed values open").candidate_links.len(), {
        let again = place.open().await;
        bole_app::demo::links(&again).await.expect("sealed values open").candidate_links.len()
    });
    let said = place.call(&["trail", "verify", "--json"]);
    assert_eq!(said.json()["whole"], true, "the trail's key went along");
    // The old key is no use any more.
    fs::copy(&old, keys(&place).join("root.key")).expect("a copy");
    assert!(place.try_open(&place.data()).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_cut_off_after_the_database_is_finished_at_the_next_start() {
    let place = Place::with_company().await;
    let (key, next) = (keys(&place).join("root.key"), keys(&place).join("root.key.next"));
    let old = rotate(&place);
    // As it lies between the commit and the first rename, then between the two renames.
    fs::rename(&key, &next).expect("to undo the second rename");
    fs::copy(&old, &key).expect("to undo the first rename");
    place.open().await;
    assert!(!next.exists());
    fs::rename(&key, &next).expect("to undo the second rename");
    place.open().await;
    assert!(!next.exists() && key.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_cut_off_before_the_database_changes_nothing() {
    let place = Place::with_company().await;
    let (key, next) = (keys(&place).join("root.key"), keys(&place).join("root.key.next"));
    let other = Place::with_company().await;
    fs::copy(keys(&other).join("root.key"), &next).expect("a key the database does not know");
    let before = fs::read(&key).expect("a key");
    place.open().await;
    assert_eq!(fs::read(&key).expect("a key"), before);
    assert_eq!(place.call(&["key", "rotate"]).code, 1, "another one may be under way");
    fs::remove_file(&next).expect("to remove it");
    rotate(&place);
    place.open().await;
}
