//! Messages (消息): what kinds there are, what the text of each may and must name, and how long a short message is.
//!
//! Wording is data: the supplied texts live with the use cases, a company's own in the database. Here stands what both obey.

pub mod template;

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};
use template::{Template, TemplateError};

/// The most characters of a subject.
pub const MAX_SUBJECT: usize = 120;
/// The most characters of a mail's text.
pub const MAX_MAIL: usize = 5000;
/// The most characters of a short message: more than five parts is no short message.
pub const MAX_SMS: usize = 335;
/// What one short message holds (UCS-2, as every text with a Chinese character is sent).
const SMS_UNITS: usize = 70;
/// What each part of a longer one holds; the rest numbers the parts.
const SMS_PART_UNITS: usize = 67;

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// 面试邀请.
    Invitation,
    /// 到期提醒: the interview's window closes soon.
    Reminder,
    /// 验证码.
    Code,
    /// 结果通知.
    Result,
    /// 邀请取消: the company withdrew the invitation.
    Cancellation,
    /// 撤回确认: the candidate withdrew the application.
    Withdrawal,
    /// 账号激活: a link for a new member of staff.
    StaffActivation,
    /// 审批通知: a requisition waits for somebody, or was decided.
    Approval,
    /// 通知: what HR writes to many at once.
    Announcement,
}

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 邮件.
    Mail,
    /// 短信.
    Sms,
}

impl Channel {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    /// The channel of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Mail, Self::Sms].into_iter().find(|it| it.code() == code)
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Mail => Self::Sms,
            Self::Sms => Self::Mail,
        }
    }
}

impl MessageKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Invitation,
        Self::Reminder,
        Self::Code,
        Self::Result,
        Self::Cancellation,
        Self::Withdrawal,
        Self::StaffActivation,
        Self::Approval,
        Self::Announcement,
    ];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reminder => "reminder",
            Self::Code => "code",
            Self::Result => "result",
            Self::Cancellation => "cancellation",
            Self::Withdrawal => "withdrawal",
            Self::StaffActivation => "staff_activation",
            Self::Approval => "approval",
            Self::Announcement => "announcement",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// How it may travel. Staff are reached by mail alone: no phone number of theirs is kept.
    #[must_use]
    pub const fn channels(self) -> &'static [Channel] {
        match self {
            Self::StaffActivation | Self::Approval => &[Channel::Mail],
            _ => &[Channel::Mail, Channel::Sms],
        }
    }

    /// The names its text may use, those that must be there first.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Invitation => &["link", "name", "company", "job", "until", "note"],
            Self::Reminder => &["link", "name", "company", "job", "until"],
            Self::Code => &["code", "company"],
            Self::Result => &["origin", "name", "company", "job"],
            Self::Cancellation | Self::Withdrawal => &["name", "company", "job"],
            Self::StaffActivation => &["link", "name", "company"],
            Self::Approval => &["link", "name", "company", "job", "news"],
            Self::Announcement => &["text", "name", "company", "job"],
        }
    }

    /// Whether it is sent at night too: what its recipient asked for just now.
    #[must_use]
    pub const fn is_exempt_from_quiet_hours(self) -> bool {
        matches!(self, Self::Code | Self::Withdrawal | Self::StaffActivation)
    }

    /// The names without which the text is of no use.
    #[must_use]
    pub const fn required(self) -> &'static [&'static str] {
        match self {
            Self::Invitation | Self::Reminder | Self::StaffActivation | Self::Approval => &["link"],
            Self::Code => &["code"],
            Self::Result => &["origin"],
            Self::Announcement => &["text"],
            Self::Cancellation | Self::Withdrawal => &[],
        }
    }

    /// The names its subject may use: subjects are shown in lists, so no link and no code.
    #[must_use]
    pub fn subject_names(self) -> Vec<&'static str> {
        self.names().iter().copied().filter(|it| ["name", "company", "job"].contains(it)).collect()
    }
}

/// Where in a text something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TextPart)]
pub enum Part {
    /// The subject.
    Subject,
    /// The text itself.
    Body,
}

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// A name is unknown or missing, or a brace stands alone.
    #[error("{error}")]
    Template {
        /// Where.
        part: Part,
        /// What.
        error: TemplateError,
    },
    /// There is no text.
    #[error("the text is empty")]
    Empty {
        /// Where.
        part: Part,
    },
    /// There is too much of it.
    #[error("the text is longer than {limit} characters")]
    TooLong {
        /// Where.
        part: Part,
        /// How much there may be.
        limit: usize,
    },
}

impl Rejected {
    /// Where in the text.
    #[must_use]
    pub const fn part(&self) -> Part {
        match self {
            Self::Template { part, .. } | Self::Empty { part } | Self::TooLong { part, .. } => *part,
        }
    }
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Template { error, .. } => {
                let refusal = Self::new(Kind::Invalid, error.code());
                match error {
                    TemplateError::Unknown { name, at } => refusal.with("name", name).with("at", at + 1),
                    TemplateError::Missing { name } => refusal.with("name", name),
                    TemplateError::Brace { at } => refusal.with("at", at + 1),
                }
            }
            Rejected::Empty { .. } => Self::new(Kind::Invalid, "template.empty"),
            Rejected::TooLong { limit, .. } => Self::new(Kind::Invalid, "template.too_long").with("limit", limit),
        }
    }
}

/// A text as it is kept: a subject, for mail alone, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// Empty for short messages.
    pub subject: String,
    /// What it says.
    pub body: String,
}

/// Everything that is wrong with a text; one finding for each of its parts at most.
#[must_use]
pub fn problems(kind: MessageKind, channel: Channel, text: &Text) -> Vec<Rejected> {
    let (subject, body) = (text.subject.trim(), text.body.trim());
    let limit = if channel == Channel::Mail { MAX_MAIL } else { MAX_SMS };
    let check = |part, text: &str, limit: usize, allowed: &[&str], required: &[&str]| {
        if text.is_empty() {
            return Some(Rejected::Empty { part });
        }
        if text.chars().count() > limit {
            return Some(Rejected::TooLong { part, limit });
        }
        Template::parse(text, allowed, required).err().map(|error| Rejected::Template { part, error })
    };
    let subject = (channel == Channel::Mail)
        .then(|| check(Part::Subject, subject, MAX_SUBJECT, &kind.subject_names(), &[]))
        .flatten();
    let body = check(Part::Body, body, limit, kind.names(), kind.required());
    subject.into_iter().chain(body).collect()
}

/// Whether a channel leads to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Whether the person has a contact there.
    pub has_contact: bool,
    /// Whether the deployment can send there.
    pub is_ready: bool,
}

/// The channel of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which one.
    pub channel: Channel,
    /// Whether it can be sent there now; else it is held.
    pub is_ready: bool,
}

/// The channel for somebody: the preferred one if it works, else the other one if that works, else the one they have.
#[must_use]
pub fn channel_for(preferred: Channel, mail: Reach, sms: Reach) -> Choice {
    let reach = |channel| if channel == Channel::Mail { mail } else { sms };
    let order = [preferred, preferred.other()];
    let works = order.into_iter().find(|it| reach(*it).has_contact && reach(*it).is_ready);
    let has = order.into_iter().find(|it| reach(*it).has_contact);
    Choice { channel: works.or(has).unwrap_or(Channel::Mail), is_ready: works.is_some() }
}

/// The waits between attempts, so that a provider may be down for days.
const WAITS_MS: [i64; 9] = [
    MINUTE_MS,
    5 * MINUTE_MS,
    15 * MINUTE_MS,
    HOUR_MS,
    2 * HOUR_MS,
    4 * HOUR_MS,
    8 * HOUR_MS,
    16 * HOUR_MS,
    24 * HOUR_MS,
];

/// How long to wait after so many attempts that failed for now; `None` when it is given up.
#[must_use]
pub fn wait_before_retry(attempts: i64) -> Option<i64> {
    let index = usize::try_from(attempts.checked_sub(1)?).ok()?;
    WAITS_MS.get(index).copied()
}

/// Whether somebody invited at `invited_at` is reminded now of what closes at `deadline`: within the last day, with an hour
/// left to do it, and not when the invitation itself is hardly older than a day.
#[must_use]
pub fn reminds(invited_at: Millis, deadline: Millis, now: Millis) -> bool {
    let left = deadline.since(now);
    deadline.since(invited_at) >= DAY_MS + 12 * HOUR_MS && (HOUR_MS..=DAY_MS).contains(&left)
}

/// 免打扰时段: minutes of the day in the deployment's time zone; it may pass midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QuietHours {
    /// From this minute of the day.
    pub from_minute: u16,
    /// Until before this minute of the day.
    pub until_minute: u16,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { from_minute: 21 * 60, until_minute: 8 * 60 }
    }
}

impl QuietHours {
    /// Whether these are minutes of a day, and not a whole day.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.from_minute < 1440 && self.until_minute < 1440 && self.from_minute != self.until_minute
    }

    /// Whether a minute of the day is quiet.
    #[must_use]
    pub const fn covers(&self, minute: u16) -> bool {
        if self.from_minute < self.until_minute {
            self.from_minute <= minute && minute < self.until_minute
        } else {
            self.from_minute <= minute || minute < self.until_minute
        }
    }

    /// Whether what is quiet at this minute ends on the next day.
    #[must_use]
    pub const fn ends_tomorrow(&self, minute: u16) -> bool {
        self.from_minute > self.until_minute && minute >= self.from_minute
    }
}

/// How many short messages a text is charged as: 70 characters in one, 67 in each part of a longer one; a character outside
/// the basic plane counts twice.
#[must_use]
pub fn sms_parts(text: &str) -> usize {
    match text.encode_utf16().count() {
        0 => 0,
        units if units <= SMS_UNITS => 1,
        units => units.div_ceil(SMS_PART_UNITS),
    }
}

#[cfg(test)]
mod tests;
