//! The audit trail: each use case writes plain rows in its own transaction. The sequencer chains them later.
//!
//! Rows name subjects by identifier and never hold personal data, so that erasing a person leaves the chain whole.

use bole_domain::ids::StaffId;
use bole_domain::time::Millis;
use bole_store::Tx;
use bole_store::audit::AuditRecord;
use serde_json::Value;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Candidate, Staff};

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff.
    Staff(StaffId),
    /// A candidate, named by the application.
    Candidate(bole_domain::ids::ApplicationId),
    /// Bole itself, by rule.
    System,
}

impl From<&Staff> for Actor {
    fn from(staff: &Staff) -> Self {
        Self::Staff(staff.id)
    }
}

impl From<&Candidate> for Actor {
    fn from(candidate: &Candidate) -> Self {
        Self::Candidate(candidate.application)
    }
}

impl Actor {
    /// The kind and identifier as stored.
    #[must_use]
    pub fn parts(self) -> (&'static str, Option<String>) {
        match self {
            Self::Staff(id) => ("staff", Some(id.to_string())),
            Self::Candidate(id) => ("candidate", Some(id.to_string())),
            Self::System => ("system", None),
        }
    }
}

/// One thing that was done.
pub struct Deed<'a> {
    /// Who did it.
    pub actor: Actor,
    /// What, as `noun.verb`.
    pub action: &'static str,
    /// What it was done to, as noun and identifier.
    pub subject: Option<(&'static str, &'a (dyn std::fmt::Display + Sync))>,
    /// Details without personal data.
    pub params: Value,
}

impl App {
    /// Writes an audit row in the caller's transaction.
    ///
    /// # Errors
    /// When the row cannot be written; the transaction must not be committed then.
    pub async fn record(&self, tx: &Tx, deed: Deed<'_>) -> Result<(), Failure> {
        self.record_at(tx, self.now(), deed).await
    }

    /// Writes an audit row as of an instant; only the demonstration has a past to tell.
    pub(crate) async fn record_at(&self, tx: &Tx, at: Millis, deed: Deed<'_>) -> Result<(), Failure> {
        let (actor_kind, actor_id) = deed.actor.parts();
        let record = AuditRecord {
            id: self.new_id(),
            at,
            actor_kind: actor_kind.to_owned(),
            actor_id,
            action: deed.action.to_owned(),
            subject_kind: deed.subject.map(|(kind, _)| kind.to_owned()),
            subject_id: deed.subject.map(|(_, id)| id.to_string()),
            params: deed.params.to_string(),
            seq: None,
            hash: None,
        };
        bole_store::audit::insert(tx, &record).await.doing("Writing the audit row")
    }
}
