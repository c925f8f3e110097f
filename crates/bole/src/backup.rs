//! `bole backup`: create, list, verify, restore, drill. Results go to stdout, progress to stderr.
//!
//! Exit codes: 0 done and whole, 1 not done or not whole.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use bole::deployment::{Places, sqlite_url};
use bole_app::backup::{self, BackupError, Check, Drill, DrillOptions, EXTENSION, Source, Target};
use bole_app::environment::{Clock as _, Ids, SystemClock};
use bole_blob::BlobStore;
use bole_store::{Store, StoreConfig};
use bole_vault::{ArchiveSecret, RootKey};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::Where;

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

/// Flags of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// 备份文件；演练时不写则用最新的一个 / The file; for a drill, the newest one unless given
    #[arg(required_unless_present = "drill")]
    file: Option<PathBuf>,
    /// 恢复到这里，必须是空目录 / The folder to restore into; it must be empty
    #[arg(long, required_unless_present = "drill", conflicts_with = "drill")]
    into: Option<PathBuf>,
    /// 恢复到这个空的 PostgreSQL 数据库 / Restores into this empty PostgreSQL database
    #[arg(long, conflicts_with = "drill")]
    into_database: Option<String>,
    /// 恢复演练：恢复到临时目录，检查后删除，打印 RPO 和 RTO / A drill: restores into scratch, checks, prints RPO and RTO
    #[arg(long)]
    drill: bool,
    /// 删除登记所在目录，默认取正在使用的数据目录里的 ledger / The erasure ledger's folder; the data directory's unless given
    #[arg(long)]
    ledger: Option<PathBuf>,
    /// 备份目录 / The folder of backups
    #[arg(long)]
    folder: Option<PathBuf>,
    /// The deployment in use.
    #[command(flatten)]
    place: Where,
    /// What opens it.
    #[command(flatten)]
    key: Key,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
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
        BackupCommand::Restore(args) => (args.json, restore(&args).await),
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
fn secret(place: &Where, key: &Key) -> anyhow::Result<(ArchiveSecret, Option<RootKey>)> {
    let path = place.root_key_path();
    match &key.key_file {
        Some(file) => {
            let secret = ArchiveSecret::of_key_file(file).map_err(BackupError::from);
            let secret = secret.with_context(|| format!("Reading the backup key file {}", file.display()))?;
            Ok((secret, RootKey::load(&path).ok()))
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
    let source = Source { store: &store, blobs: &blobs, id, now: clock.now(), program: env!("CARGO_PKG_VERSION") };
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

fn print_checks(checks: &[Check]) {
    for it in checks {
        let name = match it.name {
            "integrity" => "数据库完整性 / integrity",
            "rows" => "行数 / rows",
            "trail" => "审计日志链 / audit trail",
            "marker" => "标记行 / marker row",
            _ => "密钥 / keys",
        };
        println!("{}  {name}  {}", if it.ok { "✓" } else { "✗" }, it.detail);
    }
}

async fn restore(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let (Some(file), Some(into)) = (&args.file, &args.into) else { anyhow::bail!("name a backup and --into a folder") };
    if file.extension().is_none_or(|it| it != EXTENSION) {
        eprintln!("注意：文件名不以 .{EXTENSION} 结尾 / note: the name does not end in .{EXTENSION}");
    }
    if let Some(named) = args.ledger.as_ref().filter(|it| !it.is_dir()) {
        anyhow::bail!("删除登记不在这里 / there is no erasure ledger here: {}", named.display());
    }
    let (secret, root) = secret(&args.place, &args.key)?;
    let database = args.into_database.clone().unwrap_or_else(|| sqlite_url(into));
    let began = std::time::Instant::now();
    let restored = backup::restore(file, secret, &Target { folder: into, database: &database }).await?;
    let ledger = args.ledger.clone().unwrap_or_else(|| args.place.data.join("ledger"));
    let has_ledger = copy_folder(&ledger, &into.join("ledger")).context("Copying the erasure ledger")?;
    let store =
        Store::open(&StoreConfig { url: database, readers: 1 }).await.context("Opening the restored database")?;
    let checks = backup::check(&store, &restored, root.as_ref()).await?;
    store.close().await.context("Closing the restored database")?;
    let key = into.join("keys").join("root.key");
    if checks.iter().any(|it| it.name == "keys" && it.ok) {
        copy_folder_of(&args.place.root_key_path(), &key).context("Putting the root key in its place")?;
    }
    let is_whole = checks.iter().all(|it| it.ok);
    if args.json {
        println!(
            "{}",
            json!({
                "into": into, "whole": is_whole, "checks": checks, "erasure_ledger": has_ledger,
                "root_key": key.exists(), "took_ms": began.elapsed().as_millis() as u64,
            })
        );
    } else {
        print_checks(&checks);
        println!("已恢复到 / restored into {}", into.display());
        if !has_ledger {
            println!(
                "没有找到删除登记；若有，请放到 / no erasure ledger was found; if there is one, put it at {}",
                into.join("ledger").display()
            );
        }
        if !key.exists() {
            println!("请把根密钥放到 / put the root key at {}", key.display());
        }
        let elsewhere = args.into_database.as_ref().map(|it| format!(" --database {it}")).unwrap_or_default();
        println!("下一步 / next: bole serve --data {}{elsewhere}", into.display());
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Copies the files of a folder; `false` when there is none. The ledger is applied when the restored data is opened.
fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<bool> {
    if !from.is_dir() {
        return Ok(false);
    }
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        if path.is_file() {
            copy_folder_of(&path, &to.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(true)
}

/// Copies a file with its permissions into a folder for its owner only.
fn copy_folder_of(from: &Path, to: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    if let Some(folder) = to.parent() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    std::fs::copy(from, to)?;
    std::fs::File::open(to)?.sync_all()?;
    Ok(())
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
