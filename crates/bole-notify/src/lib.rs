//! Messages to people: mail over SMTP and a recorder that stands in for it.
//!
//! It holds no business rule and no wording: what is sent, to whom and when is decided by who calls.

mod failure;
mod html;
mod mail;
mod recorded;
mod smtp;

pub use failure::{Reason, SendFailure};
pub use mail::{Mail, Mailer, Sending};
pub use recorded::Recorded;
pub use smtp::{Credentials, Security, SmtpMailer, SmtpSettings};
