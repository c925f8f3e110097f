//! Holding an interview: the candidate's commands become events, and "saved" is said only after they are on disk.

use std::collections::BTreeMap;

use bole_domain::consent::{FIRST_VERSION, Purpose};
use bole_domain::ids::SessionId;
use bole_domain::region::Notice;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::session::{Command, Disposition, Phase, Session, Stamp, Taken, advance};
use bole_domain::time::Millis;

use crate::app::App;
use crate::audit::Actor;
use crate::consent::{ConsentAnswerBody, ConsentTextView};
use crate::failure::{Doing as _, Failure};
use crate::policy::Candidate;

mod live;
mod load;
mod persist;
mod view;
mod watch;
mod written;

pub use live::{Asked, LiveSession, Said, SessionCache, SharedSession};
pub use load::{audience_code, audience_of, load, locale_of, read_event, script_of};
pub use persist::{Acting, Change, event_of, insert_invited, persist};
pub(crate) use persist::{patch, seal};
pub use view::{
    AckResult, AckView, AnswerTextView, Ask, CommandBody, CommandsBody, CommandsView, ConsentsView, CurrentView,
    FollowUpView, HeartbeatBody, HeartbeatView, InterviewView, ProgressView, SlotView, StateView, progress_of,
    state_view,
};
pub use watch::{WatchBody, WatchView, watch};

/// The most commands in one request.
const MAX_COMMANDS: usize = 200;
/// Numbers from here on are the server's own.
const OUT_OF_REACH: u64 = 1 << 52;

/// The interview of a signed-in candidate, with everything the device needs without network.
///
/// # Errors
/// `request.not_found` when there is none, `interview.erased` when the person's data is gone.
pub async fn get(app: &App, candidate: &Candidate) -> Result<InterviewView, Failure> {
    let (id, heading) = heading(app, candidate).await?;
    let shared = load(app, id).await?;
    let is_asked = shared.lock().await.session.consent.is_none();
    let before = if is_asked { asked_before(app, candidate, id).await? } else { Before::default() };
    let live = shared.lock().await;
    let now = app.now();
    let answers = live.said.iter().map(|(slot, said)| {
        let answered = live.session.is_done(slot);
        (slot.clone(), AnswerTextView { text: said.text.clone(), revision: said.revision, answered })
    });
    Ok(InterviewView {
        session_id: id,
        company: heading.company,
        job_title: heading.job_title,
        candidate_name: heading.name,
        audience: live.session.audience,
        locale: live.session.locale,
        expires_at: live.session.expires_at,
        script: live.script.as_ref().clone(),
        state: state_view(&live, now),
        answers: answers.collect::<BTreeMap<_, _>>(),
        settings: live.session.settings,
        consents: ConsentsView {
            interview: live.session.consent.map(|it| it.interview),
            ai_scoring: live.session.consent.map(|it| it.ai_scoring),
        },
        consent_texts: before.texts,
        notices: before.notices,
        scoring_from: before.scoring_from,
        server_now: now,
    })
}

/// What is asked and told before an interview.
#[derive(Default)]
struct Before {
    texts: Vec<ConsentTextView>,
    notices: Vec<Notice>,
    scoring_from: Option<Millis>,
}

async fn asked_before(app: &App, candidate: &Candidate, id: SessionId) -> Result<Before, Failure> {
    let policy = crate::region::policy_of(&app.store, candidate.application).await?;
    Ok(Before {
        texts: crate::consent::texts(app, &crate::region::consents_of(&policy)).await?,
        notices: policy.notices(),
        scoring_from: crate::region::scoring_from(&app.store, &policy, id).await?,
    })
}

/// Applies a device's commands. All that are acknowledged are on disk when this returns.
///
/// # Errors
/// `interview.bad_client`, `interview.too_many_commands`, or `storage.unavailable`; then nothing of the request is
/// acknowledged and the device sends it again.
pub async fn command(app: &App, candidate: &Candidate, body: CommandsBody) -> Result<CommandsView, Failure> {
    check_client(&body.client_id)?;
    if body.commands.len() > MAX_COMMANDS {
        return Err(Refusal::new(Kind::Invalid, "interview.too_many_commands").with("limit", MAX_COMMANDS).into());
    }
    let id = session_of(app, candidate).await?;
    let asks_consent = body.commands.iter().any(|it| matches!(it.ask, Ask::Consent { .. }));
    let required = if asks_consent { Box::pin(required(app, candidate)).await? } else { Vec::new() };
    let client = &body.client_id;
    let asked = body.commands.into_iter().map(|it| asked(client, it, &required)).collect::<Result<Vec<_>, _>>()?;
    for attempt in 0.. {
        let shared = load(app, id).await?;
        let mut live = shared.lock().await;
        let now = app.now();
        let (change, acks) = decide(&live, &asked, now);
        match persist(app, &mut live, change, Actor::Candidate(candidate.application)).await {
            // Another process has written meanwhile: what is in memory was forgotten, decide once more.
            Err(failure) if failure.code() == Some("session.changed_meanwhile") && attempt == 0 => {}
            Err(failure) => return Err(failure),
            Ok(()) => {
                note_device(&mut live, &body.client_id, now, 0);
                return Ok(CommandsView { acks, state: state_view(&live, now), server_now: now });
            }
        }
    }
    Err(Failure::refuse(Kind::Conflict, "session.changed_meanwhile"))
}

/// Notes that a device is there; one that vanished goes on by itself.
///
/// # Errors
/// `interview.bad_client`, or `storage.unavailable`.
pub async fn heartbeat(app: &App, candidate: &Candidate, body: HeartbeatBody) -> Result<HeartbeatView, Failure> {
    check_client(&body.client_id)?;
    let id = session_of(app, candidate).await?;
    let shared = load(app, id).await?;
    let mut live = shared.lock().await;
    let now = app.now();
    note_device(&mut live, &body.client_id, now, body.backlog);
    let has_lease = live.session.lease.as_deref() == Some(body.client_id.as_str());
    let vanished = live.session.phase == Phase::Left && !live.session.has_left_by_choice;
    if has_lease && vanished && now <= live.session.expires_at {
        let stamp = resume_stamp(&live.session, &body.client_id);
        if let Ok(outcome) = advance(&live.session, &live.script, &Command::Resume, Some(&stamp), now) {
            let change = Change::of(outcome);
            persist(app, &mut live, change, Actor::Candidate(candidate.application)).await?;
        }
    }
    Ok(HeartbeatView { state: state_view(&live, now), server_now: now })
}

/// A stamp for what the server does in the name of a device: its client's, with numbers no device uses.
fn resume_stamp(session: &Session, client: &str) -> Stamp {
    let taken = session.stamps.get(client).and_then(Taken::last).unwrap_or(0);
    Stamp { client: client.to_owned(), seq: taken.max(OUT_OF_REACH) + 1 }
}

/// What must be agreed to beside the interview itself, or there is none.
async fn required(app: &App, candidate: &Candidate) -> Result<Vec<Purpose>, Failure> {
    let policy = crate::region::policy_of(&app.store, candidate.application).await?;
    let asked = crate::region::consents_of(&policy).into_iter();
    Ok(asked.filter(|it| it.is_required() && *it != Purpose::Interview).collect())
}

/// A device's command with the number it came under, and what it answered to the consents if it did.
struct DeviceCommand {
    stamp: Stamp,
    command: Command,
    consent: Option<Vec<ConsentAnswerBody>>,
}

fn asked(client: &str, body: CommandBody, required: &[Purpose]) -> Result<DeviceCommand, Failure> {
    if body.client_seq >= OUT_OF_REACH {
        return Err(Failure::refuse(Kind::Invalid, "interview.bad_client"));
    }
    let stamp = Stamp { client: client.to_owned(), seq: body.client_seq };
    let (command, consent) = command_of(body.ask, required);
    Ok(DeviceCommand { stamp, command, consent })
}

/// What a device asks the session, and what it answered to the consents if it did. Declining what is required is declining
/// the interview.
fn command_of(ask: Ask, required: &[Purpose]) -> (Command, Option<Vec<ConsentAnswerBody>>) {
    let Ask::Consent { interview, ai_scoring, answers } = ask else { return (Command::from(ask), None) };
    let is_given = |purpose| answers.iter().any(|it| it.purpose == purpose && it.is_given);
    let interview = interview && required.iter().all(|it| is_given(*it));
    let mut all: Vec<ConsentAnswerBody> = Vec::new();
    for answer in &answers {
        if !all.iter().any(|it| it.purpose == answer.purpose) {
            all.push(*answer);
        }
    }
    // What the log says and what is kept must be the same, whatever the device lists.
    for (purpose, is_given) in [(Purpose::Interview, interview), (Purpose::AiScoring, ai_scoring)] {
        match all.iter_mut().find(|it| it.purpose == purpose) {
            Some(it) => it.is_given = is_given,
            None => all.push(ConsentAnswerBody { purpose, is_given, version: FIRST_VERSION }),
        }
    }
    (Command::Consent { interview, ai_scoring }, Some(all))
}

fn decide(live: &LiveSession, all: &[DeviceCommand], now: Millis) -> (Change, Vec<AckView>) {
    let mut change: Option<Change> = None;
    let mut acks = Vec::with_capacity(all.len());
    for DeviceCommand { stamp, command, consent } in all {
        let before = change.as_ref().map_or(&live.session, |it| &it.session);
        let ack = match advance(before, &live.script, command, Some(stamp), now) {
            Ok(outcome) => {
                let result = match outcome.disposition {
                    Disposition::Applied => AckResult::Applied,
                    Disposition::Duplicate => AckResult::Duplicate,
                    Disposition::KeptAsHistory => AckResult::KeptAsHistory,
                };
                match &mut change {
                    Some(change) => change.add(outcome),
                    None => change = Some(Change::of(outcome)),
                }
                if let (Some(answers), AckResult::Applied, Some(change)) = (consent, &result, &mut change) {
                    change.consent = Some(answers.clone());
                }
                AckView { client_seq: stamp.seq, result, code: None, params: serde_json::Map::new() }
            }
            Err(rejected) => {
                let refusal = Refusal::from(rejected);
                let (code, params) = (Some(refusal.code), refusal.params);
                AckView { client_seq: stamp.seq, result: AckResult::Rejected, code, params }
            }
        };
        acks.push(ack);
    }
    (change.unwrap_or_else(|| Change::none(live.session.clone())), acks)
}

fn note_device(live: &mut LiveSession, client: &str, now: Millis, backlog: u32) {
    if live.session.lease.as_deref() == Some(client) {
        live.last_seen_at = Some(now);
        live.backlog = backlog;
    }
}

fn check_client(client: &str) -> Result<(), Failure> {
    let is_plain = client.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    if is_plain && (8..=64).contains(&client.len()) {
        Ok(())
    } else {
        Err(Failure::refuse(Kind::Invalid, "interview.bad_client"))
    }
}

/// The session the candidate's invitation is for; looked up once and then in memory.
async fn session_of(app: &App, candidate: &Candidate) -> Result<SessionId, Failure> {
    if let Some(id) = app.sessions.session_of(candidate.invitation) {
        return Ok(id);
    }
    let found = Box::pin(bole_store::invitation::get(&app.store, candidate.invitation)).await;
    let found = found.doing("Loading an invitation")?;
    let invitation = found.ok_or_else(Failure::not_found)?;
    app.sessions.remember(candidate.invitation, invitation.session_id);
    Ok(invitation.session_id)
}

/// What stands above an interview.
struct Heading {
    company: String,
    job_title: String,
    name: String,
}

async fn heading(app: &App, candidate: &Candidate) -> Result<(SessionId, Heading), Failure> {
    let id = session_of(app, candidate).await?;
    let found = bole_store::application::find(&app.store, &bole_store::Scope::All, candidate.application).await;
    let found = found.doing("Loading an application")?.ok_or_else(Failure::not_found)?;
    let key = app.open_key(found.wrapped_key.as_deref())?;
    let key = key.ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    let place = crate::seal::at("candidate", "name");
    let name = app.unseal(&key, place, &candidate.id, &found.name_sealed)?;
    let company = crate::company::name(app).await?;
    Ok((id, Heading { company, job_title: found.requisition_title, name }))
}

/// Runs one command that no device sent: a rule's or a person's.
///
/// # Errors
/// The session's refusal, or `storage.unavailable`.
pub async fn act(app: &App, id: SessionId, command: &Command, actor: Actor) -> Result<(), Failure> {
    match Acting::begin(app, id, command, actor).await {
        // Memory was behind what is stored, and has been forgotten: decide once more on what is stored now.
        Err(failure) if matches!(failure.code(), Some("session.changed_meanwhile" | "session.not_allowed")) => {
            Acting::begin(app, id, command, actor).await?.commit(app).await
        }
        other => other?.commit(app).await,
    }
}
