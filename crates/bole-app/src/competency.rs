//! A company's own competency models (胜任力模型): a draft that is edited, and published versions that never change.

use bole_domain::competency::{Change, CompetencyModel, MAX_DIMENSIONS, Source, differences};
use bole_domain::flow::{Problem, check_model};
use bole_domain::ids::{CompetencyModelId, CompetencyVersionId, DepartmentId, FlowId};
use bole_domain::locale::Bilingual;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::competency::{Listed, Model, Version};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::department::DepartmentRef;
use crate::failure::{Doing as _, Failure};
use crate::library::{DimensionRef, dimension_ref};
use crate::policy::{Staff, allow};

/// The most bytes of a model.
const MAX_BYTES: usize = 512 * 1024;

/// A model in the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetencyRowView {
    /// The model.
    pub id: CompetencyModelId,
    /// What it is called.
    pub name: Bilingual,
    /// Whose it is; everybody's without one.
    pub department: Option<DepartmentRef>,
    /// The job family it is for.
    pub family: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// The draft's dimensions.
    pub dimensions: Vec<DimensionRef>,
    /// Whether the draft differs from the newest version.
    pub draft_changed: bool,
    /// How many problems keep the draft from being published.
    pub problem_count: usize,
    /// The number of the newest version.
    pub latest_number: Option<i64>,
    /// When that was published.
    pub published_at: Option<Millis>,
    /// How many flows were made with it.
    pub flow_count: i64,
    /// When the draft was last changed.
    pub updated_at: Millis,
}

/// A model with its draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetencyView {
    /// The model.
    pub id: CompetencyModelId,
    /// What it is called.
    pub name: Bilingual,
    /// Whose it is.
    pub department: Option<DepartmentRef>,
    /// The job family it is for.
    pub family: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// What is being edited.
    pub draft: CompetencyModel,
    /// Rises with each saved change.
    pub revision: i64,
    /// Whether the draft differs from the newest version.
    pub draft_changed: bool,
    /// What keeps the draft from being published.
    pub problems: Vec<Problem>,
    /// Published versions, newest first.
    pub versions: Vec<CompetencyVersionRowView>,
    /// The flows the caller sees that were made with it.
    pub used_by: Vec<CompetencyUseView>,
    /// When the draft was last changed.
    pub updated_at: Millis,
    /// What the caller may do: `edit`, `publish`.
    pub actions: Vec<&'static str>,
}

/// A published version.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetencyVersionRowView {
    /// The version.
    pub id: CompetencyVersionId,
    /// Its number.
    pub number: i64,
    /// What was noted.
    pub note: String,
    /// Where it came from.
    pub source: Source,
    /// When it was published.
    pub published_at: Millis,
    /// By whom.
    pub published_by: Option<String>,
}

/// A flow that was made with a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetencyUseView {
    /// The flow.
    pub flow_id: FlowId,
    /// Its title.
    pub title: Bilingual,
    /// The number of the version it was made with.
    pub number: i64,
}

/// A model to make.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCompetencyBody {
    /// Whose it is.
    pub department_id: Option<DepartmentId>,
    /// The job family it is for; its library model is the beginning.
    pub family: Option<String>,
    /// Begin with a copy of this model instead.
    pub copy_of: Option<CompetencyModelId>,
    /// What it is called.
    pub name: Bilingual,
    /// Where it comes from.
    pub source: Source,
}

/// A draft to save.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CompetencyDraftBody {
    /// The revision the change was made on.
    pub revision: i64,
    /// What it is called.
    pub name: Bilingual,
    /// Where it comes from.
    pub source: Source,
    /// The whole model.
    pub model: CompetencyModel,
}

/// A draft as saved.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetencyDraftView {
    /// The new revision.
    pub revision: i64,
    /// What keeps it from being published.
    pub problems: Vec<Problem>,
}

/// What to publish.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CompetencyPublishBody {
    /// The revision that was looked at.
    pub revision: i64,
    /// What changed, for colleagues.
    #[serde(default)]
    pub note: String,
}

/// The version to take up again.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CompetencyRevertBody {
    /// The revision of the draft that was looked at.
    pub revision: i64,
    /// The number of the version.
    pub number: i64,
}

/// What is different between two versions.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetencyComparisonView {
    /// In the order of the later one.
    pub changes: Vec<Change>,
}

/// The models the caller sees.
///
/// # Errors
/// Without `flow.read`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<CompetencyRowView>, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = bole_store::competency::list(&app.store, &staff.scope).await.doing("Listing models")?;
    found.into_iter().map(row).collect()
}

fn row(it: Listed) -> Result<CompetencyRowView, Failure> {
    let draft = model_of(&it.model.draft)?;
    Ok(CompetencyRowView {
        id: it.model.id,
        name: name_of(&it.model.name)?,
        department: it.model.department_id.zip(it.department_name).map(|(id, name)| DepartmentRef { id, name }),
        source: source_of(&it.model.source)?,
        dimensions: draft.dimensions.iter().map(dimension_ref).collect(),
        draft_changed: it.model.published_revision != Some(it.model.revision),
        problem_count: check_model(&draft).len(),
        latest_number: it.latest.map(|(number, _)| number),
        published_at: it.latest.map(|(_, at)| at),
        flow_count: it.flow_count,
        updated_at: it.model.updated_at,
        family: it.model.family,
    })
}

/// Makes a model: from the library's, as a copy, or empty.
///
/// # Errors
/// Without `flow.edit`, or when family, copy or department are unknown to the caller.
pub async fn create(app: &App, staff: &Staff, body: NewCompetencyBody) -> Result<CompetencyView, Failure> {
    staff.demand(Permission::FlowEdit)?;
    demand_name(&body.name)?;
    let (draft, family) = match (body.copy_of, &body.family) {
        (Some(id), family) => {
            let found = bole_store::competency::find(&app.store, &staff.scope, id).await.doing("Loading a model")?;
            let found = found.ok_or_else(unknown)?;
            (model_of(&found.draft)?, family.clone().or(found.family))
        }
        (None, Some(key)) => {
            let family = crate::library::family(key);
            let family = family.ok_or_else(|| Failure::refuse(Kind::Invalid, "flow.unknown_family"))?;
            (family.flow.competency.clone(), Some(key.clone()))
        }
        (None, None) => (CompetencyModel::default(), None),
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    crate::flow::demand_department(staff, &tx, body.department_id).await?;
    let now = app.now();
    let model = Model {
        id: app.new_id(),
        department_id: body.department_id,
        family,
        name: serde_json::to_string(&body.name).doing("Writing a name")?,
        source: body.source.code().to_owned(),
        draft: text_of(&draft)?,
        revision: 1,
        published_revision: None,
        is_demo: false,
        created_at: now,
        updated_at: now,
    };
    bole_store::competency::insert(&tx, &model).await.doing("Adding a model")?;
    record(app, staff, &tx, "competency.create", model.id, json!({})).await?;
    tx.commit().await.doing("Adding a model")?;
    get(app, staff, model.id).await
}

/// A model with its draft, versions and uses.
///
/// # Errors
/// Without `flow.read`, or when the caller does not see it.
pub async fn get(app: &App, staff: &Staff, id: CompetencyModelId) -> Result<CompetencyView, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = bole_store::competency::find(&app.store, &staff.scope, id).await.doing("Loading a model")?;
    let model = found.ok_or_else(Failure::not_found)?;
    let department = match model.department_id {
        None => None,
        Some(id) => bole_store::department::get(&app.store, id).await.doing("Loading a department")?,
    };
    let names = crate::staff::names(app).await?;
    let versions = bole_store::competency::versions(&app.store, id).await.doing("Listing versions")?;
    let version = |it: Version| {
        Ok::<_, Failure>(CompetencyVersionRowView {
            id: it.id,
            number: it.number,
            note: it.note,
            source: source_of(&it.source)?,
            published_at: it.published_at,
            published_by: it.published_by.and_then(|id| names.get(&id).cloned()),
        })
    };
    let uses = bole_store::competency::uses(&app.store, &staff.scope, id).await.doing("Listing uses")?;
    let used = |it: bole_store::competency::Use| {
        Ok::<_, Failure>(CompetencyUseView { flow_id: it.flow, title: name_of(&it.title)?, number: it.number })
    };
    let draft = model_of(&model.draft)?;
    Ok(CompetencyView {
        id,
        name: name_of(&model.name)?,
        department: department.map(|it| DepartmentRef { id: it.id, name: it.name }),
        source: source_of(&model.source)?,
        problems: check_model(&draft),
        draft,
        draft_changed: model.published_revision != Some(model.revision),
        revision: model.revision,
        versions: versions.into_iter().map(version).collect::<Result<_, _>>()?,
        used_by: uses.into_iter().map(used).collect::<Result<_, _>>()?,
        updated_at: model.updated_at,
        family: model.family,
        actions: if staff.role.may(Permission::FlowEdit) { vec!["edit", "publish"] } else { vec![] },
    })
}

/// Saves the draft if nobody else has meanwhile.
///
/// # Errors
/// `competency.draft_changed` when the revision is not the newest, `competency.too_large`, or as [`get`].
pub async fn save_draft(
    app: &App,
    staff: &Staff,
    id: CompetencyModelId,
    body: CompetencyDraftBody,
) -> Result<CompetencyDraftView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::competency::for_change(&tx, &staff.scope, id).await.doing("Loading a model")?;
    let mut model = allow(staff, Permission::FlowEdit, found)?.into_inner();
    demand_revision(&model, body.revision)?;
    demand_name(&body.name)?;
    model.name = serde_json::to_string(&body.name).doing("Writing a name")?;
    body.source.code().clone_into(&mut model.source);
    model.draft = text_of(&body.model)?;
    model.revision += 1;
    model.updated_at = app.now();
    bole_store::competency::update(&tx, &model).await.doing("Saving a draft")?;
    tx.commit().await.doing("Saving a draft")?;
    Ok(CompetencyDraftView { revision: model.revision, problems: check_model(&body.model) })
}

/// Freezes the draft as the next version. Flows keep the one they were made with until somebody updates them.
///
/// # Errors
/// `competency.has_problems`, `competency.unchanged`, `competency.draft_changed`, or as [`get`].
pub async fn publish(
    app: &App,
    staff: &Staff,
    id: CompetencyModelId,
    body: CompetencyPublishBody,
) -> Result<CompetencyView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::competency::for_change(&tx, &staff.scope, id).await.doing("Loading a model")?;
    let mut model = allow(staff, Permission::FlowEdit, found)?.into_inner();
    demand_revision(&model, body.revision)?;
    if model.published_revision == Some(model.revision) {
        return Err(Failure::refuse(Kind::Conflict, "competency.unchanged"));
    }
    let latest = bole_store::competency::latest_version(&tx, id).await.doing("Loading a version")?;
    let number = latest.map_or(1, |it| it.number + 1);
    let version = freeze(app, &model, number, &body.note, Some(staff.id))?;
    bole_store::competency::insert_version(&tx, &version).await.doing("Publishing a model")?;
    model.published_revision = Some(model.revision);
    bole_store::competency::update(&tx, &model).await.doing("Publishing a model")?;
    record(app, staff, &tx, "competency.publish", id, json!({ "number": number })).await?;
    tx.commit().await.doing("Publishing a model")?;
    get(app, staff, id).await
}

/// Puts a published version back into the draft, to be published as the next one. Nothing published changes by that.
///
/// # Errors
/// `competency.draft_changed`, or as [`get`], also for a number that does not exist.
pub async fn revert(
    app: &App,
    staff: &Staff,
    id: CompetencyModelId,
    body: CompetencyRevertBody,
) -> Result<CompetencyView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::competency::for_change(&tx, &staff.scope, id).await.doing("Loading a model")?;
    let mut model = allow(staff, Permission::FlowEdit, found)?.into_inner();
    demand_revision(&model, body.revision)?;
    let versions = bole_store::competency::versions(&tx, id).await.doing("Listing versions")?;
    let version = versions.into_iter().find(|it| it.number == body.number).ok_or_else(Failure::not_found)?;
    model.draft = version.document;
    model.source = version.source;
    model.revision += 1;
    model.updated_at = app.now();
    bole_store::competency::update(&tx, &model).await.doing("Reverting a draft")?;
    record(app, staff, &tx, "competency.revert", id, json!({ "number": body.number })).await?;
    tx.commit().await.doing("Reverting a draft")?;
    get(app, staff, id).await
}

/// The draft of a model as a version.
///
/// # Errors
/// `competency.has_problems` with their count.
pub fn freeze(
    app: &App,
    model: &Model,
    number: i64,
    note: &str,
    by: Option<bole_domain::ids::StaffId>,
) -> Result<Version, Failure> {
    let problems = check_model(&model_of(&model.draft)?);
    if !problems.is_empty() {
        return Err(Refusal::new(Kind::Conflict, "competency.has_problems").with("count", problems.len()).into());
    }
    Ok(Version {
        id: app.new_id(),
        model_id: model.id,
        number,
        note: note.trim().chars().filter(|it| !it.is_control()).take(500).collect(),
        source: model.source.clone(),
        document: model.draft.clone(),
        published_by: by,
        published_at: app.now(),
    })
}

/// What changed from version `from` to version `to`, or to the draft without one.
///
/// # Errors
/// As [`get`], also for numbers that do not exist.
pub async fn compare(
    app: &App,
    staff: &Staff,
    id: CompetencyModelId,
    from: i64,
    to: Option<i64>,
) -> Result<CompetencyComparisonView, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = bole_store::competency::find(&app.store, &staff.scope, id).await.doing("Loading a model")?;
    let model = found.ok_or_else(Failure::not_found)?;
    let versions = bole_store::competency::versions(&app.store, id).await.doing("Listing versions")?;
    let numbered = |number: i64| {
        let found = versions.iter().find(|it| it.number == number).ok_or_else(Failure::not_found)?;
        model_of(&found.document)
    };
    let after = to.map_or_else(|| model_of(&model.draft), numbered)?;
    Ok(CompetencyComparisonView { changes: differences(&numbered(from)?, &after) })
}

/// The newest published version of a model the caller sees, to be copied into a flow.
///
/// # Errors
/// `competency.unknown` or `competency.not_published`.
pub async fn published(
    staff: &Staff,
    from: &impl bole_store::Reads,
    id: CompetencyModelId,
) -> Result<(Model, CompetencyVersionId, CompetencyModel), Failure> {
    let model = bole_store::competency::find(from, &staff.scope, id).await.doing("Loading a model")?;
    let model = model.ok_or_else(unknown)?;
    let version = bole_store::competency::latest_version(from, id).await.doing("Loading a version")?;
    let version = version.ok_or_else(|| Failure::refuse(Kind::Conflict, "competency.not_published"))?;
    Ok((model, version.id, model_of(&version.document)?))
}

fn unknown() -> Failure {
    Failure::refuse(Kind::Invalid, "competency.unknown")
}

fn demand_name(name: &Bilingual) -> Result<(), Failure> {
    if name.is_incomplete() { Err(Failure::refuse(Kind::Invalid, "competency.name_incomplete")) } else { Ok(()) }
}

fn demand_revision(model: &Model, revision: i64) -> Result<(), Failure> {
    if model.revision == revision {
        return Ok(());
    }
    Err(Refusal::new(Kind::Conflict, "competency.draft_changed").with("revision", model.revision).into())
}

fn model_of(text: &str) -> Result<CompetencyModel, Failure> {
    serde_json::from_str(text).doing("Reading a model")
}

fn name_of(text: &str) -> Result<Bilingual, Failure> {
    serde_json::from_str(text).doing("Reading a name")
}

fn source_of(code: &str) -> Result<Source, Failure> {
    serde_json::from_value(json!(code)).doing("Reading a source")
}

fn text_of(model: &CompetencyModel) -> Result<String, Failure> {
    let text = serde_json::to_string(model).doing("Writing a model")?;
    if text.len() > MAX_BYTES || model.dimensions.len() > MAX_DIMENSIONS {
        return Err(Failure::refuse(Kind::TooLarge, "competency.too_large"));
    }
    Ok(text)
}

async fn record(
    app: &App,
    staff: &Staff,
    tx: &bole_store::Tx,
    action: &'static str,
    id: CompetencyModelId,
    params: serde_json::Value,
) -> Result<(), Failure> {
    app.record(tx, Deed { actor: staff.into(), action, subject: Some(("competency", &id)), params }).await
}
