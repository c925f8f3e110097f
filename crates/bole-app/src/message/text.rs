//! The text of a message: the company's own where there is one, else the supplied one, with its names filled in.

use bole_domain::locale::Locale;
use bole_domain::message::template::{TemplateError, render};
use bole_domain::message::{Channel, MessageKind, Text};
use bole_store::Reads;
use bole_store::message_template::Template;

use super::Fields;
use super::supplied;
use crate::failure::{Doing as _, Failure};

/// The text in use, with names.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn current(
    from: &impl Reads,
    kind: MessageKind,
    channel: Channel,
    locale: Locale,
) -> Result<Text, Failure> {
    let found = bole_store::message_template::current(from, kind.code(), channel.code(), locale.code()).await;
    let found = found.doing("Loading a message's text")?;
    Ok(found.as_ref().and_then(own).unwrap_or_else(|| supplied::text(kind, channel, locale)))
}

/// The words of a saved text; `None` when it brings the supplied one back.
pub(crate) fn own(row: &Template) -> Option<Text> {
    let body = row.body.clone()?;
    Some(Text { subject: row.subject.clone().unwrap_or_default(), body })
}

/// A text with its names filled in.
pub(crate) fn filled(text: &Text, fields: &Fields) -> Result<Text, TemplateError> {
    let values: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Ok(Text { subject: render(&text.subject, &values)?, body: render(&text.body, &values)? })
}

/// Writes a message for a channel. A short message gets the subject of its mail, by which lists name it.
///
/// # Errors
/// When the database cannot be read, or a text was changed behind Bole's back.
pub(crate) async fn write(
    from: &impl Reads,
    kind: MessageKind,
    channel: Channel,
    locale: Locale,
    fields: &Fields,
) -> Result<Text, Failure> {
    let mut text = current(from, kind, channel, locale).await?;
    if channel == Channel::Sms {
        text.subject = current(from, kind, Channel::Mail, locale).await?.subject;
    }
    // A saved text was checked; one that cannot be filled all the same must not cost a candidate the message.
    match filled(&text, fields) {
        Ok(text) => Ok(text),
        Err(error) => {
            tracing::error!(kind = kind.code(), channel = channel.code(), %error, "a saved text cannot be filled");
            let mut text = supplied::text(kind, channel, locale);
            if channel == Channel::Sms {
                text.subject = supplied::text(kind, Channel::Mail, locale).subject;
            }
            filled(&text, fields).map_err(|error| Failure::Broken(anyhow::Error::new(error)))
        }
    }
}
