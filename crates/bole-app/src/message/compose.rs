//! Writing a message in the use case's own transaction: channel, text, recipient, the job that sends it.

use bole_domain::ids::{BulkRunId, MessageId, StaffId};
use bole_domain::locale::Locale;
use bole_domain::message::{Channel, MessageKind, Reach, Text, channel_for};
use bole_domain::rejection::Kind;
use bole_store::application::Application;
use bole_store::message::Message;
use bole_store::{Scope, Tx};
use bole_vault::PersonKey;
use serde_json::json;

use super::delivery::parts_of;
use super::{Fields, Letter, is_ready, text};
use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue};
use crate::person::{self, Person};
use crate::policy::Staff;
use crate::seal::at;
use crate::{delivery_settings, sms_settings};

/// Writes a message to a person in the caller's transaction, for the channel the company prefers; gives its identifier.
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
    let preferred = delivery_settings::kept(tx).await?.preferred;
    compose_by(app, tx, person, application, locale, letter, preferred).await
}

/// Writes a message for the channel that the person asked for, as far as it can be used.
///
/// # Errors
/// When the database refuses.
pub async fn compose_by(
    app: &App,
    tx: &Tx,
    person: &Person,
    application: &Application,
    locale: Locale,
    letter: &Letter<'_>,
    preferred: Channel,
) -> Result<Option<MessageId>, Failure> {
    let reach =
        |channel, contact: &Option<String>| Reach { has_contact: contact.is_some(), is_ready: is_ready(app, channel) };
    let choice = channel_for(preferred, reach(Channel::Mail, &person.email), reach(Channel::Sms, &person.phone));
    let company = crate::company::name(app).await?;
    let written = Written {
        kind: letter.kind(),
        channel: choice.channel,
        locale,
        fields: letter.fields(locale, &company),
        // Who cannot be reached now is reached by HR, who finds the text in the outbox.
        can_send: choice.is_ready,
    };
    let about = Message {
        candidate_id: Some(application.candidate_id),
        application_id: Some(application.id),
        department_id: Some(application.department_id),
        is_demo: application.is_demo,
        ..blank(app, app.new_id(), locale)
    };
    let message = seal(app, tx, person, about, &written).await?;
    keep(app, tx, &message).await?;
    Ok(Some(message.id))
}

/// What is written, before it is sealed.
struct Written {
    kind: MessageKind,
    channel: Channel,
    locale: Locale,
    fields: Fields,
    can_send: bool,
}

async fn seal(app: &App, tx: &Tx, person: &Person, about: Message, written: &Written) -> Result<Message, Failure> {
    let key = person.key.as_ref().ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    let text = text::write(tx, written.kind, written.channel, written.locale, &written.fields).await?;
    let (first, second) = match written.channel {
        Channel::Mail => (&person.email, &person.phone),
        Channel::Sms => (&person.phone, &person.email),
    };
    let recipient = first.as_ref().or(second.as_ref()).cloned().unwrap_or_default();
    let parts = match written.channel {
        Channel::Mail => 0,
        Channel::Sms => parts_of(&sms_settings::kept(app, tx).await?.sign_name, &text.body),
    };
    let fields = serde_json::to_string(&written.fields).doing("Writing a message")?;
    let id = about.id;
    Ok(Message {
        kind: written.kind.code().to_owned(),
        channel: written.channel.code().to_owned(),
        recipient_sealed: app.seal(key, at("message", "recipient"), &id, &recipient)?,
        subject_sealed: app.seal(key, at("message", "subject"), &id, &text.subject)?,
        body_sealed: app.seal(key, at("message", "body"), &id, &text.body)?,
        fields_sealed: Some(app.seal(key, at("message", "fields"), &id, &fields)?),
        status: if written.can_send { "waiting" } else { "held" }.to_owned(),
        parts,
        ..about
    })
}

/// Writes a message anew for another channel, with the values it was written with; `None` when the person has no such
/// contact or the message keeps no values.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn again(
    app: &App,
    tx: &Tx,
    person: &Person,
    earlier: &Message,
    channel: Channel,
    fallback_of: Option<MessageId>,
) -> Result<Option<MessageId>, Failure> {
    let contact = if channel == Channel::Mail { &person.email } else { &person.phone };
    let (Some(kind), Some(_)) = (MessageKind::from_code(&earlier.kind), contact) else { return Ok(None) };
    let Some(fields) = fields_of(app, person.key.as_ref(), earlier)? else { return Ok(None) };
    let locale = Locale::from_code(&earlier.locale).unwrap_or_default();
    let written = Written { kind, channel, locale, fields, can_send: is_ready(app, channel) };
    let about = Message {
        candidate_id: earlier.candidate_id,
        application_id: earlier.application_id,
        department_id: earlier.department_id,
        is_demo: earlier.is_demo,
        fallback_of,
        ..blank(app, app.new_id(), locale)
    };
    let message = seal(app, tx, person, about, &written).await?;
    keep(app, tx, &message).await?;
    Ok(Some(message.id))
}

/// The values a message was written with.
pub(crate) fn fields_of(app: &App, key: Option<&PersonKey>, message: &Message) -> Result<Option<Fields>, Failure> {
    let sealed = message.fields_sealed.as_deref();
    let Some(fields) = app.unseal_if(key, at("message", "fields"), &message.id, sealed)? else { return Ok(None) };
    serde_json::from_str(&fields).doing("Reading a message").map(Some)
}

/// Writes to the person of an application about it, with name and job; the erased get nothing.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn tell(
    app: &App,
    tx: &Tx,
    application: &Application,
    locale: Locale,
    letter: for<'a> fn(&'a str, &'a str) -> Letter<'a>,
) -> Result<(), Failure> {
    let found = bole_store::requisition::get(tx, application.requisition_id).await.doing("Loading a requisition")?;
    let candidate = bole_store::candidate::get(tx, application.candidate_id).await.doing("Loading a candidate")?;
    let (Some(requisition), Some(candidate)) = (found, candidate) else { return Ok(()) };
    let person = person::open(app, person::Sealed::from(&candidate))?;
    if person.key.is_some() {
        compose(app, tx, &person, application, locale, &letter(&person.name, &requisition.title)).await?;
    }
    Ok(())
}

/// Writes to the person of an application what somebody says to many; the run it belongs to stands in the record.
///
/// # Errors
/// `interview.erased`, or when the database refuses.
pub(crate) async fn announce(
    app: &App,
    tx: &Tx,
    staff: &Staff,
    application: &Application,
    locale: Locale,
    text: &str,
    run: BulkRunId,
) -> Result<(), Failure> {
    let found = bole_store::requisition::get(tx, application.requisition_id).await.doing("Loading a requisition")?;
    let candidate = bole_store::candidate::get(tx, application.candidate_id).await.doing("Loading a candidate")?;
    let (requisition, candidate) = found.zip(candidate).ok_or_else(Failure::not_found)?;
    let person = person::open(app, person::Sealed::from(&candidate))?;
    let letter = Letter::Announcement { name: &person.name, job: &requisition.title, text };
    compose(app, tx, &person, application, locale, &letter).await?;
    let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("application", &application.id);
    let params = json!({ "run": run });
    app.record(tx, Deed { actor: staff.into(), action: "application.message", subject: Some(subject), params }).await
}

/// A letter as it would be written now; nothing is kept.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn rendered(
    app: &App,
    letter: &Letter<'_>,
    channel: Channel,
    locale: Locale,
) -> Result<Text, Failure> {
    let company = crate::company::name(app).await?;
    text::write(&app.store, letter.kind(), channel, locale, &letter.fields(locale, &company)).await
}

/// Takes a message that was not sent yet out of the line; says whether that was in time.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn drop_unsent(tx: &Tx, id: MessageId) -> Result<bool, Failure> {
    let found = bole_store::message::for_change(tx, &Scope::All, id).await.doing("Loading a message")?;
    let Some(mut message) = found.filter(|it| it.status != "sent") else { return Ok(false) };
    message.status = "dropped".to_owned();
    message.next_attempt_at = None;
    bole_store::message::update(tx, &message).await.doing("Dropping a message")?;
    Ok(true)
}

/// Writes the mail with a new account's link, sealed under the deployment's key. Without a mail server there is none: the
/// link was shown to whoever made the account.
///
/// # Errors
/// When the database refuses.
pub async fn compose_for_staff(
    app: &App,
    tx: &Tx,
    to: StaffId,
    email: &str,
    locale: Locale,
    letter: &Letter<'_>,
) -> Result<(), Failure> {
    if !is_ready(app, Channel::Mail) {
        return Ok(());
    }
    let company = crate::company::name(app).await?;
    let text = text::write(tx, letter.kind(), Channel::Mail, locale, &letter.fields(locale, &company)).await?;
    let id: MessageId = app.new_id();
    let message = Message {
        kind: letter.kind().code().to_owned(),
        staff_id: Some(to),
        recipient_sealed: app.seal_system(at("message", "recipient"), &id, email)?,
        subject_sealed: app.seal_system(at("message", "subject"), &id, &text.subject)?,
        body_sealed: app.seal_system(at("message", "body"), &id, &text.body)?,
        ..blank(app, id, locale)
    };
    keep(app, tx, &message).await
}

async fn keep(app: &App, tx: &Tx, message: &Message) -> Result<(), Failure> {
    bole_store::message::insert(tx, message).await.doing("Writing a message")?;
    if message.status == "waiting" {
        enqueue(app, tx, &Job::SendMessage { message: message.id }).await?;
    }
    Ok(())
}

/// A message of which nothing is written yet, waiting to be mailed.
pub(crate) fn blank(app: &App, id: MessageId, locale: Locale) -> Message {
    Message {
        id,
        kind: String::new(),
        channel: Channel::Mail.code().to_owned(),
        candidate_id: None,
        application_id: None,
        department_id: None,
        recipient_sealed: Vec::new(),
        subject_sealed: Vec::new(),
        body_sealed: Vec::new(),
        status: "waiting".to_owned(),
        attempts: 0,
        next_attempt_at: None,
        last_error: None,
        is_demo: false,
        created_at: app.now(),
        sent_at: None,
        staff_id: None,
        locale: locale.code().to_owned(),
        fields_sealed: None,
        parts: 0,
        charged_at: None,
        fallback_of: None,
        read_at: None,
    }
}
