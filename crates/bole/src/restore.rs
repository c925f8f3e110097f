//! `bole backup restore`: a backup, the erasure ledger and the root key in one empty folder, or nothing at all.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use bole::deployment::sqlite_url;
use bole_app::backup::{self, BackupError, Check, EXTENSION, Target};
use bole_store::{Store, StoreConfig};
use bole_vault::RootKey;
use clap::Args;
use serde_json::json;

use crate::backup::{Key, print_checks, secret};
use crate::cli::Where;

/// Flags of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// 备份文件；演练时不写则用最新的一个 / The file; for a drill, the newest one unless given
    #[arg(required_unless_present = "drill")]
    pub file: Option<PathBuf>,
    /// 恢复到这里，必须是空目录 / The folder to restore into; it must be empty
    #[arg(long, required_unless_present = "drill", conflicts_with = "drill")]
    into: Option<PathBuf>,
    /// 恢复到这个空的 PostgreSQL 数据库 / Restores into this empty PostgreSQL database
    #[arg(long, conflicts_with = "drill")]
    into_database: Option<String>,
    /// 恢复演练：恢复到临时目录，检查后删除，打印 RPO 和 RTO / A drill: restores into scratch, checks, prints RPO and RTO
    #[arg(long)]
    pub drill: bool,
    /// 删除登记所在目录，默认取正在使用的数据目录里的 ledger / The erasure ledger's folder; the data directory's unless given
    #[arg(long)]
    ledger: Option<PathBuf>,
    /// 没有删除登记也恢复：备份之后删除过的人会回来 / Restores without a ledger: whoever was erased since comes back
    #[arg(long, conflicts_with = "ledger")]
    without_ledger: bool,
    /// 备份目录 / The folder of backups
    #[arg(long)]
    pub folder: Option<PathBuf>,
    /// The deployment in use.
    #[command(flatten)]
    pub place: Where,
    /// What opens it.
    #[command(flatten)]
    pub key: Key,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// Restores a backup into an empty folder.
///
/// # Errors
/// When it cannot be done; the folder is as it was then.
pub async fn run(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let (Some(file), Some(into)) = (&args.file, &args.into) else { anyhow::bail!("name a backup and --into a folder") };
    if file.extension().is_none_or(|it| it != EXTENSION) {
        eprintln!("注意：文件名不以 .{EXTENSION} 结尾 / note: the name does not end in .{EXTENSION}");
    }
    let ledger = ledger(args)?;
    let (secret, root) = secret(&args.place, &args.key)?;
    let database = args.into_database.clone().unwrap_or_else(|| sqlite_url(into));
    let (began, existed) = (std::time::Instant::now(), into.exists());
    let restored = backup::restore(file, secret, &Target { folder: into, database: &database }).await?;
    let completed = complete(args, into, &database, &restored, root.as_ref(), ledger.as_deref()).await;
    let checks = match completed {
        Ok(checks) => checks,
        Err(error) => {
            backup::undo(into).context("Removing what was restored")?;
            if !existed {
                std::fs::remove_dir(into).context("Removing what was restored")?;
            }
            return Err(match &args.into_database {
                Some(it) => {
                    error.context(format!("the database {it} holds rows now; empty it before the next attempt"))
                }
                None => error,
            });
        }
    };
    let is_whole = checks.iter().all(|it| it.ok);
    let has_key = into.join("keys").join("root.key").exists();
    if args.json {
        println!(
            "{}",
            json!({
                "into": into, "whole": is_whole, "checks": checks, "erasure_ledger": ledger.is_some(),
                "root_key": has_key, "took_ms": began.elapsed().as_millis() as u64,
            })
        );
    } else {
        print_checks(&checks);
        println!("已恢复到 / restored into {}", into.display());
        if ledger.is_none() {
            println!(
                "没有用删除登记：备份之后删除过的人又回来了 / without an erasure ledger: whoever was erased since the backup is back"
            );
        }
        if !has_key {
            println!("请把根密钥放到 / put the root key at {}", into.join("keys").join("root.key").display());
        }
        let elsewhere = args.into_database.as_ref().map(|it| format!(" --database {it}")).unwrap_or_default();
        println!("下一步 / next: bole serve --data {}{elsewhere}", into.display());
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The folder of the ledger that belongs to the backup, before anything is written. Each running deployment has one, also
/// while nobody was erased.
fn ledger(args: &RestoreArgs) -> anyhow::Result<Option<PathBuf>> {
    let place = args.ledger.clone().unwrap_or_else(|| args.place.data.join("ledger"));
    match (bole_vault::is_ledger(&place), args.without_ledger) {
        (true, false) => Ok(Some(place)),
        (true, true) => anyhow::bail!("there is an erasure ledger at {}; leave --without-ledger out", place.display()),
        (false, true) => Ok(None),
        (false, false) => Err(BackupError::NoLedger { place }.into()),
    }
}

/// Puts ledger and root key beside the rows and checks the whole.
async fn complete(
    args: &RestoreArgs,
    into: &Path,
    database: &str,
    restored: &backup::Restored,
    root: Option<&RootKey>,
    ledger: Option<&Path>,
) -> anyhow::Result<Vec<Check>> {
    if let Some(ledger) = ledger {
        copy_files(ledger, &into.join("ledger")).context("Copying the erasure ledger")?;
    }
    let config = StoreConfig { url: database.to_owned(), readers: 1 };
    let store = Store::open(&config).await.context("Opening the restored database")?;
    let mut checks = backup::check(&store, restored, root).await?;
    let lines = compare_ledger(&store, &into.join("ledger"), ledger.is_some()).await;
    store.close().await.context("Closing the restored database")?;
    if let Some(lines) = lines? {
        checks.push(Check { name: "ledger", ok: true, detail: lines.to_string() });
    }
    if checks.iter().any(|it| it.name == "keys" && it.ok) {
        let key = into.join("keys").join("root.key");
        copy_file(&args.place.root_key_path(), &key).context("Putting the root key in its place")?;
    }
    backup::finish(into)?;
    Ok(checks)
}

/// A ledger that is not this deployment's, was changed or cut off, ends the restore: it decides whom the start destroys.
async fn compare_ledger(store: &Store, folder: &Path, is_there: bool) -> anyhow::Result<Option<usize>> {
    let deployment = bole_store::deployment::get(store).await.context("Reading the deployment")?;
    let Some(deployment) = deployment.filter(|_| is_there) else { return Ok(None) };
    let found = bole_app::erasure::check_ledger(store, folder, &deployment.signing_public).await;
    let found = found.map_err(|failure| anyhow::anyhow!("the erasure ledger could not be compared: {failure:?}"))?;
    Ok(Some(found.map_err(BackupError::from)?.len()))
}

fn copy_files(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        if path.is_file() {
            copy_file(&path, &to.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// Copies a file with its permissions into a folder for its owner only.
fn copy_file(from: &Path, to: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    if let Some(folder) = to.parent() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    std::fs::copy(from, to)?;
    std::fs::File::open(to)?.sync_all()?;
    Ok(())
}
