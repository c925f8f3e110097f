//! The demonstration's messages: older ones were sent, the newest are held because no mail server is set up, a few failed.

use bole_domain::ids::MessageId;
use bole_domain::time::{DAY_MS, MINUTE_MS, Millis};
use bole_store::message::Message;

use super::dossier::{Dossier, World};
use crate::failure::{Doing as _, Failure};
use crate::message::{Letter, blank};
use crate::seal::at;

/// Messages younger than this are held.
const HELD_MS: i64 = 2 * DAY_MS;
/// The candidates whose messages failed, with what the mail server said.
const FAILED: [(&str, &str, &str); 2] =
    [("c076", "invitation", "mail.refused"), ("c031", "result", "mail.unreachable")];

/// What became of a message.
enum Delivery {
    Held,
    Sent { at: Millis },
    Failed { attempts: i64, error: &'static str },
}

/// Writes a letter to a candidate as of an instant.
pub(super) fn write(
    world: &World,
    dossier: &Dossier,
    letter: &Letter<'_>,
    written_at: Millis,
) -> Result<Message, Failure> {
    let app = &world.app;
    let (locale, key) = (dossier.plan.locale, &dossier.key);
    let text = letter.as_supplied(locale, &world.company.name);
    let fields = serde_json::to_string(&letter.fields(locale, &world.company.name)).doing("Writing a message")?;
    let id: MessageId = app.new_id();
    let failed = FAILED.iter().find(|(key, kind, _)| *key == dossier.plan.key && *kind == letter.kind().code());
    let delivery = match failed {
        Some((_, _, error)) => Delivery::Failed { attempts: if *error == "mail.refused" { 1 } else { 8 }, error },
        None if world.calendar.now.since(written_at) < HELD_MS => Delivery::Held,
        None => Delivery::Sent { at: written_at.plus(3_000) },
    };
    let (status, attempts, last_error, sent_at) = match delivery {
        Delivery::Held => ("held", 0, None, None),
        Delivery::Sent { at } => ("sent", 1, None, Some(at)),
        Delivery::Failed { attempts, error } => ("failed", attempts, Some(error.to_owned()), None),
    };
    Ok(Message {
        kind: letter.kind().code().to_owned(),
        candidate_id: Some(dossier.candidate.id),
        application_id: Some(dossier.application.id),
        department_id: Some(dossier.application.department_id),
        recipient_sealed: app.seal(key, at("message", "recipient"), &id, &dossier.plan.email)?,
        subject_sealed: app.seal(key, at("message", "subject"), &id, &text.subject)?,
        body_sealed: app.seal(key, at("message", "body"), &id, &text.body)?,
        fields_sealed: Some(app.seal(key, at("message", "fields"), &id, &fields)?),
        status: status.to_owned(),
        attempts,
        next_attempt_at: last_error.is_some().then(|| written_at.plus(MINUTE_MS)),
        last_error,
        is_demo: true,
        created_at: written_at,
        sent_at,
        ..blank(app, id, locale)
    })
}
