//! A bed: an empty database for one test, and the rows most tests need. Identifiers are counted, not random.

use std::sync::atomic::{AtomicU64, Ordering};

use bole_domain::time::Millis;
use bole_store::{Store, StoreConfig, Tx};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use uuid::Uuid;

mod rows;

pub use rows::{Applicant, Shop, event, patch};

/// One number per bed of this process, so that PostgreSQL databases do not meet.
static BEDS: AtomicU64 = AtomicU64::new(0);

pub const NOW: Millis = Millis(1_760_000_000_000);

pub struct Bed {
    pub store: Store,
    pub url: String,
    /// The server and the name of the database to drop, on PostgreSQL.
    server: Option<(String, String)>,
    folder: Option<tempfile::TempDir>,
    counter: AtomicU64,
}

impl Bed {
    pub async fn sqlite() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}/bole.db", folder.path().display());
        Some(Self::open(url, None, Some(folder)).await)
    }

    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("BOLE_TEST_POSTGRES") else {
            println!("skipped: BOLE_TEST_POSTGRES names no PostgreSQL server");
            return None;
        };
        let name = format!("bole_{}_{}", std::process::id(), BEDS.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(&server).await.expect("the PostgreSQL server");
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
        admin.close().await.expect("to close");
        let (base, query) = server.split_once('?').map_or((server.as_str(), ""), |(base, query)| (base, query));
        let host = base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{host}/{name}{mark}{query}");
        Some(Self::open(url, Some((server.clone(), name)), None).await)
    }

    async fn open(url: String, server: Option<(String, String)>, folder: Option<tempfile::TempDir>) -> Self {
        let store = Store::open(&StoreConfig { url: url.clone(), readers: 2 }).await.expect("an empty database");
        Self { store, url, server, folder, counter: AtomicU64::new(1) }
    }

    /// A connection beside the store, for what the store does not offer.
    pub async fn raw(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.expect("a second connection")
    }

    /// The server's own database, on PostgreSQL.
    pub async fn server(&self) -> (DatabaseConnection, String) {
        let (server, name) = self.server.as_ref().expect("a PostgreSQL bed");
        (Database::connect(server).await.expect("the server"), name.clone())
    }

    pub fn config(&self) -> StoreConfig {
        StoreConfig { url: self.url.clone(), readers: 1 }
    }

    pub async fn remove(self) {
        self.store.close().await.expect("the store closes");
        if let Some((server, name)) = self.server {
            let admin = Database::connect(&server).await.expect("the PostgreSQL server");
            admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("to drop it");
        }
        drop(self.folder);
    }

    /// The next identifier; later ones sort higher.
    pub fn id<T: From<Uuid>>(&self) -> T {
        T::from(Uuid::from_u128(u128::from(self.counter.fetch_add(1, Ordering::Relaxed))))
    }

    pub async fn tx(&self) -> Tx {
        self.store.begin().await.expect("a transaction")
    }
}
