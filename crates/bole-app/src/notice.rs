//! The message centre of staff: what waits for them, each read for themselves, kinds switched off at will.
//!
//! A notice is posted in the transaction that causes it and resolved in the one that deals with it. It names nobody: who it
//! concerns is read from the application each time, within what the reader sees.

use bole_domain::ids::{ApplicationId, CandidateId, RequisitionId, SecondApprovalId, StaffId};
use bole_domain::notice::NoticeKind;
use bole_domain::staff::Field;
use bole_domain::time::Millis;
use bole_store::application::Application;
use bole_store::notice::{Listed, Notice, Reader};
use bole_store::requisition::Requisition;
use bole_store::{Scope, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Shown, Staff};

/// How many notices are shown; who has more waiting deals with these first.
const MOST: i64 = 100;

/// What waits for somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticesView {
    /// Newest first.
    pub items: Vec<NoticeView>,
    /// How many of them, and of those beyond, were not read.
    pub unread: i64,
    /// The kinds this role is told about.
    pub kinds: Vec<NoticeKind>,
    /// Those of them that are switched off.
    pub muted: Vec<NoticeKind>,
}

/// One thing that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    /// The notice.
    #[schema(value_type = String, format = Uuid)]
    pub id: Uuid,
    /// What it is about.
    pub kind: NoticeKind,
    /// The interview, message, requisition, second approval or alert it is about.
    pub subject_id: String,
    /// The application it is about.
    pub application_id: Option<ApplicationId>,
    /// Whom it concerns.
    pub name: Option<Shown>,
    /// The job applied for or asked for.
    pub job_title: Option<String>,
    /// Since when.
    pub at: Millis,
    /// Whether this account has read it.
    pub is_read: bool,
}

/// What was read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoticeReadBody {
    /// The notices; empty for all that wait.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub ids: Vec<Uuid>,
}

/// What to be silent about.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoticeMuteBody {
    /// The kinds to switch off; all others are on.
    pub kinds: Vec<NoticeKind>,
}

/// What waits for the caller.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, staff: &Staff) -> Result<NoticesView, Failure> {
    let kinds = NoticeKind::of(staff.role, app.modules());
    let off = bole_store::notice::muted(&app.store, staff.id).await.doing("Loading notices")?;
    let (muted, told): (Vec<NoticeKind>, Vec<NoticeKind>) =
        kinds.iter().partition(|it| off.iter().any(|off| off == it.code()));
    let told: Vec<&'static str> = told.iter().map(|it| it.code()).collect();
    let reader = Reader { staff: staff.id, scope: &staff.scope, kinds: &told };
    let found = bole_store::notice::list(&app.store, &reader, MOST).await.doing("Listing notices")?;
    let unread = bole_store::notice::unread(&app.store, &reader).await.doing("Counting notices")?;
    let items = found.iter().filter_map(|it| view(app, staff, it).transpose()).collect::<Result<_, _>>()?;
    Ok(NoticesView { items, unread, kinds, muted })
}

fn view(app: &App, staff: &Staff, it: &Listed) -> Result<Option<NoticeView>, Failure> {
    let Some(kind) = NoticeKind::from_code(&it.notice.kind) else { return Ok(None) };
    let name = match (it.candidate_id, &it.name_sealed) {
        (Some(id), Some(sealed)) => {
            let name = crate::person::open_name(app, id, it.wrapped_key.as_deref(), sealed)?;
            Some(staff.sight().text(Field::Name, name))
        }
        _ => None,
    };
    Ok(Some(NoticeView {
        id: it.notice.id,
        kind,
        subject_id: it.notice.subject_id.clone(),
        application_id: it.notice.application_id,
        name,
        job_title: it.job.clone(),
        at: it.notice.created_at,
        is_read: it.read_at.is_some(),
    }))
}

/// Notes what the caller has read; what they do not see is passed over.
///
/// # Errors
/// When the database refuses.
pub async fn read(app: &App, staff: &Staff, body: &NoticeReadBody) -> Result<NoticesView, Failure> {
    let shown = list(app, staff).await?;
    let is_meant = |it: &&NoticeView| !it.is_read && (body.ids.is_empty() || body.ids.contains(&it.id));
    let tx = app.store.begin().await.doing("Beginning")?;
    for it in shown.items.iter().filter(is_meant) {
        bole_store::notice::read(&tx, it.id, staff.id, app.now()).await.doing("Noting what was read")?;
    }
    tx.commit().await.doing("Noting what was read")?;
    list(app, staff).await
}

/// Switches kinds off for the caller.
///
/// # Errors
/// When the database refuses.
pub async fn mute(app: &App, staff: &Staff, body: &NoticeMuteBody) -> Result<NoticesView, Failure> {
    let kinds = NoticeKind::of(staff.role, app.modules());
    let off: Vec<&'static str> = kinds.iter().filter(|it| body.kinds.contains(it)).map(|it| it.code()).collect();
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::notice::mute(&tx, staff.id, &off).await.doing("Switching notices off")?;
    tx.commit().await.doing("Switching notices off")?;
    list(app, staff).await
}

/// Posts a notice about an application in the caller's transaction, unless one of its kind waits for the subject.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn post(
    app: &App,
    tx: &Tx,
    kind: NoticeKind,
    application: &Application,
    subject: &(dyn std::fmt::Display + Sync),
) -> Result<(), Failure> {
    post_at(app, tx, kind, application, subject, app.now()).await
}

/// Posts a notice as of an instant; only the demonstration has a past to tell.
pub(crate) async fn post_at(
    app: &App,
    tx: &Tx,
    kind: NoticeKind,
    application: &Application,
    subject: &(dyn std::fmt::Display + Sync),
    at: Millis,
) -> Result<(), Failure> {
    let notice = Notice {
        id: app.new_id(),
        kind: kind.code().to_owned(),
        staff_id: None,
        department_id: Some(application.department_id),
        application_id: Some(application.id),
        subject_id: subject.to_string(),
        created_at: at,
        resolved_at: None,
    };
    bole_store::notice::post(tx, &notice).await.doing("Posting a notice").map(drop)
}

/// Notes in the caller's transaction that what a notice is about was dealt with.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn resolve(
    app: &App,
    tx: &Tx,
    kind: NoticeKind,
    subject: &(dyn std::fmt::Display + Sync),
) -> Result<(), Failure> {
    let subject = subject.to_string();
    bole_store::notice::resolve(tx, kind.code(), &subject, app.now()).await.doing("Resolving a notice").map(drop)
}

/// Tells one approver in the caller's transaction that a requisition waits for their decision.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn ask_approver(app: &App, tx: &Tx, it: &Requisition, approver: StaffId) -> Result<(), Failure> {
    let notice = Notice {
        id: app.new_id(),
        kind: NoticeKind::RequisitionApproval.code().to_owned(),
        staff_id: Some(approver),
        department_id: Some(it.department_id),
        application_id: None,
        subject_id: it.id.to_string(),
        created_at: app.now(),
        resolved_at: None,
    };
    bole_store::notice::post(tx, &notice).await.doing("Posting a notice").map(drop)
}

/// Notes in the caller's transaction that one approver has decided.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn has_decided(app: &App, tx: &Tx, it: RequisitionId, approver: StaffId) -> Result<(), Failure> {
    let kind = NoticeKind::RequisitionApproval.code();
    let resolved = bole_store::notice::resolve_for(tx, kind, &it.to_string(), approver, app.now()).await;
    resolved.doing("Resolving a notice").map(drop)
}

/// Tells everybody who may decide, in the caller's transaction, that a deed waits for a second person.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn ask_second(
    app: &App,
    tx: &Tx,
    id: SecondApprovalId,
    person: Option<CandidateId>,
) -> Result<(), Failure> {
    let newest = match person {
        Some(person) => bole_store::application::of_candidate(tx, &Scope::All, person).await,
        None => Ok(Vec::new()),
    };
    let newest = newest.doing("Listing applications")?.into_iter().next().map(|it| it.application);
    let notice = Notice {
        id: app.new_id(),
        kind: NoticeKind::SecondApproval.code().to_owned(),
        staff_id: None,
        department_id: newest.as_ref().map(|it| it.department_id),
        application_id: newest.map(|it| it.id),
        subject_id: id.to_string(),
        created_at: app.now(),
        resolved_at: None,
    };
    bole_store::notice::post(tx, &notice).await.doing("Posting a notice").map(drop)
}
