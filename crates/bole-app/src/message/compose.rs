//! Writing a message in the use case's own transaction: text, recipient, the job that sends it.

use bole_domain::ids::{MessageId, StaffId};
use bole_domain::locale::Locale;
use bole_domain::message::Channel;
use bole_domain::rejection::Kind;
use bole_store::application::Application;
use bole_store::message::Message;
use bole_store::{Scope, Tx};

use super::{Letter, has_mailer, text};
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue};
use crate::person::{self, Person};
use crate::seal::at;

/// Writes a message to a person in the caller's transaction; gives its identifier.
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
    let fields = letter.fields(locale, &company);
    let text = text::write(tx, letter.kind(), Channel::Mail, locale, &fields).await?;
    let key = person.key.as_ref().ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    // A person without e-mail address is reached by HR, who finds the text in the outbox.
    let recipient = person.email.clone().or_else(|| person.phone.clone()).unwrap_or_default();
    let id: MessageId = app.new_id();
    let can_send = person.email.is_some() && has_mailer(app);
    let fields = serde_json::to_string(&fields).doing("Writing a message")?;
    let message = Message {
        kind: letter.kind().code().to_owned(),
        candidate_id: Some(application.candidate_id),
        application_id: Some(application.id),
        department_id: Some(application.department_id),
        recipient_sealed: app.seal(key, at("message", "recipient"), &id, &recipient)?,
        subject_sealed: app.seal(key, at("message", "subject"), &id, &text.subject)?,
        body_sealed: app.seal(key, at("message", "body"), &id, &text.body)?,
        fields_sealed: Some(app.seal(key, at("message", "fields"), &id, &fields)?),
        status: if can_send { "waiting" } else { "held" }.to_owned(),
        is_demo: application.is_demo,
        ..blank(app, id, locale)
    };
    keep(app, tx, &message).await?;
    Ok(Some(id))
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
    if !has_mailer(app) {
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
