//! Second approvals (第二人批准): one person asks, another decides, and what was allowed is done at once or taken later.
//!
//! Nobody decides what they asked for themselves; what nobody decides lapses.

use bole_domain::ids::{ApplicationId, CandidateId, SecondApprovalId, StaffId};
use bole_domain::notice::NoticeKind;
use bole_domain::privacy::Rejected;
use bole_domain::second_approval::{Kind, LIFE_MS, State, may_decide};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::candidate::Candidate;
use bole_store::second_approval::SecondApproval;
use bole_store::{Scope, Tx};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::erasure::reason_of;
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Sealed};
use crate::policy::{Allowed, Staff, allow};
use crate::retention::PeriodView;
use crate::seal::at;

/// The most that are listed.
const LISTED: i64 = 200;

/// Something that needs two people.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondApprovalView {
    /// Its identifier.
    pub id: SecondApprovalId,
    /// What needs two people.
    pub kind: Kind,
    /// Whom it is about; empty once erased, `null` where it is about nobody in particular.
    pub name: Option<String>,
    /// How many people it is about, for an export.
    pub people: Option<i64>,
    /// An application of theirs, to look at.
    pub application_id: Option<ApplicationId>,
    /// The period that is asked for, where it is about one.
    pub period: Option<PeriodView>,
    /// Why; empty once erased.
    pub reason: String,
    /// Who asks.
    pub requested_by: String,
    /// Since when.
    pub requested_at: Millis,
    /// When it lapses.
    pub expires_at: Millis,
    /// How far it is.
    pub state: State,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Millis>,
    /// What the caller may do: `approve`, `refuse`.
    pub actions: Vec<&'static str>,
}

/// What somebody asks a second person for.
pub struct Asked<'a> {
    /// What needs two people.
    pub kind: Kind,
    /// What it is done to, as an identifier.
    pub subject: String,
    /// Whom it is about.
    pub person: Option<&'a Candidate>,
    /// Why.
    pub reason: &'a str,
}

/// Asks a second person, in the caller's transaction. The caller has checked that the asker may ask.
///
/// # Errors
/// `privacy.reason_missing`, `privacy.erased`, `privacy.already_asked` while the same waits.
pub async fn ask(app: &App, tx: &Tx, staff: &Staff, asked: Asked<'_>) -> Result<SecondApprovalId, Failure> {
    let reason = reason_of(asked.reason)?;
    let (id, now): (SecondApprovalId, _) = (app.new_id(), app.now());
    let place = at("second_approval", "reason");
    let reason_sealed = match asked.person {
        None => app.seal_system(place, &id, reason)?,
        Some(person) => {
            let key = app.open_key(person.wrapped_key.as_deref())?.ok_or(Rejected::Erased)?;
            app.seal(&key, place, &id, reason)?
        }
    };
    let kind = asked.kind.code();
    let earlier = bole_store::second_approval::newest(tx, kind, &asked.subject, State::Waiting.code()).await;
    if earlier.doing("Loading a second approval")?.is_some_and(|it| state_of(&it, now) == State::Waiting) {
        return Err(Rejected::AlreadyAsked.into());
    }
    let row = SecondApproval {
        id,
        kind: kind.to_owned(),
        subject: asked.subject,
        candidate_id: asked.person.map(|it| it.id),
        reason_sealed,
        requested_by: staff.id,
        requested_at: now,
        expires_at: now.plus(LIFE_MS),
        state: State::Waiting.code().to_owned(),
        decided_by: None,
        decided_at: None,
    };
    bole_store::second_approval::insert(tx, &row).await.doing("Asking a second person")?;
    crate::notice::ask_second(app, tx, id, row.candidate_id).await?;
    record(app, tx, staff, &row, "second_approval.ask").await?;
    Ok(id)
}

/// Takes what a second person allowed this asker: an allowance serves once.
///
/// # Errors
/// When the database refuses.
pub async fn take(app: &App, tx: &Tx, staff: &Staff, kind: Kind, subject: &str) -> Result<bool, Failure> {
    let found = bole_store::second_approval::newest(tx, kind.code(), subject, State::Approved.code()).await;
    let found = found.doing("Loading a second approval")?;
    let is_theirs = |it: &SecondApproval| it.requested_by == staff.id && state_of(it, app.now()) == State::Approved;
    let Some(mut row) = found.filter(is_theirs) else { return Ok(false) };
    row.state = State::Used.code().to_owned();
    bole_store::second_approval::update(tx, &row).await.doing("Taking an approval")?;
    record(app, tx, staff, &row, "second_approval.use").await?;
    Ok(true)
}

/// Takes back what waits for a second person, in the caller's transaction, because what it was about is over.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn withdraw(app: &App, tx: &Tx, staff: &Staff, kind: Kind, subject: &str) -> Result<(), Failure> {
    let found = bole_store::second_approval::newest(tx, kind.code(), subject, State::Waiting.code()).await;
    let Some(mut row) = found.doing("Loading a second approval")? else { return Ok(()) };
    row.state = State::Withdrawn.code().to_owned();
    bole_store::second_approval::update(tx, &row).await.doing("Taking a question back")?;
    record(app, tx, staff, &row, "second_approval.withdraw").await
}

/// How far the newest second approval of a kind for a subject is.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn state_for(app: &App, kind: Kind, subject: &str) -> Result<Option<State>, Failure> {
    for state in [State::Waiting, State::Approved, State::Used, State::Refused] {
        let found = bole_store::second_approval::newest(&app.store, kind.code(), subject, state.code()).await;
        if let Some(row) = found.doing("Loading a second approval")? {
            return Ok(Some(state_of(&row, app.now())));
        }
    }
    Ok(None)
}

/// What waits for a second person or was decided, newest first.
///
/// # Errors
/// Without `privacy.manage`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<SecondApprovalView>, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let found = bole_store::second_approval::list(&app.store, &staff.scope, LISTED).await;
    let mut views = Vec::new();
    for row in found.doing("Listing second approvals")? {
        views.push(view(app, staff, &row).await?);
    }
    Ok(views)
}

/// Allows what somebody else asked for. An erasure is carried out at once.
///
/// # Errors
/// Without `second_approval.decide`, when the caller does not see it, `second_approval.same_person`,
/// `second_approval.decided`, `second_approval.expired`, `privacy.held`.
pub async fn approve(app: &App, staff: &Staff, id: SecondApprovalId) -> Result<SecondApprovalView, Failure> {
    let row = load(app, staff, id).await?;
    let done = match (Kind::from_code(&row.kind), row.candidate_id) {
        (Some(Kind::Erasure), Some(person)) => {
            // Erasing twice is harmless: should the note below fail, approving again completes it.
            crate::erasure::erase(app, person, staff.into(), "second_approval").await?;
            State::Used
        }
        (Some(Kind::LegalHold | Kind::Retention), _) => State::Used,
        _ => State::Approved,
    };
    settle(app, staff, id, done, "second_approval.approve").await?;
    get(app, staff, id).await
}

/// Says no to what somebody else asked for.
///
/// # Errors
/// As [`approve`].
pub async fn refuse(app: &App, staff: &Staff, id: SecondApprovalId) -> Result<SecondApprovalView, Failure> {
    load(app, staff, id).await?;
    settle(app, staff, id, State::Refused, "second_approval.refuse").await?;
    get(app, staff, id).await
}

/// What the caller may decide now.
async fn load(app: &App, staff: &Staff, id: SecondApprovalId) -> Result<Allowed<SecondApproval>, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::second_approval::for_change(&tx, &staff.scope, id).await;
    let row = allow(staff, Permission::SecondApprovalDecide, found.doing("Loading a second approval")?)?;
    may_decide(state_of(&row, app.now()), row.requested_by, staff.id)?;
    Ok(row)
}

async fn settle(
    app: &App,
    staff: &Staff,
    id: SecondApprovalId,
    state: State,
    action: &'static str,
) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::second_approval::for_change(&tx, &staff.scope, id).await;
    let found = found.doing("Loading a second approval")?;
    let mut row = allow(staff, Permission::SecondApprovalDecide, found)?.into_inner();
    may_decide(state_of(&row, app.now()), row.requested_by, staff.id)?;
    row.state = state.code().to_owned();
    row.decided_by = Some(staff.id);
    row.decided_at = Some(app.now());
    bole_store::second_approval::update(&tx, &row).await.doing("Deciding")?;
    if Kind::from_code(&row.kind) == Some(Kind::LegalHold) {
        crate::legal_hold::confirm(app, &tx, staff, &row.subject, state == State::Used).await?;
    }
    crate::notice::resolve(app, &tx, NoticeKind::SecondApproval, &id).await?;
    if Kind::from_code(&row.kind) == Some(Kind::Retention) && state == State::Used {
        crate::retention::apply(app, &tx, staff, &row.subject).await?;
    }
    record(app, &tx, staff, &row, action).await?;
    tx.commit().await.doing("Deciding")?;
    app.tell(LiveTopic::Notices);
    Ok(())
}

async fn record(app: &App, tx: &Tx, staff: &Staff, row: &SecondApproval, action: &'static str) -> Result<(), Failure> {
    let params = json!({ "kind": row.kind });
    let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = match &row.candidate_id {
        Some(person) => ("candidate", person),
        None => ("second_approval", &row.id),
    };
    app.record(tx, Deed { actor: Actor::from(staff), action, subject: Some(subject), params }).await
}

/// One second approval as the caller sees it.
///
/// # Errors
/// `request.not_found`.
pub(crate) async fn get(app: &App, staff: &Staff, id: SecondApprovalId) -> Result<SecondApprovalView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::second_approval::for_change(&tx, &staff.scope, id).await;
    let row = found.doing("Loading a second approval")?.ok_or_else(Failure::not_found)?;
    drop(tx);
    view(app, staff, &row).await
}

async fn view(app: &App, staff: &Staff, row: &SecondApproval) -> Result<SecondApprovalView, Failure> {
    let names = crate::staff::names(app).await?;
    let named = |id: StaffId| names.get(&id).cloned().unwrap_or_default();
    let person = match row.candidate_id {
        Some(id) => bole_store::candidate::get(&app.store, id).await.doing("Loading a candidate")?,
        None => None,
    };
    let place = at("second_approval", "reason");
    let (name, reason) = match &person {
        None => (None, app.unseal_system(place, &row.id, &row.reason_sealed)?),
        Some(it) => {
            let open = person::open(app, Sealed::from(it))?;
            let reason = app.unseal_if(open.key.as_ref(), place, &row.id, Some(&row.reason_sealed))?;
            (Some(open.name), reason.unwrap_or_default())
        }
    };
    let state = state_of(row, app.now());
    let may = staff.role.may(Permission::SecondApprovalDecide) && may_decide(state, row.requested_by, staff.id).is_ok();
    Ok(SecondApprovalView {
        id: row.id,
        kind: Kind::from_code(&row.kind).unwrap_or(Kind::BulkExport),
        name,
        period: bole_domain::retention::of_subject(&row.subject).map(|(class, days)| PeriodView { class, days }),
        people: match Kind::from_code(&row.kind) {
            Some(Kind::BulkExport) => crate::export::people_of(app, &row.subject).await?,
            _ => None,
        },
        application_id: latest_application(app, staff, row.candidate_id).await?,
        reason,
        requested_by: named(row.requested_by),
        requested_at: row.requested_at,
        expires_at: row.expires_at,
        state,
        decided_by: row.decided_by.map(named),
        decided_at: row.decided_at,
        actions: if may { vec!["approve", "refuse"] } else { Vec::new() },
    })
}

/// The newest application of a person that the caller sees, to link to.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn latest_application(
    app: &App,
    staff: &Staff,
    person: Option<CandidateId>,
) -> Result<Option<ApplicationId>, Failure> {
    let Some(person) = person else { return Ok(None) };
    let scope: &Scope = &staff.scope;
    let found = bole_store::application::of_candidate(&app.store, scope, person).await.doing("Listing applications")?;
    Ok(found.first().map(|it| it.application.id))
}

fn state_of(row: &SecondApproval, now: Millis) -> State {
    State::of(&row.state, row.expires_at, now)
}
