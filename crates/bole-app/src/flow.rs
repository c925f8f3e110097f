//! Interview flows (面试流程): a draft that is edited and checked, and published versions that never change.

use bole_domain::flow::{FlowDocument, Problem, check};
use bole_domain::ids::{CompetencyModelId, DepartmentId, FlowId, FlowVersionId};
use bole_domain::locale::Bilingual;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::script::{Script, compile};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::flow::{Flow, FlowVersion, ListedVersion};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::department::DepartmentRef;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

mod model;
mod preview;
pub use model::{FlowModelBody, FlowModelView, note_uses, use_model};
pub use preview::note_preview;

/// The most bytes of a flow document.
const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;

/// A flow in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowRowView {
    /// The flow.
    pub id: FlowId,
    /// What it is called.
    pub title: Bilingual,
    /// Whose it is; everybody's without one.
    pub department: Option<DepartmentRef>,
    /// The job family it came from.
    pub family: Option<String>,
    /// Whether the draft differs from the newest version.
    pub draft_changed: bool,
    /// The newest version.
    pub latest: Option<VersionRef>,
    /// How many problems keep the draft from being published.
    pub problem_count: i64,
    /// When the draft was last changed.
    pub updated_at: Millis,
    /// What the caller may do: `edit`.
    pub actions: Vec<&'static str>,
}

/// A version in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionRef {
    /// The version.
    pub id: FlowVersionId,
    /// Its number, from 1.
    pub number: i64,
    /// When it was published.
    pub published_at: Millis,
}

/// A flow with its draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowView {
    /// The flow.
    pub id: FlowId,
    /// Whose it is.
    pub department: Option<DepartmentRef>,
    /// The job family it came from.
    pub family: Option<String>,
    /// The competency model the draft was made with.
    pub model: Option<FlowModelView>,
    /// What is being edited.
    pub draft: FlowDocument,
    /// Rises with each saved change.
    pub revision: i64,
    /// What keeps the draft from being published.
    pub problems: Vec<Problem>,
    /// Published versions, newest first.
    pub versions: Vec<VersionRow>,
    /// When the draft was last changed.
    pub updated_at: Millis,
    /// What the caller may do: `edit`, `publish`.
    pub actions: Vec<&'static str>,
}

/// A published version in the list of a flow.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowVersionRowView)]
pub struct VersionRow {
    /// The version.
    pub id: FlowVersionId,
    /// Its number.
    pub number: i64,
    /// What was noted.
    pub note: String,
    /// When it was published.
    pub published_at: Millis,
    /// By whom.
    pub published_by: Option<String>,
    /// How many invitations are pinned to it.
    pub invitation_count: i64,
}

/// A published version with what is in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowVersionView {
    /// The version.
    pub id: FlowVersionId,
    /// Its flow.
    pub flow_id: FlowId,
    /// Its number.
    pub number: i64,
    /// The document as published.
    pub document: FlowDocument,
    /// What runs.
    pub script: Script,
}

/// A flow to make.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewFlowBody {
    /// Whose it is.
    pub department_id: Option<DepartmentId>,
    /// Begin with this family of the library.
    pub family: Option<String>,
    /// With which of its presets; the recommended flow without one.
    #[serde(default)]
    pub preset: Option<String>,
    /// Score with the newest version of this competency model.
    #[serde(default)]
    pub model_id: Option<CompetencyModelId>,
    /// Begin with a copy of this flow.
    pub copy_of: Option<FlowId>,
    /// What it is called.
    pub title: Bilingual,
}

/// A draft to save.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DraftBody {
    /// The revision the change was made on.
    pub revision: i64,
    /// The whole document.
    pub document: FlowDocument,
}

/// A draft as saved.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftView {
    /// The new revision.
    pub revision: i64,
    /// What keeps it from being published.
    pub problems: Vec<Problem>,
}

/// A document to check.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CheckBody {
    /// The whole document.
    pub document: FlowDocument,
}

/// What keeps a document from being published.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckView {
    /// Empty when it may be.
    pub problems: Vec<Problem>,
}

/// What to publish.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PublishBody {
    /// The revision that was looked at.
    pub revision: i64,
    /// What changed, for colleagues.
    #[serde(default)]
    pub note: String,
}

/// The version that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedView {
    /// The version.
    pub id: FlowVersionId,
    /// Its number.
    pub number: i64,
}

/// Which version the draft goes back to.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RevertBody {
    /// The version.
    pub version_id: FlowVersionId,
}

/// The flows the caller sees.
///
/// # Errors
/// Without `flow.read`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<FlowRowView>, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = bole_store::flow::list(&app.store, &staff.scope).await.doing("Listing flows")?;
    found
        .into_iter()
        .map(|it| {
            Ok(FlowRowView {
                id: it.id,
                title: serde_json::from_str(&it.title).doing("Reading a title")?,
                department: it.department_id.zip(it.department_name).map(|(id, name)| DepartmentRef { id, name }),
                family: it.family,
                draft_changed: it.published_revision != Some(it.revision),
                latest: it.latest.map(|(id, number, published_at)| VersionRef { id, number, published_at }),
                problem_count: it.problem_count,
                updated_at: it.updated_at,
                actions: actions(staff),
            })
        })
        .collect()
}

/// Makes a flow: empty, from the library, or as a copy.
///
/// # Errors
/// Without `flow.edit`, or when family, copy or department are unknown to the caller.
pub async fn create(app: &App, staff: &Staff, body: NewFlowBody) -> Result<FlowView, Failure> {
    staff.demand(Permission::FlowEdit)?;
    if body.title.is_incomplete() {
        return Err(Failure::refuse(Kind::Invalid, "flow.title_incomplete"));
    }
    let (mut document, mut family) = match (&body.family, body.copy_of) {
        (_, Some(id)) => {
            let found = bole_store::flow::find(&app.store, &staff.scope, id).await.doing("Loading a flow")?;
            let found = found.ok_or_else(|| Failure::refuse(Kind::Invalid, "flow.unknown"))?;
            (document_of(&found.draft)?, found.family)
        }
        (Some(key), None) => {
            let family = crate::library::family(key);
            let family = family.ok_or_else(|| Failure::refuse(Kind::Invalid, "flow.unknown_family"))?;
            let document = match &body.preset {
                None => Some(family.flow.clone()),
                Some(preset) => crate::library::preset::document(family, preset),
            };
            let unknown = || Failure::refuse(Kind::Invalid, "flow.unknown_preset");
            (document.ok_or_else(unknown)?, Some(key.clone()))
        }
        (None, None) => (FlowDocument { window_days: 7, follow_up_budget: 3, ..FlowDocument::default() }, None),
    };
    let mut version = None;
    if let Some(id) = body.model_id {
        let (with_model, used) = model::begin_with(app, staff, id, document, &mut family).await?;
        (document, version) = (with_model, Some(used));
    }
    document.title = body.title;
    let tx = app.store.begin().await.doing("Beginning")?;
    demand_department(staff, &tx, body.department_id).await?;
    let now = app.now();
    let flow = Flow {
        id: app.new_id(),
        department_id: body.department_id,
        family,
        title: serde_json::to_string(&document.title).doing("Writing a title")?,
        problem_count: check(&document).len() as i64,
        draft: text_of(&document)?,
        revision: 1,
        published_revision: None,
        is_demo: false,
        created_at: now,
        updated_at: now,
    };
    bole_store::flow::insert(&tx, &flow).await.doing("Adding a flow")?;
    if let Some(version) = version {
        bole_store::competency::remember(&tx, flow.id, version).await.doing("Remembering a model")?;
    }
    record(app, staff, &tx, "flow.create", flow.id, json!({})).await?;
    tx.commit().await.doing("Adding a flow")?;
    get(app, staff, flow.id).await
}

/// A flow with its draft and versions.
///
/// # Errors
/// Without `flow.read`, or when the caller does not see it.
pub async fn get(app: &App, staff: &Staff, id: FlowId) -> Result<FlowView, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = bole_store::flow::find(&app.store, &staff.scope, id).await.doing("Loading a flow")?;
    let flow = found.ok_or_else(Failure::not_found)?;
    let department = match flow.department_id {
        None => None,
        Some(id) => bole_store::department::get(&app.store, id).await.doing("Loading a department")?,
    };
    let names = crate::staff::names(app).await?;
    let versions = bole_store::flow::versions(&app.store, id).await.doing("Listing versions")?;
    let version = |it: ListedVersion| VersionRow {
        id: it.id,
        number: it.number,
        note: it.note,
        published_at: it.published_at,
        published_by: it.published_by.and_then(|id| names.get(&id).cloned()),
        invitation_count: it.invitation_count,
    };
    let draft = document_of(&flow.draft)?;
    Ok(FlowView {
        id,
        department: department.map(|it| DepartmentRef { id: it.id, name: it.name }),
        family: flow.family,
        model: model::origin(app, staff, id).await?,
        problems: check(&draft),
        draft,
        revision: flow.revision,
        versions: versions.into_iter().map(version).collect(),
        updated_at: flow.updated_at,
        actions: actions(staff),
    })
}

/// Saves the draft if nobody else has meanwhile.
///
/// # Errors
/// `flow.draft_changed` when the revision is not the newest, `flow.too_large`, or as [`get`].
pub async fn save_draft(app: &App, staff: &Staff, id: FlowId, body: DraftBody) -> Result<DraftView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::flow::for_change(&tx, &staff.scope, id).await.doing("Loading a flow")?;
    let mut flow = allow(staff, Permission::FlowEdit, found)?.into_inner();
    demand_revision(&flow, body.revision)?;
    let problems = put_draft(app, &mut flow, &body.document)?;
    bole_store::flow::update(&tx, &flow).await.doing("Saving a draft")?;
    tx.commit().await.doing("Saving a draft")?;
    Ok(DraftView { revision: flow.revision, problems })
}

/// Checks a document as publishing would.
///
/// # Errors
/// Without `flow.read`.
pub fn check_document(staff: &Staff, body: &CheckBody) -> Result<CheckView, Failure> {
    staff.demand(Permission::FlowRead)?;
    Ok(CheckView { problems: check(&body.document) })
}

/// Freezes the draft as the next version. Running interviews keep theirs.
///
/// # Errors
/// `flow.has_problems`, `flow.draft_changed`, or as [`get`].
pub async fn publish(app: &App, staff: &Staff, id: FlowId, body: PublishBody) -> Result<PublishedView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::flow::for_change(&tx, &staff.scope, id).await.doing("Loading a flow")?;
    let mut flow = allow(staff, Permission::FlowEdit, found)?.into_inner();
    demand_revision(&flow, body.revision)?;
    let latest = bole_store::flow::latest_version(&tx, id).await.doing("Loading a version")?;
    let number = latest.map_or(1, |it| it.number + 1);
    let version = freeze(app, &flow, number, body.note.trim(), Some(staff.id))?;
    bole_store::flow::insert_version(&tx, &version).await.doing("Publishing a flow")?;
    note_uses(&tx, version.id, &document_of(&version.document)?).await?;
    flow.published_revision = Some(flow.revision);
    bole_store::flow::update(&tx, &flow).await.doing("Publishing a flow")?;
    record(app, staff, &tx, "flow.publish", id, json!({ "number": number, "sha256": version.sha256 })).await?;
    tx.commit().await.doing("Publishing a flow")?;
    Ok(PublishedView { id: version.id, number })
}

/// Compiles a flow's draft into a version.
///
/// # Errors
/// `flow.has_problems` with their count.
pub fn freeze(
    app: &App,
    flow: &Flow,
    number: i64,
    note: &str,
    by: Option<bole_domain::ids::StaffId>,
) -> Result<FlowVersion, Failure> {
    let document = document_of(&flow.draft)?;
    let problems = check(&document);
    let id: FlowVersionId = app.new_id();
    let script = compile(&document, &id.to_string()).filter(|_| problems.is_empty());
    let Some(script) = script else {
        return Err(Refusal::new(Kind::Conflict, "flow.has_problems").with("count", problems.len()).into());
    };
    let digest = ring::digest::digest(&ring::digest::SHA256, flow.draft.as_bytes());
    Ok(FlowVersion {
        id,
        flow_id: flow.id,
        number,
        note: note.chars().filter(|it| !it.is_control()).take(500).collect(),
        document: flow.draft.clone(),
        script: serde_json::to_string(&script).doing("Writing a script")?,
        sha256: digest.as_ref().iter().map(|it| format!("{it:02x}")).collect(),
        published_by: by,
        published_at: app.now(),
    })
}

/// Puts a published version back into the draft.
///
/// # Errors
/// When the version is not one of this flow, or as [`get`].
pub async fn revert(app: &App, staff: &Staff, id: FlowId, body: RevertBody) -> Result<FlowView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::flow::for_change(&tx, &staff.scope, id).await.doing("Loading a flow")?;
    let mut flow = allow(staff, Permission::FlowEdit, found)?.into_inner();
    let version = bole_store::flow::version(&tx, body.version_id).await.doing("Loading a version")?;
    let version = version.filter(|it| it.flow_id == id).ok_or_else(Failure::not_found)?;
    put_draft(app, &mut flow, &document_of(&version.document)?)?;
    bole_store::flow::update(&tx, &flow).await.doing("Reverting a draft")?;
    record(app, staff, &tx, "flow.revert", id, json!({ "number": version.number })).await?;
    tx.commit().await.doing("Reverting a draft")?;
    get(app, staff, id).await
}

/// A published version with its script.
///
/// # Errors
/// Without `flow.read`, or when the caller does not see its flow.
pub async fn version(app: &App, staff: &Staff, id: FlowVersionId) -> Result<FlowVersionView, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = bole_store::flow::find_version(&app.store, &staff.scope, id).await.doing("Loading a version")?;
    let version = found.ok_or_else(Failure::not_found)?;
    Ok(FlowVersionView {
        id,
        flow_id: version.flow_id,
        number: version.number,
        document: document_of(&version.document)?,
        script: serde_json::from_str(&version.script).doing("Reading a script")?,
    })
}

/// Reads a stored document.
///
/// # Errors
/// When it is not one, which only a changed database causes.
pub fn document_of(text: &str) -> Result<FlowDocument, Failure> {
    serde_json::from_str(text).doing("Reading a flow")
}

fn text_of(document: &FlowDocument) -> Result<String, Failure> {
    let text = serde_json::to_string(document).doing("Writing a flow")?;
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(Failure::refuse(Kind::TooLarge, "flow.too_large"));
    }
    Ok(text)
}

fn put_draft(app: &App, flow: &mut Flow, document: &FlowDocument) -> Result<Vec<Problem>, Failure> {
    let problems = check(document);
    flow.draft = text_of(document)?;
    flow.title = serde_json::to_string(&document.title).doing("Writing a title")?;
    flow.problem_count = problems.len() as i64;
    flow.revision += 1;
    flow.updated_at = app.now();
    Ok(problems)
}

fn demand_revision(flow: &Flow, revision: i64) -> Result<(), Failure> {
    if flow.revision == revision {
        return Ok(());
    }
    Err(Refusal::new(Kind::Conflict, "flow.draft_changed").with("revision", flow.revision).into())
}

/// A department of the caller's, or none for who sees the whole company.
pub(crate) async fn demand_department(
    staff: &Staff,
    tx: &bole_store::Tx,
    id: Option<DepartmentId>,
) -> Result<(), Failure> {
    let Some(id) = id else {
        // A flow of no department is everybody's.
        return if staff.sees_all() { Ok(()) } else { Err(Failure::refuse(Kind::Invalid, "flow.department_missing")) };
    };
    let found = bole_store::department::find(tx, &staff.scope, id).await.doing("Loading a department")?;
    found.map(drop).ok_or_else(|| Failure::refuse(Kind::Invalid, "department.unknown"))
}

async fn record(
    app: &App,
    staff: &Staff,
    tx: &bole_store::Tx,
    action: &'static str,
    id: FlowId,
    params: serde_json::Value,
) -> Result<(), Failure> {
    app.record(tx, Deed { actor: staff.into(), action, subject: Some(("flow", &id)), params }).await
}

fn actions(staff: &Staff) -> Vec<&'static str> {
    if staff.role.may(Permission::FlowEdit) { vec!["edit", "publish"] } else { vec![] }
}
