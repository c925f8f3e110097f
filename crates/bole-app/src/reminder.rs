//! 截止提醒: a day before an interview's window closes its candidate is told, once, unless it is over by then.

use bole_domain::message::reminds;
use bole_domain::time::DAY_MS;
use bole_store::Scope;
use bole_store::reminder::{Closing, Reminder};
use serde_json::json;

use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::message::{Letter, compose, fields_of};
use crate::{interview, person};

/// How many are looked at in one go; the rest follow in the next.
const BATCH: i64 = 100;

/// Reminds whoever is due; gives how many were.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let due =
        bole_store::reminder::closing(&app.store, now, now.plus(DAY_MS), BATCH).await.doing("Listing deadlines")?;
    let mut reminded = 0;
    for closing in &due {
        match remind(app, closing).await {
            Ok(done) => reminded += usize::from(done),
            Err(failure) => tracing::warn!(invitation = %closing.invitation.id, ?failure, "nobody was reminded"),
        }
    }
    if reminded > 0 {
        app.tell(LiveTopic::Messages);
    }
    Ok(reminded)
}

async fn remind(app: &App, closing: &Closing) -> Result<bool, Failure> {
    let now = app.now();
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::invitation::for_change(&tx, &Scope::All, closing.invitation.id).await;
    let found = found.doing("Loading an invitation")?;
    let Some(invitation) = found.filter(|it| it.status == "open") else { return Ok(false) };
    let mut reminder = Reminder { invitation_id: invitation.id, message_id: None, at: now };
    let application = bole_store::application::get(&tx, invitation.application_id).await;
    let application = application.doing("Loading an application")?.ok_or_else(Failure::not_found)?;
    let candidate = bole_store::candidate::get(&tx, application.candidate_id).await.doing("Loading a candidate")?;
    let requisition = bole_store::requisition::get(&tx, application.requisition_id).await;
    let (candidate, requisition) =
        (candidate.ok_or_else(Failure::not_found)?, requisition.doing("Loading a requisition")?);
    let person = person::open(app, person::Sealed::from(&candidate))?;
    // The link is known by its hash alone; the message that carried it keeps it, sealed under the person's key.
    let carrier = match invitation.message_id {
        Some(id) => bole_store::message::find(&tx, &Scope::All, id).await.doing("Loading a message")?,
        None => None,
    };
    let fields = carrier.map(|it| fields_of(app, person.key.as_ref(), &it)).transpose()?.flatten();
    let link = fields.and_then(|it| it.get("link").cloned());
    if let (Some(link), Some(requisition)) = (link, requisition)
        && reminds(invitation.created_at, closing.deadline, now)
    {
        let (name, job) = (person.name.as_str(), requisition.title.as_str());
        let letter = Letter::Reminder { name, job, link: &link, expires_at: closing.deadline };
        let locale = interview::locale_of(&invitation.locale);
        reminder.message_id = compose(app, &tx, &person, &application, locale, &letter).await?;
    }
    if !bole_store::reminder::insert(&tx, &reminder).await.doing("Noting a reminder")? {
        return Ok(false);
    }
    if reminder.message_id.is_some() {
        let subject = &application.id;
        let deed = Deed {
            actor: Actor::System,
            action: "invitation.remind",
            subject: Some(("application", subject)),
            params: json!({}),
        };
        app.record(&tx, deed).await?;
    }
    tx.commit().await.doing("Reminding somebody")?;
    Ok(reminder.message_id.is_some())
}
