//! The monitor's setting: how long a candidate may stay in one step before HR is told.

use bole_domain::rejection::{Kind, Refusal};
use bole_domain::session::STAY_LIMIT_MS;
use bole_domain::staff::Permission;
use bole_store::setting::Setting;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

const NAME: &str = "monitor";
/// What may be set, in seconds.
const RANGE: std::ops::RangeInclusive<u32> = 5..=14_400;

/// The limit of a stay.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct MonitorSettingsBody {
    /// Seconds in one step before HR is told: 5–14,400.
    pub limit_seconds: u32,
}

/// Uses another limit from now on; the stays that go on move with it.
///
/// # Errors
/// Without `settings.edit`, `alert.limit_out_of_range`.
pub async fn put(app: &App, staff: &Staff, body: MonitorSettingsBody) -> Result<MonitorSettingsBody, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    if !RANGE.contains(&body.limit_seconds) {
        let refusal = Refusal::new(Kind::Invalid, "alert.limit_out_of_range");
        return Err(refusal.with("least", *RANGE.start()).with("most", *RANGE.end()).into());
    }
    let setting = Setting {
        name: NAME.to_owned(),
        value: serde_json::to_string(&body).doing("Writing settings")?,
        sealed: None,
        updated_at: app.now(),
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    let before = load(&tx).await?;
    let limit_ms = i64::from(body.limit_seconds) * 1000;
    bole_store::alert::shift(&tx, limit_ms - before).await.doing("Moving timers")?;
    bole_store::setting::put(&tx, &setting).await.doing("Keeping settings")?;
    let params = json!({ "seconds": body.limit_seconds });
    app.record(&tx, Deed { actor: staff.into(), action: "settings.monitor", subject: None, params }).await?;
    tx.commit().await.doing("Keeping settings")?;
    app.set_stay_limit_ms(limit_ms);
    app.tell(LiveTopic::Sessions);
    Ok(body)
}

/// Takes the stored limit into use: when the server starts, and again now and then, because another process may have set it.
///
/// # Errors
/// When the database cannot be read.
pub async fn start(app: &App) -> Result<(), Failure> {
    app.set_stay_limit_ms(load(&app.store).await?);
    Ok(())
}

async fn load(from: &impl bole_store::Reads) -> Result<i64, Failure> {
    let found = bole_store::setting::get(from, NAME).await.doing("Reading settings")?;
    let Some(setting) = found else { return Ok(STAY_LIMIT_MS) };
    let body: MonitorSettingsBody = serde_json::from_str(&setting.value).doing("Reading settings")?;
    Ok(i64::from(body.limit_seconds) * 1000)
}
