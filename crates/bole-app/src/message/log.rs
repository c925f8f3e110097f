//! What one person was sent, and sending some of it again.

use bole_domain::ids::{ApplicationId, MessageId};
use bole_domain::message::{Channel, MessageKind};
use bole_domain::rejection::Kind;
use bole_domain::staff::Permission;
use bole_store::Tx;
use bole_store::message::Message;
use serde_json::json;

use super::{MessageView, compose, keys_of, view};
use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

/// How many messages of one person are shown.
const MOST: i64 = 200;

/// Everything the person of an application was sent, within the caller's scope, newest first.
///
/// # Errors
/// Without `message.read`, or when the caller does not see the application.
pub async fn of_application(app: &App, staff: &Staff, id: ApplicationId) -> Result<Vec<MessageView>, Failure> {
    let found = bole_store::application::find(&app.store, &staff.scope, id).await.doing("Loading an application")?;
    let listed = allow(staff, Permission::MessageRead, found)?;
    let candidate = listed.application.candidate_id;
    let found = bole_store::message::of_candidate(&app.store, &staff.scope, candidate, MOST).await;
    let messages = found.doing("Listing messages")?;
    let keys = keys_of(app, &messages).await?;
    messages.iter().map(|it| view(app, staff, &keys, it, false)).collect()
}

/// Whether a message that was sent may be sent again: codes and what is over tomorrow may not.
pub(super) fn may_be_resent(it: &Message) -> bool {
    let kind = MessageKind::from_code(&it.kind);
    it.status == "sent" && matches!(kind, Some(MessageKind::Invitation | MessageKind::Result))
}

/// Sends a message again as a new one, in the words of today.
///
/// # Errors
/// Without `application.edit`; `message.out_of_date` when its link is dead or another message carries it by now.
pub async fn resend(app: &App, staff: &Staff, id: MessageId) -> Result<MessageView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::message::for_change(&tx, &staff.scope, id).await.doing("Loading a message")?;
    staff.demand(Permission::ApplicationEdit)?;
    let message = allow(staff, Permission::MessageRead, found)?;
    let out_of_date = || Failure::refuse(Kind::Conflict, "message.out_of_date");
    if !may_be_resent(&message) || !is_current(app, &tx, &message).await? {
        return Err(out_of_date());
    }
    let candidate = message.candidate_id.ok_or_else(out_of_date)?;
    let found = bole_store::candidate::get(&tx, candidate).await.doing("Loading a candidate")?;
    let person = crate::person::open(app, crate::person::Sealed::from(&found.ok_or_else(out_of_date)?))?;
    let channel = Channel::from_code(&message.channel).unwrap_or(Channel::Mail);
    let again = compose::again(app, &tx, &person, &message, channel, None).await?.ok_or_else(out_of_date)?;
    bole_store::message::redirect(&tx, id, again).await.doing("Redirecting an invitation")?;
    let deed =
        Deed { actor: staff.into(), action: "message.resend", subject: Some(("message", &again)), params: json!({}) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Sending a message again")?;
    app.tell(LiveTopic::Messages);
    let found = bole_store::message::find(&app.store, &staff.scope, again).await.doing("Loading a message")?;
    let written = found.ok_or_else(Failure::not_found)?;
    let keys = keys_of(app, std::slice::from_ref(&written)).await?;
    view(app, staff, &keys, &written, false)
}

/// Whether what a message says still holds: an invitation must be the open one's own.
async fn is_current(app: &App, tx: &Tx, message: &Message) -> Result<bool, Failure> {
    let Some(application) = message.application_id else { return Ok(false) };
    if message.kind != MessageKind::Invitation.code() {
        return Ok(true);
    }
    let found = bole_store::invitation::of_application(tx, application).await.doing("Listing invitations")?;
    Ok(found
        .first()
        .is_some_and(|it| it.message_id == Some(message.id) && crate::invitation::state_at(it, app.now()) == "open"))
}
