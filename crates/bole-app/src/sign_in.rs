//! Signing in of staff: password and second factor in one step, one answer for every cause, sessions on the server.

use std::collections::BTreeMap;
use std::sync::Mutex;

use bole_domain::module::Module;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::staff::{Field, Permission, Role};
use bole_domain::time::{HOUR_MS, MINUTE_MS, Millis};
use bole_store::staff::{Listed, StaffSession};
use bole_store::{Scope, Tx};
use bole_vault::{Token, TotpSecret, hash_token};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::{Actor, Deed};
use crate::department::DepartmentRef;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;
use crate::seal::at;

/// A session ends after this long without a request (R-AUTH-4).
const IDLE_MS: i64 = 30 * MINUTE_MS;
/// A session ends after this long at the latest (R-AUTH-4).
const LIFE_MS: i64 = 12 * HOUR_MS;
/// After so many failures in a row an account rests.
const FAILURES_BEFORE_REST: i64 = 5;
/// How long it rests; doubled with each further failure, up to an hour.
const REST_MS: i64 = MINUTE_MS;
/// At most so many addresses of nobody are remembered.
const MOST_STRANGERS: usize = 10_000;
/// How often a session's last use is written.
const TOUCH_MS: i64 = MINUTE_MS;

/// E-mail address, password and a code of the second factor.
#[derive(Deserialize, ToSchema)]
pub struct SignInBody {
    /// The account's e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// Six digits of the authenticator, or a recovery code.
    pub code: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeView {
    /// The account.
    pub id: bole_domain::ids::StaffId,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The department, if the account belongs to one.
    pub department: Option<DepartmentRef>,
    /// The company.
    pub company_name: String,
    /// Whether this is a demonstration with fictitious people.
    pub is_demo: bool,
    /// Whether there is demonstration data to remove.
    pub has_demo_data: bool,
    /// The modules the company uses.
    pub modules: Vec<Module>,
    /// What the role may do.
    pub permissions: Vec<Permission>,
    /// Whom to ask for what the role may not do: the roles that may.
    pub ask: BTreeMap<Permission, Vec<Role>>,
    /// What of a person the role does not read.
    pub hidden_fields: Vec<Field>,
    /// Whether a super admin only looks at the console as this role in this department would.
    pub is_preview: bool,
}

/// Signs in; gives the session's token.
///
/// # Errors
/// `sign_in.failed` whatever was wrong, `sign_in.too_many` while the account rests.
pub async fn sign_in(app: &App, body: SignInBody) -> Result<String, Failure> {
    let email = bole_domain::candidate::normalise_email(&body.email).unwrap_or_default();
    let index = app.vault.blind_index(crate::staff::EMAIL, &email);
    let found = bole_store::staff::by_email(&app.store, &index).await.doing("Looking for an account")?;
    let now = app.now();
    let known_rest = found.as_ref().and_then(|it| it.staff.locked_until);
    let resting = known_rest.or_else(|| app.strangers.rest_until(&index)).filter(|it| *it > now);
    let usable = found.filter(|it| it.staff.status == "active" && resting.is_none());
    let stored = usable.as_ref().and_then(|it| it.staff.password_hash.as_deref());
    // An unknown account costs the same work, so that time does not tell it from a known one.
    let knows_password = app.passwords.verify(&body.password, stored).await.doing("Checking a password")?;
    if let Some(until) = resting {
        let seconds = until.since(now) / 1000 + 1;
        return Err(Refusal::new(Kind::TooMany, "sign_in.too_many").with("retry_after_s", seconds).into());
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let Some(account) = usable else {
        app.strangers.failed(index, now);
        let deed = Deed { actor: Actor::System, action: "staff.sign_in_failed", subject: None, params: json!({}) };
        app.record(&tx, deed).await?;
        tx.commit().await.doing("Noting a failed sign-in")?;
        return Err(failed());
    };
    if knows_password && has_second_factor(app, &tx, &account, body.code.trim()).await? {
        let token = open_session(app, &tx, &account).await?;
        tx.commit().await.doing("Signing in")?;
        return Ok(token);
    }
    note_failure(app, &tx, &account).await?;
    tx.commit().await.doing("Noting a failed sign-in")?;
    Err(failed())
}

fn failed() -> Failure {
    Failure::refuse(Kind::Unauthenticated, "sign_in.failed")
}

async fn has_second_factor(app: &App, tx: &Tx, account: &Listed, code: &str) -> Result<bool, Failure> {
    let staff = &account.staff;
    let Some(sealed) = &staff.totp_sealed else { return Ok(false) };
    let secret = read_totp(app, &staff.id, sealed)?;
    let seconds = u64::try_from(app.now().0 / 1000).unwrap_or(0);
    let last = u64::try_from(staff.totp_step).ok().filter(|it| *it > 0);
    if let Some(step) = secret.verify(code, seconds, last).doing("Checking the second factor")? {
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        return bole_store::staff::take_totp_step(tx, staff.id, step).await.doing("Taking a second factor");
    }
    let hash = app.vault.hash_code(&staff.id.to_string(), &code.to_uppercase());
    bole_store::staff::use_recovery_code(tx, staff.id, &hash, app.now()).await.doing("Taking a recovery code")
}

/// Opens the sealed secret of a second factor.
///
/// # Errors
/// When it was changed.
pub fn read_totp(app: &App, row: &dyn std::fmt::Display, sealed: &[u8]) -> Result<TotpSecret, Failure> {
    let text = app.unseal_system(at("staff", "totp"), row, sealed)?;
    let bytes: Vec<u8> = serde_json::from_str(&text).doing("Reading a second factor")?;
    TotpSecret::from_bytes(&bytes).doing("Reading a second factor")
}

/// Notes the browser a session was opened with, so that its owner and an administrator know it again.
///
/// # Errors
/// When the database refuses.
pub async fn note_device(app: &App, token: &str, device: Option<String>) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::staff::session(&tx, &hash_token(token)).await.doing("Loading a session")?;
    if let Some(mut session) = found.filter(|_| device.is_some()) {
        session.device = device;
        bole_store::staff::update_session(&tx, &session).await.doing("Noting a browser")?;
    }
    tx.commit().await.doing("Noting a browser")
}

/// Opens a session for an account whose identity is proven; gives its token.
///
/// # Errors
/// When the database refuses.
pub async fn open_session(app: &App, tx: &Tx, account: &Listed) -> Result<String, Failure> {
    let now = app.now();
    let token = Token::random().doing("Making a session")?;
    let session = StaffSession {
        token_hash: token.hash(),
        staff_id: account.staff.id,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus(LIFE_MS),
        revoked_at: None,
        device: None,
        view_as_role: None,
        view_as_department_id: None,
    };
    bole_store::staff::insert_session(tx, &session).await.doing("Opening a session")?;
    let found = bole_store::staff::for_change(tx, account.staff.id).await.doing("Loading an account")?;
    if let Some(mut staff) = found {
        staff.failed_sign_ins = 0;
        staff.locked_until = None;
        staff.last_sign_in_at = Some(now);
        bole_store::staff::update(tx, &staff).await.doing("Noting a sign-in")?;
    }
    let id = account.staff.id;
    let deed =
        Deed { actor: Actor::Staff(id), action: "staff.sign_in", subject: Some(("staff", &id)), params: json!({}) };
    app.record(tx, deed).await?;
    Ok(token.reveal().to_owned())
}

/// Until when to rest after so many failures in a row.
fn rest_after(failures: i64, now: Millis) -> Option<Millis> {
    let beyond = failures - FAILURES_BEFORE_REST;
    (beyond >= 0).then(|| now.plus((REST_MS << beyond.min(6)).min(HOUR_MS)))
}

/// Failures for addresses that belong to nobody, so that they are answered as those of accounts are.
#[derive(Debug, Default)]
pub struct Strangers(Mutex<BTreeMap<String, (i64, Option<Millis>)>>);

impl Strangers {
    fn rest_until(&self, index: &str) -> Option<Millis> {
        self.lock().get(index).and_then(|it| it.1)
    }

    fn failed(&self, index: String, now: Millis) {
        let mut known = self.lock();
        if known.len() >= MOST_STRANGERS {
            known.clear();
        }
        let entry = known.entry(index).or_insert((0, None));
        entry.0 += 1;
        entry.1 = rest_after(entry.0, now).or(entry.1);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, (i64, Option<Millis>)>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

async fn note_failure(app: &App, tx: &Tx, account: &Listed) -> Result<(), Failure> {
    let id = account.staff.id;
    let found = bole_store::staff::for_change(tx, id).await.doing("Loading an account")?;
    if let Some(mut staff) = found {
        staff.failed_sign_ins += 1;
        staff.locked_until = rest_after(staff.failed_sign_ins, app.now()).or(staff.locked_until);
        bole_store::staff::update(tx, &staff).await.doing("Noting a failed sign-in")?;
    }
    let deed =
        Deed { actor: Actor::System, action: "staff.sign_in_failed", subject: Some(("staff", &id)), params: json!({}) };
    app.record(tx, deed).await
}

/// Ends a session.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(app: &App, token: &str) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::staff::revoke_session(&tx, &hash_token(token), app.now()).await.doing("Ending a session")?;
    tx.commit().await.doing("Ending a session")
}

/// Who a session's token belongs to, as the account stands now: revoking or changing it counts from the next request.
/// The request counts as use of the session.
///
/// # Errors
/// `request.unauthenticated`.
pub async fn staff_of(app: &App, token: &str) -> Result<Staff, Failure> {
    let (staff, last_seen_at) = look(app, token).await?;
    let now = app.now();
    if now.since(last_seen_at) > TOUCH_MS {
        touch(app, &hash_token(token), now).await;
    }
    Ok(staff)
}

/// As [`staff_of`], without counting as use: an open page that only listens does not keep a session alive.
///
/// # Errors
/// `request.unauthenticated`.
pub async fn staff_listening(app: &App, token: &str) -> Result<Staff, Failure> {
    Ok(look(app, token).await?.0)
}

async fn look(app: &App, token: &str) -> Result<(Staff, Millis), Failure> {
    let (session, account) = live(app, token).await?;
    let staff = crate::view_as::seen(app, staff_from(&account)?, &session).await?;
    Ok((staff, session.last_seen_at))
}

/// The session of a token with its account, while both are good.
///
/// # Errors
/// `request.unauthenticated`.
pub(crate) async fn live(app: &App, token: &str) -> Result<(StaffSession, Listed), Failure> {
    let hash = hash_token(token);
    let found = bole_store::staff::by_session(&app.store, &hash).await.doing("Loading a session")?;
    let (session, account) = found.ok_or_else(Failure::unauthenticated)?;
    let now = app.now();
    let is_live = session.revoked_at.is_none()
        && now < session.expires_at
        && now.since(session.last_seen_at) < IDLE_MS
        && account.staff.status == "active";
    if is_live { Ok((session, account)) } else { Err(Failure::unauthenticated()) }
}

/// Notes that a session is used; failing to do so must not fail the request.
async fn touch(app: &App, hash: &str, now: Millis) {
    let touched = async {
        let tx = app.store.begin().await?;
        bole_store::staff::touch_session(&tx, hash, now).await?;
        tx.commit().await
    };
    if let Err(error) = touched.await {
        tracing::warn!(error = %error, "a session's use was not noted");
    }
}

/// An account as the policy sees it.
///
/// # Errors
/// `request.unauthenticated` when its role is unknown or its department is gone.
pub fn staff_from(account: &Listed) -> Result<Staff, Failure> {
    let role = Role::from_code(&account.staff.role).ok_or_else(Failure::unauthenticated)?;
    let scope = match (account.staff.department_id, &account.department_path) {
        _ if role.sees_assigned_only() => Scope::Assigned(account.staff.id),
        (None, _) if role.needs_department() => return Err(Failure::unauthenticated()),
        (None, _) => Scope::All,
        // Who manages accounts and settings sees the whole company, or could make an account that does.
        (Some(_), _) if role.is_companywide() => return Err(Failure::unauthenticated()),
        (Some(_), Some(path)) => Scope::Branch(path.clone()),
        (Some(_), None) => return Err(Failure::unauthenticated()),
    };
    Ok(Staff { id: account.staff.id, role, department: account.staff.department_id, scope, is_preview: false })
}

fn ask(role: Role) -> BTreeMap<Permission, Vec<Role>> {
    Permission::ALL.into_iter().filter(|it| !role.may(*it)).map(|it| (it, it.holders())).collect()
}

/// Who is signed in, and what the role may do.
///
/// # Errors
/// When the database cannot be read.
pub async fn me(app: &App, staff: &Staff) -> Result<MeView, Failure> {
    let found = bole_store::staff::get(&app.store, staff.id).await.doing("Loading an account")?;
    let account = found.ok_or_else(Failure::unauthenticated)?;
    let department = if staff.is_preview {
        crate::view_as::department(app, staff).await?
    } else {
        account.staff.department_id.zip(account.department_name.clone())
    };
    Ok(MeView {
        id: staff.id,
        name: crate::staff::open_name(app, &account.staff)?,
        email: crate::staff::open_email(app, &account.staff)?,
        role: staff.role,
        department: department.map(|(id, name)| DepartmentRef { id, name }),
        company_name: crate::company::name(app).await?,
        is_demo: app.is_demo(),
        has_demo_data: bole_store::demo::exists(&app.store).await.doing("Looking for demonstration data")?,
        modules: app.modules().on(),
        permissions: staff.role.permissions(),
        ask: ask(staff.role),
        hidden_fields: staff.role.hidden_fields(),
        is_preview: staff.is_preview,
    })
}
