//! The demonstration (演示): a fictitious company with interviews in every state, entered without passwords through one
//! link, and removed in one go. It exists only where a demonstration's token is configured; what it writes is marked.

use bole_domain::ids::{InvitationId, StaffId};
use bole_domain::staff::{Permission, Role};
use bole_store::{Scope, Tx};
use bole_vault::{hash_token, token_matches};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::person;
use crate::policy::Staff;

mod answers;
mod attendance;
mod calendar;
mod company;
mod content;
mod dossier;
mod outbox;
mod privacy;
mod rehearsal;
mod review;
mod seed;
mod table;
mod trail;
mod words;
mod write;

pub use seed::{fill, seed};

/// The link of one of the demonstration's candidates, remembered in memory only.
#[derive(Debug, Clone)]
pub struct DemoLink {
    /// The invitation.
    pub invitation: InvitationId,
    /// The link.
    pub link: String,
}

/// Who the demonstration can be entered as.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoView {
    /// Staff, by role.
    pub staff: Vec<DemoStaffView>,
    /// Candidates, with the links of their invitations.
    pub candidate_links: Vec<DemoCandidateView>,
}

/// A member of staff of the demonstration.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoStaffView {
    /// The account.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
}

/// A candidate of the demonstration.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoCandidateView {
    /// The name.
    pub name: String,
    /// What the interview is for.
    pub job_title: String,
    /// The link.
    pub link: String,
    /// Where the interview stands: `invited`, `interviewing`, `pending_review`, `reviewed`, `incomplete`.
    pub state: String,
}

/// As whom to enter the demonstration.
#[derive(Deserialize, ToSchema)]
pub struct DemoEnterBody {
    /// The demonstration's token.
    pub token: String,
    /// The account.
    pub staff_id: StaffId,
}

/// Who the demonstration can be entered as, for who holds its token.
///
/// # Errors
/// `request.not_found` with a wrong token, or where there is no demonstration.
pub async fn open(app: &App, token: &str) -> Result<DemoView, Failure> {
    demand_token(app, token)?;
    links(app).await
}

/// Who the demonstration can be entered as. For the process that runs it; requests go through [`open`].
///
/// # Errors
/// When the database cannot be read.
pub async fn links(app: &App) -> Result<DemoView, Failure> {
    let accounts = bole_store::staff::list(&app.store).await.doing("Listing accounts")?;
    let mut staff = Vec::new();
    for it in accounts.iter().filter(|it| it.staff.is_demo && it.staff.status == "active") {
        let Some(role) = Role::from_code(&it.staff.role) else { continue };
        staff.push(DemoStaffView { id: it.staff.id, name: crate::staff::open_name(app, &it.staff)?, role });
    }
    let mut candidate_links = Vec::new();
    for it in app.demo_links() {
        candidate_links.extend(candidate(app, it).await?);
    }
    Ok(DemoView { staff, candidate_links })
}

async fn candidate(app: &App, it: DemoLink) -> Result<Option<DemoCandidateView>, Failure> {
    let found = bole_store::invitation::get(&app.store, it.invitation).await.doing("Loading an invitation")?;
    let Some(invitation) = found else { return Ok(None) };
    let found = bole_store::application::find(&app.store, &Scope::All, invitation.application_id).await;
    let Some(listed) = found.doing("Loading an application")? else { return Ok(None) };
    let application = &listed.application;
    let wrapped = listed.wrapped_key.as_deref();
    Ok(Some(DemoCandidateView {
        name: person::open_name(app, application.candidate_id, wrapped, &listed.name_sealed)?,
        job_title: listed.requisition_title.clone(),
        link: it.link,
        state: application.session_status.clone().unwrap_or_default(),
    }))
}

/// Enters the demonstration as one of its staff; gives the session's token. The entry is recorded.
///
/// # Errors
/// `request.not_found` with a wrong token, where there is no demonstration, or for any account that is not one of its.
pub async fn enter(app: &App, token: &str, id: StaffId) -> Result<String, Failure> {
    demand_token(app, token)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::staff::get(&tx, id).await.doing("Loading an account")?;
    let account = found.filter(|it| it.staff.is_demo && it.staff.status == "active").ok_or_else(Failure::not_found)?;
    let session = crate::sign_in::open_session(app, &tx, &account).await?;
    let actor = crate::audit::Actor::Staff(id);
    let deed = Deed { actor, action: "demo.enter", subject: Some(("staff", &id)), params: json!({}) };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Entering the demonstration")?;
    Ok(session)
}

/// Removes everything that belongs to the demonstration. A caller who belongs to it is signed out by that.
///
/// # Errors
/// Without `staff.manage`; nothing was removed when the database refuses.
pub async fn remove(app: &App, staff: &Staff) -> Result<(), Failure> {
    staff.demand(Permission::StaffManage)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let files = bole_store::demo::remove(&tx).await.doing("Removing the demonstration")?;
    forget_name(&tx).await?;
    app.record(&tx, Deed { actor: staff.into(), action: "demo.remove", subject: None, params: json!({}) }).await?;
    tx.commit().await.doing("Removing the demonstration")?;
    app.sessions.clear();
    app.sign_ins.clear();
    app.set_demo_links(Vec::new());
    delete_files(app, &files).await;
    for topic in [LiveTopic::Sessions, LiveTopic::Reviews, LiveTopic::Messages] {
        app.tell(topic);
    }
    Ok(())
}

/// The demonstration's company name goes too, unless somebody has given the company another one.
async fn forget_name(tx: &Tx) -> Result<(), Failure> {
    let found = bole_store::deployment::get(tx).await.doing("Loading the deployment")?;
    let Some(mut deployment) = found else { return Ok(()) };
    if deployment.company_name == content::company_name()? {
        deployment.company_name.clear();
        bole_store::deployment::update(tx, &deployment).await.doing("Removing the company's name")?;
    }
    Ok(())
}

/// Deletes files whose rows are gone. One that stays behind is sealed under a key that is gone, so it is only noted.
async fn delete_files(app: &App, names: &[String]) {
    for name in names {
        let deleted = match name.parse::<bole_blob::BlobName>() {
            Ok(name) => app.blobs.delete(&name).await.map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = deleted {
            tracing::warn!(error = %error, "a file of the demonstration was not deleted");
        }
    }
}

/// Compares in time that tells nothing about the right token.
fn demand_token(app: &App, token: &str) -> Result<(), Failure> {
    let expected = app.config.demo_token.as_deref().ok_or_else(Failure::not_found)?;
    if token_matches(token, &hash_token(expected)) { Ok(()) } else { Err(Failure::not_found()) }
}
