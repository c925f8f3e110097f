//! Changing the root key: the deployment's key is put under a new one, nothing that is sealed is touched (R-KEY-3).
//!
//! A running server goes on meanwhile. A crash at any point leaves a deployment that opens: the new key lies in
//! `<file>.next` before the database knows it, and takes the old one's place after. The old key stays beside it for the
//! backups that were sealed with it. A `.next` that the database does not know is never removed by itself: another
//! rotation may be about to use it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use bole_domain::time::Millis;
use bole_store::Store;
use bole_store::audit::AuditRecord;
use bole_store::deployment::Deployment;
use bole_vault::{ChainSigner, RootKey, Vault, VaultHeader};
use uuid::Uuid;

use crate::failure::{Doing as _, Failure};

/// What a rotation did.
#[derive(Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The new key's fingerprint.
    pub fingerprint: String,
    /// Where the old key lies now.
    pub old: PathBuf,
}

/// Finishes a rotation that was cut off after the database took the new key; says whether there was one.
///
/// # Errors
/// When a key cannot be read or renamed.
pub fn settle(path: &Path, known: &Deployment) -> anyhow::Result<bool> {
    let next = with_end(path, "next");
    if !next.exists() || RootKey::load(&next)?.fingerprint() != known.key_check {
        return Ok(false);
    }
    take_place(path, &next)?;
    Ok(true)
}

/// Puts the deployment under a new root key.
///
/// # Errors
/// When the present key does not open the deployment, another rotation is under way, or the database fails.
pub async fn rotate(store: &Store, path: &Path, now: Millis, id: Uuid) -> Result<Rotated, Failure> {
    let tx = store.begin().await.doing("Beginning")?;
    let known = bole_store::deployment::get(&tx).await.doing("Reading the deployment")?;
    let mut known = known.ok_or_else(|| Failure::Broken(anyhow::anyhow!("the database was never set up")))?;
    settle(path, &known).doing("Finishing the rotation before")?;
    let old = RootKey::load(path).doing("Reading the root key")?;
    let next = with_end(path, "next");
    let header = VaultHeader { root_key_fingerprint: known.key_check, deployment_key: known.wrapped_key };
    // The old key must open everything before a new one is made.
    Vault::open(&old, &header).doing("Opening the vault")?;
    let new = RootKey::create_new(&next).doing("Making a new root key; another rotation may be under way")?;
    let header = Vault::rewrap(&old, &new, &header).doing("Rewrapping the deployment's key")?;
    known.signing_sealed =
        ChainSigner::rewrap(&old, &new, &known.signing_sealed).doing("Rewrapping the trail's key")?;
    known.wrapped_key = header.deployment_key;
    known.key_check = header.root_key_fingerprint;
    bole_store::deployment::update(&tx, &known).await.doing("Keeping the rewrapped keys")?;
    let record = AuditRecord {
        id,
        at: now,
        actor_kind: "system".to_owned(),
        actor_id: None,
        action: "key.rotated".to_owned(),
        subject_kind: None,
        subject_id: None,
        params: serde_json::json!({ "old": old.fingerprint(), "new": new.fingerprint() }).to_string(),
        seq: None,
        hash: None,
    };
    bole_store::audit::insert(&tx, &record).await.doing("Writing the audit row")?;
    tx.commit().await.doing("Keeping the rewrapped keys")?;
    let old = take_place(path, &next).doing("Putting the new root key in its place")?;
    Ok(Rotated { fingerprint: new.fingerprint(), old })
}

/// The new key becomes the key; the old one is kept under its fingerprint.
fn take_place(path: &Path, next: &Path) -> anyhow::Result<PathBuf> {
    let mut kept = path.to_owned();
    // A crash between the two renames leaves no key at the path, which is where this goes on.
    if path.exists() {
        kept = with_end(path, &format!("old-{}", RootKey::load(path)?.fingerprint()));
        fs::rename(path, &kept)?;
    }
    fs::rename(next, path)?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    Ok(kept)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(format!(".{end}"));
    path.with_file_name(name)
}
