//! Bulk runs (批量操作): what will happen to whom is shown first, then a run does it person by person.
//!
//! A run is rows: a crash or a second worker repeats nothing, a second click finds the first run, and everybody's result
//! stays readable. What was sent is never taken back; tags and stages are.

use bole_domain::application::{Stage, move_to};
use bole_domain::bulk::{MAX_TEXT, Rejected, Work, check_undo};
use bole_domain::ids::{ApplicationId, BulkRunId, TagId};
use bole_domain::locale::Locale;
use bole_domain::staff::Permission;
use bole_store::bulk::BulkRun;
use bole_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::application::Wanted;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue};
use crate::policy::{Allowed, Staff, allow};
use crate::seal::at;

mod letter;
mod look;
mod select;
mod work;
pub use letter::{BulkLetterBody, BulkLetterTextView, BulkLetterView, letter};
pub use look::{BulkCountsView, BulkItemView, BulkRunView, get, items, list};
pub use select::{BulkPreviewView, LeftOutView, preview};
pub(crate) use select::{facts, known_of, resolve};
pub(crate) use work::work;

/// The longest key of a client's own making.
const MAX_KEY: usize = 64;

/// Whom something is done to.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SelectionBody {
    /// These applications, unless `wanted` is given.
    #[serde(default)]
    pub ids: Vec<ApplicationId>,
    /// All applications that match.
    pub wanted: Option<Wanted>,
    /// But for these.
    #[serde(default)]
    pub except: Vec<ApplicationId>,
}

/// What is done to each.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = BulkTaskBody)]
pub enum TaskBody {
    /// Invited to the interview.
    Invite {
        /// The language of message and interview.
        #[serde(default)]
        locale: Locale,
        /// Added to the message, up to 500 characters.
        #[serde(default)]
        note: String,
    },
    /// Moved to a stage.
    Move {
        /// The stage.
        stage: Stage,
        /// Needed for adverse stages.
        #[serde(default)]
        reason: String,
    },
    /// Written to, each in the language of their interview.
    Message {
        /// 中文, 1–500 characters.
        zh: String,
        /// English; who reads English gets the other where this is empty.
        #[serde(default)]
        en: String,
        /// The language of those who were never invited.
        #[serde(default)]
        locale: Locale,
    },
    /// Given a tag.
    Tag {
        /// The tag.
        tag_id: TagId,
    },
    /// Freed of a tag.
    Untag {
        /// The tag.
        tag_id: TagId,
    },
}

/// A look at what a run would do.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BulkPreviewBody {
    /// To whom.
    pub selection: SelectionBody,
    /// What.
    pub task: TaskBody,
}

/// A run to begin.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BulkStartBody {
    /// The client's own, made when the dialog opens: the same key begins one run.
    pub key: String,
    /// To whom.
    pub selection: SelectionBody,
    /// How many were shown as selected; if others match now, nothing begins.
    pub expected: usize,
    /// What.
    pub task: TaskBody,
}

/// What is kept of a task in clear.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Params {
    stage: Option<Stage>,
    tag: Option<TagId>,
    locale: Locale,
    /// Whether each goes back to where it was.
    restores: bool,
}

/// What somebody wrote, kept sealed.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Words {
    note: String,
    reason: String,
    zh: String,
    en: String,
}

/// A task as kept.
#[derive(Debug)]
struct Task {
    work: Work,
    params: Params,
    words: Words,
}

impl Task {
    /// Reads and checks what was asked.
    async fn of(app: &App, body: TaskBody) -> Result<Self, Failure> {
        let (mut params, mut words) = (Params::default(), Words::default());
        let work = match body {
            TaskBody::Invite { locale, note } => {
                (params.locale, words.note) = (locale, text(&note)?.unwrap_or_default());
                Work::Invite
            }
            TaskBody::Move { stage, reason } => {
                move_to(Stage::Applied, stage, Some(&reason))?;
                (params.stage, words.reason) = (Some(stage), reason.trim().chars().take(MAX_TEXT).collect());
                Work::Move
            }
            TaskBody::Message { zh, en, locale } => {
                words.zh = text(&zh)?.ok_or(Rejected::TextInvalid)?;
                words.en = text(&en)?.unwrap_or_else(|| words.zh.clone());
                params.locale = locale;
                Work::Message
            }
            TaskBody::Tag { tag_id } => {
                params.tag = Some(crate::tag::known(app, tag_id).await?);
                Work::Tag
            }
            TaskBody::Untag { tag_id } => {
                params.tag = Some(crate::tag::known(app, tag_id).await?);
                Work::Untag
            }
        };
        Ok(Self { work, params, words })
    }

    fn read(app: &App, run: &BulkRun) -> Result<Self, Failure> {
        let words = app.unseal_system(at("bulk_run", "words"), &run.id, &run.words_sealed)?;
        Ok(Self {
            work: Work::from_code(&run.kind).ok_or_else(Failure::not_found)?,
            params: serde_json::from_str(&run.params).doing("Reading a bulk run")?,
            words: serde_json::from_str(&words).doing("Reading a bulk run")?,
        })
    }
}

/// A text of at most 500 characters; `None` without any.
fn text(words: &str) -> Result<Option<String>, Failure> {
    let words = words.trim();
    if words.chars().count() > MAX_TEXT {
        return Err(Rejected::TextInvalid.into());
    }
    Ok((!words.is_empty()).then(|| words.to_owned()))
}

/// Begins a run; the worker does the rest.
///
/// # Errors
/// Without `application.edit`; `bulk.nobody`, `bulk.too_many`, `bulk.selection_changed`, `bulk.bad_key`, or what is wrong
/// with the task.
pub async fn start(app: &App, staff: &Staff, body: BulkStartBody) -> Result<BulkRunView, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let ids = select::resolve(app, staff, &body.selection).await?;
    if body.key.is_empty() || body.key.len() > MAX_KEY || !body.key.bytes().all(|it| it.is_ascii_graphic()) {
        return Err(Rejected::BadKey.into());
    }
    let key = format!("{}/{}", staff.id, body.key);
    if let Some(earlier) = bole_store::bulk::by_key(&app.store, &key).await.doing("Looking for a bulk run")? {
        return get(app, staff, earlier.id).await;
    }
    if ids.len() != body.expected {
        return Err(Rejected::SelectionChanged.into());
    }
    let task = Task::of(app, body.task).await?;
    let items: Vec<_> = ids.into_iter().map(|it| (it, None)).collect();
    match begin(app, staff, key.clone(), &task, None, &items).await {
        Err(Begun::Twice) => {
            let earlier = bole_store::bulk::by_key(&app.store, &key).await.doing("Looking for a bulk run")?;
            get(app, staff, earlier.ok_or(Rejected::Unknown)?.id).await
        }
        Err(Begun::Failed(failure)) => Err(failure),
        Ok(id) => get(app, staff, id).await,
    }
}

/// Lets those who failed wait for another try.
///
/// # Errors
/// Without `application.edit`, `bulk.unknown`, `bulk.nothing_failed`.
pub async fn retry(app: &App, staff: &Staff, id: BulkRunId) -> Result<BulkRunView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let run = load(&tx, staff, id).await?;
    if bole_store::bulk::retry(&tx, run.id).await.doing("Retrying a bulk run")? == 0 {
        return Err(Rejected::NothingFailed.into());
    }
    record(app, &tx, staff, "bulk.retry", id, json!({ "kind": run.kind })).await?;
    enqueue(app, &tx, &Job::BulkRun { run: id }).await?;
    tx.commit().await.doing("Retrying a bulk run")?;
    get(app, staff, id).await
}

/// Takes back what a run did, as far as nobody has gone on from there; gives the run that does it.
///
/// # Errors
/// Without `application.edit`, `bulk.unknown`, `bulk.running`, `bulk.not_undoable`.
pub async fn undo(app: &App, staff: &Staff, id: BulkRunId) -> Result<BulkRunView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let run = load(&tx, staff, id).await?.into_inner();
    drop(tx);
    let mut task = Task::read(app, &run)?;
    let undone = bole_store::bulk::undoing(&app.store, id).await.doing("Looking for a bulk run")?;
    let may_not = undone.is_some() || run.undoes.is_some();
    check_undo(task.work, run.finished_at, may_not, app.now())?;
    let done = bole_store::bulk::items(&app.store, id, Some("done"), 0, i64::MAX).await.doing("Listing items")?;
    let items: Vec<_> = done.into_iter().map(|it| (it.application, it.former)).collect();
    if items.is_empty() {
        return Err(Rejected::NotUndoable.into());
    }
    task.work = task.work.undoing();
    task.params.restores = true;
    let key = format!("undo/{id}");
    match begin(app, staff, key, &task, Some(id), &items).await {
        Ok(undoing) => get(app, staff, undoing).await,
        Err(Begun::Twice) => Err(Rejected::NotUndoable.into()),
        Err(Begun::Failed(failure)) => Err(failure),
    }
}

/// Why a run was not begun here.
enum Begun {
    /// Somebody was faster with the same.
    Twice,
    Failed(Failure),
}

impl From<Failure> for Begun {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

async fn begin(
    app: &App,
    staff: &Staff,
    request_key: String,
    task: &Task,
    undoes: Option<BulkRunId>,
    items: &[(ApplicationId, Option<String>)],
) -> Result<BulkRunId, Begun> {
    let id: BulkRunId = app.new_id();
    let words = serde_json::to_string(&task.words).doing("Writing a bulk run")?;
    let run = BulkRun {
        id,
        request_key,
        kind: task.work.code().to_owned(),
        params: serde_json::to_string(&task.params).doing("Writing a bulk run")?,
        words_sealed: app.seal_system(at("bulk_run", "words"), &id, &words)?,
        staff_id: staff.id,
        undoes,
        created_at: app.now(),
        finished_at: None,
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    match bole_store::bulk::insert(&tx, &run, items).await {
        Err(StoreError::Duplicate(_)) => return Err(Begun::Twice),
        other => other.doing("Beginning a bulk run")?,
    }
    let action = if undoes.is_some() { "bulk.undo" } else { "bulk.start" };
    record(app, &tx, staff, action, id, json!({ "kind": run.kind, "people": items.len() })).await?;
    enqueue(app, &tx, &Job::BulkRun { run: id }).await?;
    tx.commit().await.doing("Beginning a bulk run")?;
    Ok(id)
}

async fn load(tx: &Tx, staff: &Staff, id: BulkRunId) -> Result<Allowed<BulkRun>, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let found = bole_store::bulk::for_change(tx, id).await.doing("Loading a bulk run")?;
    let found = found.filter(|it| it.staff_id == staff.id);
    allow(staff, Permission::ApplicationEdit, Some(found.ok_or(Rejected::Unknown)?))
}

async fn record(
    app: &App,
    tx: &Tx,
    staff: &Staff,
    action: &'static str,
    id: BulkRunId,
    params: serde_json::Value,
) -> Result<(), Failure> {
    let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("bulk_run", &id);
    app.record(tx, Deed { actor: staff.into(), action, subject: Some(subject), params }).await
}
