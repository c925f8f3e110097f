//! Messages to people: mail over SMTP, short messages over a signed HTTP request, and a recorder that stands in for mail.
//!
//! It holds no business rule and no wording: what is sent, to whom and when is decided by who calls.

mod failure;
mod html;
mod mail;
mod outbound;
mod recorded;
mod sms;
mod smtp;

pub use failure::{Reason, SendFailure};
pub use mail::{Mail, Mailer, Sending};
pub use recorded::Recorded;
pub use sms::{HttpSms, Sms, SmsProvider, SmsSender};
pub use smtp::{Credentials, Security, SmtpMailer, SmtpSettings};
