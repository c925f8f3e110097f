//! What people did in the demonstration's past, for the audit trail: written in order of time.

use bole_domain::time::Millis;
use bole_store::Tx;
use serde_json::Value;

use crate::app::App;
use crate::audit::{Actor, Deed};
use crate::failure::Failure;

/// A deed in the past.
pub(super) struct Past {
    pub(super) at: Millis,
    pub(super) actor: Actor,
    pub(super) action: &'static str,
    pub(super) subject: (&'static str, String),
    pub(super) params: Value,
}

/// Writes all deeds, oldest first, as they would have come.
pub(super) async fn write(app: &App, tx: &Tx, mut trail: Vec<Past>) -> Result<(), Failure> {
    trail.sort_by_key(|it| it.at);
    for it in &trail {
        let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = (it.subject.0, &it.subject.1);
        let deed = Deed { actor: it.actor, action: it.action, subject: Some(subject), params: it.params.clone() };
        app.record_at(tx, it.at, deed).await?;
    }
    Ok(())
}
