//! Whether the database takes writes. Whoever meets an outage notes it; only a probe that really writes ends it.

use tokio::sync::watch;

/// Whether the store takes writes now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Writes are taken.
    Writable,
    /// Only reads are answered until a probe write succeeds.
    ReadOnly {
        /// What went wrong, for the log and the operator.
        reason: String,
    },
}

/// The one place that knows the health; everybody else asks.
#[derive(Debug)]
pub(crate) struct HealthCell {
    state: watch::Sender<Health>,
}

impl HealthCell {
    pub(crate) fn new() -> Self {
        Self { state: watch::Sender::new(Health::Writable) }
    }

    pub(crate) fn get(&self) -> Health {
        self.state.borrow().clone()
    }

    /// The reason why nothing can be written, if so.
    pub(crate) fn outage(&self) -> Option<String> {
        match &*self.state.borrow() {
            Health::Writable => None,
            Health::ReadOnly { reason } => Some(reason.clone()),
        }
    }

    /// Stops writes; the first reason stays.
    pub(crate) fn fail(&self, reason: &str) {
        self.state.send_if_modified(|state| {
            let is_new = *state == Health::Writable;
            if is_new {
                tracing::error!(reason, "the database takes no writes; read-only until a probe succeeds");
                *state = Health::ReadOnly { reason: reason.to_owned() };
            }
            is_new
        });
    }

    /// Lets writes through again.
    pub(crate) fn recover(&self) {
        self.state.send_if_modified(|state| {
            let was_out = *state != Health::Writable;
            if was_out {
                tracing::info!("the database takes writes again");
                *state = Health::Writable;
            }
            was_out
        });
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Health> {
        self.state.subscribe()
    }
}
