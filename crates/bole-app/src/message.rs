//! Messages (消息): written in the use case's transaction, kept in the outbox, sent by the worker.
//!
//! Without a mail server they are held: HR reads them in the outbox and passes links on by hand.

use std::collections::BTreeMap;

use bole_domain::candidate::mask_email;
use bole_domain::ids::{ApplicationId, CandidateId, MessageId};
use bole_domain::message::Channel;
use bole_domain::notice::NoticeKind;
use bole_domain::rejection::Kind;
use bole_domain::staff::{Field, Permission};
use bole_domain::time::Millis;
use bole_store::message::Message;
use bole_store::page::{Cursor, Page};
use bole_vault::PersonKey;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue};
use crate::policy::{Shown, Staff, allow};
use crate::seal::at;

mod compose;
mod delivery;
mod letter;
mod log;
mod supplied;
pub mod template;
pub(crate) mod text;

pub(crate) use compose::{announce, blank, drop_unsent, fields_of, rendered, tell};
pub use compose::{compose, compose_by, compose_for_staff};
pub use delivery::send;
pub use letter::{Fields, Letter};
pub use log::{of_application, resend};

/// Whether something sends for a channel.
fn is_ready(app: &App, channel: Channel) -> bool {
    match channel {
        Channel::Mail => app.mailer().is_some(),
        Channel::Sms => app.sms().is_some(),
    }
}

/// A message in the outbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageView {
    /// The message.
    pub id: MessageId,
    /// Whom it is for, masked.
    pub to_masked: Shown,
    /// What it is: `invitation`, `reminder`, `code`, `result`, `cancellation`, `withdrawal`, `staff_activation`.
    pub kind: String,
    /// How it travels: `mail` or `sms`.
    pub channel: String,
    /// Its subject.
    pub subject: Shown,
    /// `held` (no mail server), `waiting`, `sent` or `failed`.
    pub status: String,
    /// How often it was tried.
    pub attempts: i64,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// When it is tried next; `null` unless that was put off.
    pub next_attempt_at: Option<Millis>,
    /// How many short messages it is charged as; 0 for mail.
    pub parts: i64,
    /// Whether it stands in for one that failed on the other channel.
    pub is_fallback: bool,
    /// When it was written.
    pub created_at: Millis,
    /// When the mail server took it.
    pub sent_at: Option<Millis>,
    /// The application it is about.
    pub application_id: Option<ApplicationId>,
    /// The text; in the list absent.
    pub body: Option<Shown>,
    /// What the caller may do: `retry`, `resend`.
    pub actions: Vec<&'static str>,
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
    let channel = Channel::from_code(&message.channel).unwrap_or(Channel::Mail);
    if !is_ready(app, channel) {
        let code = if channel == Channel::Mail { "message.no_mail_server" } else { "message.no_sms_provider" };
        return Err(Failure::refuse(Kind::Conflict, code));
    }
    message.status = "waiting".to_owned();
    message.attempts = 0;
    message.next_attempt_at = None;
    crate::notice::resolve(app, &tx, NoticeKind::MessageFailed, &id).await?;
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
/// The link of a new account is for its owner alone.
fn is_readable(app: &App, it: &Message) -> bool {
    if it.staff_id.is_some() {
        return false;
    }
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

/// Opens a column of a message; `None` once its person is erased.
fn open(
    app: &App,
    keys: &BTreeMap<CandidateId, PersonKey>,
    it: &Message,
    column: &str,
    sealed: &[u8],
) -> Result<Option<String>, Failure> {
    if it.staff_id.is_some() {
        return app.unseal_system(at("message", column), &it.id, sealed).map(Some);
    }
    app.unseal_if(it.candidate_id.and_then(|it| keys.get(&it)), at("message", column), &it.id, Some(sealed))
}

fn view(
    app: &App,
    staff: &Staff,
    keys: &BTreeMap<CandidateId, PersonKey>,
    it: &Message,
    with_body: bool,
) -> Result<MessageView, Failure> {
    let open = |column, sealed: &[u8]| -> Result<String, Failure> {
        Ok(open(app, keys, it, column, sealed)?.unwrap_or_default())
    };
    let recipient = open("recipient", &it.recipient_sealed)?;
    let masked =
        if recipient.contains('@') { mask_email(&recipient) } else { bole_domain::candidate::mask_phone(&recipient) };
    let sight = staff.sight();
    let actions = match it.status.as_str() {
        _ if !staff.role.may(Permission::ApplicationEdit) => vec![],
        "held" | "failed" => vec!["retry"],
        _ if log::may_be_resent(it) => vec!["resend"],
        _ => vec![],
    };
    let body = if with_body && is_readable(app, it) { Some(open("body", &it.body_sealed)?) } else { None };
    Ok(MessageView {
        id: it.id,
        to_masked: sight.text(Field::Contact, masked),
        kind: it.kind.clone(),
        channel: it.channel.clone(),
        subject: sight.text(Field::Words, open("subject", &it.subject_sealed)?),
        status: it.status.clone(),
        attempts: it.attempts,
        last_error: it.last_error.clone(),
        next_attempt_at: it.next_attempt_at,
        parts: it.parts,
        is_fallback: it.fallback_of.is_some(),
        created_at: it.created_at,
        sent_at: it.sent_at,
        application_id: it.application_id,
        body: sight.text_if(Field::Words, body),
        actions,
    })
}
