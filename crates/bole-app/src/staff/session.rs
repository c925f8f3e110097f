//! Where an account is signed in, and ending one of its sessions.

use bole_domain::ids::StaffId;
use bole_domain::staff::Rejected;
use bole_domain::time::Millis;
use bole_store::Tx;
use bole_store::staff::StaffSession;
use bole_vault::hash_token;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{load, role_of};
use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// So much of a token's hash names a session and opens nothing.
const NAME_LENGTH: usize = 24;

/// An open session.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffSessionView {
    /// Its name.
    pub id: String,
    /// The browser it was opened with.
    pub device: Option<String>,
    /// When it was opened.
    pub created_at: Millis,
    /// When it was last used.
    pub last_seen_at: Millis,
    /// When it ends by itself.
    pub expires_at: Millis,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// The open sessions of an account.
///
/// # Errors
/// Without `staff.manage`, `staff.role_not_yours`.
pub async fn sessions(app: &App, staff: &Staff, token: &str, id: StaffId) -> Result<Vec<StaffSessionView>, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    check(staff, &tx, id).await?;
    list(app, &tx, token, id).await
}

/// Ends a session; one that is over already stays over. Gives those that are left.
///
/// # Errors
/// Without `staff.manage`, `staff.role_not_yours`.
pub async fn end_session(
    app: &App,
    staff: &Staff,
    token: &str,
    id: StaffId,
    session: &str,
) -> Result<Vec<StaffSessionView>, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    check(staff, &tx, id).await?;
    let open = bole_store::staff::sessions_of(&tx, id, app.now()).await.doing("Listing sessions")?;
    if let Some(found) = open.iter().find(|it| name(it) == session) {
        bole_store::staff::revoke_session(&tx, &found.token_hash, app.now()).await.doing("Ending a session")?;
        let deed =
            Deed { actor: staff.into(), action: "staff.end_session", subject: Some(("staff", &id)), params: json!({}) };
        app.record(&tx, deed).await?;
    }
    let left = list(app, &tx, token, id).await?;
    tx.commit().await.doing("Ending a session")?;
    Ok(left)
}

/// One's own sessions are one's own to end; another's take the right to suspend the account.
async fn check(staff: &Staff, tx: &Tx, id: StaffId) -> Result<(), Failure> {
    let account = load(staff, tx, id).await?;
    if id == staff.id || staff.role.may_suspend(role_of(&account)?) { Ok(()) } else { Err(Rejected::NotYours.into()) }
}

async fn list(app: &App, tx: &Tx, token: &str, id: StaffId) -> Result<Vec<StaffSessionView>, Failure> {
    let current = hash_token(token);
    let open = bole_store::staff::sessions_of(tx, id, app.now()).await.doing("Listing sessions")?;
    let view = |it: &StaffSession| StaffSessionView {
        id: name(it).to_owned(),
        device: it.device.clone(),
        created_at: it.created_at,
        last_seen_at: it.last_seen_at,
        expires_at: it.expires_at,
        is_current: it.token_hash == current,
    };
    Ok(open.iter().map(view).collect())
}

fn name(session: &StaffSession) -> &str {
    session.token_hash.get(..NAME_LENGTH).unwrap_or(&session.token_hash)
}
