//! Enrolment: a one-time link with which a person sets the own password and second factor. There is no initial password.

use bole_domain::ids::StaffId;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::requisition::check_title;
use bole_domain::staff::Role;
use bole_domain::time::DAY_MS;
use bole_store::Tx;
use bole_store::staff::Enrolment;
use bole_vault::{RecoveryCode, Token, TotpSecret, check_password, hash_token};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::seal::at;

/// How long a link is valid.
const LIFE_MS: i64 = 3 * DAY_MS;

/// Whether the deployment has been set up.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupView {
    /// Nobody has set it up; the one-time link is in the server's output.
    pub needed: bool,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// What the company is called.
    pub company_name: Option<String>,
}

/// A link's token.
#[derive(Deserialize, ToSchema)]
pub struct TokenBody {
    /// What stands behind `#` in the link.
    pub token: String,
}

/// What a link is for, and the second factor to add to an authenticator.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolmentView {
    /// `setup`, `activation` or `reset`.
    pub kind: String,
    /// The account's e-mail address; empty at set-up.
    pub email: Option<String>,
    /// The account's name; empty at set-up.
    pub name: Option<String>,
    /// What the company is called.
    pub company_name: Option<String>,
    /// For authenticators on the same device.
    pub totp_uri: String,
    /// For typing by hand.
    pub totp_secret: String,
    /// For the camera of another device.
    pub totp_qr_svg: String,
}

/// What the person chose.
#[derive(Deserialize, ToSchema)]
pub struct CompleteBody {
    /// The link's token.
    pub token: String,
    /// What the company is called; at set-up only.
    pub company_name: Option<String>,
    /// The person's name.
    pub name: String,
    /// The e-mail address to sign in with; kept from the account except at set-up.
    pub email: String,
    /// At least 12 characters.
    pub password: String,
    /// What the authenticator shows now.
    pub code: String,
}

/// Codes that replace the authenticator once each.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecoveryView {
    /// To be kept on paper.
    pub recovery_codes: Vec<String>,
}

/// Whether the deployment has been set up.
///
/// # Errors
/// When the database cannot be read.
pub async fn state(app: &App) -> Result<SetupView, Failure> {
    let admins = bole_store::staff::count(&app.store, Role::SuperAdmin.code(), "active").await;
    let name = crate::company::name(app).await?;
    Ok(SetupView {
        needed: admins.doing("Counting admins")? == 0,
        demo: app.is_demo(),
        company_name: Some(name).filter(|it| !it.is_empty()),
    })
}

/// A fresh set-up link; older ones are dead. `None` once somebody has set the deployment up.
///
/// # Errors
/// When the database refuses.
pub async fn setup_link(app: &App) -> Result<Option<String>, Failure> {
    if !state(app).await?.needed {
        return Ok(None);
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let token = insert(app, &tx, None, "setup").await?;
    tx.commit().await.doing("Making a set-up link")?;
    Ok(Some(format!("{}/setup#{token}", app.config.console_origin)))
}

/// A link for the owner of an account.
///
/// # Errors
/// When the database refuses.
pub async fn invite(app: &App, tx: &Tx, staff: StaffId, kind: &'static str) -> Result<String, Failure> {
    let token = insert(app, tx, Some(staff), kind).await?;
    Ok(format!("{}/activate#{token}", app.config.console_origin))
}

async fn insert(app: &App, tx: &Tx, staff_id: Option<StaffId>, kind: &str) -> Result<String, Failure> {
    let token = Token::random().doing("Making a link")?;
    let now = app.now();
    let enrolment = Enrolment {
        token_hash: token.hash(),
        kind: kind.to_owned(),
        staff_id,
        totp_sealed: None,
        created_at: now,
        expires_at: now.plus(LIFE_MS),
        used_at: None,
    };
    bole_store::staff::insert_enrolment(tx, &enrolment).await.doing("Making a link")?;
    Ok(token.reveal().to_owned())
}

/// Opens a link: shows what it is for and the second factor to add. Opening it again shows the same factor.
///
/// # Errors
/// `enrolment.unknown` for a link that is wrong, used or too old.
pub async fn open(app: &App, body: &TokenBody) -> Result<EnrolmentView, Failure> {
    let hash = hash_token(&body.token);
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut enrolment = load(app, &tx, &hash).await?;
    let secret = match &enrolment.totp_sealed {
        Some(sealed) => crate::sign_in::read_totp(app, &hash, sealed)?,
        None => {
            let secret = TotpSecret::random().doing("Making a second factor")?;
            enrolment.totp_sealed = Some(seal_totp(app, &hash, &secret)?);
            bole_store::staff::update_enrolment(&tx, &enrolment).await.doing("Opening a link")?;
            secret
        }
    };
    tx.commit().await.doing("Opening a link")?;
    let (mut email, mut name) = (None, None);
    if let Some(id) = enrolment.staff_id {
        let found = bole_store::staff::get(&app.store, id).await.doing("Loading an account")?;
        let account = found.ok_or_else(unknown)?.staff;
        email = Some(crate::staff::open_email(app, &account)?);
        name = Some(crate::staff::open_name(app, &account)?);
    }
    let label = email.clone().unwrap_or_else(|| "admin".to_owned());
    Ok(EnrolmentView {
        kind: enrolment.kind,
        email,
        name,
        company_name: state(app).await?.company_name,
        totp_uri: secret.uri(&label).doing("Writing a second factor")?,
        totp_secret: secret.typed_by_hand().doing("Writing a second factor")?,
        totp_qr_svg: secret.qr_svg(&label).doing("Drawing a second factor")?,
    })
}

/// Completes a link: the person's own password and a proven second factor; signs in. Gives codes and session token.
///
/// # Errors
/// `enrolment.unknown`, `password.*`, `totp.wrong`, `staff.email_taken`, or a bad name or address.
pub async fn complete(app: &App, body: CompleteBody) -> Result<(RecoveryView, String), Failure> {
    let hash = hash_token(&body.token);
    check_password(&body.password, &body.email).map_err(|it| Failure::refuse(Kind::Invalid, it.code()))?;
    let password_hash = app.passwords.hash(&body.password).await.doing("Hashing a password")?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let enrolment = load(app, &tx, &hash).await?;
    let sealed = enrolment.totp_sealed.as_deref().ok_or_else(unknown)?;
    let secret = crate::sign_in::read_totp(app, &hash, sealed)?;
    let seconds = u64::try_from(app.now().0 / 1000).unwrap_or(0);
    let step = secret.verify(body.code.trim(), seconds, None).doing("Checking the second factor")?;
    let step = step.ok_or_else(|| Failure::refuse(Kind::Invalid, "totp.wrong"))?;
    let id = match enrolment.staff_id {
        Some(id) => id,
        None => set_up(app, &tx, &body).await?,
    };
    let found = bole_store::staff::for_change(&tx, id).await.doing("Loading an account")?;
    let mut account = found.ok_or_else(unknown)?;
    if matches!(account.status.as_str(), "revoked" | "dormant") {
        return Err(unknown());
    }
    account.name_sealed = {
        let name = bole_domain::candidate::normalise_name(&body.name)?;
        app.seal_system(at("staff", "name"), &id, &name)?
    };
    account.password_hash = Some(password_hash);
    account.totp_sealed = Some(seal_totp(app, &id, &secret)?);
    account.totp_step = i64::try_from(step).unwrap_or(0);
    account.status = "active".to_owned();
    bole_store::staff::update(&tx, &account).await.doing("Activating an account")?;
    let codes = RecoveryCode::set().doing("Making recovery codes")?;
    let hashes: Vec<String> = codes.iter().map(|it| app.vault.hash_code(&id.to_string(), it.reveal())).collect();
    bole_store::staff::replace_recovery_codes(&tx, id, &hashes).await.doing("Keeping recovery codes")?;
    if !bole_store::staff::use_enrolment(&tx, &hash, app.now()).await.doing("Using a link")? {
        return Err(unknown());
    }
    let deed = Deed {
        actor: Actor::Staff(id),
        action: "staff.enrol",
        subject: Some(("staff", &id)),
        params: json!({ "kind": enrolment.kind }),
    };
    app.record(&tx, deed).await?;
    let listed = bole_store::staff::get(&tx, id).await.doing("Loading an account")?.ok_or_else(unknown)?;
    let token = crate::sign_in::open_session(app, &tx, &listed).await?;
    tx.commit().await.doing("Completing a link")?;
    Ok((RecoveryView { recovery_codes: codes.iter().map(|it| it.reveal().to_owned()).collect() }, token))
}

/// The first super admin, and the company's name. A second one by another set-up link is refused.
async fn set_up(app: &App, tx: &Tx, body: &CompleteBody) -> Result<StaffId, Failure> {
    let admins = bole_store::staff::count(tx, Role::SuperAdmin.code(), "active").await.doing("Counting admins")?;
    if admins > 0 {
        return Err(unknown());
    }
    let company = check_title(body.company_name.as_deref().unwrap_or_default())
        .map_err(|_| Failure::Refused(Refusal::new(Kind::Invalid, "company.name_invalid")))?;
    let found = bole_store::deployment::get(tx).await.doing("Loading the deployment")?;
    if let Some(mut deployment) = found {
        deployment.company_name = company;
        bole_store::deployment::update(tx, &deployment).await.doing("Naming the company")?;
    }
    crate::staff::insert(app, tx, &body.name, &body.email, Role::SuperAdmin, None, "invited").await
}

async fn load(app: &App, tx: &Tx, hash: &str) -> Result<Enrolment, Failure> {
    let found = bole_store::staff::enrolment(tx, hash).await.doing("Loading a link")?;
    found.filter(|it| it.used_at.is_none() && it.expires_at > app.now()).ok_or_else(unknown)
}

fn unknown() -> Failure {
    Failure::refuse(Kind::Gone, "enrolment.unknown")
}

fn seal_totp(app: &App, row: &dyn std::fmt::Display, secret: &TotpSecret) -> Result<Vec<u8>, Failure> {
    let text = serde_json::to_string(secret.as_bytes()).doing("Writing a second factor")?;
    app.seal_system(at("staff", "totp"), row, &text)
}
