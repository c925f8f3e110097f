//! The bare server that the real one is compared with: axum, SQLite in WAL with synchronous=FULL, one writer that commits
//! groups. It knows no session, no rule, no sealing: it takes 1 kB, stores it and says so.

use std::path::Path;

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// Bytes of a request that are stored.
const ROW_BYTES: usize = 1024;
/// Rows in one commit, and in one statement of it.
const GROUP: usize = 512;
const STATEMENT: usize = 32;
/// What the load expects to read.
const ACKNOWLEDGED: &str = r#"{"acks":[{"client_seq":1,"result":"applied"}]}"#;

/// A row on its way, and who waits for it.
type Request = (Vec<u8>, oneshot::Sender<()>);

/// Serves until killed.
///
/// # Errors
/// When the database or the port cannot be opened.
pub async fn serve(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).context("Making the folder")?;
    let database = open(folder).await?;
    let (sender, requests) = mpsc::channel(4096);
    tokio::spawn(write(database, requests));
    let listener = TcpListener::bind("127.0.0.1:0").await.context("Listening")?;
    let port = listener.local_addr().context("Reading the address")?.port();
    println!("{}", json!({ "candidate": format!("http://localhost:{port}") }));
    let router = Router::new().route("/api/interview/commands", post(save)).with_state(sender);
    axum::serve(listener, router).await.context("Serving")
}

async fn open(folder: &Path) -> anyhow::Result<DatabaseConnection> {
    let path = folder.join("reference.db");
    let mut options = ConnectOptions::new("sqlite://");
    options.sqlx_logging(false).max_connections(1).min_connections(1).test_before_acquire(false);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", "4000")
    });
    let database = Database::connect(options).await.context("Opening the database")?;
    let table = "CREATE TABLE IF NOT EXISTS draft (id INTEGER PRIMARY KEY, body BLOB NOT NULL)";
    database.execute_unprepared(table).await.context("Making the table")?;
    Ok(database)
}

async fn save(State(sender): State<mpsc::Sender<Request>>, body: Bytes) -> Result<&'static str, StatusCode> {
    let (done, committed) = oneshot::channel();
    let row = body[..body.len().min(ROW_BYTES)].to_vec();
    sender.send((row, done)).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    committed.await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    Ok(ACKNOWLEDGED)
}

async fn write(database: DatabaseConnection, mut requests: mpsc::Receiver<Request>) {
    let mut group = Vec::with_capacity(GROUP);
    while requests.recv_many(&mut group, GROUP).await > 0 {
        let (rows, waiting): (Vec<_>, Vec<_>) = group.drain(..).unzip();
        if let Err(error) = commit(&database, rows).await {
            eprintln!("reference: {error:#}");
            return;
        }
        for done in waiting {
            // Whoever went away needs no answer.
            let _ = done.send(());
        }
    }
}

async fn commit(database: &DatabaseConnection, rows: Vec<Vec<u8>>) -> anyhow::Result<()> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = database.begin_with_options(options).await.context("Beginning")?;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let values: Vec<Value> = rows.by_ref().take(STATEMENT).map(Value::from).collect();
        let text = format!("INSERT INTO draft (body) VALUES (?){}", ",(?)".repeat(values.len() - 1));
        let insert = Statement::from_sql_and_values(DbBackend::Sqlite, text, values);
        tx.execute_raw(insert).await.context("Inserting")?;
    }
    tx.commit().await.context("Committing")
}
