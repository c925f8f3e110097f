//! The proof that a backup restores: into a scratch folder, checked from all sides, and removed again (R-BK-2, R-BK-5).

use std::path::{Path, PathBuf};

use bole_domain::time::Millis;
use bole_store::{Store, StoreConfig};
use bole_vault::{ArchiveSecret, ChainSigner, RootKey, Vault, VaultHeader};
use serde::Serialize;

use super::restore::{Restored, Target, restore};
use super::{BackupError, folder};
use crate::environment::Clock;
use crate::trail::Verified;

/// One thing that was checked.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// `integrity`, `rows`, `trail`, `marker`, `keys`.
    pub name: &'static str,
    /// Whether it holds.
    pub ok: bool,
    /// What was found.
    pub detail: String,
}

/// How a drill went.
#[derive(Debug, Clone, Serialize)]
pub struct Drill {
    /// What a disaster now would cost: the time since the backup's snapshot.
    pub rpo_ms: i64,
    /// How long restoring and checking took.
    pub rto_ms: i64,
    /// Rows that were restored.
    pub rows: u64,
    /// Stored files that were restored.
    pub files: u64,
    /// What was checked.
    pub checks: Vec<Check>,
}

impl Drill {
    /// Whether everything holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|it| it.ok)
    }
}

/// What a drill needs.
pub struct DrillOptions<'a> {
    /// Where a scratch folder may be made.
    pub scratch: &'a Path,
    /// The root key that the restored data must open with.
    pub root_key: Option<&'a RootKey>,
    /// Tells the time.
    pub clock: &'a dyn Clock,
}

/// Restores a backup into scratch, checks it and removes it.
///
/// # Errors
/// When it cannot be restored; what was restored and fails a check stands in the result.
pub async fn drill(path: &Path, secret: ArchiveSecret, options: &DrillOptions<'_>) -> Result<Drill, BackupError> {
    let began = options.clock.now();
    let scratch = Scratch::make(options.scratch)?;
    let database = format!("sqlite://{}", scratch.0.join("bole.db").display());
    let target = Target { folder: &scratch.0, database: &database };
    let restored = restore(path, secret, &target).await?;
    let store = Store::open(&StoreConfig { url: database.clone(), readers: 1 }).await?;
    let checks = check(&store, &restored, options.root_key).await;
    store.close().await?;
    let now = options.clock.now();
    let since = |then: Millis| now.0.saturating_sub(then.0).max(0);
    Ok(Drill {
        rpo_ms: since(Millis(restored.begin.at)) - since(began),
        rto_ms: since(began),
        rows: restored.end.tables.values().sum(),
        files: restored.end.files,
        checks: checks?,
    })
}

/// A folder that goes when the drill ends, however it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn make(parent: &Path) -> Result<Self, BackupError> {
        let path = parent.join("drill");
        // One that a crash left behind goes first.
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(BackupError::io(&path))?;
        }
        folder::make(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "the drill's scratch folder could not be removed");
        }
    }
}

/// Checks restored data from all sides.
///
/// # Errors
/// When the database does not answer.
pub async fn check(store: &Store, restored: &Restored, root: Option<&RootKey>) -> Result<Vec<Check>, BackupError> {
    let mut checks = Vec::new();
    let mut note = |name, ok, detail: String| checks.push(Check { name, ok, detail });
    let problems = store.integrity().await?;
    note("integrity", problems.is_empty(), problems.join("; "));
    let wrong = wrong_counts(store, restored).await?;
    let total: u64 = restored.end.tables.values().sum();
    note("rows", wrong.is_empty(), if wrong.is_empty() { total.to_string() } else { wrong.join(", ") });
    let deployment = bole_store::deployment::get(store).await?;
    let (ok, detail) = match &deployment {
        None => (restored.end.chain_seq == 0, "no deployment".to_owned()),
        Some(it) => trail(store, &it.signing_public, restored).await,
    };
    note("trail", ok, detail);
    let marker = restored.begin.marker.parse().ok();
    let found = match marker {
        Some(id) => bole_store::backup_run::get(store, id).await?.is_some(),
        None => false,
    };
    note("marker", found, restored.begin.marker.clone());
    match (root, deployment) {
        (_, None) => {}
        (None, Some(_)) => note("keys", false, "the root key is not at hand".to_owned()),
        (Some(root), Some(it)) => {
            let header = VaultHeader { root_key_fingerprint: it.key_check, deployment_key: it.wrapped_key };
            let opened = Vault::open(root, &header).and_then(|_| ChainSigner::open(root, &it.signing_sealed));
            note("keys", opened.is_ok(), opened.err().map(|it| it.code().to_owned()).unwrap_or_default());
        }
    }
    Ok(checks)
}

/// The tables that do not hold as many rows as were backed up: as they were loaded, and once more as they are found now
/// unless a step to a newer version has moved rows since.
async fn wrong_counts(store: &Store, restored: &Restored) -> Result<Vec<String>, BackupError> {
    let expected = &restored.end.tables;
    let mut wrong: Vec<String> = expected
        .iter()
        .filter(|(name, count)| restored.loaded.get(*name) != Some(count))
        .map(|it| it.0.clone())
        .collect();
    wrong.extend(
        restored
            .loaded
            .iter()
            .filter(|(name, count)| **count > 0 && !expected.contains_key(*name))
            .map(|it| it.0.clone()),
    );
    if store.version().await? == restored.begin.schema {
        let found = store.row_counts().await?;
        let differs = |name: &String, count: u64| expected.get(name).is_some_and(|it| *it != count);
        wrong.extend(found.into_iter().filter(|(name, count)| differs(name, *count)).map(|it| it.0));
    }
    wrong.sort();
    wrong.dedup();
    Ok(wrong)
}

async fn trail(store: &Store, public_key: &[u8], restored: &Restored) -> (bool, String) {
    match crate::trail::verify(store, public_key).await {
        Ok(Verified::Whole(report)) => {
            let is_same = restored.end.chain_seq == 0 || report.head.to_hex() == restored.end.chain_head;
            (is_same, format!("{} records", report.records))
        }
        Ok(Verified::Broken { seq, how }) => (false, format!("record {seq}: {how}")),
        Err(_) => (false, "the trail could not be read".to_owned()),
    }
}
