//! Erasing a person (删除): the ledger first, then files, key, look-ups and every sealed value; what happened stays.
//!
//! Once the ledger has the person, the rest follows even if the server dies in between: each start applies the ledger,
//! also to a database that was restored from a backup.

use bole_domain::ids::{CandidateId, SecondApprovalId, SessionId};
use bole_domain::rejection::Kind;
use bole_domain::second_approval::Kind as TwoPeople;
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::{Scope, Tx};
use bole_vault::{LedgerEntry, LedgerError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::OwnedMutexGuard;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::interview::LiveSession;
use crate::policy::{Staff, allow};
use crate::second_approval::{self, Asked, SecondApprovalView};

mod ledger;

pub use ledger::check as check_ledger;

/// The most ledger lines shown.
const SHOWN: usize = 200;

/// Why a person should be erased.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ErasureBody {
    /// 1–1000 characters, for the second person.
    pub reason: String,
}

/// A line of the erasure ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureView {
    /// Its number.
    pub seq: u64,
    /// The pseudonym, which nothing leads back from.
    pub subject: String,
    /// When.
    pub at: Millis,
    /// The chain's hash after it.
    pub hash: String,
}

/// The erasure ledger, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureLedgerView {
    /// The newest lines.
    pub items: Vec<ErasureView>,
    /// How many there are.
    pub total: usize,
    /// The line that is not what was written there; `null` while all hang together.
    pub changed_line: Option<usize>,
    /// How many lines are missing at the end; `null` while none is.
    pub missing_lines: Option<usize>,
}

/// Asks a second person to have somebody erased.
///
/// # Errors
/// Without `erasure.ask`, when the caller does not see the person, `privacy.held`, `privacy.erased`,
/// `privacy.already_asked`, `privacy.reason_missing`.
pub async fn ask(app: &App, staff: &Staff, id: CandidateId, body: &ErasureBody) -> Result<SecondApprovalView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::candidate::for_change(&tx, &staff.scope, id).await.doing("Loading a candidate")?;
    let candidate = allow(staff, Permission::ErasureAsk, found)?;
    crate::legal_hold::demand_none(app, &tx, id).await?;
    let asked =
        Asked { kind: TwoPeople::Erasure, subject: id.to_string(), person: Some(&candidate), reason: &body.reason };
    let approval: SecondApprovalId = second_approval::ask(app, &tx, staff, asked).await?;
    tx.commit().await.doing("Asking for an erasure")?;
    second_approval::get(app, staff, approval).await
}

/// Erases a person unless a legal hold forbids it. Done twice, it changes nothing more.
///
/// # Errors
/// `privacy.held`, or when the ledger, the files or the database refuse; the next start finishes it then.
pub async fn erase(app: &App, id: CandidateId, actor: Actor, cause: &'static str) -> Result<(), Failure> {
    let found = bole_store::candidate::get(&app.store, id).await.doing("Loading a candidate")?;
    let candidate = found.ok_or_else(Failure::not_found)?;
    if candidate.erased_at.is_some() {
        return Ok(());
    }
    crate::legal_hold::demand_none(app, &app.store, id).await?;
    let sessions = bole_store::erasure::sessions(&app.store, id).await.doing("Listing interviews")?;
    for session in &sessions {
        // The log says how the interview ended; one that is over stays as it is.
        crate::invitation::abandon(app, *session, actor).await?;
    }
    // Interviews are held first, as every command does, so that nothing is said under the key while it goes.
    let held = hold(app, &sessions).await;
    let tx = app.store.begin().await.doing("Beginning")?;
    // Whoever places a legal hold locks this row too: one of the two comes first and is seen by the other.
    bole_store::candidate::for_change(&tx, &Scope::All, id).await.doing("Loading a candidate")?;
    crate::legal_hold::demand_none(app, &tx, id).await?;
    let now = app.now();
    ledger::write_down(app, id, now).await?;
    let params = json!({ "cause": cause });
    let deed = Deed { actor, action: "candidate.erase", subject: Some(("candidate", &id)), params };
    destroy(app, tx, held, id, deed).await
}

async fn destroy(
    app: &App,
    tx: Tx,
    mut held: Vec<OwnedMutexGuard<LiveSession>>,
    id: CandidateId,
    deed: Deed<'_>,
) -> Result<(), Failure> {
    let sessions = bole_store::erasure::sessions(&tx, id).await.doing("Listing interviews")?;
    for name in bole_store::erasure::files(&tx, id).await.doing("Listing files")? {
        let name = name.parse::<bole_blob::BlobName>().doing("Reading a file's name")?;
        app.blobs.delete(&name).await.doing("Removing a file")?;
    }
    bole_store::erasure::destroy(&tx, id, app.now()).await.doing("Erasing a person")?;
    ledger::keep_copy(app, &tx).await?;
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Erasing a person")?;
    held.iter_mut().for_each(|it| it.erase());
    drop(held);
    sessions.iter().for_each(|it| app.sessions.forget(*it));
    app.sign_ins.clear();
    if !app.store.empty_log().await.doing("Emptying the log")? {
        tracing::info!("a reader kept the write-ahead log from being emptied; the next checkpoint does it");
    }
    for topic in [LiveTopic::Sessions, LiveTopic::Reviews, LiveTopic::Messages] {
        app.tell(topic);
    }
    Ok(())
}

async fn hold(app: &App, sessions: &[SessionId]) -> Vec<OwnedMutexGuard<LiveSession>> {
    let mut held = Vec::new();
    for shared in sessions.iter().filter_map(|it| app.sessions.get(*it)) {
        held.push(shared.lock_owned().await);
    }
    held
}

/// Brings database and ledger together: lines that the file lost come back from the database, whoever stands in the ledger
/// is destroyed again, and who was erased but is missing there is written down. It runs at each start before anybody is served, and after each restore. Gives how many were
/// destroyed.
///
/// # Errors
/// When the ledger was changed or cut off, or the database refuses; the server must not serve then.
pub async fn apply_ledger(app: &App) -> Result<usize, Failure> {
    ledger::mend(app).await?;
    let entries = ledger::entries(app).await?.doing("Reading the erasure ledger")?;
    let mut destroyed = 0;
    for entry in &entries {
        let id: CandidateId = entry.subject.parse().map_err(anyhow::Error::new).doing("Reading the erasure ledger")?;
        let found = bole_store::candidate::get(&app.store, id).await.doing("Loading a candidate")?;
        if found.is_some_and(|it| it.erased_at.is_none() || it.wrapped_key.is_some()) {
            let sessions = bole_store::erasure::sessions(&app.store, id).await.doing("Listing interviews")?;
            let held = hold(app, &sessions).await;
            let tx = app.store.begin().await.doing("Beginning")?;
            let params = json!({ "cause": "ledger" });
            let subject = Some(("candidate", &id as &(dyn std::fmt::Display + Sync)));
            destroy(app, tx, held, id, Deed { actor: Actor::System, action: "candidate.erase", subject, params })
                .await?;
            destroyed += 1;
        }
    }
    for (id, at) in bole_store::erasure::erased(&app.store).await.doing("Listing erased people")? {
        if !entries.iter().any(|it| it.subject == id.to_string()) {
            ledger::write_down(app, id, at).await?;
        }
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    ledger::keep_copy(app, &tx).await?;
    tx.commit().await.doing("Keeping a copy of the erasure ledger")?;
    Ok(destroyed)
}

/// The erasure ledger.
///
/// # Errors
/// Without `privacy.manage`.
pub async fn ledger(app: &App, staff: &Staff) -> Result<ErasureLedgerView, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let found = ledger::check(&app.store, &app.config.data.join("ledger"), &app.signer.public_key()).await?;
    let (entries, changed_line, missing_lines) = match found {
        Ok(entries) => (entries, None, None),
        Err(LedgerError::Changed { line } | LedgerError::Copy { line }) => (Vec::new(), Some(line), None),
        Err(LedgerError::CutOff { stands, written }) => (Vec::new(), None, Some(written.saturating_sub(stands))),
        Err(LedgerError::Head) => (Vec::new(), Some(0), None),
        Err(error) => return Err(error).doing("Reading the erasure ledger"),
    };
    let view = |it: &LedgerEntry| ErasureView {
        seq: it.seq,
        subject: it.subject.clone(),
        at: Millis(it.at),
        hash: it.hash.to_hex(),
    };
    Ok(ErasureLedgerView {
        items: entries.iter().rev().take(SHOWN).map(view).collect(),
        total: entries.len(),
        changed_line,
        missing_lines,
    })
}

/// A reason as it is kept: trimmed, 1–1000 characters.
///
/// # Errors
/// `privacy.reason_missing`.
pub(crate) fn reason_of(text: &str) -> Result<&str, Failure> {
    let reason = text.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(Failure::refuse(Kind::Invalid, "privacy.reason_missing"));
    }
    Ok(reason)
}
