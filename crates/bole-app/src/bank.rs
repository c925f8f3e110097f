//! The question bank (题库): a company's own questions beside the library's, with versions and how often each is used.

use std::collections::HashMap;

use bole_domain::ids::{BankQuestionId, DepartmentId, FlowId};
use bole_domain::locale::Bilingual;
use bole_domain::question::Question;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::bank::{BankQuestion, BankVersion, Count};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::department::DepartmentRef;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

mod list;
mod statistics;
pub use list::{BankPageView, BankRowView, Wanted, list};
pub use statistics::{QuestionStatisticsView, statistics};

/// The most bytes of a question.
const MAX_BYTES: usize = 128 * 1024;

/// A question of the company with its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankQuestionView {
    /// The question.
    pub id: BankQuestionId,
    /// Whose it is; everybody's without one.
    pub department: Option<DepartmentRef>,
    /// The job family it is for.
    pub family: String,
    /// The newest version.
    pub number: i64,
    /// The question as it is now.
    pub question: Question,
    /// Whether it is put away.
    pub is_archived: bool,
    /// Published flow versions that ask it.
    pub version_count: i64,
    /// Finished interviews in which it was asked.
    pub session_count: i64,
    /// The flows the caller sees of which a published version asks it.
    pub used_by: Vec<BankUseView>,
    /// Its versions, newest first.
    pub versions: Vec<BankVersionView>,
    /// When it was last changed.
    pub updated_at: Millis,
    /// What the caller may do: `edit`, `archive`, `restore`.
    pub actions: Vec<&'static str>,
}

/// A flow that asks a question.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankUseView {
    /// The flow.
    pub flow_id: FlowId,
    /// Its title.
    pub title: Bilingual,
    /// The newest published version that asks it.
    pub number: i64,
}

/// A question as it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankVersionView {
    /// Its number.
    pub number: i64,
    /// When it became so.
    pub changed_at: Millis,
    /// By whom.
    pub changed_by: Option<String>,
    /// The question.
    pub question: Question,
}

/// A question to add; its key is given by the server.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewBankQuestionBody {
    /// Whose it is.
    pub department_id: Option<DepartmentId>,
    /// The job family it is for.
    pub family: String,
    /// The question.
    pub question: Question,
}

/// A question to change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BankQuestionBody {
    /// The version the change was made on.
    pub number: i64,
    /// The question.
    pub question: Question,
}

/// Adds a question.
///
/// # Errors
/// Without `flow.edit`, with an unknown family or department, or when it has no text.
pub async fn create(app: &App, staff: &Staff, body: NewBankQuestionBody) -> Result<BankQuestionView, Failure> {
    staff.demand(Permission::FlowEdit)?;
    if crate::library::family(&body.family).is_none() {
        return Err(Failure::refuse(Kind::Invalid, "flow.unknown_family"));
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    crate::flow::demand_department(staff, &tx, body.department_id).await?;
    let (id, now): (BankQuestionId, Millis) = (app.new_id(), app.now());
    let key = format!("own_{}", id.0.simple());
    let stored = BankQuestion {
        id,
        department_id: body.department_id,
        family: body.family,
        question: text_of(&Question { key: key.clone(), ..body.question })?,
        key,
        number: 1,
        is_archived: false,
        is_demo: false,
        created_at: now,
        updated_at: now,
    };
    bole_store::bank::insert(&tx, &stored).await.doing("Adding a question")?;
    keep(app, staff, &tx, &stored).await?;
    record(app, staff, &tx, "bank.create", id, json!({})).await?;
    tx.commit().await.doing("Adding a question")?;
    get(app, staff, id).await
}

/// A question with its history.
///
/// # Errors
/// Without `flow.read`, or when the caller does not see it.
pub async fn get(app: &App, staff: &Staff, id: BankQuestionId) -> Result<BankQuestionView, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = bole_store::bank::find(&app.store, &staff.scope, id).await.doing("Loading a question")?;
    let stored = found.ok_or_else(Failure::not_found)?;
    let department = match stored.department_id {
        None => None,
        Some(id) => bole_store::department::get(&app.store, id).await.doing("Loading a department")?,
    };
    let count = counts(app, staff).await?.remove(&stored.key);
    let uses = bole_store::bank::uses(&app.store, &staff.scope, &stored.key).await.doing("Listing uses")?;
    let used = |(flow_id, title, number): (FlowId, String, i64)| {
        let title = serde_json::from_str(&title).doing("Reading a title")?;
        Ok::<_, Failure>(BankUseView { flow_id, title, number })
    };
    let names = crate::staff::names(app).await?;
    let versions = bole_store::bank::versions(&app.store, id).await.doing("Listing versions")?;
    let version = |it: BankVersion| {
        Ok::<_, Failure>(BankVersionView {
            number: it.number,
            changed_at: it.changed_at,
            changed_by: it.changed_by.and_then(|id| names.get(&id).cloned()),
            question: question_of(&it.question)?,
        })
    };
    Ok(BankQuestionView {
        id,
        department: department.map(|it| DepartmentRef { id: it.id, name: it.name }),
        number: stored.number,
        question: question_of(&stored.question)?,
        is_archived: stored.is_archived,
        version_count: count.as_ref().map_or(0, |it| it.versions),
        session_count: count.as_ref().map_or(0, |it| it.sessions),
        used_by: uses.into_iter().map(used).collect::<Result<_, _>>()?,
        versions: versions.into_iter().map(version).collect::<Result<_, _>>()?,
        updated_at: stored.updated_at,
        actions: actions(staff, stored.is_archived),
        family: stored.family,
    })
}

/// Changes a question: what it was stays as a version, and flows keep what they copied.
///
/// # Errors
/// `bank.changed` when the version is not the newest, `bank.no_text`, `bank.too_large`, or as [`get`].
pub async fn update(
    app: &App,
    staff: &Staff,
    id: BankQuestionId,
    body: BankQuestionBody,
) -> Result<BankQuestionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::bank::for_change(&tx, &staff.scope, id).await.doing("Loading a question")?;
    let mut stored = allow(staff, Permission::FlowEdit, found)?.into_inner();
    if stored.number != body.number {
        return Err(Refusal::new(Kind::Conflict, "bank.changed").with("number", stored.number).into());
    }
    let text = text_of(&Question { key: stored.key.clone(), ..body.question })?;
    if text != stored.question {
        stored.question = text;
        stored.number += 1;
        stored.updated_at = app.now();
        bole_store::bank::update(&tx, &stored).await.doing("Changing a question")?;
        keep(app, staff, &tx, &stored).await?;
        record(app, staff, &tx, "bank.update", id, json!({ "number": stored.number })).await?;
        tx.commit().await.doing("Changing a question")?;
    }
    get(app, staff, id).await
}

/// Puts a question away, or takes it out again. Flows that copied it keep it.
///
/// # Errors
/// As [`get`].
pub async fn set_archived(
    app: &App,
    staff: &Staff,
    id: BankQuestionId,
    is_archived: bool,
) -> Result<BankQuestionView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::bank::for_change(&tx, &staff.scope, id).await.doing("Loading a question")?;
    let mut stored = allow(staff, Permission::FlowEdit, found)?.into_inner();
    if stored.is_archived != is_archived {
        stored.is_archived = is_archived;
        stored.updated_at = app.now();
        bole_store::bank::update(&tx, &stored).await.doing("Archiving a question")?;
        let action = if is_archived { "bank.archive" } else { "bank.restore" };
        record(app, staff, &tx, action, id, json!({})).await?;
        tx.commit().await.doing("Archiving a question")?;
    }
    get(app, staff, id).await
}

/// Use counts by the question's key, within the caller's sight.
async fn counts(app: &App, staff: &Staff) -> Result<HashMap<String, Count>, Failure> {
    let found = bole_store::bank::counts(&app.store, &staff.scope).await.doing("Counting uses")?;
    Ok(found.into_iter().map(|it| (it.key.clone(), it)).collect())
}

/// Keeps the question as it is now as a version.
async fn keep(app: &App, staff: &Staff, tx: &bole_store::Tx, stored: &BankQuestion) -> Result<(), Failure> {
    let version = BankVersion {
        id: app.new_id(),
        question_id: stored.id,
        number: stored.number,
        question: stored.question.clone(),
        changed_by: Some(staff.id),
        changed_at: stored.updated_at,
    };
    bole_store::bank::insert_version(tx, &version).await.doing("Keeping a version")
}

fn actions(staff: &Staff, is_archived: bool) -> Vec<&'static str> {
    match (staff.role.may(Permission::FlowEdit), is_archived) {
        (false, _) => vec![],
        (true, false) => vec!["edit", "archive"],
        (true, true) => vec!["restore"],
    }
}

fn question_of(text: &str) -> Result<Question, Failure> {
    serde_json::from_str(text).doing("Reading a question")
}

fn text_of(question: &Question) -> Result<String, Failure> {
    let has_text = |it: &Bilingual| !(it.zh.trim().is_empty() && it.en.trim().is_empty());
    if !has_text(&question.text) {
        return Err(Failure::refuse(Kind::Invalid, "bank.no_text"));
    }
    let text = serde_json::to_string(question).doing("Writing a question")?;
    if text.len() > MAX_BYTES {
        return Err(Failure::refuse(Kind::TooLarge, "bank.too_large"));
    }
    Ok(text)
}

async fn record(
    app: &App,
    staff: &Staff,
    tx: &bole_store::Tx,
    action: &'static str,
    id: BankQuestionId,
    params: serde_json::Value,
) -> Result<(), Failure> {
    app.record(tx, Deed { actor: staff.into(), action, subject: Some(("bank", &id)), params }).await
}
