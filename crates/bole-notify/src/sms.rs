//! A short message as it leaves the outbox, and the HTTP provider that sends it.
//!
//! Requests are signed; the form is described in `docs/sms-provider.md`. Nothing sent is ever logged.

mod signing;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bole_domain::ids::MessageId;
use bole_domain::time::Millis;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, Url};
use ring::rand::{SecureRandom as _, SystemRandom};
use serde::Deserialize;
use serde_json::json;

use crate::outbound;
use crate::{SendFailure, Sending};
use signing::Request;

/// How long connecting may take; the whole request may take twice as long.
const TIMEOUT: Duration = Duration::from_secs(10);
/// What is read of an answer.
const MAX_ANSWER: usize = 16 * 1024;
/// The longest wait that a provider may ask for.
const MAX_RETRY_AFTER_S: u32 = 24 * 60 * 60;

/// A short message, complete.
#[derive(Clone, PartialEq, Eq)]
pub struct Sms {
    /// The message in the outbox. A provider takes the same one once, however often it is handed over.
    pub id: MessageId,
    /// What it is about, by which the provider's template is chosen.
    pub kind: String,
    /// The recipient's number: `+` and digits.
    pub to: String,
    /// The text.
    pub text: String,
    /// The values of the text's names, for providers that fill a template of their own.
    pub fields: BTreeMap<String, String>,
    /// The present instant, for the signature.
    pub at: Millis,
}

/// Says which message, not what it says or to whom: it may hold a one-time code.
impl fmt::Debug for Sms {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Sms").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Sends short messages.
pub trait SmsSender: fmt::Debug + Send + Sync {
    /// Hands a message over. `Ok` means that the provider has taken responsibility for it.
    fn send(&self, sms: Sms) -> Sending<'_>;
}

/// Which provider to use and how.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsProvider {
    /// Where messages are posted.
    pub url: String,
    /// Who calls.
    pub key_id: String,
    /// What requests are signed with.
    pub secret: String,
    /// The sender's name as registered with the provider, without brackets.
    pub sign_name: String,
    /// The provider's template for each kind of message.
    pub templates: BTreeMap<String, String>,
    /// Whether an administrator declared that the provider stands in a private network.
    pub is_private: bool,
    /// How long connecting may take; `None` for ten seconds.
    pub timeout: Option<Duration>,
}

impl fmt::Debug for SmsProvider {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SmsProvider").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Sends through an HTTP provider.
#[derive(Debug)]
pub struct HttpSms {
    client: Client,
    url: Url,
    provider: SmsProvider,
}

/// What a provider says when it refuses.
#[derive(Deserialize)]
struct Answer {
    code: String,
}

impl HttpSms {
    /// Checks the settings; nothing is connected yet.
    ///
    /// # Errors
    /// A wrong setting is a permanent failure with its own code.
    pub fn new(provider: SmsProvider) -> Result<Self, SendFailure> {
        let url = outbound::address(&provider.url, provider.is_private)?;
        for (value, code) in [
            (&provider.key_id, "sms.bad_key"),
            (&provider.secret, "sms.bad_secret"),
            (&provider.sign_name, "sms.bad_sign_name"),
        ] {
            if value.trim().is_empty() || value.chars().any(char::is_control) {
                return Err(SendFailure::permanent(code, None));
            }
        }
        let client = outbound::client(provider.is_private, provider.timeout.unwrap_or(TIMEOUT))?;
        Ok(Self { client, url, provider })
    }

    async fn deliver(&self, sms: &Sms) -> Result<(), SendFailure> {
        let body = json!({
            "message_id": sms.id,
            "kind": sms.kind,
            "phone": sms.to,
            "sign_name": self.provider.sign_name,
            "template_code": self.provider.templates.get(&sms.kind),
            "template_params": sms.fields,
            "text": sms.text,
        });
        let body = body.to_string();
        let headers = self.headers(sms.at, body.as_bytes())?;
        let request = self.client.post(self.url.clone()).headers(headers).body(body);
        match request.send().await {
            Ok(response) => judged(response).await,
            Err(error) if outbound::is_blocked(&error) => Err(SendFailure::permanent("sms.private_address", None)),
            Err(error) if error.is_timeout() => Err(SendFailure::temporary("sms.timed_out", None)),
            Err(_) => Err(SendFailure::temporary("sms.unreachable", None)),
        }
    }

    fn headers(&self, at: Millis, body: &[u8]) -> Result<HeaderMap, SendFailure> {
        let mut nonce = [0_u8; 16];
        SystemRandom::new().fill(&mut nonce).map_err(|_| SendFailure::temporary("sms.unreachable", None))?;
        let host = self.url.host_str().unwrap_or_default();
        let host = self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let request = Request {
            path: self.url.path(),
            query: self.url.query().unwrap_or_default(),
            host: &host,
            date: &signing::date(at),
            nonce: &signing::hex(&nonce),
            body,
        };
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, reqwest::header::HeaderValue::from_static("application/json"));
        for (name, value) in request.headers(&self.provider.key_id, &self.provider.secret) {
            let value = value.parse().map_err(|_| SendFailure::permanent("sms.bad_key", None))?;
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

impl SmsSender for HttpSms {
    fn send(&self, sms: Sms) -> Sending<'_> {
        Box::pin(async move { self.deliver(&sms).await })
    }
}

/// What an answer means. A provider that has the message already has taken it.
async fn judged(mut response: Response) -> Result<(), SendFailure> {
    let status = response.status();
    let number = Some(status.as_u16());
    if status.is_success() {
        return Ok(());
    }
    if status.is_redirection() {
        return Err(SendFailure::permanent("sms.redirected", number));
    }
    if status.as_u16() == 429 {
        let asked = response.headers().get(RETRY_AFTER).and_then(|it| it.to_str().ok()?.trim().parse::<u32>().ok());
        return Err(SendFailure::temporary("sms.too_many", number).after(asked.map(|it| it.min(MAX_RETRY_AFTER_S))));
    }
    if status.is_server_error() {
        return Err(SendFailure::temporary("sms.provider_broken", number));
    }
    let mut answer = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        answer.extend_from_slice(&chunk);
        if answer.len() > MAX_ANSWER {
            break;
        }
    }
    let code = serde_json::from_slice::<Answer>(&answer).map(|it| it.code).unwrap_or_default();
    match code.as_str() {
        "duplicate" => Ok(()),
        "unknown_key" => Err(SendFailure::permanent("sms.bad_key", number)),
        "bad_signature" => Err(SendFailure::permanent("sms.bad_secret", number)),
        "bad_date" => Err(SendFailure::temporary("sms.clock_wrong", number)),
        "bad_sign_name" => Err(SendFailure::permanent("sms.bad_sign_name", number)),
        "bad_template" => Err(SendFailure::permanent("sms.bad_template", number)),
        "bad_number" => Err(SendFailure::permanent("sms.bad_number", number)),
        _ => Err(SendFailure::permanent("sms.refused", number)),
    }
}
