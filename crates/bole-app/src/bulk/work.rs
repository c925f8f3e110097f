//! Doing a run, person by person: each is one transaction of the use case itself, with its own permission and audit row.

use bole_domain::application::Stage;
use bole_domain::bulk::{LeftOut, State, Work};
use bole_domain::ids::{ApplicationId, BulkRunId, SessionId};
use bole_domain::locale::Locale;
use bole_domain::staff::Permission;
use bole_domain::time::MINUTE_MS;
use bole_store::bulk::{BulkRun, Item};
use bole_store::{Reads, Tx};

use super::{Task, select};
use crate::app::{App, LiveTopic};
use crate::application::{StageBody, move_in};
use crate::failure::{Doing as _, Failure};
use crate::invitation::{self, InviteBody};
use crate::job::{Job, enqueue};
use crate::policy::{Staff, allow};

/// So many are read at once.
const CHUNK: i64 = 50;
/// After so long the rest goes to the next job, so that a claim never runs out and others get their turn.
const SPAN_MS: i64 = MINUTE_MS / 2;
/// What a fault of Bole's own is called in the result.
const BROKEN: &str = "bulk.broken";

/// Does what waits of a run. Doing it twice, or twice at once, does nobody twice.
///
/// # Errors
/// When the database refuses; the job goes on later.
pub(crate) async fn work(app: &App, id: BulkRunId) -> Result<(), Failure> {
    let found = bole_store::bulk::get(&app.store, id).await.doing("Loading a bulk run")?;
    let Some(run) = found.filter(|it| it.finished_at.is_none()) else { return Ok(()) };
    let task = Task::read(app, &run)?;
    let began = app.now();
    loop {
        let waiting = bole_store::bulk::items(&app.store, id, Some(State::Waiting.code()), 0, CHUNK).await;
        let waiting = waiting.doing("Listing what waits")?;
        if waiting.is_empty() {
            break;
        }
        // Whoever lost the role, the department or the account meanwhile does no more.
        let staff = crate::staff::acting(app, run.staff_id).await?;
        for item in waiting {
            one(app, staff.as_ref(), &run, &task, item).await?;
        }
        app.tell(LiveTopic::Bulk);
        if app.now().since(began) > SPAN_MS {
            let tx = app.store.begin().await.doing("Beginning")?;
            enqueue(app, &tx, &Job::BulkRun { run: id }).await?;
            return tx.commit().await.doing("Going on with a bulk run");
        }
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::bulk::finish(&tx, id, app.now()).await.doing("Finishing a bulk run")?;
    tx.commit().await.doing("Finishing a bulk run")?;
    for topic in [LiveTopic::Bulk, LiveTopic::Messages] {
        app.tell(topic);
    }
    Ok(())
}

/// What was done, and what follows the commit.
#[derive(Default)]
struct Done {
    /// What was there before.
    former: Option<String>,
    /// Interviews that the new invitation ended.
    replaced: Vec<SessionId>,
}

async fn one(app: &App, staff: Option<&Staff>, run: &BulkRun, task: &Task, item: Item) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::bulk::item_for_change(&tx, run.id, item.number).await.doing("Loading an item")?;
    let Some(mut item) = found.filter(|it| it.state == State::Waiting.code()) else { return Ok(()) };
    let done = match staff {
        Some(staff) => attempt(app, staff, &tx, run, task, &item).await,
        None => Err(Failure::forbidden()),
    };
    item.at = Some(app.now());
    match done {
        Ok(done) => {
            item.state = State::Done.code().to_owned();
            item.former = done.former.or(item.former);
            bole_store::bulk::settle(&tx, &item).await.doing("Settling an item")?;
            tx.commit().await.doing("Settling an item")?;
            if !done.replaced.is_empty() {
                app.sign_ins.clear();
            }
            for session in &done.replaced {
                let actor = crate::audit::Actor::Staff(run.staff_id);
                invitation::abandon(app, *session, actor).await?;
            }
            Ok(())
        }
        Err(failure) => {
            // Nothing of the attempt may stay.
            drop(tx);
            let (state, code) = match &failure {
                Failure::Refused(refusal) => (State::after(refusal), refusal.code),
                Failure::Broken(error) => {
                    tracing::error!(run = %run.id, number = item.number, error = format!("{error:#}"), "a bulk item broke");
                    (State::Failed, BROKEN)
                }
            };
            (item.state, item.code) = (state.code().to_owned(), Some(code.to_owned()));
            let tx = app.store.begin().await.doing("Beginning")?;
            let found = bole_store::bulk::item_for_change(&tx, run.id, item.number).await.doing("Loading an item")?;
            if found.is_some_and(|it| it.state == State::Waiting.code()) {
                bole_store::bulk::settle(&tx, &item).await.doing("Settling an item")?;
            }
            tx.commit().await.doing("Settling an item")
        }
    }
}

async fn attempt(app: &App, staff: &Staff, tx: &Tx, run: &BulkRun, task: &Task, item: &Item) -> Result<Done, Failure> {
    let id = item.application;
    let known = select::known(app, tx, &staff.scope, &[id], task.params.tag).await?;
    let known = known.get(&id).ok_or(LeftOut::Unseen)?;
    select::decide(task, known)?;
    match task.work {
        Work::Invite => {
            let body = InviteBody { locale: task.params.locale, note: task.words.note.clone() };
            let made = invitation::invite_in(app, staff, tx, id, &body).await?;
            Ok(Done { replaced: made.replaced, ..Done::default() })
        }
        Work::Move => {
            let to = target(task, item, &known.stage)?;
            let reason = Some(task.words.reason.clone()).filter(|it| !it.is_empty());
            move_in(app, staff, tx, id, &StageBody { stage: to, reason }).await?;
            Ok(Done { former: Some(known.stage.clone()), ..Done::default() })
        }
        Work::Message => {
            announce(app, staff, tx, task, id, run.id).await?;
            Ok(Done::default())
        }
        Work::Tag | Work::Untag => {
            let found = bole_store::application::for_change(tx, &staff.scope, id).await;
            let application = allow(staff, Permission::ApplicationEdit, found.doing("Loading an application")?)?;
            let tag = task.params.tag.ok_or_else(Failure::not_found)?;
            if task.work == Work::Tag {
                crate::tag::put_on(app, tx, staff, application.id, tag).await?;
            } else {
                crate::tag::take_off(app, tx, staff, application.id, tag).await?;
            }
            Ok(Done::default())
        }
    }
}

/// Where a move leads: to the run's stage, or back to where the item was before the run that is taken back.
fn target(task: &Task, item: &Item, stage: &str) -> Result<Stage, Failure> {
    let to = task.params.stage.ok_or_else(Failure::not_found)?;
    if !task.params.restores {
        return Ok(to);
    }
    if stage != to.code() {
        return Err(bole_domain::rejection::Refusal::from(LeftOut::MovedSince).into());
    }
    item.former.as_deref().and_then(Stage::from_code).ok_or_else(Failure::not_found)
}

async fn announce(
    app: &App,
    staff: &Staff,
    tx: &Tx,
    task: &Task,
    id: ApplicationId,
    run: BulkRunId,
) -> Result<(), Failure> {
    let found = bole_store::application::for_change(tx, &staff.scope, id).await.doing("Loading an application")?;
    let application = allow(staff, Permission::ApplicationEdit, found)?;
    let locale = locale_of(tx, &application).await?.unwrap_or(task.params.locale);
    let words = if locale == Locale::Zh { &task.words.zh } else { &task.words.en };
    crate::message::announce(app, tx, staff, &application, locale, words, run).await
}

/// The language of an application's newest interview.
pub(super) async fn locale_of(
    from: &impl Reads,
    application: &bole_store::application::Application,
) -> Result<Option<Locale>, Failure> {
    let Some(session) = application.session_id else { return Ok(None) };
    let found = bole_store::session::get(from, session).await.doing("Loading an interview")?;
    Ok(found.and_then(|it| Locale::from_code(&it.locale)))
}
