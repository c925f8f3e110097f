//! How people are reached: by which channel first, and at which hours not at all.

use bole_domain::message::{Channel, QuietHours};
use bole_domain::rejection::Kind;
use bole_domain::staff::Permission;
use bole_store::Reads;
use bole_store::setting::Setting;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

const NAME: &str = "delivery";

/// How people are reached.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct DeliverySettingsBody {
    /// The channel tried first for somebody who has both.
    pub preferred: Channel,
    /// When nothing is sent; `null` for never.
    pub quiet: Option<QuietHours>,
}

impl Default for DeliverySettingsBody {
    fn default() -> Self {
        Self { preferred: Channel::Mail, quiet: Some(QuietHours::default()) }
    }
}

/// How people are reached, and in which time zone hours are meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliverySettingsView {
    /// The channel tried first for somebody who has both.
    pub preferred: Channel,
    /// When nothing is sent; `null` for never.
    pub quiet: Option<QuietHours>,
    /// The deployment's time zone.
    pub time_zone: String,
    /// Whether mail can be sent.
    pub has_mail: bool,
    /// Whether short messages can be sent.
    pub has_sms: bool,
}

/// How people are reached.
///
/// # Errors
/// Without `settings.edit`.
pub async fn get(app: &App, staff: &Staff) -> Result<DeliverySettingsView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let DeliverySettingsBody { preferred, quiet } = kept(&app.store).await?;
    let time_zone = crate::calendar::zone_name();
    Ok(DeliverySettingsView {
        preferred,
        quiet,
        time_zone,
        has_mail: app.mailer().is_some(),
        has_sms: app.sms().is_some(),
    })
}

/// Reaches people so from now on.
///
/// # Errors
/// Without `settings.edit`, `delivery.bad_hours`.
pub async fn put(app: &App, staff: &Staff, body: DeliverySettingsBody) -> Result<DeliverySettingsView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    if body.quiet.is_some_and(|it| !it.is_sound()) {
        return Err(Failure::refuse(Kind::Invalid, "delivery.bad_hours"));
    }
    let setting = Setting {
        name: NAME.to_owned(),
        value: serde_json::to_string(&body).doing("Writing settings")?,
        sealed: None,
        updated_at: app.now(),
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::setting::put(&tx, &setting).await.doing("Keeping settings")?;
    let params = json!({ "preferred": body.preferred.code(), "has_quiet_hours": body.quiet.is_some() });
    app.record(&tx, Deed { actor: staff.into(), action: "settings.delivery", subject: None, params }).await?;
    tx.commit().await.doing("Keeping settings")?;
    get(app, staff).await
}

/// The settings as kept.
pub(crate) async fn kept(from: &impl Reads) -> Result<DeliverySettingsBody, Failure> {
    let found = bole_store::setting::get(from, NAME).await.doing("Reading settings")?;
    found.map_or_else(
        || Ok(DeliverySettingsBody::default()),
        |it| serde_json::from_str(&it.value).doing("Reading settings"),
    )
}
