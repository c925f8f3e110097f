//! Which competency model a flow was made with: the flow copies a version, remembers it, and takes a newer one when asked.

use bole_domain::competency::CompetencyModel;
use bole_domain::flow::{FlowDocument, adopt};
use bole_domain::ids::{CompetencyModelId, CompetencyVersionId, FlowId, FlowVersionId};
use bole_domain::locale::Bilingual;
use bole_domain::module::Module;
use bole_domain::staff::Permission;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{FlowView, demand_revision, document_of, get, put_draft, record};
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

/// The model a flow was made with.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowModelView {
    /// The model.
    pub id: CompetencyModelId,
    /// What it is called.
    pub name: Bilingual,
    /// The version the draft was made with.
    pub number: i64,
    /// The newest version.
    pub latest_number: i64,
}

/// The model to put into a flow's draft.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FlowModelBody {
    /// The revision of the draft that was looked at.
    pub revision: i64,
    /// The model; its newest version is taken.
    pub model_id: CompetencyModelId,
}

/// Puts the newest version of a model into the draft. Published versions of the flow stay as they are.
///
/// # Errors
/// `flow.draft_changed`, `competency.unknown`, `competency.not_published`, or as [`get`].
pub async fn use_model(app: &App, staff: &Staff, id: FlowId, body: FlowModelBody) -> Result<FlowView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::flow::for_change(&tx, &staff.scope, id).await.doing("Loading a flow")?;
    let mut flow = allow(staff, Permission::FlowEdit, found)?.into_inner();
    demand_revision(&flow, body.revision)?;
    let (_, version, model) = crate::competency::published(staff, &tx, body.model_id).await?;
    let document = adopt(&document_of(&flow.draft)?, &model);
    put_draft(app, &mut flow, &document)?;
    bole_store::flow::update(&tx, &flow).await.doing("Saving a draft")?;
    bole_store::competency::remember(&tx, id, version).await.doing("Remembering a model")?;
    record(app, staff, &tx, "flow.use_model", id, json!({})).await?;
    tx.commit().await.doing("Saving a draft")?;
    get(app, staff, id).await
}

/// The document of a new flow with a model put in, and the version to remember.
pub(super) async fn begin_with(
    app: &App,
    staff: &Staff,
    id: CompetencyModelId,
    document: FlowDocument,
    family: &mut Option<String>,
) -> Result<(FlowDocument, CompetencyVersionId), Failure> {
    if !app.modules().has(Module::CompetencyModel) {
        return Err(Failure::not_found());
    }
    let (stored, version, model): (_, _, CompetencyModel) = crate::competency::published(staff, &app.store, id).await?;
    if family.is_none() {
        *family = stored.family;
    }
    Ok((adopt(&document, &model), version))
}

/// The model a flow was made with, if the caller sees it.
pub(super) async fn origin(app: &App, staff: &Staff, id: FlowId) -> Result<Option<FlowModelView>, Failure> {
    if !app.modules().has(Module::CompetencyModel) {
        return Ok(None);
    }
    let origin = bole_store::competency::origin(&app.store, id).await.doing("Loading a model")?;
    let Some(origin) = origin else { return Ok(None) };
    let seen = bole_store::competency::find(&app.store, &staff.scope, origin.model).await.doing("Loading a model")?;
    if seen.is_none() {
        return Ok(None);
    }
    Ok(Some(FlowModelView {
        id: origin.model,
        name: serde_json::from_str(&origin.name).doing("Reading a name")?,
        number: origin.number,
        latest_number: origin.latest,
    }))
}

/// Notes which questions a published version asks, so that their use can be counted.
///
/// # Errors
/// When the database does not answer.
pub async fn note_uses(tx: &bole_store::Tx, version: FlowVersionId, document: &FlowDocument) -> Result<(), Failure> {
    for key in document.asked_keys() {
        bole_store::bank::note_use(tx, version, key).await.doing("Noting the use of a question")?;
    }
    Ok(())
}
