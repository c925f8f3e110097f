//! How candidates come in: a link bound to an application, then a one-time code. The link alone shows no result.
//!
//! Known and unknown contacts get the same answers and cost the same work (R-OTP-2).

use bole_domain::candidate::{normalise_email, normalise_phone};
use bole_domain::code::{LIFE_MS, PER_ADDRESS_HOUR, RESEND_AFTER_MS, Try, may_try, wait_before_next};
use bole_domain::ids::ApplicationId;
use bole_domain::locale::{Bilingual, Locale};
use bole_domain::message::Channel;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::session::Command;
use bole_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};
use bole_store::Scope;
use bole_store::code::{CandidateSession, CodeRequest};
use bole_store::invitation::Invitation;
use bole_vault::{OneTimeCode, Token, hash_token};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::interview;
use crate::invitation::{of_token, state_at};
use crate::job::{Job, enqueue};
use crate::message::{self, Letter};
use crate::person;
use crate::policy::Candidate;

mod sign_ins;

pub use sign_ins::SignIns;

/// The blind index over contacts that codes are sent to.
pub(crate) const CONTACT: &str = "code contact";
/// A session ends after this long without a request; an interview's heartbeat keeps it alive.
const IDLE_MS: i64 = 30 * MINUTE_MS;
/// A session ends after this long at the latest.
const SESSION_LIFE_MS: i64 = 12 * HOUR_MS;
/// How often a session's last use is written.
const TOUCH_MS: i64 = 5 * MINUTE_MS;

/// A link's token.
#[derive(Deserialize, ToSchema)]
pub struct LinkBody {
    /// The last part of the link.
    pub token: String,
}

/// What an invitation says before anybody has signed in: nothing about the person.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationCardView {
    /// `open`, `expired`, `withdrawn` or `finished`.
    pub state: String,
    /// The company.
    pub company: String,
    /// The job's title.
    pub job_title: String,
    /// Who invites.
    pub inviter: Option<String>,
    /// How many questions.
    pub question_count: u32,
    /// At most so many follow-ups.
    pub follow_up_budget: u32,
    /// About how long it takes.
    pub estimated_minutes: u32,
    /// The time limit.
    pub time_limit_minutes: Option<u32>,
    /// When the link's window closes.
    pub expires_at: Millis,
    /// What is scored.
    pub dimensions: Vec<Bilingual>,
    /// Whether this browser is signed in for this link.
    pub signed_in: bool,
    /// Where the interview stands; only told to who is signed in.
    pub session_status: Option<String>,
    /// The interview's language.
    pub locale: Locale,
}

/// Whom to send a code.
#[derive(Deserialize, ToSchema)]
pub struct CodeBody {
    /// The link's token.
    pub token: String,
    /// The phone number or e-mail address given when applying.
    pub contact: String,
}

/// The same for everybody.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeView {
    /// Names the request when the code is typed.
    pub request_id: Uuid,
    /// When another code may be asked for.
    pub resend_after_s: i64,
    /// How long the code is valid.
    pub expires_in_s: i64,
}

/// A typed code.
#[derive(Deserialize, ToSchema)]
pub struct VerifyBody {
    /// The request.
    pub request_id: Uuid,
    /// The link's token.
    pub token: String,
    /// Six digits.
    pub code: String,
}

/// What an invitation says. Looking changes nothing, however often.
///
/// # Errors
/// `invitation.unknown`.
pub async fn card(app: &App, body: &LinkBody, signed_in: Option<&Candidate>) -> Result<InvitationCardView, Failure> {
    let invitation = of_token(app, &body.token).await?.ok_or_else(unknown)?;
    let script = interview::script_of(app, invitation.flow_version_id).await?;
    let found = bole_store::application::find(&app.store, &Scope::All, invitation.application_id).await;
    let application = found.doing("Loading an application")?.ok_or_else(unknown)?;
    let inviter = match invitation.invited_by {
        None => None,
        Some(id) => crate::staff::names(app).await?.remove(&id),
    };
    let audience = interview::audience_of(&application.audience);
    let questions = script.progress(&[], Some(&script.start), audience).total;
    let answer_ms: i64 = script.steps.iter().filter_map(|it| script.question(it.id())).map(|it| it.answer_ms).sum();
    let is_signed_in = signed_in.is_some_and(|it| it.invitation == invitation.id);
    Ok(InvitationCardView {
        state: state_at(&invitation, app.now()).to_owned(),
        company: crate::company::name(app).await?,
        job_title: application.requisition_title,
        inviter,
        question_count: questions,
        follow_up_budget: script.follow_up_budget,
        estimated_minutes: u32::try_from(answer_ms.div_euclid(MINUTE_MS) + 1).unwrap_or(0),
        time_limit_minutes: script.time_limit_ms.and_then(|it| u32::try_from(it / MINUTE_MS).ok()),
        expires_at: invitation.expires_at,
        dimensions: script.dimensions.iter().map(|it| it.name.clone()).collect(),
        signed_in: is_signed_in,
        session_status: application.application.session_status.filter(|_| is_signed_in),
        locale: interview::locale_of(&invitation.locale),
    })
}

/// Sends a code if the contact is the invited person's; the answer does not say whether it is.
///
/// # Errors
/// `invitation.unknown`, `invitation.withdrawn`, `code.too_many`; the same for known and unknown contacts.
pub async fn request_code(app: &App, body: &CodeBody, address: &str) -> Result<CodeView, Failure> {
    let invitation = usable(app, &body.token).await?;
    let contact = contact_of(&body.contact);
    let contact_index = app.vault.blind_index(CONTACT, &contact);
    let ip_hash = app.vault.blind_index("address", address);
    let now = app.now();
    let id: Uuid = app.new_id();
    // Nothing that somebody could type has this hash; the job puts the real one in for the invited person's contact.
    let nobody = Token::random().doing("Making a code")?;
    let request = CodeRequest {
        id,
        invitation_id: Some(invitation.id),
        contact_index,
        ip_hash,
        code_hash: app.vault.hash_code(&id.to_string(), nobody.reveal()),
        tries: 0,
        created_at: now,
        expires_at: now.plus(LIFE_MS),
        used_at: None,
    };
    // Requests for one invitation take turns, so that the limits hold however many come at once.
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::invitation::for_change(&tx, &Scope::All, invitation.id).await.doing("Loading an invitation")?;
    demand_quota(&tx, &request.contact_index, &request.ip_hash, now).await?;
    bole_store::code::insert(&tx, &request).await.doing("Adding a code")?;
    let job = Job::SendCode {
        request: id,
        application: invitation.application_id,
        phone_index: app.vault.blind_index(person::PHONE, &contact),
        email_index: app.vault.blind_index(person::EMAIL, &contact),
        locale: interview::locale_of(&invitation.locale),
    };
    enqueue(app, &tx, &job).await?;
    tx.commit().await.doing("Adding a code")?;
    Ok(CodeView { request_id: id, resend_after_s: RESEND_AFTER_MS / 1000, expires_in_s: LIFE_MS / 1000 })
}

/// Whose code it is, as the job knows it.
#[derive(Debug)]
pub struct CodeFor<'a> {
    /// The request.
    pub request: Uuid,
    /// The application the link is for.
    pub application: ApplicationId,
    /// The typed contact as a phone number.
    pub phone_index: &'a str,
    /// The typed contact as an e-mail address.
    pub email_index: &'a str,
    /// The message's language.
    pub locale: Locale,
}

/// Writes the code's message if the contact is the invited person's. It runs as a job, so that asking takes the same
/// time for everybody. Done twice, the second code replaces the first.
///
/// # Errors
/// When the database refuses.
pub async fn send_code(app: &App, to: &CodeFor<'_>) -> Result<(), Failure> {
    let found = bole_store::application::find(&app.store, &Scope::All, to.application).await;
    let Some(listed) = found.doing("Loading an application")? else { return Ok(()) };
    let candidate = bole_store::candidate::get(&app.store, listed.application.candidate_id).await;
    let Some(candidate) = candidate.doing("Loading a candidate")? else { return Ok(()) };
    let is_theirs = candidate.phone_index.as_deref() == Some(to.phone_index)
        || candidate.email_index.as_deref() == Some(to.email_index);
    if !is_theirs {
        return Ok(());
    }
    let person = person::open(app, person::Sealed::from(&candidate))?;
    let code = OneTimeCode::random().doing("Making a code")?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::code::for_change(&tx, to.request).await.doing("Loading a code")?;
    let Some(mut request) = found.filter(|it| it.used_at.is_none()) else { return Ok(()) };
    request.code_hash = app.vault.hash_code(&request.id.to_string(), code.reveal());
    bole_store::code::update(&tx, &request).await.doing("Setting a code")?;
    // The code goes where it was asked for.
    let is_phone = candidate.phone_index.as_deref() == Some(to.phone_index);
    let channel = if is_phone { Channel::Sms } else { Channel::Mail };
    let letter = Letter::Code { code: code.reveal() };
    message::compose_by(app, &tx, &person, &listed.application, to.locale, &letter, channel).await?;
    tx.commit().await.doing("Setting a code")?;
    app.tell(LiveTopic::Messages);
    Ok(())
}

/// Lets one more code go out, unless there were too many for this contact or from this address.
///
/// # Errors
/// `code.too_many`.
pub(crate) async fn demand_quota(
    tx: &bole_store::Tx,
    contact_index: &str,
    ip_hash: &str,
    now: Millis,
) -> Result<(), Failure> {
    let asked = bole_store::code::asked_for(tx, contact_index, now.plus(-DAY_MS)).await;
    let wait = wait_before_next(&asked.doing("Counting codes")?, now);
    let from_here = bole_store::code::asked_from(tx, ip_hash, now.plus(-HOUR_MS)).await;
    let from_here = from_here.doing("Counting codes")?.len();
    let wait = wait.or((from_here >= PER_ADDRESS_HOUR).then_some(HOUR_MS));
    match wait {
        None => Ok(()),
        Some(ms) => {
            let refusal = Refusal::new(Kind::TooMany, "code.too_many").with("retry_after_s", ms / 1000 + 1);
            Err(refusal.into())
        }
    }
}

/// Takes a typed code; gives the token of a session for this application only.
///
/// # Errors
/// `code.wrong`, `code.expired`, `code.too_many`.
pub async fn verify_code(app: &App, body: &VerifyBody) -> Result<String, Failure> {
    let invitation = usable(app, &body.token).await?;
    let now = app.now();
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::code::for_change(&tx, body.request_id).await.doing("Loading a code")?;
    let mut request = found.filter(|it| it.invitation_id == Some(invitation.id)).ok_or_else(expired)?;
    let tries = u32::try_from(request.tries).unwrap_or(u32::MAX);
    match may_try(request.created_at, request.used_at.is_some(), tries, now) {
        Try::Expired => return Err(expired()),
        Try::TooMany => return Err(Failure::refuse(Kind::TooMany, "code.too_many")),
        Try::Compare => {}
    }
    request.tries += 1;
    let typed: String = body.code.chars().filter(char::is_ascii_digit).take(12).collect();
    let is_right = app.vault.code_matches(&request.id.to_string(), &typed, &request.code_hash);
    if is_right {
        request.used_at = Some(now);
    }
    bole_store::code::update(&tx, &request).await.doing("Trying a code")?;
    if !is_right {
        tx.commit().await.doing("Trying a code")?;
        return Err(Failure::refuse(Kind::Invalid, "code.wrong"));
    }
    let token = open_session(app, &tx, &invitation, now).await?;
    tx.commit().await.doing("Signing a candidate in")?;
    // The log keeps that the link was proven; an interview that is over does not mind.
    let actor = Actor::Candidate(invitation.application_id);
    if let Err(failure) = interview::act(app, invitation.session_id, &Command::Identify, actor).await {
        tracing::warn!(session = %invitation.session_id, ?failure, "the proof of a link was not logged");
    }
    Ok(token)
}

async fn open_session(app: &App, tx: &bole_store::Tx, invitation: &Invitation, now: Millis) -> Result<String, Failure> {
    let found = bole_store::application::get(tx, invitation.application_id).await.doing("Loading an application")?;
    let application = found.ok_or_else(unknown)?;
    let token = Token::random().doing("Making a session")?;
    let session = CandidateSession {
        token_hash: token.hash(),
        candidate_id: application.candidate_id,
        application_id: application.id,
        invitation_id: invitation.id,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus(SESSION_LIFE_MS),
        revoked_at: None,
    };
    bole_store::code::insert_session(tx, &session).await.doing("Opening a session")?;
    let deed = Deed {
        actor: Actor::Candidate(application.id),
        action: "candidate.sign_in",
        subject: Some(("application", &application.id)),
        params: json!({}),
    };
    app.record(tx, deed).await?;
    Ok(token.reveal().to_owned())
}

/// Who a session's token belongs to.
///
/// # Errors
/// `request.unauthenticated`.
pub async fn candidate_of(app: &App, token: &str) -> Result<Candidate, Failure> {
    let hash = hash_token(token);
    let now = app.now();
    if let Some(candidate) = app.sign_ins.get(&hash, now) {
        return Ok(candidate);
    }
    // Boxed, so that the usual path does not carry the room of the unusual one along.
    Box::pin(look_up(app, hash, now)).await
}

async fn look_up(app: &App, hash: String, now: Millis) -> Result<Candidate, Failure> {
    let generation = app.sign_ins.generation();
    let found = bole_store::code::session(&app.store, &hash).await.doing("Loading a session")?;
    let session = found.ok_or_else(Failure::unauthenticated)?;
    let is_live = session.revoked_at.is_none() && now < session.expires_at && now.since(session.last_seen_at) < IDLE_MS;
    if !is_live {
        return Err(Failure::unauthenticated());
    }
    if now.since(session.last_seen_at) > TOUCH_MS {
        let touched = async {
            let tx = app.store.begin().await?;
            bole_store::code::touch_session(&tx, &hash, now).await?;
            tx.commit().await
        };
        if let Err(error) = touched.await {
            tracing::warn!(error = %error, "a session's use was not noted");
        }
    }
    let (id, application, invitation) = (session.candidate_id, session.application_id, session.invitation_id);
    let candidate = Candidate { id, application, invitation };
    app.sign_ins.keep(generation, hash, candidate.clone(), now, session.expires_at);
    Ok(candidate)
}

/// Ends a session.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(app: &App, token: &str) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::code::revoke_session(&tx, &hash_token(token), app.now()).await.doing("Ending a session")?;
    tx.commit().await.doing("Ending a session")?;
    app.sign_ins.clear();
    Ok(())
}

/// An invitation one may sign in with: finished and expired ones lead to the result.
async fn usable(app: &App, token: &str) -> Result<Invitation, Failure> {
    let invitation = of_token(app, token).await?.ok_or_else(unknown)?;
    if invitation.status == "withdrawn" {
        return Err(Failure::refuse(Kind::Gone, "invitation.withdrawn"));
    }
    Ok(invitation)
}

fn contact_of(typed: &str) -> String {
    normalise_email(typed).or_else(|_| normalise_phone(typed)).unwrap_or_else(|_| "?".to_owned())
}

fn unknown() -> Failure {
    Failure::refuse(Kind::Gone, "invitation.unknown")
}

/// What a code that is gone is answered with.
pub(crate) fn expired() -> Failure {
    Failure::refuse(Kind::Gone, "code.expired")
}
