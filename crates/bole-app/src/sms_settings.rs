//! The provider of short messages: set by an administrator, tried with a button, its secret sealed and never shown.
//!
//! What may be sent in a day is limited for the whole deployment, and numbers outside the allowed prefixes get nothing
//! (R-OTP-1): short messages cost money, and somebody else's script must not spend it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bole_domain::candidate::normalise_phone;
use bole_domain::message::{Channel, MessageKind};
use bole_domain::rejection::Kind;
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_notify::{HttpSms, Sms, SmsProvider, SmsSender};
use bole_store::Reads;
use bole_store::setting::Setting;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;
use crate::seal::at;

const NAME: &str = "sms";
/// How many short messages go out in a day unless somebody says otherwise.
const DAILY_CAP: u32 = 500;
/// The most that can be allowed: beyond it the limit protects nobody.
const MOST_A_DAY: u32 = 100_000;

/// The provider as shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmsSettingsView {
    /// Empty while nothing is configured.
    pub url: String,
    /// Who calls.
    pub key_id: String,
    /// Whether a secret is kept.
    pub has_secret: bool,
    /// The sender's name, without brackets.
    pub sign_name: String,
    /// The provider's template for each kind of message.
    pub templates: BTreeMap<String, String>,
    /// The kinds that may travel as short messages.
    pub kinds: Vec<MessageKind>,
    /// Whether the provider stands in a private network.
    pub is_private: bool,
    /// The beginnings of the numbers that are sent to.
    pub prefixes: Vec<String>,
    /// How many may go out in a day.
    pub daily_cap: u32,
    /// How many have gone out today.
    pub used_today: i64,
    /// When the day ends.
    pub resets_at: Millis,
}

/// The provider to use.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
pub struct SmsSettingsBody {
    /// Empty switches sending off.
    pub url: String,
    /// Who calls.
    #[serde(default)]
    pub key_id: String,
    /// Kept as it was unless given.
    #[serde(default, skip_serializing)]
    pub secret: Option<String>,
    /// The sender's name, without brackets.
    #[serde(default)]
    pub sign_name: String,
    /// The provider's template for each kind of message.
    #[serde(default)]
    pub templates: BTreeMap<String, String>,
    /// Whether the provider stands in a private network.
    #[serde(default)]
    pub is_private: bool,
    /// The beginnings of the numbers that are sent to.
    #[serde(default = "home")]
    pub prefixes: Vec<String>,
    /// How many may go out in a day.
    #[serde(default = "usual_cap")]
    pub daily_cap: u32,
}

fn home() -> Vec<String> {
    vec!["+86".to_owned()]
}

const fn usual_cap() -> u32 {
    DAILY_CAP
}

impl Default for SmsSettingsBody {
    fn default() -> Self {
        let (url, key_id, sign_name, templates) = Default::default();
        Self {
            url,
            key_id,
            secret: None,
            sign_name,
            templates,
            is_private: false,
            prefixes: home(),
            daily_cap: DAILY_CAP,
        }
    }
}

/// Whom to send a test.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SmsTestBody {
    /// A phone number.
    pub to: String,
}

/// How the test went.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmsTestView {
    /// Whether the provider took it.
    pub ok: bool,
    /// Why not, as a code that names the value to correct.
    pub error: Option<&'static str>,
}

/// The provider as configured.
///
/// # Errors
/// Without `settings.edit`.
pub async fn get(app: &App, staff: &Staff) -> Result<SmsSettingsView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let (body, secret) = load(app, &app.store).await?;
    let (today, resets_at) = crate::calendar::day_bounds(app.now());
    let used = bole_store::message::charged_since(&app.store, today).await.doing("Counting short messages")?;
    let kinds = MessageKind::ALL.into_iter().filter(|it| it.channels().contains(&Channel::Sms)).collect();
    Ok(SmsSettingsView {
        url: body.url,
        key_id: body.key_id,
        has_secret: secret.is_some(),
        sign_name: body.sign_name,
        templates: body.templates,
        kinds,
        is_private: body.is_private,
        prefixes: body.prefixes,
        daily_cap: body.daily_cap,
        used_today: used,
        resets_at,
    })
}

/// Uses another provider from now on.
///
/// # Errors
/// Without `settings.edit`, or the code of the value that is wrong.
pub async fn put(app: &App, staff: &Staff, body: SmsSettingsBody) -> Result<SmsSettingsView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let body = checked(body)?;
    let kept = load(app, &app.store).await?.1;
    let secret = body.secret.clone().filter(|it| !it.is_empty()).or(kept);
    let sender = sender(&body, secret.as_deref())?;
    let setting = Setting {
        name: NAME.to_owned(),
        value: serde_json::to_string(&body).doing("Writing settings")?,
        sealed: secret.map(|it| app.seal_system(at("setting", "sealed"), &NAME, &it)).transpose()?,
        updated_at: app.now(),
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::setting::put(&tx, &setting).await.doing("Keeping settings")?;
    let host = body.url.split('/').nth(2).unwrap_or_default();
    let params = json!({ "host": host, "daily_cap": body.daily_cap, "is_private": body.is_private });
    app.record(&tx, Deed { actor: staff.into(), action: "settings.sms", subject: None, params }).await?;
    tx.commit().await.doing("Keeping settings")?;
    app.set_sms(sender);
    get(app, staff).await
}

fn checked(mut body: SmsSettingsBody) -> Result<SmsSettingsBody, Failure> {
    let bad = |code| Err(Failure::refuse(Kind::Invalid, code));
    body.url = body.url.trim().to_owned();
    body.key_id = body.key_id.trim().to_owned();
    body.sign_name = body.sign_name.trim().trim_start_matches('【').trim_end_matches('】').to_owned();
    body.templates.retain(|kind, code| {
        *code = code.trim().to_owned();
        MessageKind::from_code(kind).is_some() && !code.is_empty()
    });
    body.prefixes = body.prefixes.iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    let is_prefix = |it: &String| {
        it.len() <= 8
            && it.strip_prefix('+').is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
    };
    if body.prefixes.is_empty() || !body.prefixes.iter().all(is_prefix) {
        return bad("sms.bad_prefix");
    }
    if !(1..=MOST_A_DAY).contains(&body.daily_cap) {
        return bad("sms.bad_cap");
    }
    Ok(body)
}

/// Sends a test through the configured provider; what is wrong is named by the value to correct.
///
/// # Errors
/// Without `settings.edit`, `candidate.phone_invalid`, `message.no_sms_provider`.
pub async fn test(app: &App, staff: &Staff, body: &SmsTestBody) -> Result<SmsTestView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let to = normalise_phone(&body.to)?;
    let sender = app.sms().ok_or_else(|| Failure::refuse(Kind::Conflict, "message.no_sms_provider"))?;
    let error = if may_send_to(&load(app, &app.store).await?.0, &to) {
        // A test is a code: the kind whose template every company has first.
        let code = "048213".to_owned();
        let company = crate::company::name(app).await?;
        let fields = BTreeMap::from([("code".to_owned(), code.clone()), ("company".to_owned(), company)]);
        let text = format!("测试短信：{code}。短信设置可用。");
        let kind = MessageKind::Code.code().to_owned();
        let sms = Sms { id: app.new_id(), kind, to, text, fields, at: app.now() };
        sender.send(sms).await.err().map(|it| it.code())
    } else {
        Some("sms.prefix_not_allowed")
    };
    Ok(SmsTestView { ok: error.is_none(), error })
}

/// Takes the stored settings into use when the server starts.
///
/// # Errors
/// When the database cannot be read.
pub async fn start(app: &App) -> Result<(), Failure> {
    let (body, secret) = load(app, &app.store).await?;
    app.set_sms(sender(&body, secret.as_deref())?);
    Ok(())
}

/// The settings as kept.
pub(crate) async fn kept(app: &App, from: &impl Reads) -> Result<SmsSettingsBody, Failure> {
    Ok(load(app, from).await?.0)
}

/// Whether a number is within the allowed prefixes.
pub(crate) fn may_send_to(body: &SmsSettingsBody, phone: &str) -> bool {
    body.prefixes.iter().any(|it| phone.starts_with(it.as_str()))
}

async fn load(app: &App, from: &impl Reads) -> Result<(SmsSettingsBody, Option<String>), Failure> {
    let found = bole_store::setting::get(from, NAME).await.doing("Reading settings")?;
    let Some(setting) = found else { return Ok(Default::default()) };
    let body: SmsSettingsBody = serde_json::from_str(&setting.value).doing("Reading settings")?;
    let open = |it: &[u8]| app.unseal_system(at("setting", "sealed"), &NAME, it);
    Ok((body, setting.sealed.as_deref().map(open).transpose()?))
}

fn sender(body: &SmsSettingsBody, secret: Option<&str>) -> Result<Option<Arc<dyn SmsSender>>, Failure> {
    if body.url.is_empty() {
        return Ok(None);
    }
    let provider = SmsProvider {
        url: body.url.clone(),
        key_id: body.key_id.clone(),
        secret: secret.unwrap_or_default().to_owned(),
        sign_name: body.sign_name.clone(),
        templates: body.templates.clone(),
        is_private: body.is_private,
        timeout: None,
    };
    let sender = HttpSms::new(provider).map_err(|it| Failure::refuse(Kind::Invalid, it.code()))?;
    Ok(Some(Arc::new(sender)))
}
