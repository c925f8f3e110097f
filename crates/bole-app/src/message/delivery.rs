//! Sending what waits in the outbox, and noting what became of it.
//!
//! A message is handed over at least once: should the server die between the hand-over and the note, it is handed over
//! again under the same identifier, by which mail programs and SMS providers know it. A message that failed for good goes
//! the other way once, where its person has one.

use std::collections::BTreeMap;

use bole_domain::code::LIFE_MS;
use bole_domain::ids::{CandidateId, MessageId};
use bole_domain::message::{Channel, MessageKind, sms_parts, wait_before_retry};
use bole_domain::notice::NoticeKind;
use bole_domain::time::Millis;
use bole_notify::{Mail, SendFailure, Sms};
use bole_store::message::Message;
use bole_store::{Scope, Tx};
use bole_vault::PersonKey;

use super::{Fields, compose, is_ready, keys_of, open};
use crate::app::{App, LiveTopic};
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue_at};
use crate::{calendar, delivery_settings, sms_settings};

/// Hands a waiting message over, if its time has come. A second call for a sent message does nothing.
///
/// # Errors
/// When the database refuses; the job tries again.
pub async fn send(app: &App, id: MessageId) -> Result<(), Failure> {
    let found = bole_store::message::find(&app.store, &Scope::All, id).await.doing("Loading a message")?;
    let Some(message) = found.filter(|it| it.status == "waiting") else { return Ok(()) };
    // Put off meanwhile: the job that waits for that instant will do it.
    if message.next_attempt_at.is_some_and(|it| it > app.now()) {
        return Ok(());
    }
    // Whoever was erased meanwhile gets no more messages.
    let keys = keys_of(app, std::slice::from_ref(&message)).await?;
    let Some(to) = open(app, &keys, &message, "recipient", &message.recipient_sealed)? else { return Ok(()) };
    let outcome = match hindrance(app, &message, &to).await? {
        Some(outcome) => outcome,
        None => match hand_over(app, &keys, &message, to).await? {
            None => Outcome::Held,
            Some(Ok(())) => Outcome::Taken,
            Some(Err(failure)) => Outcome::refused(&failure),
        },
    };
    settle(app, id, outcome).await
}

/// What became of an attempt.
enum Outcome {
    /// It was taken.
    Taken,
    /// Nothing can send it at present.
    Held,
    /// What it says no longer holds.
    Moot,
    /// It waits for an instant; nothing was tried.
    Later { at: Millis, why: Option<&'static str> },
    /// It was refused, for now or for good.
    Refused { code: &'static str, is_final: bool, after_ms: i64, was_charged: bool },
}

impl Outcome {
    fn refused(failure: &SendFailure) -> Self {
        let after_ms = failure.retry_after_s().map_or(0, |it| i64::from(it) * 1000);
        // After a silence nobody knows whether the provider charges it.
        let was_charged = failure.code() == "sms.timed_out";
        Self::Refused { code: failure.code(), is_final: failure.is_permanent(), after_ms, was_charged }
    }

    const fn never(code: &'static str) -> Self {
        Self::Refused { code, is_final: true, after_ms: 0, was_charged: false }
    }
}

/// Why a message is not handed over now: too late, pointless by now, at night, nobody's number, or beyond the day's limit.
async fn hindrance(app: &App, message: &Message, to: &str) -> Result<Option<Outcome>, Failure> {
    let now = app.now();
    let kind = MessageKind::from_code(&message.kind);
    if kind == Some(MessageKind::Code) && now.since(message.created_at) > LIFE_MS {
        return Ok(Some(Outcome::never("message.too_late")));
    }
    if kind == Some(MessageKind::Reminder) {
        let is_moot = bole_store::reminder::is_moot(&app.store, message.id).await.doing("Looking at a reminder")?;
        if is_moot {
            return Ok(Some(Outcome::Moot));
        }
    }
    if let Some(quiet) = delivery_settings::kept(&app.store).await?.quiet
        && kind.is_some_and(|it| !it.is_exempt_from_quiet_hours())
        && let Some(at) = calendar::quiet_until(&quiet, now, &calendar::zone())
    {
        return Ok(Some(Outcome::Later { at, why: None }));
    }
    if message.channel != Channel::Sms.code() || app.sms().is_none() {
        return Ok(None);
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    // Whoever counts waits for whoever counted before, so that many at once do not pass the limit together.
    bole_store::message::lock_charges(&tx).await.doing("Counting short messages")?;
    let settings = sms_settings::kept(app, &tx).await?;
    if !sms_settings::may_send_to(&settings, to) {
        return Ok(Some(Outcome::never("sms.prefix_not_allowed")));
    }
    let (today, tomorrow) = calendar::day_bounds(now);
    let used = bole_store::message::charged_since(&tx, today).await.doing("Counting short messages")?;
    let found = bole_store::message::for_change(&tx, &Scope::All, message.id).await.doing("Loading a message")?;
    let Some(mut row) = found else { return Ok(None) };
    let is_counted = row.charged_at.is_some_and(|it| it >= today);
    if !is_counted && used + row.parts > i64::from(settings.daily_cap) {
        let is_code = kind == Some(MessageKind::Code);
        let later = Outcome::Later { at: tomorrow, why: Some("sms.cap_reached") };
        return Ok(Some(if is_code { Outcome::never("sms.cap_reached") } else { later }));
    }
    row.charged_at = Some(now);
    bole_store::message::update(&tx, &row).await.doing("Counting a short message")?;
    tx.commit().await.doing("Counting a short message")?;
    Ok(None)
}

/// Gives the message to whoever sends for its channel; `None` when nobody does.
async fn hand_over(
    app: &App,
    keys: &BTreeMap<CandidateId, PersonKey>,
    message: &Message,
    to: String,
) -> Result<Option<Result<(), SendFailure>>, Failure> {
    let opened =
        |column, sealed: &[u8]| Ok::<_, Failure>(open(app, keys, message, column, sealed)?.unwrap_or_default());
    let id = message.id;
    let text = opened("body", &message.body_sealed)?;
    if message.channel == Channel::Sms.code() {
        let Some(sender) = app.sms() else { return Ok(None) };
        let fields = message.fields_sealed.as_deref().map(|it| opened("fields", it)).transpose()?.unwrap_or_default();
        let fields: Fields = serde_json::from_str(&fields).unwrap_or_default();
        let sms = Sms { id, kind: message.kind.clone(), to, text, fields, at: app.now() };
        return Ok(Some(sender.send(sms).await));
    }
    let Some(mailer) = app.mailer() else { return Ok(None) };
    let subject = opened("subject", &message.subject_sealed)?;
    let mail = Mail { id, to, to_name: None, subject, text, written_at: message.created_at };
    Ok(Some(mailer.send(mail).await))
}

async fn settle(app: &App, id: MessageId, outcome: Outcome) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::message::for_change(&tx, &Scope::All, id).await.doing("Loading a message")?;
    let Some(mut message) = found else { return Ok(()) };
    // Taken out of the line meanwhile, it stays out; what was taken was taken.
    if message.status != "waiting" && !matches!(outcome, Outcome::Taken) {
        return Ok(());
    }
    let now = app.now();
    message.next_attempt_at = None;
    match outcome {
        Outcome::Taken => {
            message.attempts += 1;
            message.status = "sent".to_owned();
            message.sent_at = Some(now);
            message.last_error = None;
        }
        Outcome::Held => message.status = "held".to_owned(),
        Outcome::Moot => message.status = "dropped".to_owned(),
        Outcome::Later { at, why } => {
            message.last_error = why.map(str::to_owned);
            message.next_attempt_at = Some(at);
        }
        Outcome::Refused { code, is_final, after_ms, was_charged } => {
            message.attempts += 1;
            message.last_error = Some(code.to_owned());
            if !was_charged {
                message.charged_at = None;
            }
            match wait_before_retry(message.attempts).filter(|_| !is_final) {
                Some(wait) => message.next_attempt_at = Some(now.plus(wait.max(after_ms))),
                None => message.status = "failed".to_owned(),
            }
        }
    }
    bole_store::message::update(&tx, &message).await.doing("Updating a message")?;
    if let Some(at) = message.next_attempt_at {
        enqueue_at(app, &tx, &Job::SendMessage { message: id }, at).await?;
    }
    if message.status == "failed" && !fall_back(app, &tx, &message).await? {
        tell_staff(app, &tx, &message).await?;
    }
    if message.status == "sent" {
        crate::notice::resolve(app, &tx, NoticeKind::MessageFailed, &id).await?;
    }
    tx.commit().await.doing("Updating a message")?;
    app.tell(LiveTopic::Messages);
    Ok(())
}

/// Writes a message that failed for good anew for the other channel, once, where its person can be reached there; says
/// whether it did.
async fn fall_back(app: &App, tx: &Tx, failed: &Message) -> Result<bool, Failure> {
    let (Some(candidate), None) = (failed.candidate_id, failed.fallback_of) else { return Ok(false) };
    if failed.last_error.as_deref() == Some("message.too_late") {
        return Ok(false);
    }
    let channel = Channel::from_code(&failed.channel).unwrap_or(Channel::Mail).other();
    let found = bole_store::candidate::get(tx, candidate).await.doing("Loading a candidate")?;
    let Some(found) = found.filter(|_| is_ready(app, channel)) else { return Ok(false) };
    let person = crate::person::open(app, crate::person::Sealed::from(&found))?;
    let Some(id) = compose::again(app, tx, &person, failed, channel, Some(failed.id)).await? else { return Ok(false) };
    bole_store::message::redirect(tx, failed.id, id).await.doing("Redirecting an invitation")?;
    Ok(true)
}

/// Tells whoever reads the outbox that somebody was not reached. A code that failed is asked for again by its owner.
async fn tell_staff(app: &App, tx: &Tx, failed: &Message) -> Result<(), Failure> {
    let Some(application) = failed.application_id.filter(|_| failed.kind != MessageKind::Code.code()) else {
        return Ok(());
    };
    let found = bole_store::application::get(tx, application).await.doing("Loading an application")?;
    match found {
        Some(application) => crate::notice::post(app, tx, NoticeKind::MessageFailed, &application, &failed.id).await,
        None => Ok(()),
    }
}

/// How many short messages a text is charged as, the sender's name in front included.
pub(crate) fn parts_of(sign_name: &str, text: &str) -> i64 {
    let signed = if sign_name.is_empty() { text.to_owned() } else { format!("【{sign_name}】{text}") };
    i64::try_from(sms_parts(&signed)).unwrap_or(i64::MAX)
}
