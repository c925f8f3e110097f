//! Sending what waits in the outbox, and noting what became of it.

use bole_domain::ids::MessageId;
use bole_domain::rejection::Kind;
use bole_domain::time::MINUTE_MS;
use bole_notify::{Mail, SendFailure};
use bole_store::Scope;

use super::{keys_of, open};
use crate::app::{App, LiveTopic};
use crate::failure::{Doing as _, Failure};

/// After so many attempts a message is given up.
const MAX_ATTEMPTS: i64 = 8;

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
    let opened = |column, sealed: &[u8]| open(app, &keys, &message, column, sealed);
    let Some(to) = opened("recipient", &message.recipient_sealed)? else { return Ok(()) };
    let mail = Mail {
        id,
        to_name: None,
        written_at: message.created_at,
        to,
        subject: opened("subject", &message.subject_sealed)?.unwrap_or_default(),
        text: opened("body", &message.body_sealed)?.unwrap_or_default(),
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
