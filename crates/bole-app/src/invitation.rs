//! Invitations (邀请): a link bound to one application, pinned to one flow version, of which only a hash is kept.

use bole_domain::application::{Stage, stage_when_invited};
use bole_domain::ids::{ApplicationId, InvitationId, MessageId, SessionId};
use bole_domain::locale::Locale;
use bole_domain::rejection::Kind;
use bole_domain::requisition::Rejected as RequisitionRejected;
use bole_domain::session::{Command, EndedBy, Session, advance};
use bole_domain::staff::Permission;
use bole_domain::time::{DAY_MS, Millis};
use bole_store::invitation::Invitation;
use bole_store::{Scope, Tx};
use bole_vault::{Token, hash_token};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::interview;
use crate::message::{self, Letter};
use crate::person;
use crate::policy::{Staff, allow};
use crate::requisition::FlowVersionRef;

/// How to invite.
#[derive(Debug, Deserialize, ToSchema)]
pub struct InviteBody {
    /// The language of the message and the interview.
    #[serde(default)]
    pub locale: Locale,
    /// Added to the message, up to 500 characters.
    #[serde(default)]
    pub note: String,
}

/// Why an invitation is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WithdrawBody {
    /// Kept as a remark.
    #[serde(default)]
    pub reason: String,
}

/// An invitation as HR sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationView {
    /// The invitation.
    pub id: InvitationId,
    /// `open`, `expired`, `withdrawn` or `finished`.
    pub status: String,
    /// When the link's window closes.
    pub expires_at: Millis,
    /// When it was made.
    pub created_at: Millis,
    /// The flow version it is pinned to.
    pub flow_version: FlowVersionRef,
    /// What became of its message: `held`, `waiting`, `sent`, `failed`; `null` without one.
    pub delivery: Option<String>,
}

/// A new invitation and its link.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitedView {
    /// The invitation.
    pub invitation: InvitationView,
    /// Shown once: only a hash is kept.
    pub link: String,
}

/// Invites the candidate of an application. An earlier open link is dead from then on.
///
/// # Errors
/// Without `application.edit`; `requisition.closed`, `flow.not_published`, `application.closed`, or
/// `invitation.interview_over` when the interview is already completed.
pub async fn invite(app: &App, staff: &Staff, id: ApplicationId, body: InviteBody) -> Result<InvitedView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let made = invite_in(app, staff, &tx, id, &body).await?;
    tx.commit().await.doing("Inviting")?;
    if !made.replaced.is_empty() {
        app.sign_ins.clear();
    }
    for session in &made.replaced {
        abandon(app, *session, staff.into()).await?;
    }
    app.tell(LiveTopic::Messages);
    let view = view(app, &made.invitation).await?;
    Ok(InvitedView { invitation: view, link: made.link })
}

/// Invites in the caller's transaction; after its commit the caller ends the interviews that were replaced.
///
/// # Errors
/// As [`invite`].
pub(crate) async fn invite_in(
    app: &App,
    staff: &Staff,
    tx: &Tx,
    id: ApplicationId,
    body: &InviteBody,
) -> Result<Made, Failure> {
    let found = bole_store::application::for_change(tx, &staff.scope, id).await.doing("Loading an application")?;
    let application = allow(staff, Permission::ApplicationEdit, found)?;
    let stage = Stage::from_code(&application.stage).unwrap_or_default();
    if !stage.is_open() {
        return Err(bole_domain::application::Rejected::Closed.into());
    }
    if matches!(application.session_status.as_deref(), Some("pending_review" | "reviewed")) {
        return Err(Failure::refuse(Kind::Conflict, "invitation.interview_over"));
    }
    make(app, tx, application.into_inner(), body.locale, Some(staff), &body.note).await
}

/// What inviting made.
pub(crate) struct Made {
    pub(crate) invitation: Invitation,
    pub(crate) link: String,
    pub(crate) replaced: Vec<SessionId>,
}

/// Makes session, invitation and message in the caller's transaction.
pub(crate) async fn make(
    app: &App,
    tx: &Tx,
    mut application: bole_store::application::Application,
    locale: Locale,
    by: Option<&Staff>,
    note: &str,
) -> Result<Made, Failure> {
    let requisition = crate::requisition::open_for(tx, &Scope::All, application.requisition_id).await?;
    let flow = requisition.flow_id.ok_or(RequisitionRejected::FlowNotPublished)?;
    let version = bole_store::flow::latest_version(tx, flow).await.doing("Loading a flow version")?;
    let version = version.ok_or(RequisitionRejected::FlowNotPublished)?;
    let candidate = bole_store::candidate::get(tx, application.candidate_id).await.doing("Loading a candidate")?;
    let candidate = candidate.ok_or_else(Failure::not_found)?;
    let document = crate::flow::document_of(&version.document)?;
    let replaced = replace(app, tx, &application).await?;
    let now = app.now();
    let expires_at = now.plus(i64::from(document.window_days) * DAY_MS);
    let script: bole_domain::script::Script = serde_json::from_str(&version.script).doing("Reading a script")?;
    let audience = interview::audience_of(&candidate.audience);
    let command = Command::Invite { audience, locale, expires_at };
    let outcome = advance(&Session::default(), &script, &command, None, now)?;
    let session_id: SessionId = app.new_id();
    let total = script.progress(&[], Some(&script.start), audience).total;
    let row = bole_store::session::Session {
        id: session_id,
        application_id: application.id,
        candidate_id: application.candidate_id,
        requisition_id: application.requisition_id,
        department_id: application.department_id,
        flow_version_id: version.id,
        locale: locale.code().to_owned(),
        audience: candidate.audience.clone(),
        status: outcome.session.status.code().to_owned(),
        phase: outcome.session.phase.code().to_owned(),
        current_step: None,
        step_entered_at: None,
        step_number: 0,
        step_count: i64::from(total),
        last_seq: 0,
        last_event_at: now,
        lease_client: None,
        last_seen_at: None,
        backlog: 0,
        started_at: None,
        finished_at: None,
        expires_at,
        is_demo: application.is_demo,
        created_at: now,
        stay_seq: 0,
        stay_due_at: None,
    };
    interview::insert_invited(app, tx, &row, &outcome).await?;
    let token = Token::random().doing("Making a link")?;
    let link = format!("{}/i/{}", app.config.candidate_origin, token.reveal());
    let person = person::open(app, person::Sealed::from(&candidate))?;
    let letter = Letter::Invitation { name: &person.name, job: &requisition.title, link: &link, expires_at, note };
    let message_id = message::compose(app, tx, &person, &application, locale, &letter).await?;
    let invitation = Invitation {
        id: app.new_id(),
        application_id: application.id,
        session_id,
        flow_version_id: version.id,
        token_hash: token.hash(),
        status: "open".to_owned(),
        locale: locale.code().to_owned(),
        expires_at,
        sent_at: None,
        invited_by: by.map(|it| it.id),
        message_id,
        reason: None,
        created_at: now,
    };
    bole_store::invitation::insert(tx, &invitation).await.doing("Adding an invitation")?;
    let stage = stage_when_invited(Stage::from_code(&application.stage).unwrap_or_default());
    application.stage = stage.code().to_owned();
    application.session_id = Some(session_id);
    application.session_status = Some(row.status.clone());
    application.updated_at = now;
    bole_store::application::update(tx, &application).await.doing("Updating an application")?;
    let deed = Deed {
        actor: by.map_or(Actor::System, Actor::from),
        action: "application.invite",
        subject: Some(("application", &application.id)),
        params: if by.is_some() {
            json!({ "flow_version": version.number })
        } else {
            json!({ "flow_version": version.number, "by_rule": true })
        },
    };
    app.record(tx, deed).await?;
    Ok(Made { invitation, link, replaced })
}

/// Ends the links that are still open, with the sessions nobody has finished.
async fn replace(
    app: &App,
    tx: &Tx,
    application: &bole_store::application::Application,
) -> Result<Vec<SessionId>, Failure> {
    let earlier = bole_store::invitation::of_application(tx, application.id).await.doing("Listing invitations")?;
    let mut replaced = Vec::new();
    for invitation in earlier.into_iter().filter(|it| matches!(it.status.as_str(), "open" | "expired")) {
        // A link that nobody has got yet never goes out: it would be dead on arrival.
        if let Some(id) = invitation.message_id {
            message::drop_unsent(tx, id).await?;
        }
        end(app, tx, invitation, "withdrawn", "replaced").await.map(|id| replaced.push(id))?;
    }
    Ok(replaced)
}

/// Ends an invitation: the link is dead, its candidate sessions too. The session itself is ended by the caller. The reason
/// is a code and never a person's words.
async fn end(app: &App, tx: &Tx, mut invitation: Invitation, status: &str, reason: &str) -> Result<SessionId, Failure> {
    invitation.status = status.to_owned();
    invitation.reason = Some(reason.to_owned());
    bole_store::invitation::update(tx, &invitation).await.doing("Ending an invitation")?;
    bole_store::code::revoke_sessions_of(tx, invitation.id, app.now()).await.doing("Ending sessions")?;
    Ok(invitation.session_id)
}

/// Withdraws an invitation: the link is dead at once.
///
/// # Errors
/// Without `application.edit`, `invitation.not_open`, or when the caller does not see it.
pub async fn withdraw(
    app: &App,
    staff: &Staff,
    id: InvitationId,
    body: WithdrawBody,
) -> Result<InvitationView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::invitation::for_change(&tx, &staff.scope, id).await.doing("Loading an invitation")?;
    let invitation = allow(staff, Permission::ApplicationEdit, found)?.into_inner();
    if invitation.status != "open" {
        return Err(Failure::refuse(Kind::Conflict, "invitation.not_open"));
    }
    drop(tx);
    // The interview ends first: should the rest fail, withdrawing again completes it.
    abandon(app, invitation.session_id, staff.into()).await?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let application = invitation.application_id;
    let told = (invitation.message_id, interview::locale_of(&invitation.locale));
    end(app, &tx, invitation, "withdrawn", "withdrawn").await?;
    let reason = body.reason.trim();
    let row = bole_store::application::get(&tx, application).await.doing("Loading an application")?;
    if let Some(row) = row {
        if !reason.is_empty() {
            crate::application::keep_remark(app, Some(staff.id), &tx, &row, reason).await?;
        }
        tell_of_withdrawal(app, &tx, &row, &told).await?;
    }
    let deed = Deed {
        actor: staff.into(),
        action: "invitation.withdraw",
        subject: Some(("application", &application)),
        params: json!({}),
    };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Withdrawing an invitation")?;
    app.sign_ins.clear();
    let found = bole_store::invitation::get(&app.store, id).await.doing("Loading an invitation")?;
    view(app, &found.ok_or_else(Failure::not_found)?).await
}

/// Tells the invited person that the link is dead. Whoever never got the invitation is told nothing, and gets it no more.
async fn tell_of_withdrawal(
    app: &App,
    tx: &Tx,
    application: &bole_store::application::Application,
    (invitation_message, locale): &(Option<MessageId>, Locale),
) -> Result<(), Failure> {
    let Some(id) = invitation_message else { return Ok(()) };
    if message::drop_unsent(tx, *id).await? {
        return Ok(());
    }
    message::tell(app, tx, application, *locale, |name, job| Letter::Cancellation { name, job }).await
}

/// Ends an interview that is not over with its link; one that is over stays as it is.
pub(crate) async fn abandon(app: &App, session: SessionId, actor: Actor) -> Result<(), Failure> {
    match interview::act(app, session, &Command::Abandon(EndedBy::Withdrawal), actor).await {
        Err(failure) if failure.code() == Some("session.not_allowed") => Ok(()),
        other => other,
    }
}

/// Marks the invitation of a completed session as finished; its link still leads to the result.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn finish(tx: &Tx, session: SessionId) -> Result<(), Failure> {
    let found = bole_store::invitation::of_session(tx, session).await.doing("Loading an invitation")?;
    if let Some(mut invitation) = found.filter(|it| it.status == "open") {
        invitation.status = "finished".to_owned();
        bole_store::invitation::update(tx, &invitation).await.doing("Finishing an invitation")?;
    }
    Ok(())
}

/// The invitation of a link, whatever its state.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_token(app: &App, token: &str) -> Result<Option<Invitation>, Failure> {
    bole_store::invitation::by_token(&app.store, &hash_token(token)).await.doing("Loading an invitation")
}

/// The state of an invitation as of now.
#[must_use]
pub fn state_at(invitation: &Invitation, now: Millis) -> &str {
    if invitation.status == "open" && now > invitation.expires_at { "expired" } else { &invitation.status }
}

/// An invitation as HR sees it.
///
/// # Errors
/// When the database cannot be read.
pub async fn view(app: &App, invitation: &Invitation) -> Result<InvitationView, Failure> {
    let version = bole_store::flow::version(&app.store, invitation.flow_version_id).await.doing("Loading a version")?;
    let delivery = match invitation.message_id {
        None => None,
        Some(id) => {
            let found = bole_store::message::find(&app.store, &Scope::All, id).await.doing("Loading a message")?;
            found.map(|it| it.status)
        }
    };
    Ok(InvitationView {
        id: invitation.id,
        status: state_at(invitation, app.now()).to_owned(),
        expires_at: invitation.expires_at,
        created_at: invitation.created_at,
        flow_version: FlowVersionRef { id: invitation.flow_version_id, number: version.map_or(0, |it| it.number) },
        delivery,
    })
}
