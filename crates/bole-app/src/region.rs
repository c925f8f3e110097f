//! Regions (地区) of this deployment: where the employer sits, where the server stands, where departments work, and the
//! rules that follow for one application: the strictest of job, candidate, employer and server.

use std::collections::BTreeMap;

use bole_domain::consent::Purpose;
use bole_domain::ids::{ApplicationId, DepartmentId, SessionId};
use bole_domain::region::{DataClass, Notice, Places, Region, RegionPolicy};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::department::Department;
use bole_store::setting::Setting;
use bole_store::{Reads, Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// The name of the setting, and the kinds of places.
const NAME: &str = "region";
const DEPARTMENT: &str = "department";
/// The kind of a candidate's own place.
pub(crate) const CANDIDATE: &str = "candidate";

/// Where the company and the server are.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Seats {
    employer: Region,
    hosting: Region,
}

/// Regions as set, and what follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionSettingsView {
    /// Where the employer has its seat.
    pub employer: Region,
    /// Where the server stands.
    pub hosting: Region,
    /// Where departments work; those above count for those below.
    pub departments: Vec<DepartmentRegionView>,
}

/// A department's region and the rules for a candidate in the same place.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentRegionView {
    /// The department.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// How deep it stands in the tree.
    pub depth: usize,
    /// As set; `null` takes the one above.
    pub region: Option<Region>,
    /// What counts.
    pub effective: Region,
    /// The rules that follow.
    pub policy: RegionPolicy,
    /// What candidates are told before the interview.
    pub notices: Vec<Notice>,
    /// What candidates are asked before the interview.
    pub consents: Vec<Purpose>,
    /// How long each class is kept.
    pub retention: Vec<RetentionView>,
}

/// How long a class is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionView {
    /// What.
    pub class: DataClass,
    /// Days.
    pub days: u32,
}

/// Regions to set.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RegionSettingsBody {
    /// Where the employer has its seat.
    pub employer: Region,
    /// Where the server stands.
    pub hosting: Region,
    /// Departments to change; those left out stay.
    #[serde(default)]
    pub departments: Vec<DepartmentRegionBody>,
}

/// A department's region to set.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DepartmentRegionBody {
    /// The department.
    pub id: DepartmentId,
    /// `null` takes the one above.
    pub region: Option<Region>,
}

/// The regions as set.
///
/// # Errors
/// Without `settings.edit`.
pub async fn get(app: &App, staff: &Staff) -> Result<RegionSettingsView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let seats = seats(&app.store).await?;
    let set = places_of_departments(&app.store).await?;
    let departments =
        bole_store::department::list(&app.store, &Scope::All, false).await.doing("Listing departments")?;
    let departments = in_tree_order(departments);
    let view = |it: &Department| {
        let effective = region_on_path(&set, &it.path);
        let places = Places { job: effective, candidate: effective, employer: seats.employer, hosting: seats.hosting };
        let policy = RegionPolicy::of(places);
        let keep = |class| RetentionView { class, days: policy.keep_days(class, false) };
        DepartmentRegionView {
            id: it.id,
            name: it.name.clone(),
            depth: it.path.matches('/').count().saturating_sub(2),
            region: set.get(&it.id.to_string()).copied(),
            effective,
            policy,
            notices: policy.notices(),
            consents: policy.consents(&[]),
            retention: DataClass::ALL.map(keep).into(),
        }
    };
    let departments = departments.iter().map(view).collect();
    Ok(RegionSettingsView { employer: seats.employer, hosting: seats.hosting, departments })
}

/// Sets regions.
///
/// # Errors
/// Without `settings.edit`; `request.not_found` for a department that does not exist.
pub async fn put(app: &App, staff: &Staff, body: &RegionSettingsBody) -> Result<RegionSettingsView, Failure> {
    staff.demand(Permission::SettingsEdit)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    keep_seats(app, &tx, Seats { employer: body.employer, hosting: body.hosting }).await?;
    for it in &body.departments {
        let found = bole_store::department::find(&tx, &staff.scope, it.id).await.doing("Loading a department")?;
        found.ok_or_else(Failure::not_found)?;
        put_department(app, &tx, it.id, it.region).await?;
    }
    let params = json!({ "employer": body.employer, "hosting": body.hosting, "departments": body.departments.len() });
    app.record(&tx, Deed { actor: staff.into(), action: "region.update", subject: None, params }).await?;
    tx.commit().await.doing("Setting regions")?;
    get(app, staff).await
}

/// The four places that matter for one application.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn places_of(from: &impl Reads, id: ApplicationId) -> Result<Places, Failure> {
    let found = bole_store::application::get(from, id).await.doing("Loading an application")?;
    let application = found.ok_or_else(Failure::not_found)?;
    let department = bole_store::department::get(from, application.department_id).await;
    let path = department.doing("Loading a department")?.map(|it| it.path).unwrap_or_default();
    let candidate = bole_store::place::get(from, CANDIDATE, &application.candidate_id.to_string()).await;
    let job = region_on_path(&places_of_departments(from).await?, &path);
    let seats = seats(from).await?;
    // Candidates who have not said where they are live where the job is, like most people.
    let candidate = candidate.doing("Looking for a place")?.map_or(job, |it| Region::from_code(&it));
    Ok(Places { job, candidate, employer: seats.employer, hosting: seats.hosting })
}

/// The rules for one application.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn policy_of(from: &impl Reads, id: ApplicationId) -> Result<RegionPolicy, Failure> {
    places_of(from, id).await.map(RegionPolicy::of)
}

/// The consents an interview asks for. Interviews are written today: no flow records, measures voices, compares faces or
/// hands answers to anybody.
#[must_use]
pub(crate) fn consents_of(policy: &RegionPolicy) -> Vec<Purpose> {
    policy.consents(&[])
}

/// From when a machine may score what is answered in this session: at once in most places, some days after the candidate
/// was told of it in others (NYC LL144).
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn scoring_from(
    from: &impl Reads,
    policy: &RegionPolicy,
    session: SessionId,
) -> Result<Option<Millis>, Failure> {
    if policy.notice_working_days == 0 {
        return Ok(None);
    }
    let invitation = bole_store::invitation::of_session(from, session).await.doing("Loading an invitation")?;
    Ok(invitation.map(|it| policy.may_score_from(it.sent_at.unwrap_or(it.created_at))))
}

/// Says where employer and server are, in the caller's transaction, unless somebody has said so already.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn seat(app: &App, tx: &Tx, region: Region) -> Result<(), Failure> {
    match bole_store::setting::get(tx, NAME).await.doing("Reading settings")? {
        Some(_) => Ok(()),
        None => keep_seats(app, tx, Seats { employer: region, hosting: region }).await,
    }
}

async fn keep_seats(app: &App, tx: &Tx, seats: Seats) -> Result<(), Failure> {
    let value = serde_json::to_string(&seats).doing("Writing settings")?;
    let setting = Setting { name: NAME.to_owned(), value, sealed: None, updated_at: app.now() };
    bole_store::setting::put(tx, &setting).await.doing("Writing settings")
}

/// Says where a department works, in the caller's transaction; `None` takes the one above.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn put_department(
    app: &App,
    tx: &Tx,
    id: DepartmentId,
    region: Option<Region>,
) -> Result<(), Failure> {
    let region = region.map(Region::code);
    bole_store::place::put(tx, DEPARTMENT, &id.to_string(), region, app.now()).await.doing("Setting a place")
}

async fn seats(from: &impl Reads) -> Result<Seats, Failure> {
    let found = bole_store::setting::get(from, NAME).await.doing("Reading settings")?;
    found.map_or(Ok(Seats::default()), |it| serde_json::from_str(&it.value).doing("Reading settings"))
}

async fn places_of_departments(from: &impl Reads) -> Result<BTreeMap<String, Region>, Failure> {
    let found = bole_store::place::list(from, DEPARTMENT).await.doing("Listing places")?;
    Ok(found.into_iter().map(|(id, region)| (id, Region::from_code(&region))).collect())
}

/// The region of the nearest department on the way up that has one.
fn region_on_path(set: &BTreeMap<String, Region>, path: &str) -> Region {
    path.split('/').rev().find_map(|it| set.get(it).copied()).unwrap_or_default()
}

fn in_tree_order(mut departments: Vec<Department>) -> Vec<Department> {
    departments.sort_by(|a, b| a.path.cmp(&b.path));
    departments
}
