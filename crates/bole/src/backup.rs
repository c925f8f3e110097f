//! `bole backup`: create, list, verify, restore, drill. Results go to stdout, progress to stderr.
//!
//! Exit codes: 0 done and whole, 1 not done or not whole.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use bole::deployment::Places;
use bole_app::backup::{self, BackupError, Check, Drill, DrillOptions, Source};
use bole_app::environment::{Clock as _, Ids, SystemClock};
use bole_blob::BlobStore;
use bole_store::{Store, StoreConfig};
use bole_vault::{ArchiveSecret, RootKey};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::Where;
use crate::restore::RestoreArgs;

/// What to do about backups.
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// 立即备份，服务不必停 / Makes a backup now; the server may go on
    Create {
        /// Which deployment.
        #[command(flatten)]
        place: Where,
        /// What seals it.
        #[command(flatten)]
        key: Key,
        /// 备份放在哪个目录，默认为 <数据目录>/backups / The folder of backups; `backups` in the data directory unless given
        #[arg(long)]
        folder: Option<PathBuf>,
        /// 再复制一份到这个目录 / Copies it into this folder as well
        #[arg(long)]
        offsite: Option<PathBuf>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// 列出备份，并校验每个文件的哈希 / Lists backups and checks the hash of each
    List {
        /// Which deployment.
        #[command(flatten)]
        place: Where,
        /// 备份目录 / The folder of backups
        #[arg(long)]
        folder: Option<PathBuf>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// 逐字节校验一个备份 / Checks every byte of a backup
    Verify {
        /// 备份文件 / The file
        file: PathBuf,
        /// Which deployment.
        #[command(flatten)]
        place: Where,
        /// What opens it.
        #[command(flatten)]
        key: Key,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// 恢复到一个空目录；加 --drill 则在临时目录演练 / Restores into an empty folder; with --drill, into scratch
    Restore(RestoreArgs),
}

/// What seals and opens backups.
#[derive(Debug, Clone, Args)]
pub struct Key {
    /// 备份口令文件（至少 16 字节）；不写则用根密钥 / A key file of at least 16 bytes; the root key unless given
    #[arg(long, env = "BOLE_BACKUP_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

/// Runs a command about backups.
///
/// # Errors
/// When it cannot be done.
pub async fn run(command: BackupCommand) -> anyhow::Result<ExitCode> {
    let (as_json, result) = match command {
        BackupCommand::Create { place, key, folder, offsite, json } => {
            (json, create(&place, &key, folder, offsite, json).await)
        }
        BackupCommand::List { place, folder, json } => (json, list(&place, folder, json)),
        BackupCommand::Verify { file, place, key, json } => (json, verify(&file, &place, &key, json).await),
        BackupCommand::Restore(args) if args.drill => (args.json, drill(&args).await),
        BackupCommand::Restore(args) => (args.json, crate::restore::run(&args).await),
    };
    match result {
        Err(error) if as_json => {
            let code = error.downcast_ref::<BackupError>().map_or("backup.failed", BackupError::code);
            println!("{}", json!({ "error": { "code": code, "message": format!("{error:#}") } }));
            Ok(ExitCode::FAILURE)
        }
        other => other,
    }
}

/// What seals or opens backups, and the root key where it is at hand.
///
/// # Errors
/// When a key file cannot be read or may be read by others.
pub fn secret(place: &Where, key: &Key) -> anyhow::Result<(ArchiveSecret, Option<RootKey>)> {
    let path = place.root_key_path();
    match &key.key_file {
        Some(file) => {
            let secret = ArchiveSecret::of_key_file(file).map_err(BackupError::from);
            let secret = secret.with_context(|| format!("Reading the backup key file {}", file.display()))?;
            // Without the root key nothing can be said about it, and the checks say so; one that is there but broken is named.
            let root = if path.exists() { Some(RootKey::load(&path)?) } else { None };
            Ok((secret, root))
        }
        None => {
            let root = RootKey::load(&path)?;
            Ok((ArchiveSecret::of_root_key(&root), Some(root)))
        }
    }
}

fn folder(place: &Where, folder: Option<PathBuf>) -> PathBuf {
    folder.unwrap_or_else(|| place.data.join("backups"))
}

async fn open(place: &Where) -> anyhow::Result<Store> {
    place.demand_database()?;
    let url = place.places().database_url();
    Store::open(&StoreConfig { url, readers: 2 }).await.context("Opening the database")
}

async fn create(
    place: &Where,
    key: &Key,
    into: Option<PathBuf>,
    offsite: Option<PathBuf>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let (secret, _) = secret(place, key)?;
    let store = open(place).await?;
    let blobs = BlobStore::open(place.data.join("files")).context("Opening the file store")?;
    let clock = SystemClock::default();
    let began = std::time::Instant::now();
    let id = Ids::default().next(clock.now());
    let source = Source { store: &store, blobs: &blobs, id, clock: &clock, program: env!("CARGO_PKG_VERSION") };
    let written = backup::create(source, secret, &folder(place, into)).await?;
    let copy = offsite.map(|it| backup::copy_offsite(&written.path, &it)).transpose()?;
    store.close().await.context("Closing the database")?;
    let rows: u64 = written.end.tables.values().sum();
    if as_json {
        println!(
            "{}",
            json!({
                "file": written.path, "bytes": written.bytes, "rows": rows, "files": written.end.files,
                "offsite": copy, "took_ms": began.elapsed().as_millis() as u64,
            })
        );
    } else {
        println!("{}", written.path.display());
        if let Some(copy) = copy {
            println!("{}", copy.display());
        }
        let took = began.elapsed().as_secs_f64();
        eprintln!(
            "{rows} 行，{} 个文件，{} 字节，{took:.1} 秒 / rows, files, bytes, seconds",
            written.end.files, written.bytes
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn list(place: &Where, at: Option<PathBuf>, as_json: bool) -> anyhow::Result<ExitCode> {
    let listed = backup::list(&folder(place, at))?;
    let is_whole = listed.iter().all(|it| it.header.is_ok());
    let rows: Vec<Value> = listed
        .iter()
        .map(|it| match &it.header {
            Ok(header) => json!({
                "file": it.path, "bytes": it.bytes, "ok": true, "created_at": header.created_at,
                "database_version": header.schema, "program": header.program, "key": header.key,
            }),
            Err(error) => json!({ "file": it.path, "bytes": it.bytes, "ok": false, "code": error.code() }),
        })
        .collect();
    if as_json {
        println!("{}", json!({ "backups": rows }));
    } else if listed.is_empty() {
        eprintln!("还没有备份；运行 bole backup create / There is no backup yet; run: bole backup create");
    } else {
        for it in &listed {
            let state =
                it.header.as_ref().map_or_else(|error| error.to_string(), |it| format!("{} · {}", it.program, it.key));
            println!("{}  {:>12}  {state}", it.path.display(), it.bytes);
        }
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn verify(file: &Path, place: &Where, key: &Key, as_json: bool) -> anyhow::Result<ExitCode> {
    let (secret, _) = secret(place, key)?;
    let contents = backup::verify(file, secret).await?;
    let rows: u64 = contents.end.tables.values().sum();
    if as_json {
        let end = &contents.end;
        println!(
            "{}",
            json!({
                "whole": true, "created_at": contents.header.created_at, "program": contents.header.program,
                "database_version": contents.begin.schema, "rows": rows, "tables": end.tables, "files": end.files,
                "file_bytes": end.file_bytes, "trail": { "records": end.chain_seq, "head": end.chain_head },
            })
        );
    } else {
        println!("完整 / whole: {rows} rows, {} files, {} audit records", contents.end.files, contents.end.chain_seq);
    }
    Ok(ExitCode::SUCCESS)
}

async fn drill(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let at = folder(&args.place, args.folder.clone());
    let file = match &args.file {
        Some(file) => file.clone(),
        None => {
            let newest = backup::list(&at)?.into_iter().next();
            newest.with_context(|| format!("There is no backup in {}; run: bole backup create", at.display()))?.path
        }
    };
    let (secret, root) = secret(&args.place, &args.key)?;
    let clock = SystemClock::default();
    let scratch = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let options = DrillOptions { scratch, root_key: root.as_ref(), clock: &clock };
    eprintln!("演练 / drill: {}", file.display());
    let drill = if args.place.demand_database().is_ok() {
        let store = open(&args.place).await?;
        let id = Ids::default().next(clock.now());
        let drill = backup::rehearse(&store, id, &file, secret, &options).await;
        store.close().await.context("Closing the database")?;
        drill?
    } else {
        backup::drill(&file, secret, &options).await?
    };
    print_drill(&file, &drill, args.json);
    Ok(if drill.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_drill(file: &Path, drill: &Drill, as_json: bool) {
    if as_json {
        let mut value = json!({ "file": file, "passed": drill.passed() });
        if let (Some(into), Ok(Value::Object(more))) = (value.as_object_mut(), serde_json::to_value(drill)) {
            into.extend(more);
        }
        println!("{value}");
        return;
    }
    print_checks(&drill.checks);
    println!("恢复 / restored: {} rows, {} files", drill.rows, drill.files);
    println!("RPO {:.1} s（此刻出事会丢掉的时间 / what a disaster now would cost）", drill.rpo_ms as f64 / 1000.0);
    println!("RTO {:.1} s（恢复并检查所需的时间 / restoring and checking）", drill.rto_ms as f64 / 1000.0);
}

/// Prints what was checked, a line each.
pub fn print_checks(checks: &[Check]) {
    for it in checks {
        let name = match it.name {
            "integrity" => "数据库完整性 / integrity",
            "rows" => "行数 / rows",
            "trail" => "审计日志链 / audit trail",
            "marker" => "标记行 / marker row",
            "ledger" => "删除登记 / erasure ledger",
            _ => "密钥 / keys",
        };
        println!("{}  {name}  {}", if it.ok { "✓" } else { "✗" }, it.detail);
    }
}

impl Where {
    /// The places of this deployment.
    #[must_use]
    pub fn places(&self) -> Places {
        Places { data: self.data.clone(), database: self.database.clone(), root_key: self.root_key.clone() }
    }

    /// The root key's file.
    #[must_use]
    pub fn root_key_path(&self) -> PathBuf {
        self.places().root_key_path()
    }

    /// Refuses a data directory without a database, because opening would make one.
    ///
    /// # Errors
    /// When there is none.
    pub fn demand_database(&self) -> anyhow::Result<()> {
        if self.database.is_none() && !self.data.join("bole.db").exists() {
            anyhow::bail!("there is no database in {}; name the data directory with --data", self.data.display());
        }
        Ok(())
    }
}
