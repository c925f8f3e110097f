//! The ledger file and the database's copy of it: each line is written to the file first, and what one of the two lost at
//! its end comes back from the other.

use std::path::Path;

use bole_domain::ids::CandidateId;
use bole_domain::time::Millis;
use bole_store::erasure_ledger::LedgerLine;
use bole_store::{Reads, Store, Tx};
use bole_vault::{ChainHash, ErasureLedger, LedgerEntry, LedgerError};
use serde_json::json;

use crate::app::App;
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};

/// Compares the ledger in a folder with the copy in the database, with no secret at hand: all lines, or what is wrong.
/// Nothing is changed.
///
/// # Errors
/// When the database cannot be read.
pub async fn check(
    store: &Store,
    folder: &Path,
    public_key: &[u8],
) -> Result<Result<Vec<LedgerEntry>, LedgerError>, Failure> {
    let kept = kept(store).await?;
    let (ledger, key) = (ErasureLedger::at(folder.to_owned()), public_key.to_vec());
    let compare = move || ledger.entries_beside(&kept, &key);
    tokio::task::spawn_blocking(compare).await.map_err(anyhow::Error::new).doing("Reading the erasure ledger")
}

/// Writes again what the file lost at its end, from the database's copy, and leaves a trace of it.
pub(super) async fn mend(app: &App) -> Result<(), Failure> {
    let kept = kept(&app.store).await?;
    let mender = app.clone();
    let mend = move || mender.ledger.mend(&kept, &mender.signer);
    let mended = tokio::task::spawn_blocking(mend).await.map_err(anyhow::Error::new);
    let missing = mended.doing("Reading the erasure ledger")?.doing("Reading the erasure ledger")?;
    if missing > 0 {
        tracing::error!(
            missing,
            "the erasure ledger had lost lines at its end; they were written again from the database"
        );
        let tx = app.store.begin().await.doing("Beginning")?;
        let params = json!({ "rows": missing });
        let deed = Deed { actor: Actor::System, action: "erasure_ledger.mend", subject: None, params };
        app.record(&tx, deed).await?;
        tx.commit().await.doing("Noting a mended ledger")?;
    }
    Ok(())
}

/// Puts the person into the ledger, off the threads that answer requests.
pub(super) async fn write_down(app: &App, id: CandidateId, at: Millis) -> Result<(), Failure> {
    let app = app.clone();
    let write = move || app.ledger.add(&app.signer, &id.to_string(), at.0).map(drop);
    tokio::task::spawn_blocking(write)
        .await
        .map_err(anyhow::Error::new)
        .doing("Writing the erasure ledger")?
        .doing("Writing the erasure ledger")
}

/// All lines of the file.
pub(super) async fn entries(app: &App) -> Result<Result<Vec<LedgerEntry>, LedgerError>, Failure> {
    let app = app.clone();
    let read = move || app.ledger.entries(&app.signer.public_key());
    tokio::task::spawn_blocking(read).await.map_err(anyhow::Error::new).doing("Reading the erasure ledger")
}

/// Adds to the database's copy what it lacks, in the caller's transaction. Several may do it at once: what one adds, the
/// others find there.
pub(super) async fn keep_copy(app: &App, tx: &Tx) -> Result<(), Failure> {
    let entries = entries(app).await?.doing("Reading the erasure ledger")?;
    let known = bole_store::erasure_ledger::count(tx).await.doing("Counting the erasure ledger")?;
    for it in entries.iter().skip(usize::try_from(known).unwrap_or(0)) {
        let line = LedgerLine {
            seq: i64::try_from(it.seq).unwrap_or(i64::MAX),
            subject: it.subject.clone(),
            at: it.at,
            hash: it.hash.0.to_vec(),
            signature: it.signature.clone(),
        };
        bole_store::erasure_ledger::insert(tx, &line).await.doing("Keeping a copy of the erasure ledger")?;
    }
    Ok(())
}

async fn kept(from: &impl Reads) -> Result<Vec<LedgerEntry>, Failure> {
    let lines = bole_store::erasure_ledger::all(from).await.doing("Reading the copy of the erasure ledger")?;
    let entry = |it: LedgerLine| LedgerEntry {
        seq: u64::try_from(it.seq).unwrap_or(0),
        subject: it.subject,
        at: it.at,
        // A hash of another length fits no line, which the comparison says.
        hash: it.hash.try_into().map_or(ChainHash::START, ChainHash),
        signature: it.signature,
    };
    Ok(lines.into_iter().map(entry).collect())
}
