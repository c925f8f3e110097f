//! Rows out of one snapshot and into an empty database of either kind.

use bole_store::department;
use bole_store::dump::{Loading, TableShape};
use bole_store::{OpenError, Scope, Store, StoreConfig};
use sea_orm::ConnectionTrait as _;

use super::bed::Bed;

type Table = (TableShape, Vec<Vec<bole_store::dump::Cell>>);

async fn everything(store: &Store) -> (i64, Vec<Table>) {
    let snapshot = store.snapshot().await.expect("a snapshot");
    let mut tables = Vec::new();
    for shape in snapshot.tables().await.expect("tables") {
        let mut rows = snapshot.begin_rows(shape.clone()).await.expect("rows");
        let mut all = Vec::new();
        loop {
            let batch = snapshot.next_rows(&mut rows).await.expect("rows");
            if batch.is_empty() {
                break;
            }
            all.extend(batch);
        }
        tables.push((shape, all));
    }
    (snapshot.version(), tables)
}

/// Rows in an order that no database gives by itself.
fn sorted(tables: &[Table]) -> Vec<(String, Vec<String>)> {
    let text = |rows: &[Vec<_>]| {
        let mut rows: Vec<String> = rows.iter().map(|it| format!("{it:?}")).collect();
        rows.sort();
        rows
    };
    tables.iter().map(|(shape, rows)| (shape.name.clone(), text(rows))).collect()
}

async fn load(config: &StoreConfig, version: i64, tables: &[Table]) -> Store {
    let loading = Loading::begin(config, version).await.expect("an empty database");
    for (shape, rows) in tables {
        loading.rows(shape, rows.clone()).await.expect("rows that fit");
    }
    loading.finish().await.expect("references that hold");
    Store::open(config).await.expect("a database that opens")
}

pub async fn a_snapshot_loads_into_an_empty_database_row_for_row(bed: &Bed) {
    let (shop, _) = bed.interviews(700).await;
    let child = bed.department("分店", Some(&shop.department));
    let tx = bed.tx().await;
    department::insert(&tx, &child).await.expect("a row that refers to its own table");
    tx.commit().await.expect("commit");
    let (version, tables) = everything(&bed.store).await;
    assert!(tables.iter().any(|(_, rows)| rows.len() > 500), "more than one batch");

    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/copy.db", folder.path().display());
    let copy = load(&StoreConfig { url, readers: 1 }, version, &tables).await;
    assert_eq!(sorted(&everything(&copy).await.1), sorted(&tables));
    assert_eq!(copy.integrity().await.expect("checks"), Vec::<String>::new());
    copy.close().await.expect("close");

    let Some(other) = Bed::postgres().await else { return };
    other.raw().await.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.expect("empty");
    let copy = load(&other.config(), version, &tables).await;
    assert_eq!(sorted(&everything(&copy).await.1), sorted(&tables));
    assert_eq!(copy.row_counts().await.expect("counts"), bed.store.row_counts().await.expect("counts"));
    copy.close().await.expect("close");
    other.remove().await;
}

pub async fn a_snapshot_does_not_see_what_comes_after_it_and_stops_nobody(bed: &Bed) {
    bed.shop("总部", None, false).await;
    let snapshot = bed.store.snapshot().await.expect("a snapshot");
    let later = bed.department("后来", None);
    let tx = bed.tx().await;
    department::insert(&tx, &later).await.expect("a writer goes on");
    tx.commit().await.expect("commit");
    let shapes = snapshot.tables().await.expect("tables");
    let shape = shapes.into_iter().find(|it| it.name == "department").expect("departments");
    let mut rows = snapshot.begin_rows(shape).await.expect("rows");
    assert_eq!(snapshot.next_rows(&mut rows).await.expect("rows").len(), 1);
    drop(snapshot);
    assert_eq!(department::list(&bed.store, &Scope::All, true).await.expect("rows").len(), 2);
}

pub async fn loading_refuses_a_database_with_rows_and_a_newer_version(bed: &Bed) {
    let error = Loading::begin(&bed.config(), 1).await.expect_err("it has tables");
    assert!(matches!(error, OpenError::NotEmpty), "{error}");
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/copy.db", folder.path().display());
    let error = Loading::begin(&StoreConfig { url, readers: 1 }, 9999).await.expect_err("a newer version");
    assert!(matches!(error, OpenError::NewerDatabase { database: 9999, .. }), "{error}");
}
