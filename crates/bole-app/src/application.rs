//! Applications (应聘申请): people come in, are listed, looked at, remarked on and moved.

use bole_domain::application::{Source, Stage, move_to};
use bole_domain::ids::{ApplicationId, CandidateId, DocumentId, RemarkId, RequisitionId};
use bole_domain::question::Audience;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::staff::Permission;
use bole_store::application::Application;
use bole_store::remark::Remark;
use bole_store::{Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::document;
use crate::failure::{Doing as _, Failure};
use crate::look::{self, QuotaView};
use crate::person::{self, Contact, Sealed};
use crate::policy::{Staff, allow};

mod page;
mod table;
pub use page::{ApplicationView, HistoryView, ReleasedView, RemarkView, SessionRef, get};
pub(crate) use table::filter_of;
pub use table::{ApplicationRowView, Found, Order, Wanted, list, row};

/// The most characters of a remark.
const MAX_REMARK: usize = 2000;

/// A person to add to a requisition.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewApplicationBody {
    /// For which requisition.
    pub requisition_id: RequisitionId,
    /// The name.
    pub name: String,
    /// A phone number; this or an e-mail address is needed.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// The kind of candidate.
    #[serde(default)]
    pub audience: Audience,
    /// The résumé that was uploaded.
    pub document_id: Option<DocumentId>,
    /// What to do when the person may be known.
    #[serde(default)]
    pub on_duplicate: OnDuplicate,
    /// The person, when known.
    pub candidate_id: Option<CandidateId>,
    /// Where the application came from.
    #[serde(default)]
    pub source: Source,
}

/// What to do when a person may be known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// Answer with who it may be.
    #[default]
    Ask,
    /// It is the person named by `candidate_id`.
    UseExisting,
    /// It is somebody else.
    Create,
}

/// Phone and e-mail in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactView {
    /// The phone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The caller's looks of today.
    pub quota: QuotaView,
}

/// A remark to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RemarkBody {
    /// 1–2000 characters.
    pub text: String,
}

/// Where to move an application.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StageBody {
    /// The stage.
    pub stage: Stage,
    /// Needed for adverse stages.
    pub reason: Option<String>,
}

/// Adds a person to a requisition.
///
/// # Errors
/// Without `application.edit`; `requisition.closed`, `candidate.*`, `candidate.duplicate` with the people it may be,
/// `application.exists` when that person applied for this requisition before.
pub async fn create(app: &App, staff: &Staff, body: NewApplicationBody) -> Result<ApplicationView, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let contact = Contact::of(&body.name, body.phone.as_deref(), body.email.as_deref())?;
    if body.on_duplicate == OnDuplicate::Ask {
        let phone = document::same_contact(app, staff, contact.phone.as_deref(), contact.email.as_deref()).await?;
        let matches = document::describe(app, staff, phone).await?;
        if !matches.is_empty() {
            let matches = serde_json::to_value(&matches).doing("Writing matches")?;
            return Err(Refusal::new(Kind::Conflict, "candidate.duplicate").with("matches", matches).into());
        }
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let requisition = crate::requisition::open_for(&tx, &staff.scope, body.requisition_id).await?;
    let candidate = match (body.on_duplicate, body.candidate_id) {
        (OnDuplicate::UseExisting, Some(id)) => existing(staff, &tx, id, body.requisition_id).await?,
        (OnDuplicate::UseExisting, None) => return Err(Failure::refuse(Kind::Invalid, "candidate.unknown")),
        _ => {
            let (row, _) = person::new_row(app, &contact, body.audience, false)?;
            bole_store::candidate::insert(&tx, &row).await.doing("Adding a candidate")?;
            row.id
        }
    };
    let now = app.now();
    let application = Application {
        id: app.new_id(),
        candidate_id: candidate,
        requisition_id: requisition.id,
        department_id: requisition.department_id,
        stage: Stage::Applied.code().to_owned(),
        session_id: None,
        session_status: None,
        outcome: None,
        total: None,
        review_needed: false,
        is_demo: false,
        created_at: now,
        updated_at: now,
        source: body.source.code().to_owned(),
    };
    bole_store::application::insert(&tx, &application).await.doing("Adding an application")?;
    if let Some(document) = body.document_id {
        attach(staff, &tx, document, &application).await?;
    }
    let id = application.id;
    let params = json!({ "with_document": body.document_id.is_some() });
    let deed = Deed { actor: staff.into(), action: "application.create", subject: Some(("application", &id)), params };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Adding an application")?;
    get(app, staff, id).await
}

async fn existing(staff: &Staff, tx: &Tx, id: CandidateId, requisition: RequisitionId) -> Result<CandidateId, Failure> {
    let found = bole_store::candidate::find(tx, &staff.scope, id).await.doing("Loading a candidate")?;
    let candidate = found.ok_or_else(|| Failure::refuse(Kind::Invalid, "candidate.unknown"))?;
    let applications =
        bole_store::application::of_candidate(tx, &Scope::All, id).await.doing("Listing applications")?;
    if applications.iter().any(|it| it.application.requisition_id == requisition) {
        return Err(Failure::refuse(Kind::Conflict, "application.exists"));
    }
    Ok(candidate.id)
}

async fn attach(staff: &Staff, tx: &Tx, id: DocumentId, application: &Application) -> Result<(), Failure> {
    let found = bole_store::document::find(tx, &staff.scope, staff.id, id).await.doing("Loading a document")?;
    let mut document = found.ok_or_else(|| Failure::refuse(Kind::Invalid, "document.unknown"))?;
    if document.application_id.is_some() {
        return Err(Failure::refuse(Kind::Conflict, "document.attached"));
    }
    document.candidate_id = Some(application.candidate_id);
    document.application_id = Some(application.id);
    bole_store::document::update(tx, &document).await.doing("Attaching a document")?;
    Ok(())
}

/// Phone and e-mail in full; the look is recorded.
///
/// # Errors
/// Without `contact.read`, `contact.used_up`, or when the caller does not see the application.
pub async fn contact(app: &App, staff: &Staff, id: ApplicationId) -> Result<ContactView, Failure> {
    let found = bole_store::application::find(&app.store, &staff.scope, id).await.doing("Loading an application")?;
    let application = allow(staff, Permission::ContactRead, found)?;
    let person = person::open(app, Sealed::from(&*application))?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let quota = look::take_contact(app, staff, tx, id).await?;
    Ok(ContactView { phone: person.phone, email: person.email, quota })
}

/// Adds a remark.
///
/// # Errors
/// Without `remark.write`, `remark.empty`, or when the caller does not see the application.
pub async fn remark(
    app: &App,
    staff: &Staff,
    id: ApplicationId,
    body: &RemarkBody,
) -> Result<ApplicationView, Failure> {
    let text = body.text.trim();
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::application::for_change(&tx, &staff.scope, id).await.doing("Loading an application")?;
    let application = allow(staff, Permission::RemarkWrite, found)?;
    if text.is_empty() || text.chars().count() > MAX_REMARK {
        return Err(Refusal::new(Kind::Invalid, "remark.empty").with("limit", MAX_REMARK).into());
    }
    keep_remark(app, Some(staff.id), &tx, &application, text).await?;
    let deed = Deed {
        actor: staff.into(),
        action: "application.remark",
        subject: Some(("application", &id)),
        params: json!({}),
    };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Adding a remark")?;
    get(app, staff, id).await
}

/// Moves an application to another stage.
///
/// # Errors
/// Without `application.edit`, or as [`move_to`] says.
pub async fn set_stage(
    app: &App,
    staff: &Staff,
    id: ApplicationId,
    body: &StageBody,
) -> Result<ApplicationView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    move_in(app, staff, &tx, id, body).await?;
    tx.commit().await.doing("Moving an application")?;
    get(app, staff, id).await
}

/// Moves an application to another stage in the caller's transaction.
///
/// # Errors
/// As [`set_stage`].
pub(crate) async fn move_in(
    app: &App,
    staff: &Staff,
    tx: &Tx,
    id: ApplicationId,
    body: &StageBody,
) -> Result<(), Failure> {
    let found = bole_store::application::for_change(tx, &staff.scope, id).await.doing("Loading an application")?;
    let mut application = allow(staff, Permission::ApplicationEdit, found)?.into_inner();
    let from = Stage::from_code(&application.stage).unwrap_or_default();
    let to = move_to(from, body.stage, body.reason.as_deref())?;
    application.stage = to.code().to_owned();
    application.updated_at = app.now();
    bole_store::application::update(tx, &application).await.doing("Moving an application")?;
    crate::requisition::follow_stage(app, tx, &application, from, to).await?;
    let reason = body.reason.as_deref().map(str::trim).filter(|it| !it.is_empty());
    if let Some(reason) = reason {
        keep_remark(app, Some(staff.id), tx, &application, reason).await?;
    }
    let params = json!({ "from": from.code(), "to": to.code(), "has_reason": reason.is_some() });
    let deed = Deed { actor: staff.into(), action: "application.stage", subject: Some(("application", &id)), params };
    app.record(tx, deed).await
}

/// Keeps a remark in the caller's transaction.
pub(crate) async fn keep_remark(
    app: &App,
    author: Option<bole_domain::ids::StaffId>,
    tx: &Tx,
    application: &Application,
    text: &str,
) -> Result<RemarkId, Failure> {
    let candidate = bole_store::candidate::get(tx, application.candidate_id).await.doing("Loading a candidate")?;
    let key = app.open_key(candidate.and_then(|it| it.wrapped_key).as_deref())?;
    let key = key.ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    let id: RemarkId = app.new_id();
    let text: String = text.chars().take(MAX_REMARK).collect();
    let remark = Remark {
        id,
        application_id: application.id,
        staff_id: author,
        text_sealed: app.seal(&key, crate::seal::at("remark", "text"), &id, &text)?,
        created_at: app.now(),
    };
    bole_store::remark::insert(tx, &remark).await.doing("Adding a remark")?;
    Ok(id)
}
