//! An empty database for one test: a SQLite file, or a database of its own on the PostgreSQL the test command started.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{ConnectionTrait as _, Database};

/// Where the test command says its PostgreSQL is.
const SERVER: &str = "BOLE_TEST_POSTGRES";

/// One number per database of this process.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// The address of a SQLite file in this folder.
pub fn sqlite(folder: &std::path::Path) -> String {
    format!("sqlite://{}/bole.db", folder.display())
}

/// The address of a new database on the test command's PostgreSQL; `None`, said aloud, where there is none.
pub async fn postgres() -> Option<String> {
    let Ok(server) = std::env::var(SERVER) else {
        println!("skipped: {SERVER} names no PostgreSQL server");
        return None;
    };
    let name = format!("bole_app_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let admin = Database::connect(&server).await.expect("the PostgreSQL server answers");
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database can be made");
    admin.close().await.expect("the connection closes");
    let (base, query) = server.split_once('?').map_or((server.as_str(), ""), |(base, query)| (base, query));
    let host: Vec<&str> = base.splitn(4, '/').take(3).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("{}/{name}{mark}{query}", host.join("/")))
}
