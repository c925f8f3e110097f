//! The day's going: a few of each class at a time, each asked again in the transaction in which it goes.

use bole_domain::ids::{DocumentId, MessageId, SessionId};
use bole_domain::retention::{Class, due_before};
use bole_domain::time::Millis;
use bole_store::retention::{Due, Removable, Run};
use bole_store::setting::Setting;
use bole_store::{Scope, Tx};
use serde_json::{Value, json};

use super::{REMOVE, days_of, files, is_here, periods};
use crate::app::App;
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue};

/// How many of a class go in one job.
const BATCH: i64 = 50;
/// How many records of the trail go at once, at least.
const RECORDS: i64 = 1000;
/// The setting that says for which day the job was begun.
const DAY: &str = "retention.day";

/// Begins the day's job once a day.
///
/// # Errors
/// When the database refuses.
pub async fn tick(app: &App) -> Result<(), Failure> {
    let today = crate::calendar::day_start(app.now()).0.to_string();
    let is_begun = |it: Option<Setting>| it.is_some_and(|it| it.value == today);
    if is_begun(bole_store::setting::get(&app.store, DAY).await.doing("Reading a setting")?) {
        return Ok(());
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    if !is_begun(bole_store::setting::get(&tx, DAY).await.doing("Reading a setting")?) {
        let setting = Setting { name: DAY.to_owned(), value: today.clone(), sealed: None, updated_at: app.now() };
        bole_store::setting::put(&tx, &setting).await.doing("Keeping a setting")?;
        enqueue(app, &tx, &Job::Retain).await?;
    }
    tx.commit().await.doing("Beginning the day's going")
}

/// Lets go what has been kept long enough: a part of each class, and the rest in a job of its own.
///
/// # Errors
/// When the database or the disk refuses; what went stays gone, and the rest goes when the job is done again.
pub async fn run(app: &App) -> Result<(), Failure> {
    let periods = periods(&app.store).await?;
    let mut has_more = false;
    for class in Class::ALL.into_iter().filter(|it| is_here(app, *it)) {
        let days = days_of(&periods, class);
        has_more |= part(app, class, days, due_before(app.now(), days)).await?;
    }
    if has_more {
        let tx = app.store.begin().await.doing("Beginning")?;
        enqueue(app, &tx, &Job::Retain).await?;
        tx.commit().await.doing("Going on with the day's going")?;
    }
    if !app.store.empty_log().await.doing("Emptying the log")? {
        tracing::info!("a reader kept the write-ahead log from being emptied; the next checkpoint does it");
    }
    Ok(())
}

/// Lets a part of a class go; says whether there is more.
async fn part(app: &App, class: Class, days: u32, due: Millis) -> Result<bool, Failure> {
    match class {
        Class::Backups => {
            let gone = files::remove(app, due).await?;
            if gone > 0 {
                let tx = app.store.begin().await.doing("Beginning")?;
                note(app, &tx, class, days, gone, None).await?;
                tx.commit().await.doing("Noting what went")?;
            }
            return Ok(false);
        }
        Class::Audit => return trail(app, days, due).await,
        _ => {}
    }
    let found = bole_store::retention::due(&app.store, &Scope::All, class, app.now(), due, false, BATCH).await;
    let found = found.doing("Listing what is due")?;
    let mut gone = 0;
    match class {
        Class::StaffSessions => gone = rows(app, class, days, Removable::StaffSessions, &found).await?,
        Class::Jobs => gone = rows(app, class, days, Removable::Jobs, &found).await?,
        _ => {
            for it in &found {
                match one(app, class, days, due, it).await {
                    Ok(went) => gone += i64::from(went),
                    // A hold or a request came in between; it is asked again tomorrow.
                    Err(Failure::Refused(refusal)) => tracing::info!(class = class.code(), code = refusal.code, "kept"),
                    Err(failure) => return Err(failure),
                }
            }
        }
    }
    Ok(gone > 0 && found.len() as i64 == BATCH)
}

async fn rows(app: &App, class: Class, days: u32, table: Removable, found: &[Due]) -> Result<i64, Failure> {
    if found.is_empty() {
        return Ok(0);
    }
    let keys: Vec<String> = found.iter().map(|it| it.key.clone()).collect();
    let tx = app.store.begin().await.doing("Beginning")?;
    let gone = bole_store::retention::remove(&tx, table, &keys).await.doing("Removing rows")?;
    let gone = i64::try_from(gone).unwrap_or(0);
    note(app, &tx, class, days, gone, None).await?;
    tx.commit().await.doing("Removing rows")?;
    Ok(gone)
}

/// Lets one go if it may still go; says whether it went.
async fn one(app: &App, class: Class, days: u32, due: Millis, it: &Due) -> Result<bool, Failure> {
    if let (Class::Applications | Class::TalentPool, Some(person)) = (class, it.candidate_id) {
        if !may_go(app, &app.store, class, due, it).await? {
            return Ok(false);
        }
        crate::erasure::erase(app, person, Actor::System, "retention").await?;
        let tx = app.store.begin().await.doing("Beginning")?;
        note(app, &tx, class, days, 1, None).await?;
        tx.commit().await.doing("Noting what went")?;
        return Ok(true);
    }
    let session = match class {
        Class::Interviews | Class::Reports => {
            Some(it.key.parse::<SessionId>().map_err(anyhow::Error::new).doing("Reading a key")?)
        }
        _ => None,
    };
    let mut held = match session.and_then(|it| app.sessions.get(it)) {
        Some(shared) => Some(shared.lock_owned().await),
        None => None,
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    if let Some(person) = it.candidate_id {
        // Whoever places a hold locks this row too.
        bole_store::candidate::for_change(&tx, &Scope::All, person).await.doing("Loading a candidate")?;
    }
    if !may_go(app, &tx, class, due, it).await? {
        return Ok(false);
    }
    match (class, session) {
        (Class::Interviews, Some(id)) => {
            bole_store::retention::blank_interview(&tx, id).await.doing("Emptying an interview")?;
        }
        (Class::Reports, Some(id)) => {
            bole_store::retention::blank_report(&tx, id).await.doing("Emptying a report")?;
        }
        (Class::Messages, _) => {
            let id = it.key.parse::<MessageId>().map_err(anyhow::Error::new).doing("Reading a key")?;
            bole_store::retention::blank_message(&tx, id).await.doing("Emptying a message")?;
        }
        _ => document(app, &tx, &it.key).await?,
    }
    note(app, &tx, class, days, 1, None).await?;
    tx.commit().await.doing("Letting go")?;
    if let (Class::Interviews, Some(id)) = (class, session) {
        if let Some(live) = held.as_mut() {
            live.erase();
        }
        drop(held);
        app.sessions.forget(id);
    }
    Ok(true)
}

async fn document(app: &App, tx: &Tx, key: &str) -> Result<(), Failure> {
    let id = key.parse::<DocumentId>().map_err(anyhow::Error::new).doing("Reading a key")?;
    let Some(row) = bole_store::document::get(tx, id).await.doing("Loading a document")? else { return Ok(()) };
    let name = row.blob_name.parse::<bole_blob::BlobName>().doing("Reading a file's name")?;
    app.blobs.delete(&name).await.doing("Removing a file")?;
    bole_store::document::remove(tx, id).await.map(drop).doing("Removing a document")
}

/// The oldest records of the trail, up to a signed head that stays as what the rest is chained to.
async fn trail(app: &App, days: u32, due: Millis) -> Result<bool, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let (first, last) = bole_store::retention::trail_before(&tx, due).await.doing("Reading the trail")?;
    if first == 0 || last < first {
        return Ok(false);
    }
    let until = bole_store::retention::head_from(&tx, first + RECORDS - 1).await.doing("Reading signatures")?;
    let through = until.map_or(last, |it| it.min(last));
    // The newest record always stays: the next one is chained to it.
    let newest = bole_store::audit::last(&tx).await.doing("Loading the chain's head")?.and_then(|it| it.seq);
    if newest.is_none_or(|it| it <= through) {
        return Ok(false);
    }
    let gone = bole_store::retention::delete_audit_through(&tx, through).await.doing("Removing records")?;
    note(app, &tx, Class::Audit, days, i64::try_from(gone).unwrap_or(0), Some(through)).await?;
    tx.commit().await.doing("Removing records")?;
    Ok(through < last)
}

async fn may_go(
    app: &App,
    from: &impl bole_store::Reads,
    class: Class,
    due: Millis,
    it: &Due,
) -> Result<bool, Failure> {
    let found = bole_store::retention::one(from, class, app.now(), &it.key).await.doing("Asking again")?;
    Ok(found.is_some_and(|it| it.exempt.is_none() && it.began <= due))
}

/// What went, in the history and in the trail, in the caller's transaction.
async fn note(app: &App, tx: &Tx, class: Class, days: u32, gone: i64, through: Option<i64>) -> Result<(), Failure> {
    let day = crate::calendar::day_start(app.now());
    let run = Run { class: class.code().to_owned(), day, days: i64::from(days), gone };
    bole_store::retention::add_run(tx, &run).await.doing("Noting what went")?;
    let mut params = json!({ "class": class.code(), "days": days, "gone": gone });
    if let (Some(through), Value::Object(params)) = (through, &mut params) {
        params.insert("through".to_owned(), through.into());
    }
    app.record(tx, Deed { actor: Actor::System, action: REMOVE, subject: None, params }).await
}
