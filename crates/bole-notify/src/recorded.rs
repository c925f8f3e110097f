//! A mailer that sends nothing and remembers everything, for tests and for a deployment without mail.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Mail, Mailer, SendFailure, Sending};

/// Remembers mails instead of sending them; may be told to fail.
#[derive(Debug, Default)]
pub struct Recorded {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    mails: Vec<Mail>,
    failures: VecDeque<SendFailure>,
}

impl Recorded {
    /// Remembers nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The mails that were taken, oldest first.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.state().mails.clone()
    }

    /// The next mail is not taken, for now.
    pub fn fail_for_now(&self) {
        self.state().failures.push_back(SendFailure::temporary("mail.unreachable", None));
    }

    /// The next mail is refused for good.
    pub fn refuse(&self) {
        self.state().failures.push_back(SendFailure::permanent("mail.refused", Some(550)));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing here panics half-way, so a poisoned lock still holds a whole state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mailer for Recorded {
    fn send(&self, mail: Mail) -> Sending<'_> {
        let mut state = self.state();
        let result = match state.failures.pop_front() {
            Some(failure) => Err(failure),
            None => {
                state.mails.push(mail);
                Ok(())
            }
        };
        Box::pin(std::future::ready(result))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bole_domain::time::Millis;

    #[tokio::test]
    async fn mails_are_remembered_and_failures_happen_once() {
        let recorded = Recorded::new();
        let mail = Mail {
            id: uuid::Uuid::nil().into(),
            to: "lin@example.com".to_owned(),
            to_name: None,
            subject: "邀请".to_owned(),
            text: "验证码 048213".to_owned(),
            written_at: Millis(0),
        };
        recorded.fail_for_now();
        recorded.refuse();
        assert!(!recorded.send(mail.clone()).await.unwrap_err().is_permanent());
        assert!(recorded.send(mail.clone()).await.unwrap_err().is_permanent());
        recorded.send(mail.clone()).await.unwrap();
        assert_eq!(recorded.mails(), [mail]);
        assert!(!format!("{recorded:?}").contains("048213"));
    }
}
