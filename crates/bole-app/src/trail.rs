//! The audit trail: rows are numbered, chained and signed in batches, so that a change or a gap shows.

use bole_domain::ids::StaffId;
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::Store;
use bole_store::audit::{AuditRecord, Checkpoint};
use bole_vault::{ChainBreak, ChainHash, ChainRecord, ChainReport, ChainVerifier, link};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// How many rows are chained and signed at once (R-AUD-2).
const BATCH: i64 = 1000;
/// Where it is looked for what went from the beginning.
const NEWEST: i64 = 2000;

/// A row of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrailRow {
    /// Its number in the chain.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// Who: a member of staff by name, `candidate` or `system`.
    pub actor: String,
    /// What, as `noun.verb`.
    pub action: String,
    /// To what.
    pub subject: Option<String>,
    /// Details without personal data.
    #[schema(value_type = Object)]
    pub params: Value,
}

/// A page of the trail, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrailView {
    /// The rows.
    pub items: Vec<TrailRow>,
    /// The number to go on before.
    pub next_cursor: Option<String>,
    /// The newest signed head.
    pub head: Option<TrailHead>,
}

/// A signed head of the chain; compare it with a copy kept elsewhere.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrailHeadView)]
pub struct TrailHead {
    /// The number of the row it covers up to.
    pub seq: i64,
    /// The chain's hash.
    pub hash: String,
    /// When it was signed.
    pub at: Millis,
}

/// Chains and signs the rows that were written since last time; gives how many.
///
/// # Errors
/// When the database refuses.
pub async fn sequence(app: &App) -> Result<usize, Failure> {
    if bole_store::audit::unsequenced(&app.store, 1).await.doing("Looking for unchained rows")?.is_empty() {
        return Ok(0);
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let rows = bole_store::audit::unsequenced(&tx, BATCH).await.doing("Listing unchained rows")?;
    if rows.is_empty() {
        return Ok(0);
    }
    let last = bole_store::audit::last(&tx).await.doing("Loading the chain's head")?;
    let mut seq = last.as_ref().and_then(|it| it.seq).unwrap_or(0);
    let mut head = last.as_ref().and_then(stored_hash).unwrap_or(ChainHash::START);
    let mut numbered = Vec::with_capacity(rows.len());
    for row in &rows {
        seq += 1;
        head = link(&head, &bytes(row, seq));
        numbered.push((row.id, seq, head.0.to_vec()));
    }
    bole_store::audit::assign(&tx, &numbered).await.doing("Chaining rows")?;
    let checkpoint = Checkpoint { seq, head: head.0.to_vec(), signature: app.signer.sign(&head), at: app.now() };
    bole_store::audit::insert_checkpoint(&tx, &checkpoint).await.doing("Signing the chain")?;
    tx.commit().await.doing("Chaining rows")?;
    Ok(rows.len())
}

/// The bytes that are chained: every column and the number, in a fixed form.
fn bytes(row: &AuditRecord, seq: i64) -> Vec<u8> {
    let fields = json!([
        seq,
        row.id.to_string(),
        row.at.0,
        row.actor_kind,
        row.actor_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        row.params
    ]);
    fields.to_string().into_bytes()
}

fn stored_hash(row: &AuditRecord) -> Option<ChainHash> {
    Some(ChainHash(row.hash.as_ref()?.as_slice().try_into().ok()?))
}

/// What a verification found.
#[derive(Debug)]
pub enum Verified {
    /// Everything hangs together.
    Whole(ChainReport),
    /// The chain is broken at this row.
    Broken {
        /// The row's number.
        seq: i64,
        /// How.
        how: ChainBreak,
    },
}

/// Verifies the whole trail of a database with nothing but its public key. What went from its beginning when its time was
/// over must stand in it as gone, and end at a signed head.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(store: &Store, public_key: &[u8]) -> Result<Verified, Failure> {
    let first = bole_store::audit::range(store, 0, 1).await.doing("Reading the trail")?;
    let mut after = first.first().and_then(|it| it.seq).map_or(0, |it| it - 1);
    let begun =
        if after == 0 { Some(ChainVerifier::new(public_key)) } else { begun_after(store, public_key, after).await? };
    let Some(mut verifier) = begun else {
        return Ok(Verified::Broken { seq: after + 1, how: ChainBreak::Hash { position: 0 } });
    };
    loop {
        let rows = bole_store::audit::range(store, after, BATCH).await.doing("Reading the trail")?;
        let Some(last) = rows.last().and_then(|it| it.seq) else { break };
        let signed = bole_store::audit::checkpoints(store, after, BATCH).await.doing("Reading signatures")?;
        for row in &rows {
            let seq = row.seq.unwrap_or(0);
            let signature = signed.iter().find(|it| it.seq == seq).map(|it| it.signature.as_slice());
            let hash = stored_hash(row).unwrap_or(ChainHash::START);
            let record = bytes(row, if seq == after + 1 { seq } else { -1 });
            after = seq;
            if let Err(how) = verifier.take(&ChainRecord { record: &record, hash, signature }) {
                return Ok(Verified::Broken { seq, how });
            }
        }
        after = last;
    }
    Ok(Verified::Whole(verifier.report()))
}

/// The verifier behind a beginning that went by rule; `None` when nothing says that it did.
async fn begun_after(store: &Store, public_key: &[u8], seq: i64) -> Result<Option<ChainVerifier>, Failure> {
    let gone =
        bole_store::audit::of_action(store, crate::retention::REMOVE, NEWEST).await.doing("Reading the trail")?;
    let says = |it: &AuditRecord| {
        let params: serde_json::Value = serde_json::from_str(&it.params).unwrap_or_default();
        params["through"].as_i64() == Some(seq)
    };
    let heads = bole_store::audit::checkpoints(store, seq - 1, 1).await.doing("Reading signatures")?;
    let head = heads.into_iter().find(|it| it.seq == seq).filter(|_| gone.iter().any(says));
    Ok(head.and_then(|it| {
        let hash = ChainHash(it.head.as_slice().try_into().ok()?);
        ChainVerifier::after(public_key, hash, &it.signature)
    }))
}

/// A page of the trail.
///
/// # Errors
/// Without `trail.read`.
pub async fn list(app: &App, staff: &Staff, before: Option<i64>, limit: u64) -> Result<TrailView, Failure> {
    staff.demand(Permission::TrailRead)?;
    let limit = i64::try_from(limit).unwrap_or(50);
    let rows = bole_store::audit::recent(&app.store, before, limit).await.doing("Reading the trail")?;
    let names = crate::staff::names(app).await?;
    let head = bole_store::audit::last_checkpoint(&app.store).await.doing("Reading the chain's head")?;
    let is_full = rows.len() as i64 == limit;
    let next = rows.last().and_then(|it| it.seq).filter(|_| is_full);
    let view = |it: AuditRecord| {
        let staff = it.actor_id.as_deref().and_then(|it| it.parse::<StaffId>().ok());
        let named = staff.and_then(|it| names.get(&it).cloned()).filter(|_| it.actor_kind == "staff");
        let params = serde_json::from_str(&it.params).doing("Reading the trail")?;
        Ok(TrailRow {
            seq: it.seq.unwrap_or(0),
            at: it.at,
            actor: named.unwrap_or(it.actor_kind),
            action: it.action,
            subject: it.subject_kind.zip(it.subject_id).map(|(kind, id)| format!("{kind}/{id}")),
            params,
        })
    };
    Ok(TrailView {
        items: rows.into_iter().map(view).collect::<Result<_, Failure>>()?,
        next_cursor: next.map(|it| it.to_string()),
        head: head.map(|it| TrailHead {
            seq: it.seq,
            hash: it.head.iter().map(|byte| format!("{byte:02x}")).collect(),
            at: it.at,
        }),
    })
}
