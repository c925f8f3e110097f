//! Prepares a data directory through the use cases: one company with a job, a published flow, staff and candidates.
//!
//! Only sign-ins of candidates are written directly, because their codes travel by message. All people are fictitious.

use std::fmt::Debug;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use bole::deployment::{self, Places, sqlite_url};
use bole_app::department::DepartmentBody;
use bole_app::enrolment::{CompleteBody, TokenBody};
use bole_app::flow::{NewFlowBody, PublishBody};
use bole_app::policy::Staff;
use bole_app::position::PositionBody;
use bole_app::requisition::RequisitionBody;
use bole_app::staff::NewStaffBody;
use bole_app::{App, AppConfig, Failure, enrolment, sign_in};
use bole_domain::ids::{DepartmentId, RequisitionId};
use bole_domain::locale::Bilingual;
use bole_domain::staff::Role;
use bole_store::{Store, StoreConfig};
use bole_vault::{TotpSecret, hash_token};

mod people;

pub use people::{Invited, add_crowd, invite};

/// The job family whose shipped flow is used.
const FAMILY: &str = "customer_service";
/// The password of every account.
const PASSWORD: &str = "plum-rain-on-nine-roofs";
/// A code of the second factor is good for this long.
const TOTP_STEP_S: i64 = 30;

/// A data directory with a company in it, open.
pub struct Company {
    /// The use cases on it.
    pub app: App,
    /// Its database, for what no use case shows.
    pub store: Store,
    /// The first account.
    pub admin: Staff,
    /// A session of that account.
    pub admin_token: String,
    /// Where everything belongs.
    pub department: DepartmentId,
    /// The job.
    pub requisition: RequisitionId,
}

/// What somebody types to sign in, except the code that changes.
pub struct Account {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: &'static str,
    secret: TotpSecret,
}

impl Account {
    /// A code that was not used yet: that of the next step, which is accepted as well.
    ///
    /// # Errors
    /// When the secret is broken.
    pub fn code(&self, app: &App) -> anyhow::Result<String> {
        let seconds = u64::try_from(app.now().0 / 1000 + TOTP_STEP_S).context("Reading the clock")?;
        Ok(self.secret.code_at(seconds)?)
    }
}

/// Opens a data directory that exists or is made.
///
/// # Errors
/// What is missing or broken.
pub async fn open(data: &Path) -> anyhow::Result<(App, Store)> {
    let places = Places { data: data.to_owned(), database: None, root_key: None };
    let config = AppConfig {
        candidate_origin: "http://localhost".to_owned(),
        console_origin: "http://console.localhost".to_owned(),
        files_origin: "http://files.localhost".to_owned(),
        demo_token: None,
        data: PathBuf::from(data),
    };
    let app = deployment::open(&places, config).await?;
    let store =
        Store::open(&StoreConfig { url: sqlite_url(data), readers: 2 }).await.context("Opening the database")?;
    Ok((app, store))
}

/// Makes a company in an empty data directory.
///
/// # Errors
/// When a use case refuses.
pub async fn make(data: &Path) -> anyhow::Result<Company> {
    let (app, store) = open(data).await?;
    let link = done("Asking for the set-up link", enrolment::setup_link(&app).await)?;
    let link = link.context("The data directory has been set up before")?;
    let (_, admin_token) = enrol(&app, &store, &link, "admin@example.com").await?;
    let admin = done("Signing in", sign_in::staff_of(&app, &admin_token).await)?;
    let department = DepartmentBody { name: "客户服务部".to_owned(), parent_id: None, kind: None };
    let department = done("Adding a department", bole_app::department::create(&app, &admin, department).await)?.id;
    let position = PositionBody {
        department_id: department,
        title: "在线客服".to_owned(),
        family: Some(FAMILY.to_owned()),
        profile: None,
        seats: 50,
    };
    let position = done("Adding a position", bole_app::position::create(&app, &admin, position).await)?.id;
    let title = Bilingual { zh: "客服面试".to_owned(), en: "Customer service interview".to_owned() };
    let flow = NewFlowBody {
        department_id: Some(department),
        family: Some(FAMILY.to_owned()),
        preset: None,
        model_id: None,
        copy_of: None,
        title,
    };
    let flow = done("Adding a flow", bole_app::flow::create(&app, &admin, flow).await)?;
    let publish = PublishBody { revision: flow.revision, note: String::new() };
    done("Publishing", bole_app::flow::publish(&app, &admin, flow.id, publish).await)?;
    let requisition = RequisitionBody {
        position_id: position,
        title: "在线客服".to_owned(),
        headcount: 10,
        description: String::new(),
        flow_id: Some(flow.id),
        cuts: None,
        draft: false,
    };
    let requisition = done("Adding a requisition", bole_app::requisition::create(&app, &admin, requisition).await)?.id;
    Ok(Company { app, store, admin, admin_token, department, requisition })
}

/// Adds accounts that can sign in.
///
/// # Errors
/// When a use case refuses.
pub async fn add_staff(company: &Company, count: usize) -> anyhow::Result<Vec<Account>> {
    let mut accounts = Vec::with_capacity(count);
    for n in 0..count {
        let email = format!("recruiter{n}@example.com");
        let body = NewStaffBody {
            name: format!("招聘专员{n}"),
            email: email.clone(),
            role: Role::Recruiter,
            department_id: Some(company.department),
        };
        let made = bole_app::staff::create(&company.app, &company.admin, body).await;
        let link = done("Adding an account", made)?.activation_link;
        accounts.push(enrol(&company.app, &company.store, &link, &email).await?.0);
    }
    Ok(accounts)
}

/// Follows an enrolment link to its end, as its owner would; gives the account and a session.
async fn enrol(app: &App, store: &Store, link: &str, email: &str) -> anyhow::Result<(Account, String)> {
    let token = link.rsplit('#').next().context("A link without a token")?.to_owned();
    done("Opening a link", enrolment::open(app, &TokenBody { token: token.clone() }).await)?;
    let hash = hash_token(&token);
    let row = bole_store::staff::enrolment(store, &hash).await.context("Loading a link")?;
    let sealed = row.and_then(|it| it.totp_sealed).context("A link without a second factor")?;
    let secret = done("Reading a second factor", sign_in::read_totp(app, &hash, &sealed))?;
    let seconds = u64::try_from(app.now().0 / 1000).context("Reading the clock")?;
    let body = CompleteBody {
        token,
        company_name: Some("晴川服务（试验）".to_owned()),
        name: "试验员".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        code: secret.code_at(seconds)?,
    };
    let (_, session) = done("Completing a link", enrolment::complete(app, body).await)?;
    Ok((Account { email: email.to_owned(), password: PASSWORD, secret }, session))
}

/// A use case's result, with what was being done.
pub(crate) fn done<T>(what: &'static str, result: Result<T, Failure>) -> anyhow::Result<T> {
    result.map_err(|failure| anyhow::anyhow!("{what}: {}", told(&failure)))
}

fn told(failure: &impl Debug) -> String {
    format!("{failure:?}")
}
