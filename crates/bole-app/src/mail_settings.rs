//! The mail server: set by an administrator, tried with a button, its password sealed and never shown.

use std::sync::Arc;

use bole_domain::candidate::normalise_email;
use bole_domain::rejection::Kind;
use bole_domain::staff::Permission;
use bole_notify::{Credentials, Mail, Mailer, Security, SmtpMailer, SmtpSettings};
use bole_store::setting::Setting;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;
use crate::seal::at;

const NAME: &str = "mail";

/// The mail server as shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailSettingsView {
    /// Empty while nothing is configured.
    pub host: String,
    /// The port.
    pub port: u16,
    /// `tls`, `starttls` or `none`.
    pub security: String,
    /// Who signs in; empty for nobody.
    pub user: String,
    /// The sender's address.
    pub from: String,
    /// Whether a password is kept.
    pub has_password: bool,
}

/// The mail server to use.
#[derive(Deserialize, Serialize, Default, ToSchema)]
pub struct MailSettingsBody {
    /// Empty switches sending off.
    pub host: String,
    /// The port.
    pub port: u16,
    /// `tls`, `starttls`, or `none` for a server on this machine.
    pub security: String,
    /// Who signs in; empty for nobody.
    #[serde(default)]
    pub user: String,
    /// The sender's address.
    pub from: String,
    /// Kept as it was unless given.
    #[serde(default, skip_serializing)]
    pub password: Option<String>,
}

/// Whom to send a test.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MailTestBody {
    /// An e-mail address.
    pub to: String,
}

/// How the test went.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailTestView {
    /// Whether the server took it.
    pub ok: bool,
    /// Why not, as a code.
    pub error: Option<&'static str>,
}

/// The mail server as configured.
///
/// # Errors
/// Without `settings.edit`.
pub async fn get(app: &App, staff: &Staff) -> Result<MailSettingsView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let Some((body, password)) = load(app).await? else {
        let (host, user, from) = Default::default();
        return Ok(MailSettingsView { host, port: 587, security: "starttls".into(), user, from, has_password: false });
    };
    Ok(MailSettingsView {
        host: body.host,
        port: body.port,
        security: body.security,
        user: body.user,
        from: body.from,
        has_password: password.is_some(),
    })
}

/// Uses another mail server from now on.
///
/// # Errors
/// Without `settings.edit`, `mail.bad_settings`.
pub async fn put(app: &App, staff: &Staff, body: MailSettingsBody) -> Result<MailSettingsView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let kept = load(app).await?.and_then(|it| it.1);
    let password = body.password.clone().filter(|it| !it.is_empty()).or(kept);
    let mailer = mailer(&body, password.as_deref())?;
    let setting = Setting {
        name: NAME.to_owned(),
        value: serde_json::to_string(&body).doing("Writing settings")?,
        sealed: password.map(|it| app.seal_system(at("setting", "sealed"), &NAME, &it)).transpose()?,
        updated_at: app.now(),
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::setting::put(&tx, &setting).await.doing("Keeping settings")?;
    let deed =
        Deed { actor: staff.into(), action: "settings.mail", subject: None, params: json!({ "host": body.host }) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Keeping settings")?;
    app.set_mailer(mailer);
    get(app, staff).await
}

/// Sends a test through the configured server.
///
/// # Errors
/// Without `settings.edit`, `candidate.email_invalid`, `message.no_mail_server`.
pub async fn test(app: &App, staff: &Staff, body: &MailTestBody) -> Result<MailTestView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let to = normalise_email(&body.to)?;
    let mailer = app.mailer().ok_or_else(|| Failure::refuse(Kind::Conflict, "message.no_mail_server"))?;
    let mail = Mail {
        id: app.new_id(),
        to,
        to_name: None,
        subject: "Bole 伯乐 · 测试邮件 / test".to_owned(),
        text: "这是一封测试邮件：邮件服务器设置可用。\nThis is a test: the mail server's settings work.\n".to_owned(),
        written_at: app.now(),
    };
    let error = mailer.send(mail).await.err().map(|it| it.code());
    Ok(MailTestView { ok: error.is_none(), error })
}

/// Takes the stored settings into use when the server starts.
///
/// # Errors
/// When the database cannot be read.
pub async fn start(app: &App) -> Result<(), Failure> {
    if let Some((body, password)) = load(app).await? {
        app.set_mailer(mailer(&body, password.as_deref())?);
    }
    Ok(())
}

async fn load(app: &App) -> Result<Option<(MailSettingsBody, Option<String>)>, Failure> {
    let found = bole_store::setting::get(&app.store, NAME).await.doing("Reading settings")?;
    let Some(setting) = found else { return Ok(None) };
    let body: MailSettingsBody = serde_json::from_str(&setting.value).doing("Reading settings")?;
    let open = |it: &[u8]| app.unseal_system(at("setting", "sealed"), &NAME, it);
    Ok(Some((body, setting.sealed.as_deref().map(open).transpose()?)))
}

fn mailer(body: &MailSettingsBody, password: Option<&str>) -> Result<Option<Arc<dyn Mailer>>, Failure> {
    if body.host.trim().is_empty() {
        return Ok(None);
    }
    let bad = || Failure::refuse(Kind::Invalid, "mail.bad_settings");
    let security = match body.security.as_str() {
        "tls" => Security::Tls,
        "starttls" => Security::StartTls,
        "none" => Security::None,
        _ => return Err(bad()),
    };
    let credentials = password.filter(|_| !body.user.is_empty());
    let settings = SmtpSettings {
        host: body.host.trim().to_owned(),
        port: body.port,
        security,
        credentials: credentials.map(|it| Credentials { user: body.user.clone(), password: it.to_owned() }),
        from: body.from.clone(),
        reply_to: None,
        timeout: None,
    };
    let mailer = SmtpMailer::new(&settings).map_err(|it| Failure::refuse(Kind::Invalid, it.code()))?;
    Ok(Some(Arc::new(mailer)))
}
