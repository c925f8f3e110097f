//! How a use case fails: refused by a rule, or broken. Only the edge logs, once, with the whole chain.

use bole_blob::BlobError;
use bole_domain::rejection::{Kind, Refusal};
use bole_store::{AppendError, StoreError};
use bole_vault::{LedgerError, VaultError};

/// Why a use case did not do what was asked. Nothing was changed then.
#[derive(Debug)]
pub enum Failure {
    /// A rule says no; the browser puts the code into words.
    Refused(Refusal),
    /// Something is broken; the chain is for the log, never for the browser.
    Broken(anyhow::Error),
}

impl Failure {
    /// What does not exist, or may not be known to exist.
    #[must_use]
    pub fn not_found() -> Self {
        Self::refuse(Kind::NotFound, "request.not_found")
    }

    /// What the role does not allow.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::refuse(Kind::Forbidden, "request.forbidden")
    }

    /// Who asks is not signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::refuse(Kind::Unauthenticated, "request.unauthenticated")
    }

    /// A refusal without parameters.
    #[must_use]
    pub fn refuse(kind: Kind, code: &'static str) -> Self {
        Self::Refused(Refusal::new(kind, code))
    }

    /// The code of a refusal; `None` when broken.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refusal) => Some(refusal.code),
            Self::Broken(_) => None,
        }
    }
}

/// Every rule's refusal is a failure of the use case it stops.
macro_rules! refusals {
    ($($refusal:ty),+ $(,)?) => {$(
        impl From<$refusal> for Failure {
            fn from(refusal: $refusal) -> Self {
                Self::Refused(refusal.into())
            }
        }
    )+};
}

refusals!(
    Refusal,
    bole_domain::application::Rejected,
    bole_domain::approval::Rejected,
    bole_domain::assessment::Rejected,
    bole_domain::bulk::LeftOut,
    bole_domain::bulk::Rejected,
    bole_domain::export::Rejected,
    bole_domain::candidate::Rejected,
    bole_domain::consent::Rejected,
    bole_domain::department::Rejected,
    bole_domain::import::Rejected,
    bole_domain::invite_rule::Rejected,
    bole_domain::look::Rejected,
    bole_domain::module::Rejected,
    bole_domain::position::Rejected,
    bole_domain::privacy::Rejected,
    bole_domain::requisition::Rejected,
    bole_domain::second_approval::Rejected,
    bole_domain::session::Rejected,
    bole_domain::staff::Rejected,
    bole_domain::table::Rejected,
    bole_domain::tag::Rejected,
);

/// What the outside world did wrong, with what was being done. `StoreError::Unavailable` becomes a refusal the browser retries.
pub trait Doing<T> {
    /// Says what was being done, for the log.
    ///
    /// # Errors
    /// [`Failure::Refused`] with `storage.unavailable` or `storage.full` when later may help, else [`Failure::Broken`].
    fn doing(self, what: &'static str) -> Result<T, Failure>;
}

impl<T> Doing<T> for Result<T, StoreError> {
    fn doing(self, what: &'static str) -> Result<T, Failure> {
        self.map_err(|error| match error {
            StoreError::Unavailable(_) | StoreError::Collision(_) => {
                tracing::warn!(error = %error, what, "the database is not available");
                Failure::refuse(Kind::Unavailable, "storage.unavailable")
            }
            other => Failure::Broken(anyhow::Error::new(other).context(what)),
        })
    }
}

impl<T> Doing<T> for Result<T, AppendError> {
    fn doing(self, what: &'static str) -> Result<T, Failure> {
        self.map_err(|error| match error {
            AppendError::Unavailable(_) => Failure::refuse(Kind::Unavailable, "storage.unavailable"),
            AppendError::Conflict => Failure::refuse(Kind::Conflict, "session.changed_meanwhile"),
            other => Failure::Broken(anyhow::Error::new(other).context(what)),
        })
    }
}

impl<T> Doing<T> for Result<T, BlobError> {
    fn doing(self, what: &'static str) -> Result<T, Failure> {
        self.map_err(|error| match error {
            BlobError::DiskFull(_) => Failure::refuse(Kind::Unavailable, "storage.full"),
            other => Failure::Broken(anyhow::Error::new(other).context(what)),
        })
    }
}

impl<T> Doing<T> for Result<T, VaultError> {
    fn doing(self, what: &'static str) -> Result<T, Failure> {
        self.map_err(|error| match error {
            VaultError::Busy => Failure::refuse(Kind::Unavailable, "sign_in.busy"),
            other => Failure::Broken(anyhow::Error::new(other).context(what)),
        })
    }
}

impl<T> Doing<T> for Result<T, LedgerError> {
    fn doing(self, what: &'static str) -> Result<T, Failure> {
        self.map_err(|error| Failure::Broken(anyhow::Error::new(error).context(what)))
    }
}

impl<T> Doing<T> for Result<T, serde_json::Error> {
    fn doing(self, what: &'static str) -> Result<T, Failure> {
        self.map_err(|error| Failure::Broken(anyhow::Error::new(error).context(what)))
    }
}

impl<T> Doing<T> for anyhow::Result<T> {
    fn doing(self, what: &'static str) -> Result<T, Failure> {
        self.map_err(|error| Failure::Broken(error.context(what)))
    }
}
