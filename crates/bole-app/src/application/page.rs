//! Everything about one application on one page: documents, invitation, interview, assessment, remarks, history.

use std::collections::BTreeMap;

use bole_domain::application::{Source, Stage};
use bole_domain::competency::CompetencyModel;
use bole_domain::ids::{ApplicationId, CandidateId, RemarkId, SessionId, StaffId};
use bole_domain::question::Audience;
use bole_domain::staff::{Field, Permission};
use bole_domain::time::Millis;
use bole_store::application::Listed;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::answer::{self, AnswerView};
use crate::app::App;
use crate::assignment::{self, AssigneeView};
use crate::document::{self, DocumentView};
use crate::failure::{Doing as _, Failure};
use crate::interview::{ProgressView, audience_of};
use crate::invitation::{self, InvitationView};
use crate::person::{self, Sealed};
use crate::policy::{Shown, Staff, allow};
use crate::requisition::RequisitionRef;
use crate::review::{self, AssessmentView};
use crate::seal::at;
use crate::tag::{self, TagView};

/// An application with everything the caller may see of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationView {
    /// The application.
    pub id: ApplicationId,
    /// The person.
    pub candidate: CandidateRef,
    /// What it is for.
    pub requisition: RequisitionRef,
    /// The stage.
    pub stage: Stage,
    /// Its tags.
    pub tags: Vec<TagView>,
    /// Where it came from.
    pub source: Source,
    /// Uploaded documents.
    pub documents: Vec<DocumentView>,
    /// The newest invitation.
    pub invitation: Option<InvitationView>,
    /// All interviews, newest first.
    pub sessions: Vec<SessionRef>,
    /// What was answered in the newest interview, once it is over.
    pub answers: Option<Vec<AnswerView>>,
    /// What it is scored on.
    pub competency: Option<CompetencyModel>,
    /// The assessment; hidden while a blind review waits for the caller.
    pub assessment: Option<AssessmentView>,
    /// The interviewers it was given to.
    pub assignees: Vec<AssigneeView>,
    /// Remarks, oldest first.
    pub remarks: Vec<RemarkView>,
    /// What was done, newest first.
    pub history: Vec<HistoryView>,
    /// The released result.
    pub released: Option<ReleasedView>,
    /// When it came in.
    pub created_at: Millis,
    /// Whether it belongs to the demonstration.
    pub is_demo: bool,
    /// What the caller may do: `invite`, `withdraw_invitation`, `move`, `assign`, `remark`, `contact`, `review`, `report`,
    /// `reopen`, `erase`, `hold`, `tag`.
    pub actions: Vec<&'static str>,
}

/// A person on an application's page.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateRef {
    /// The person.
    pub id: CandidateId,
    /// The name.
    pub name: Shown,
    /// `138****1234`.
    pub phone_masked: Option<Shown>,
    /// `li***@example.com`.
    pub email_masked: Option<Shown>,
    /// The kind of candidate.
    pub audience: Audience,
    /// Whether the person was erased; then nothing but the record of what happened is left.
    pub is_erased: bool,
}

/// An interview in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionRef {
    /// The session.
    pub id: SessionId,
    /// Where it stands.
    pub status: String,
    /// When it began.
    pub started_at: Option<Millis>,
    /// When it ended.
    pub finished_at: Option<Millis>,
    /// How far it is.
    pub progress: ProgressView,
    /// What the caller may do: `extend`, `reopen`, `resync`.
    pub actions: Vec<&'static str>,
}

/// A remark.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemarkView {
    /// The remark.
    pub id: RemarkId,
    /// Who wrote it; `null` for the candidate, who said why the application was withdrawn.
    pub author: Option<String>,
    /// What it says.
    pub text: Shown,
    /// When.
    pub created_at: Millis,
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryView {
    /// When.
    pub at: Millis,
    /// Who: a member of staff by name, `candidate` or `system`.
    pub actor: String,
    /// What, as `noun.verb`.
    pub kind: String,
    /// Details without personal data.
    #[schema(value_type = Object)]
    pub params: Value,
}

/// A released result.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleasedView {
    /// `passed`, `further_evaluation` or `failed`.
    pub outcome: String,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// Why, where a reason was given.
    pub reason: Option<Shown>,
    /// By when a further evaluation is decided.
    pub decide_by: Option<Millis>,
}

/// An application's page.
///
/// # Errors
/// Without `application.read`, or when the caller does not see it.
pub async fn get(app: &App, staff: &Staff, id: ApplicationId) -> Result<ApplicationView, Failure> {
    let found = bole_store::application::find(&app.store, &staff.scope, id).await.doing("Loading an application")?;
    let listed = allow(staff, Permission::ApplicationRead, found)?.into_inner();
    let person = person::open(app, Sealed::from(&listed))?;
    let sight = staff.sight();
    let names = crate::staff::names(app).await?;
    let documents = bole_store::document::of_application(&app.store, id).await.doing("Listing documents")?;
    let sessions = bole_store::session::of_application(&app.store, id).await.doing("Listing interviews")?;
    let latest = sessions.iter().find(|it| Some(it.id) == listed.application.session_id);
    let invitations = bole_store::invitation::of_application(&app.store, id).await.doing("Listing invitations")?;
    let invitation = match invitations.first() {
        Some(it) => Some(invitation::view(app, it).await?),
        None => None,
    };
    let remarks = remarks(app, staff, &person, id, &names).await?;
    let mut view = ApplicationView {
        id,
        candidate: CandidateRef {
            id: person.id,
            phone_masked: person.phone_masked(sight),
            email_masked: person.email_masked(sight),
            name: person.shown_name(sight),
            audience: audience_of(&listed.audience),
            is_erased: person.key.is_none(),
        },
        requisition: RequisitionRef { id: listed.application.requisition_id, title: listed.requisition_title.clone() },
        stage: Stage::from_code(&listed.application.stage).unwrap_or_default(),
        tags: tag::of_applications(app, staff, &[id]).await?.remove(&id).unwrap_or_default(),
        source: Source::from_code(&listed.application.source).unwrap_or_default(),
        documents: documents.iter().map(|it| document::open(app, sight, it)).collect::<Result<_, _>>()?,
        invitation,
        sessions: sessions.iter().map(|it| session_ref(staff, it)).collect(),
        answers: None,
        competency: None,
        assessment: None,
        assignees: assignment::of_application(app, id, &names).await?,
        history: history(app, staff, &listed, &names, &remarks).await?,
        remarks,
        released: None,
        created_at: listed.application.created_at,
        is_demo: listed.application.is_demo,
        actions: Vec::new(),
    };
    if let Some(session) = latest {
        add_interview(app, staff, &mut view, session, &person, &names).await?;
    }
    view.actions = actions(staff, &listed, &view);
    Ok(view)
}

async fn add_interview(
    app: &App,
    staff: &Staff,
    view: &mut ApplicationView,
    session: &bole_store::session::Session,
    person: &person::Person,
    names: &BTreeMap<StaffId, String>,
) -> Result<(), Failure> {
    let held = answer::held(app, session.id).await?;
    let is_over = matches!(session.status.as_str(), "pending_review" | "reviewed" | "incomplete");
    if person.key.is_some() {
        view.assessment = review::assessment_for(app, staff, session.id, &held, person, names).await?;
    }
    view.competency = Some(held.document.competency);
    let sight = staff.sight();
    view.answers = is_over.then(|| held.answers.into_iter().map(|it| it.view(sight)).collect());
    if sight.sees(Field::Score) {
        view.released = review::released(app, sight, session.id, person, names).await?;
    }
    Ok(())
}

fn session_ref(staff: &Staff, it: &bole_store::session::Session) -> SessionRef {
    let count = |it: i64| u32::try_from(it).unwrap_or(0);
    SessionRef {
        id: it.id,
        status: it.status.clone(),
        started_at: it.started_at,
        finished_at: it.finished_at,
        progress: ProgressView { done: count(it.step_number), total: count(it.step_count) },
        actions: crate::monitor::actions(staff, &it.status),
    }
}

async fn remarks(
    app: &App,
    staff: &Staff,
    person: &person::Person,
    id: ApplicationId,
    names: &BTreeMap<StaffId, String>,
) -> Result<Vec<RemarkView>, Failure> {
    let found = bole_store::remark::of_application(&app.store, id).await.doing("Listing remarks")?;
    let view = |it: bole_store::remark::Remark| {
        let text = app.unseal_if(person.key.as_ref(), at("remark", "text"), &it.id, Some(&it.text_sealed))?;
        Ok(RemarkView {
            id: it.id,
            author: it.staff_id.map(|it| names.get(&it).cloned().unwrap_or_default()),
            text: staff.sight().text(Field::Words, text.unwrap_or_default()),
            created_at: it.created_at,
        })
    };
    found.into_iter().map(view).collect()
}

async fn history(
    app: &App,
    staff: &Staff,
    listed: &Listed,
    names: &BTreeMap<StaffId, String>,
    remarks: &[RemarkView],
) -> Result<Vec<HistoryView>, Failure> {
    let sees_score = staff.sight().sees(Field::Score);
    let id = listed.application.id;
    let is_released = listed.application.session_status.as_deref() == Some("reviewed");
    let found = bole_store::audit::of_subject(&app.store, "application", &id.to_string()).await;
    let view = |it: bole_store::audit::AuditRecord| {
        let staff = it.actor_id.as_deref().and_then(|it| it.parse::<StaffId>().ok());
        let actor = match it.actor_kind.as_str() {
            "staff" => staff.and_then(|it| names.get(&it).cloned()).unwrap_or_default(),
            other => other.to_owned(),
        };
        // Before the release nobody reads a changed score in passing, and who reads no scores never does.
        let is_told = !it.action.starts_with("review.") || sees_score && (is_released || it.action != "review.adjust");
        let mut params: Value =
            if is_told { serde_json::from_str(&it.params).doing("Reading the history")? } else { Value::Null };
        // Why something was done is sealed as a remark; the record names it.
        let remark = params.get("remark").and_then(Value::as_str).and_then(|it| it.parse::<RemarkId>().ok());
        if let Some(remark) = remark.and_then(|id| remarks.iter().find(|it| it.id == id)) {
            params["reason"] = Value::String(remark.text.to_string());
        }
        Ok(HistoryView { at: it.at, actor, kind: it.action, params })
    };
    found.doing("Listing the history")?.into_iter().map(view).collect()
}

fn actions(staff: &Staff, listed: &Listed, view: &ApplicationView) -> Vec<&'static str> {
    let mut actions = Vec::new();
    let status = listed.application.session_status.as_deref();
    if view.candidate.is_erased {
        return Vec::new();
    }
    let mut add = |is_allowed: bool, action: &'static str| {
        if is_allowed {
            actions.push(action);
        }
    };
    let may_edit = staff.role.may(Permission::ApplicationEdit);
    let is_over = matches!(status, Some("pending_review" | "reviewed"));
    let has_open_link = view.invitation.as_ref().is_some_and(|it| it.status == "open");
    add(may_edit && view.stage.is_open() && !is_over, "invite");
    add(may_edit && has_open_link, "withdraw_invitation");
    add(may_edit && view.stage != Stage::Withdrawn, "move");
    add(may_edit && view.stage.is_open(), "assign");
    add(staff.role.may(Permission::RemarkWrite), "remark");
    add(staff.role.may(Permission::ContactRead), "contact");
    add(staff.role.may(Permission::ReviewRelease) && status == Some("pending_review"), "review");
    add(staff.role.may(Permission::ReportRead) && view.assessment.is_some(), "report");
    add(staff.role.may(Permission::ErasureAsk), "erase");
    add(staff.role.may(Permission::PrivacyManage), "hold");
    add(may_edit, "tag");
    actions
}
