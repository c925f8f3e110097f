//! A mail as it leaves the outbox, and what can send it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bole_domain::ids::MessageId;
use bole_domain::time::Millis;

use crate::SendFailure;

/// A mail, complete.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The message in the outbox; a mail sent twice carries it twice, so that mail programs show it once.
    pub id: MessageId,
    /// The recipient's address.
    pub to: String,
    /// The recipient's name, where it is known.
    pub to_name: Option<String>,
    /// The subject.
    pub subject: String,
    /// The text; an HTML form of it is made when it is sent.
    pub text: String,
    /// When it was written.
    pub written_at: Millis,
}

/// Says which mail, not what it says or to whom: a mail may hold a one-time code.
impl fmt::Debug for Mail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Mail").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A mail on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SendFailure>> + Send + 'a>>;

/// Sends mails.
pub trait Mailer: fmt::Debug + Send + Sync {
    /// Hands a mail over. `Ok` means that the server has taken responsibility for it.
    fn send(&self, mail: Mail) -> Sending<'_>;
}
