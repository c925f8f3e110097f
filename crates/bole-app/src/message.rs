//! Messages (消息): written in the use case's transaction, kept in the outbox, sent by the worker.
//!
//! Without a mail server they are held: HR reads them in the outbox and passes links on by hand.

use std::collections::BTreeMap;

use bole_domain::candidate::mask_email;
use bole_domain::ids::{ApplicationId, CandidateId, MessageId};
use bole_domain::locale::Locale;
use bole_domain::rejection::Kind;
use bole_domain::staff::{Field, Permission};
use bole_domain::time::{MINUTE_MS, Millis};
use bole_notify::{Mail, SendFailure};
use bole_store::application::Application;
use bole_store::message::Message;
use bole_store::page::{Cursor, Page};
use bole_store::{Scope, Tx};
use bole_vault::PersonKey;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue};
use crate::person::Person;
use crate::policy::{Shown, Staff, allow};
use crate::seal::at;

mod letter;
pub use letter::Letter;

/// After so many attempts a message is given up.
const MAX_ATTEMPTS: i64 = 8;

/// A message in the outbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageView {
    /// The message.
    pub id: MessageId,
    /// Whom it is for, masked.
    pub to_masked: Shown,
    /// What it is: `invitation`, `code`, `result`.
    pub kind: String,
    /// Its subject.
    pub subject: Shown,
    /// `held` (no mail server), `waiting`, `sent` or `failed`.
    pub status: String,
    /// How often it was tried.
    pub attempts: i64,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Millis,
    /// When the mail server took it.
    pub sent_at: Option<Millis>,
    /// The application it is about.
    pub application_id: Option<ApplicationId>,
    /// The text; in the list absent.
    pub body: Option<Shown>,
    /// What the caller may do: `retry`.
    pub actions: Vec<&'static str>,
}

/// Writes a message to a person in the caller's transaction; `None` when the person has no e-mail address.
///
/// # Errors
/// When the database refuses.
pub async fn compose(
    app: &App,
    tx: &Tx,
    person: &Person,
    application: &Application,
    locale: Locale,
    letter: &Letter<'_>,
) -> Result<Option<MessageId>, Failure> {
    let company = crate::company::name(app).await?;
    let (subject, body) = letter.write(locale, &company);
    let key = person.key.as_ref().ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    // A person without e-mail address is reached by HR, who finds the text in the outbox.
    let recipient = person.email.clone().or_else(|| person.phone.clone()).unwrap_or_default();
    let id: MessageId = app.new_id();
    let can_send = person.email.is_some() && has_mailer(app);
    let now = app.now();
    let message = Message {
        id,
        kind: letter.kind().to_owned(),
        channel: "mail".to_owned(),
        candidate_id: Some(application.candidate_id),
        application_id: Some(application.id),
        department_id: Some(application.department_id),
        recipient_sealed: app.seal(key, at("message", "recipient"), &id, &recipient)?,
        subject_sealed: app.seal(key, at("message", "subject"), &id, &subject)?,
        body_sealed: app.seal(key, at("message", "body"), &id, &body)?,
        status: if can_send { "waiting" } else { "held" }.to_owned(),
        attempts: 0,
        next_attempt_at: None,
        last_error: None,
        is_demo: application.is_demo,
        created_at: now,
        sent_at: None,
    };
    bole_store::message::insert(tx, &message).await.doing("Writing a message")?;
    if can_send {
        enqueue(app, tx, &Job::SendMessage { message: id }).await?;
    }
    Ok(Some(id))
}

fn has_mailer(app: &App) -> bool {
    app.mailer().is_some()
}

/// Hands a waiting message to the mail server. A second call for a sent message does nothing.
///
/// # Errors
/// `message.not_sent` when the server could not take it now; the job tries again.
pub async fn send(app: &App, id: MessageId) -> Result<(), Failure> {
    let found = bole_store::message::find(&app.store, &Scope::All, id).await.doing("Loading a message")?;
    let Some(message) = found.filter(|it| it.status == "waiting") else { return Ok(()) };
    let Some(mailer) = app.mailer() else { return settle(app, id, Sent::Held).await };
    // Whoever was erased meanwhile gets no more mail.
    let keys = keys_of(app, std::slice::from_ref(&message)).await?;
    let Some(key) = message.candidate_id.and_then(|it| keys.get(&it)) else { return Ok(()) };
    let mail = Mail {
        id,
        to_name: None,
        written_at: message.created_at,
        to: app.unseal(key, at("message", "recipient"), &id, &message.recipient_sealed)?,
        subject: app.unseal(key, at("message", "subject"), &id, &message.subject_sealed)?,
        text: app.unseal(key, at("message", "body"), &id, &message.body_sealed)?,
    };
    let result = mailer.send(mail).await;
    match result {
        Ok(()) => settle(app, id, Sent::Taken).await,
        Err(failure) => {
            let is_final = failure.is_permanent() || message.attempts + 1 >= MAX_ATTEMPTS;
            settle(app, id, Sent::Refused { reason: failure, is_final }).await?;
            if is_final { Ok(()) } else { Err(Failure::refuse(Kind::Unavailable, "message.not_sent")) }
        }
    }
}

enum Sent {
    Taken,
    Held,
    Refused { reason: SendFailure, is_final: bool },
}

async fn settle(app: &App, id: MessageId, sent: Sent) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::message::for_change(&tx, &Scope::All, id).await.doing("Loading a message")?;
    let Some(mut message) = found else { return Ok(()) };
    message.attempts += 1;
    match sent {
        Sent::Taken => {
            message.status = "sent".to_owned();
            message.sent_at = Some(app.now());
            message.last_error = None;
        }
        Sent::Held => message.status = "held".to_owned(),
        Sent::Refused { reason, is_final } => {
            message.last_error = Some(reason.code().to_owned());
            message.next_attempt_at = Some(app.now().plus(MINUTE_MS));
            if is_final {
                message.status = "failed".to_owned();
            }
        }
    }
    bole_store::message::update(&tx, &message).await.doing("Updating a message")?;
    tx.commit().await.doing("Updating a message")?;
    app.tell(LiveTopic::Messages);
    Ok(())
}

/// The outbox, newest first.
///
/// # Errors
/// Without `message.read`.
pub async fn list(app: &App, staff: &Staff, after: Option<&Cursor>, limit: u64) -> Result<Page<MessageView>, Failure> {
    staff.demand(Permission::MessageRead)?;
    let page = bole_store::message::list(&app.store, &staff.scope, after, limit).await.doing("Listing messages")?;
    let keys = keys_of(app, &page.items).await?;
    page.try_map(|it| view(app, staff, &keys, &it, false))
}

/// One message with its text; the look is recorded.
///
/// # Errors
/// Without `message.read`, or when the caller does not see it.
pub async fn get(app: &App, staff: &Staff, id: MessageId) -> Result<MessageView, Failure> {
    let found = bole_store::message::find(&app.store, &staff.scope, id).await.doing("Loading a message")?;
    let message = allow(staff, Permission::MessageRead, found)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let deed = Deed { actor: staff.into(), action: "message.open", subject: Some(("message", &id)), params: json!({}) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Recording a look")?;
    let keys = keys_of(app, std::slice::from_ref(&message)).await?;
    view(app, staff, &keys, &message, true)
}

/// Puts a held or failed message back in line.
///
/// # Errors
/// `message.no_mail_server`, `message.already_sent`, or as [`get`].
pub async fn retry(app: &App, staff: &Staff, id: MessageId) -> Result<MessageView, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::message::for_change(&tx, &staff.scope, id).await.doing("Loading a message")?;
    let mut message = allow(staff, Permission::MessageRead, found)?.into_inner();
    if message.status == "sent" {
        return Err(Failure::refuse(Kind::Conflict, "message.already_sent"));
    }
    if !has_mailer(app) {
        return Err(Failure::refuse(Kind::Conflict, "message.no_mail_server"));
    }
    message.status = "waiting".to_owned();
    message.attempts = 0;
    bole_store::message::update(&tx, &message).await.doing("Updating a message")?;
    enqueue(app, &tx, &Job::SendMessage { message: id }).await?;
    let deed =
        Deed { actor: staff.into(), action: "message.retry", subject: Some(("message", &id)), params: json!({}) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Retrying a message")?;
    let keys = keys_of(app, std::slice::from_ref(&message)).await?;
    view(app, staff, &keys, &message, false)
}

/// A code that was sent to its owner, or that is too old, is nobody else's to read.
fn is_readable(app: &App, it: &Message) -> bool {
    let is_fresh = app.now().since(it.created_at) <= bole_domain::code::LIFE_MS;
    it.kind != "code" || it.status == "held" && is_fresh
}

/// The keys of the persons that messages are for; the erased have none, and their messages no words any more.
async fn keys_of(app: &App, messages: &[Message]) -> Result<BTreeMap<CandidateId, PersonKey>, Failure> {
    let mut ids: Vec<CandidateId> = messages.iter().filter_map(|it| it.candidate_id).collect();
    ids.sort();
    ids.dedup();
    let found = bole_store::candidate::many(&app.store, &ids).await.doing("Loading candidates")?;
    let mut keys = BTreeMap::new();
    for candidate in found {
        if let Some(key) = app.open_key(candidate.wrapped_key.as_deref())? {
            keys.insert(candidate.id, key);
        }
    }
    Ok(keys)
}

fn view(
    app: &App,
    staff: &Staff,
    keys: &BTreeMap<CandidateId, PersonKey>,
    it: &Message,
    with_body: bool,
) -> Result<MessageView, Failure> {
    let key = it.candidate_id.and_then(|it| keys.get(&it));
    let open = |column, sealed: &[u8]| -> Result<String, Failure> {
        Ok(app.unseal_if(key, at("message", column), &it.id, Some(sealed))?.unwrap_or_default())
    };
    let recipient = open("recipient", &it.recipient_sealed)?;
    let masked =
        if recipient.contains('@') { mask_email(&recipient) } else { bole_domain::candidate::mask_phone(&recipient) };
    let sight = staff.sight();
    let can_retry = staff.role.may(Permission::ApplicationEdit) && matches!(it.status.as_str(), "held" | "failed");
    let body = if with_body && is_readable(app, it) { Some(open("body", &it.body_sealed)?) } else { None };
    Ok(MessageView {
        id: it.id,
        to_masked: sight.text(Field::Contact, masked),
        kind: it.kind.clone(),
        subject: sight.text(Field::Words, open("subject", &it.subject_sealed)?),
        status: it.status.clone(),
        attempts: it.attempts,
        last_error: it.last_error.clone(),
        created_at: it.created_at,
        sent_at: it.sent_at,
        application_id: it.application_id,
        body: sight.text_if(Field::Words, body),
        actions: if can_retry { vec!["retry"] } else { vec![] },
    })
}
