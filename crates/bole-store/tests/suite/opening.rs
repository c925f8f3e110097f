//! Opening: migrations, and the refusal of what a newer binary has changed.

use bole_store::{OpenError, Scope, Store, StoreConfig, department};
use sea_orm::ConnectionTrait;

use super::bed::Bed;

pub async fn a_database_opens_again_with_its_rows(bed: &Bed) {
    let shop = bed.shop("总部", None, false).await;
    let again = Store::open(&bed.config()).await.expect("the same database");
    let found = department::list(&again, &Scope::All, true).await.expect("departments");
    assert_eq!(found, vec![shop.department]);
    again.close().await.expect("closed");
}

pub async fn a_newer_database_is_refused_and_left_alone(bed: &Bed) {
    let raw = bed.raw().await;
    raw.execute_unprepared("INSERT INTO schema_migration (version, name) VALUES (99, 'future')").await.expect("insert");
    let refused = Store::open(&bed.config()).await;
    assert!(matches!(refused, Err(OpenError::NewerDatabase { database: 99, .. })), "{refused:?}");
    raw.execute_unprepared("DELETE FROM schema_migration WHERE version = 99").await.expect("delete");
    raw.close().await.expect("closed");
    Store::open(&bed.config()).await.expect("the old version opens").close().await.expect("closed");
}

pub async fn an_address_of_another_kind_is_refused(_: &Bed) {
    let config = StoreConfig { url: "mysql://localhost/bole".to_owned(), readers: 1 };
    assert!(matches!(Store::open(&config).await, Err(OpenError::UnknownScheme)));
}
