//! Runs and everybody's result, while they go on and afterwards.

use std::collections::BTreeMap;

use bole_domain::application::Stage;
use bole_domain::bulk::{Rejected, State, Work, check_undo};
use bole_domain::ids::{ApplicationId, BulkRunId};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::bulk::BulkRun;
use bole_store::page::{Cursor, Page};
use serde::Serialize;
use utoipa::ToSchema;

use super::Task;
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Sealed};
use crate::policy::{Shown, Staff};
use crate::tag::TagView;

/// A run.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkRunView {
    /// The run.
    pub id: BulkRunId,
    /// What is done.
    pub kind: Work,
    /// Where a move leads; `null` where each goes back to where it was.
    pub stage: Option<Stage>,
    /// The tag that is put on or taken off.
    pub tag: Option<TagView>,
    /// Who began it.
    pub by: String,
    /// How many are how far.
    pub counts: BulkCountsView,
    /// When it began.
    pub created_at: Millis,
    /// When nothing waited any more.
    pub finished_at: Option<Millis>,
    /// The run it takes back.
    pub undoes: Option<BulkRunId>,
    /// The run that took it back.
    pub undone_by: Option<BulkRunId>,
    /// What the caller may do: `retry`, `undo`.
    pub actions: Vec<&'static str>,
}

/// How many items of a run are how far.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct BulkCountsView {
    /// All.
    pub total: i64,
    /// Not yet.
    pub waiting: i64,
    /// Done.
    pub done: i64,
    /// Left out.
    pub skipped: i64,
    /// Gone wrong.
    pub failed: i64,
}

/// One person's result.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkItemView {
    /// Its place in the run.
    pub number: i64,
    /// The application.
    pub application_id: ApplicationId,
    /// The name; `null` when the caller does not see the application any more.
    pub name: Option<Shown>,
    /// What it is for.
    pub requisition_title: Option<String>,
    /// How far it is.
    pub state: State,
    /// Why it was left out or failed, as a code with a text in the catalogue.
    pub code: Option<String>,
    /// When it was settled.
    pub at: Option<Millis>,
}

/// The caller's runs, newest first; whoever manages accounts sees everybody's.
///
/// # Errors
/// Without `application.edit`.
pub async fn list(app: &App, staff: &Staff, after: Option<&Cursor>, limit: u64) -> Result<Page<BulkRunView>, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let own = (!sees_all(staff)).then_some(staff.id);
    let page = bole_store::bulk::list(&app.store, own, after, limit).await.doing("Listing bulk runs")?;
    let next = page.next.clone();
    Ok(Page { items: views(app, staff, page.items).await?, next })
}

/// One run.
///
/// # Errors
/// Without `application.edit`, `bulk.unknown`.
pub async fn get(app: &App, staff: &Staff, id: BulkRunId) -> Result<BulkRunView, Failure> {
    let run = find(app, staff, id).await?;
    let view = views(app, staff, vec![run]).await?.pop();
    Ok(view.ok_or(Rejected::Unknown)?)
}

/// A page of everybody's results, in order.
///
/// # Errors
/// As [`get`].
pub async fn items(
    app: &App,
    staff: &Staff,
    id: BulkRunId,
    state: Option<State>,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page<BulkItemView>, Failure> {
    find(app, staff, id).await?;
    #[expect(clippy::cast_possible_truncation, reason = "places in a run are small whole numbers")]
    let after = after.and_then(|it| it.key).map_or(0, |it| it as i64);
    let limit = i64::try_from(limit).unwrap_or(50);
    let found = bole_store::bulk::items(&app.store, id, state.map(State::code), after, limit + 1).await;
    let mut found = found.doing("Listing a bulk run")?;
    let has_more = found.len() as i64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(50));
    let ids: Vec<ApplicationId> = found.iter().map(|it| it.application).collect();
    let seen = bole_store::application::many(&app.store, &staff.scope, &ids).await.doing("Listing applications")?;
    let seen: BTreeMap<ApplicationId, _> = seen.iter().map(|it| (it.application.id, it)).collect();
    let mut items = Vec::new();
    for it in found {
        let listed = seen.get(&it.application).copied();
        let name = listed.map(|it| person::open(app, Sealed::from(it))).transpose()?;
        items.push(BulkItemView {
            number: it.number,
            application_id: it.application,
            name: name.map(|it| it.shown_name(staff.sight())),
            requisition_title: listed.map(|it| it.requisition_title.clone()),
            state: State::from_code(&it.state).unwrap_or(State::Failed),
            code: it.code,
            at: it.at,
        });
    }
    #[expect(clippy::cast_precision_loss, reason = "places in a run are small whole numbers")]
    let next = items.last().filter(|_| has_more).map(|it| Cursor { key: Some(it.number as f64), id: id.to_string() });
    Ok(Page { items, next })
}

fn sees_all(staff: &Staff) -> bool {
    staff.role.may(Permission::StaffManage) && staff.sees_all()
}

async fn find(app: &App, staff: &Staff, id: BulkRunId) -> Result<BulkRun, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let found = bole_store::bulk::get(&app.store, id).await.doing("Loading a bulk run")?;
    Ok(found.filter(|it| it.staff_id == staff.id || sees_all(staff)).ok_or(Rejected::Unknown)?)
}

async fn views(app: &App, staff: &Staff, runs: Vec<BulkRun>) -> Result<Vec<BulkRunView>, Failure> {
    let ids: Vec<BulkRunId> = runs.iter().map(|it| it.id).collect();
    let mut counts: BTreeMap<BulkRunId, BulkCountsView> = BTreeMap::new();
    for (id, state, count) in bole_store::bulk::counts(&app.store, &ids).await.doing("Counting a bulk run")? {
        let counted = counts.entry(id).or_default();
        counted.total += count;
        match State::from_code(&state) {
            Some(State::Waiting) => counted.waiting += count,
            Some(State::Done) => counted.done += count,
            Some(State::Skipped) => counted.skipped += count,
            Some(State::Failed) | None => counted.failed += count,
        }
    }
    let names = crate::staff::names(app).await?;
    let tags = crate::tag::all(app, staff).await?;
    let mut views = Vec::new();
    for run in runs {
        let task = Task::read(app, &run)?;
        let counts = counts.get(&run.id).copied().unwrap_or_default();
        let undone_by = bole_store::bulk::undoing(&app.store, run.id).await.doing("Looking for a bulk run")?;
        let may_not = undone_by.is_some() || run.undoes.is_some();
        let is_own = run.staff_id == staff.id;
        let mut actions = Vec::new();
        if is_own && counts.failed > 0 && counts.waiting == 0 {
            actions.push("retry");
        }
        if is_own && counts.done > 0 && check_undo(task.work, run.finished_at, may_not, app.now()).is_ok() {
            actions.push("undo");
        }
        views.push(BulkRunView {
            id: run.id,
            kind: task.work,
            stage: task.params.stage.filter(|_| !task.params.restores),
            tag: task.params.tag.and_then(|it| tags.get(&it).cloned()),
            by: names.get(&run.staff_id).cloned().unwrap_or_default(),
            counts,
            created_at: run.created_at,
            finished_at: run.finished_at,
            undoes: run.undoes,
            undone_by,
            actions,
        });
    }
    Ok(views)
}
