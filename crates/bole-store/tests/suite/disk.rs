//! A full disk: nothing is acknowledged that is not stored, reads go on, and writes come back by themselves.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use bole_store::{AppendError, Health, Scope, Store, StoreConfig, StoreError, department, session};
use sea_orm::{ConnectionTrait, Database};

use crate::bed::{Applicant, Bed, NOW, event, patch};

/// More than fits into what is left.
const MUCH: usize = 256 << 10;

/// Appends until the database takes no more; how many were acknowledged.
async fn fill(store: &Store, applicant: &Applicant, from: i64) -> i64 {
    for seq in from.. {
        match store.append(applicant.session.id, vec![event(seq, None, &"a".repeat(MUCH))], patch(seq)).await {
            Ok(()) => {}
            Err(AppendError::Unavailable(_)) => return seq - 1,
            Err(other) => panic!("a full disk is an outage, not {other:?}"),
        }
    }
    unreachable!("the disk is not endless")
}

/// What is stored is what was acknowledged; nothing can be written, everything can be read.
async fn check_read_only(store: &Store, applicant: &Applicant, acknowledged: i64) {
    assert!(matches!(store.health(), Health::ReadOnly { .. }), "{:?}", store.health());
    let refused = store.begin().await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    let row = session::get(store, applicant.session.id).await.expect("reads go on").expect("it exists");
    assert_eq!(row.last_seq, acknowledged);
    let events = session::events(store, applicant.session.id, 0).await.expect("reads go on");
    assert_eq!(i64::try_from(events.len()).expect("small"), acknowledged);
}

async fn recovered(store: &Store) {
    let began = Instant::now();
    while store.health() != Health::Writable {
        assert!(began.elapsed() < Duration::from_secs(20), "it never recovered");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_database_stops_acknowledging_and_recovers_without_a_restart() {
    let bed = Bed::sqlite().await.expect("a bed");
    let (_, applicants) = bed.interviews(2).await;
    let config = StoreConfig { url: format!("{}?max_pages=1200", bed.url), readers: 1 };
    let store = Store::open(&config).await.expect("the same database, with a limit");
    let acknowledged = fill(&store, &applicants[0], 1).await;
    assert!(acknowledged > 3, "some fitted");
    check_read_only(&store, &applicants[0], acknowledged).await;

    let raw = bed.raw().await;
    raw.execute_unprepared("UPDATE session_event SET content = NULL").await.expect("space is made");
    raw.close().await.expect("closed");
    recovered(&store).await;
    store
        .append(applicants[0].session.id, vec![event(acknowledged + 1, None, "b")], patch(1))
        .await
        .expect("an append");
    store.append(applicants[1].session.id, vec![event(1, None, "b")], patch(1)).await.expect("an append");
    store.close().await.expect("closed");
    bed.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_fills_the_database_is_undone_as_a_whole() {
    let bed = Bed::sqlite().await.expect("a bed");
    let (shop, applicants) = bed.interviews(1).await;
    let config = StoreConfig { url: format!("{}?max_pages=600", bed.url), readers: 1 };
    let store = Store::open(&config).await.expect("the same database, with a limit");
    let tx = store.begin().await.expect("a turn");
    let mut renamed = shop.department.clone();
    renamed.name = "新名".to_owned();
    department::update(&tx, &renamed, NOW).await.expect("a small change");
    let much = "a".repeat(4 << 20);
    let refused = session::append(&tx, applicants[0].session.id, &[event(1, None, &much)], &patch(1)).await;
    assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
    drop(tx);
    recovered(&store).await;
    assert_eq!(department::list(&store, &Scope::All, true).await.expect("departments"), vec![shop.department]);
    store.append(applicants[0].session.id, vec![event(1, None, "a")], patch(1)).await.expect("an append");
    store.close().await.expect("closed");
    bed.remove().await;
}

/// Writes a file of zeros until the disk takes no more.
fn hog(path: &Path) {
    let mut file = std::fs::File::create(path).expect("a file");
    for size in [1 << 20, 4096, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

/// A real file system of a few megabytes shows what a page limit cannot: failing writes and syncs of the log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_file_system_stops_acknowledging_and_recovers_without_a_restart() {
    let Ok(small) = std::env::var("BOLE_TEST_SMALL_DISK") else {
        println!("skipped: BOLE_TEST_SMALL_DISK names no folder on a file system of a few megabytes");
        return;
    };
    let (database, hogged) = (Path::new(&small).join("bole.db"), Path::new(&small).join("hog"));
    let bed = Bed::sqlite().await.expect("a bed");
    let (_, applicants) = bed.interviews(2).await;
    let raw = Database::connect(&bed.url).await.expect("a second connection");
    raw.execute_unprepared(&format!("VACUUM INTO '{}'", database.display())).await.expect("a copy on the small disk");
    raw.close().await.expect("closed");
    let config = StoreConfig { url: format!("sqlite://{}", database.display()), readers: 1 };
    let store = Store::open(&config).await.expect("the copy");
    let mut acknowledged = 0;
    for round in 0..5 {
        hog(&hogged);
        acknowledged = fill(&store, &applicants[0], acknowledged + 1).await;
        check_read_only(&store, &applicants[0], acknowledged).await;
        std::fs::remove_file(&hogged).expect("space is back");
        recovered(&store).await;
        acknowledged += 1;
        let small = vec![event(acknowledged, None, "b")];
        store.append(applicants[0].session.id, small, patch(1)).await.expect("an append");
        let row = session::get(&store, applicants[0].session.id).await.expect("session").expect("it exists");
        assert_eq!(row.last_seq, acknowledged, "round {round}");
    }
    store.close().await.expect("closed");
    for name in ["bole.db", "bole.db-wal", "bole.db-shm"] {
        let _may_be_gone = std::fs::remove_file(Path::new(&small).join(name));
    }
    bed.remove().await;
}
