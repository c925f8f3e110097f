//! Messages to people: mail over SMTP, a recorder that stands in for it, and templates filled with values.
//!
//! It holds no business rule and no wording: what is sent, to whom and when is decided by who calls.

mod failure;
mod html;
mod mail;
mod recorded;
mod smtp;
mod template;

pub use failure::{Reason, SendFailure};
pub use mail::{Mail, Mailer, Sending};
pub use recorded::Recorded;
pub use smtp::{Credentials, Security, SmtpMailer, SmtpSettings};
pub use template::{Template, TemplateError, render};
