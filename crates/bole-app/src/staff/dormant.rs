//! Accounts that nobody used for 90 days are disabled (R-AUTH-4): a forgotten door is not left open.

use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use serde_json::json;

use crate::app::App;
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};

/// After so many days without a sign-in an account is dormant.
const DORMANT_DAYS: i64 = 90;

/// Disables dormant accounts; gives how many. The last active super admin stays, or nobody could let the others in again.
///
/// # Errors
/// When the database refuses.
pub async fn retire(app: &App) -> Result<usize, Failure> {
    let since = app.now().plus(-DORMANT_DAYS * DAY_MS);
    if bole_store::staff::unused_since(&app.store, since).await.doing("Looking for dormant accounts")?.is_empty() {
        return Ok(0);
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let unused = bole_store::staff::unused_since(&tx, since).await.doing("Looking for dormant accounts")?;
    let admin = Role::SuperAdmin.code();
    let mut admins = bole_store::staff::count(&tx, admin, "active").await.doing("Counting admins")?;
    let mut retired = 0;
    for mut account in unused {
        if account.role == admin {
            if admins <= 1 {
                continue;
            }
            admins -= 1;
        }
        account.status = "dormant".to_owned();
        bole_store::staff::update(&tx, &account).await.doing("Disabling an account")?;
        bole_store::staff::revoke_sessions_of(&tx, account.id, app.now()).await.doing("Ending sessions")?;
        let params = json!({ "days": DORMANT_DAYS });
        let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("staff", &account.id);
        let deed = Deed { actor: Actor::System, action: "staff.dormant", subject: Some(subject), params };
        app.record(&tx, deed).await?;
        retired += 1;
    }
    tx.commit().await.doing("Disabling dormant accounts")?;
    Ok(retired)
}
