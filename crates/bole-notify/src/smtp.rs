//! Mail over SMTP. One connection per mail: a hiring system sends few, and a kept connection is one more thing that dies.
//!
//! It never sends without encryption to another machine, and never logs what it sends.

use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use bole_domain::time::Millis;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::html::html_of;
use crate::{Mail, Mailer, SendFailure, Sending};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How many such times the whole conversation may take.
const CONVERSATION_FACTOR: u32 = 3;
/// Statuses by which a server refuses the account, not the mail.
const SIGN_IN_STATUSES: [u16; 4] = [530, 534, 535, 538];

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Encrypted after the greeting (customary on port 587); required, never given up.
    StartTls,
    /// Encrypted from the start (customary on port 465).
    Tls,
    /// Not encrypted; only for a server on this machine.
    None,
}

/// An account at the mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The account.
    pub user: String,
    /// Its password.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Credentials(…)")
    }
}

/// Which server to use and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// The server's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The encryption.
    pub security: Security,
    /// The account, when the server wants one.
    pub credentials: Option<Credentials>,
    /// The sender, such as `Bole <noreply@example.com>`.
    pub from: String,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<String>,
    /// How long connecting may take; `None` for ten seconds.
    pub timeout: Option<Duration>,
}

/// Sends over SMTP.
#[derive(Debug)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    conversation: Duration,
}

impl SmtpMailer {
    /// Checks the settings; nothing is connected yet. A wrong setting is a permanent failure with its own code.
    pub fn new(settings: &SmtpSettings) -> Result<Self, SendFailure> {
        let sender = |text: &str| text.parse::<Mailbox>().map_err(|_| SendFailure::permanent("mail.bad_sender", None));
        let tls_parameters = || {
            TlsParameters::new(settings.host.clone()).map_err(|_| SendFailure::permanent("mail.bad_server_name", None))
        };
        let tls = match settings.security {
            Security::StartTls => Tls::Required(tls_parameters()?),
            Security::Tls => Tls::Wrapper(tls_parameters()?),
            Security::None if is_loopback(&settings.host) => Tls::None,
            Security::None => return Err(SendFailure::permanent("mail.needs_encryption", None)),
        };
        let timeout = settings.timeout.unwrap_or(CONNECT_TIMEOUT);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(timeout));
        if let Some(Credentials { user, password }) = &settings.credentials {
            builder = builder.credentials((user.clone(), password.clone()).into());
        }
        Ok(Self {
            transport: builder.build(),
            from: sender(&settings.from)?,
            reply_to: settings.reply_to.as_deref().map(sender).transpose()?,
            conversation: timeout * CONVERSATION_FACTOR,
        })
    }

    async fn deliver(&self, mail: &Mail) -> Result<(), SendFailure> {
        let message = self.message(mail)?;
        let is_plain_address = mail.to.is_ascii();
        match tokio::time::timeout(self.conversation, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(classify(&error, is_plain_address)),
            Err(_) => Err(SendFailure::temporary("mail.timed_out", None)),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, SendFailure> {
        let address: Address = mail.to.trim().parse().map_err(|_| SendFailure::permanent("mail.bad_address", None))?;
        let to_name = mail.to_name.as_deref().map(one_line).filter(|name| !name.is_empty());
        let mut builder = Message::builder()
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .date(instant(mail.written_at))
            .from(self.from.clone())
            .to(Mailbox::new(to_name, address))
            .subject(one_line(&mail.subject))
            .header(AutoSubmitted);
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        let plain = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(mail.text.clone());
        let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(html_of(&mail.text));
        builder
            .multipart(MultiPart::alternative().singlepart(plain).singlepart(html))
            .map_err(|_| SendFailure::permanent("mail.not_sendable", None))
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: Mail) -> Sending<'_> {
        Box::pin(async move { self.deliver(&mail).await })
    }
}

fn classify(error: &SmtpError, is_plain_address: bool) -> SendFailure {
    let status = error.status().map(u16::from);
    if error.is_timeout() {
        return SendFailure::temporary("mail.timed_out", None);
    }
    if error.is_tls() {
        return SendFailure::temporary("mail.encryption_failed", None);
    }
    match status {
        // The account is the administrator's to repair, and then the mail goes out after all.
        Some(code) if SIGN_IN_STATUSES.contains(&code) => SendFailure::temporary("mail.sign_in_refused", status),
        Some(_) if error.is_permanent() => SendFailure::permanent("mail.refused", status),
        Some(_) => SendFailure::temporary("mail.refused_for_now", status),
        // What our own side will not do: the server lacks what the settings or the address need.
        None if error.is_client() && is_plain_address => SendFailure::temporary("mail.server_lacks_feature", None),
        None if error.is_client() => SendFailure::permanent("mail.address_not_supported", None),
        None if error.is_response() => SendFailure::temporary("mail.answer_not_understood", None),
        None => SendFailure::temporary("mail.unreachable", None),
    }
}

/// Tells other programs not to answer with a holiday notice (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A header is one line, whatever a name or a template holds.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>().trim().to_owned()
}

fn instant(at: Millis) -> SystemTime {
    u64::try_from(at.0).map_or(SystemTime::UNIX_EPOCH, |ms| {
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(ms)).unwrap_or(SystemTime::UNIX_EPOCH)
    })
}

#[cfg(test)]
mod tests;
