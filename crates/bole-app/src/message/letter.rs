//! What Bole writes to people: each kind of message with the values that go into its text.

use std::collections::BTreeMap;

use bole_domain::locale::Locale;
use bole_domain::message::{Channel, MessageKind, Text};
use bole_domain::time::Millis;

use super::supplied;
use crate::calendar::date;

/// The values of a text's names.
pub type Fields = BTreeMap<String, String>;

/// One kind of message with what goes into it.
#[derive(Debug)]
pub enum Letter<'a> {
    /// An invitation to an interview.
    Invitation {
        /// Whom.
        name: &'a str,
        /// For what.
        job: &'a str,
        /// The link.
        link: &'a str,
        /// Until when.
        expires_at: Millis,
        /// What HR added.
        note: &'a str,
    },
    /// The interview's window closes soon.
    Reminder {
        /// Whom.
        name: &'a str,
        /// For what.
        job: &'a str,
        /// The link.
        link: &'a str,
        /// Until when.
        expires_at: Millis,
    },
    /// A one-time code.
    Code {
        /// Six digits.
        code: &'a str,
    },
    /// A result can be read.
    Result {
        /// Whom.
        name: &'a str,
        /// For what.
        job: &'a str,
        /// Where candidates come.
        origin: &'a str,
    },
    /// The company withdrew the invitation.
    Cancellation {
        /// Whom.
        name: &'a str,
        /// For what.
        job: &'a str,
    },
    /// The candidate withdrew the application.
    Withdrawal {
        /// Whom.
        name: &'a str,
        /// For what.
        job: &'a str,
    },
    /// A requisition waits for somebody's approval, or was decided.
    Approval {
        /// Whom.
        name: &'a str,
        /// Which requisition.
        job: &'a str,
        /// What happened, in the message's language.
        news: &'a str,
        /// Where to look.
        link: &'a str,
    },
    /// What HR writes to many at once.
    Announcement {
        /// Whom.
        name: &'a str,
        /// For what.
        job: &'a str,
        /// What it says.
        text: &'a str,
    },
    /// An account waits for its owner.
    StaffActivation {
        /// Whom.
        name: &'a str,
        /// The link.
        link: &'a str,
    },
}

impl Letter<'_> {
    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> MessageKind {
        match self {
            Self::Invitation { .. } => MessageKind::Invitation,
            Self::Reminder { .. } => MessageKind::Reminder,
            Self::Code { .. } => MessageKind::Code,
            Self::Result { .. } => MessageKind::Result,
            Self::Cancellation { .. } => MessageKind::Cancellation,
            Self::Withdrawal { .. } => MessageKind::Withdrawal,
            Self::StaffActivation { .. } => MessageKind::StaffActivation,
            Self::Approval { .. } => MessageKind::Approval,
            Self::Announcement { .. } => MessageKind::Announcement,
        }
    }

    /// The values of its names: those that its kind lists in the domain, no other.
    #[must_use]
    pub fn fields(&self, locale: Locale, company: &str) -> Fields {
        let values = match self {
            Self::Invitation { name, job, link, expires_at, note } => vec![
                ("name", (*name).to_owned()),
                ("job", (*job).to_owned()),
                ("link", (*link).to_owned()),
                ("until", date(*expires_at, locale)),
                ("note", added(note)),
            ],
            Self::Reminder { name, job, link, expires_at } => vec![
                ("name", (*name).to_owned()),
                ("job", (*job).to_owned()),
                ("link", (*link).to_owned()),
                ("until", date(*expires_at, locale)),
            ],
            Self::Code { code } => vec![("code", (*code).to_owned())],
            Self::Result { name, job, origin } => {
                vec![("name", (*name).to_owned()), ("job", (*job).to_owned()), ("origin", (*origin).to_owned())]
            }
            Self::Cancellation { name, job } | Self::Withdrawal { name, job } => {
                vec![("name", (*name).to_owned()), ("job", (*job).to_owned())]
            }
            Self::Approval { name, job, news, link } => vec![
                ("name", (*name).to_owned()),
                ("job", (*job).to_owned()),
                ("news", (*news).to_owned()),
                ("link", (*link).to_owned()),
            ],
            Self::Announcement { name, job, text } => {
                vec![("name", (*name).to_owned()), ("job", (*job).to_owned()), ("text", (*text).to_owned())]
            }
            Self::StaffActivation { name, link } => vec![("name", (*name).to_owned()), ("link", (*link).to_owned())],
        };
        let company = ("company", company.to_owned());
        values.into_iter().chain([company]).map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// As the supplied text of its mail says it; only the demonstration asks past the company's own texts.
    #[must_use]
    pub fn as_supplied(&self, locale: Locale, company: &str) -> Text {
        let fields = self.fields(locale, company);
        let text = supplied::text(self.kind(), Channel::Mail, locale);
        super::text::filled(&text, &fields).unwrap_or_default()
    }
}

/// What HR added, as a paragraph of its own.
fn added(note: &str) -> String {
    let note: String = note.trim().chars().take(500).collect();
    if note.is_empty() { String::new() } else { format!("\n{note}\n") }
}
