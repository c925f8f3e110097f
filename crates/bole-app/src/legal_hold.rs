//! Legal holds (法律保留): a person whose data must stay, for a dispute or an inspection. A hold works at once and needs a
//! second person within three days; it stands against erasure and retention alike.

use bole_domain::ids::{ApplicationId, CandidateId, LegalHoldId, StaffId};
use bole_domain::privacy::{HoldState, Rejected, UNCONFIRMED_HOLD_MS};
use bole_domain::second_approval::Kind;
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::legal_hold::LegalHold;
use bole_store::{Reads, Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::erasure::reason_of;
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Sealed};
use crate::policy::{Staff, allow};
use crate::seal::at;
use crate::second_approval::{self, Asked};

/// The most that are listed.
const LISTED: i64 = 200;

/// A legal hold.
#[derive(Debug, Serialize, ToSchema)]
pub struct LegalHoldView {
    /// Its identifier.
    pub id: LegalHoldId,
    /// Whom it keeps; empty once erased.
    pub name: String,
    /// An application of theirs, to look at.
    pub application_id: Option<ApplicationId>,
    /// Why.
    pub reason: String,
    /// How it stands.
    pub state: HoldState,
    /// Who placed it.
    pub placed_by: String,
    /// When.
    pub placed_at: Millis,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// When it lapses unless somebody confirms it.
    pub lapses_at: Option<Millis>,
    /// When it was lifted.
    pub lifted_at: Option<Millis>,
    /// What the caller may do: `lift`.
    pub actions: Vec<&'static str>,
}

/// A person to keep.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LegalHoldBody {
    /// The person.
    pub candidate_id: CandidateId,
    /// 1–1000 characters.
    pub reason: String,
}

/// The holds, newest first.
///
/// # Errors
/// Without `privacy.manage`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<LegalHoldView>, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let found = bole_store::legal_hold::list(&app.store, &staff.scope, LISTED).await.doing("Listing holds")?;
    let mut views = Vec::new();
    for row in &found {
        views.push(view(app, staff, row).await?);
    }
    Ok(views)
}

/// Places a hold, in force at once, and asks a second person to confirm it.
///
/// # Errors
/// Without `privacy.manage`, when the caller does not see the person, `privacy.already_held`, `privacy.erased`,
/// `privacy.reason_missing`.
pub async fn place(app: &App, staff: &Staff, body: &LegalHoldBody) -> Result<LegalHoldView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::candidate::for_change(&tx, &staff.scope, body.candidate_id).await;
    let person = allow(staff, Permission::PrivacyManage, found.doing("Loading a candidate")?)?;
    let key = app.open_key(person.wrapped_key.as_deref())?.ok_or(Rejected::Erased)?;
    let reason = reason_of(&body.reason)?;
    if is_held(app, &tx, person.id).await? {
        return Err(Rejected::AlreadyHeld.into());
    }
    let (id, now): (LegalHoldId, _) = (app.new_id(), app.now());
    let row = LegalHold {
        id,
        candidate_id: person.id,
        reason_sealed: app.seal(&key, at("legal_hold", "reason"), &id, reason)?,
        placed_by: staff.id,
        placed_at: now,
        confirmed_by: None,
        confirmed_at: None,
        lifted_by: None,
        lifted_at: None,
    };
    bole_store::legal_hold::insert(&tx, &row).await.doing("Placing a hold")?;
    let asked = Asked { kind: Kind::LegalHold, subject: id.to_string(), person: Some(&person), reason };
    second_approval::ask(app, &tx, staff, asked).await?;
    record(app, &tx, staff, &row, "legal_hold.place").await?;
    tx.commit().await.doing("Placing a hold")?;
    view(app, staff, &row).await
}

/// Lifts a hold.
///
/// # Errors
/// Without `privacy.manage`, when the caller does not see it, `privacy.not_held`.
pub async fn lift(app: &App, staff: &Staff, id: LegalHoldId) -> Result<LegalHoldView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::legal_hold::for_change(&tx, &staff.scope, id).await.doing("Loading a hold")?;
    let mut row = allow(staff, Permission::PrivacyManage, found)?.into_inner();
    if !state_of(&row, app.now()).keeps() {
        return Err(Rejected::NotHeld.into());
    }
    row.lifted_by = Some(staff.id);
    row.lifted_at = Some(app.now());
    bole_store::legal_hold::update(&tx, &row).await.doing("Lifting a hold")?;
    record(app, &tx, staff, &row, "legal_hold.lift").await?;
    tx.commit().await.doing("Lifting a hold")?;
    view(app, staff, &row).await
}

/// What a second person says about a hold, in their transaction: confirmed, or lifted.
pub(crate) async fn confirm(
    app: &App,
    tx: &Tx,
    staff: &Staff,
    subject: &str,
    is_confirmed: bool,
) -> Result<(), Failure> {
    let id: LegalHoldId = subject.parse().map_err(anyhow::Error::new).doing("Reading a hold's identifier")?;
    let found = bole_store::legal_hold::for_change(tx, &Scope::All, id).await.doing("Loading a hold")?;
    let Some(mut row) = found.filter(|it| it.lifted_at.is_none()) else { return Ok(()) };
    let now = app.now();
    if is_confirmed {
        (row.confirmed_by, row.confirmed_at) = (Some(staff.id), Some(now));
    } else {
        (row.lifted_by, row.lifted_at) = (Some(staff.id), Some(now));
    }
    bole_store::legal_hold::update(tx, &row).await.map(drop).doing("Confirming a hold")
}

/// Lets the caller go on if nothing keeps this person's data.
///
/// # Errors
/// `privacy.held`.
pub(crate) async fn demand_none(app: &App, from: &impl Reads, id: CandidateId) -> Result<(), Failure> {
    if is_held(app, from, id).await? { Err(Rejected::Held.into()) } else { Ok(()) }
}

/// Whether something keeps this person's data.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn is_held(app: &App, from: &impl Reads, id: CandidateId) -> Result<bool, Failure> {
    let found = bole_store::legal_hold::of_candidate(from, id).await.doing("Looking for holds")?;
    Ok(found.iter().any(|it| state_of(it, app.now()).keeps()))
}

fn state_of(row: &LegalHold, now: Millis) -> HoldState {
    HoldState::of(row.placed_at, row.confirmed_at.is_some(), row.lifted_at.is_some(), now)
}

async fn record(app: &App, tx: &Tx, staff: &Staff, row: &LegalHold, action: &'static str) -> Result<(), Failure> {
    let subject = Some(("candidate", &row.candidate_id as &(dyn std::fmt::Display + Sync)));
    app.record(tx, Deed { actor: staff.into(), action, subject, params: json!({}) }).await
}

async fn view(app: &App, staff: &Staff, row: &LegalHold) -> Result<LegalHoldView, Failure> {
    let names = crate::staff::names(app).await?;
    let named = |id: StaffId| names.get(&id).cloned().unwrap_or_default();
    let found = bole_store::candidate::get(&app.store, row.candidate_id).await.doing("Loading a candidate")?;
    let person = person::open(app, Sealed::from(&found.ok_or_else(Failure::not_found)?))?;
    let reason = app.unseal_if(person.key.as_ref(), at("legal_hold", "reason"), &row.id, Some(&row.reason_sealed))?;
    let state = state_of(row, app.now());
    Ok(LegalHoldView {
        id: row.id,
        name: person.name,
        application_id: second_approval::latest_application(app, staff, Some(row.candidate_id)).await?,
        reason: reason.unwrap_or_default(),
        state,
        placed_by: named(row.placed_by),
        placed_at: row.placed_at,
        confirmed_by: row.confirmed_by.map(named),
        lapses_at: (state == HoldState::Unconfirmed).then(|| row.placed_at.plus(UNCONFIRMED_HOLD_MS)),
        lifted_at: row.lifted_at,
        actions: if state.keeps() { vec!["lift"] } else { Vec::new() },
    })
}
