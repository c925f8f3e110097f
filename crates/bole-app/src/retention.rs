//! Retention (保留期限): how long each class of data is kept, what will go and when, and the day's going.
//!
//! A longer period counts at once; a shorter one that makes data go at once needs a second person. What goes, goes in small
//! transactions that each ask again whether it may, so that a crash in between repeats nothing and loses no trace.

use std::collections::BTreeMap;

use bole_domain::ids::{ApplicationId, CandidateId};
use bole_domain::retention::{Class, Exemption, SOON_DAYS, due_before, goes_at, of_subject, subject};
use bole_domain::second_approval::{Kind, State};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::retention::{Counts, Rule};
use bole_store::{Reads, Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Sealed};
use crate::policy::{Shown, Staff};
use crate::second_approval::{self, Asked};

mod files;
mod going;

pub use going::{run, tick};

/// The deed under which what went stands in the trail.
pub(crate) const REMOVE: &str = "retention.remove";
/// The most rows of history, and the most people, that are shown.
const SHOWN: i64 = 200;

/// All classes and what went.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionView {
    /// The classes that this deployment has data of.
    pub classes: Vec<RetentionClassView>,
    /// What went when, newest first.
    pub history: Vec<RetentionRunView>,
}

/// A class and what of it will go.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionClassView {
    /// What.
    pub class: Class,
    /// For how many days it is kept.
    pub days: u32,
    /// The days while nobody has set others.
    pub usual: u32,
    /// The fewest days that may be set.
    pub least: u32,
    /// The most.
    pub most: u32,
    /// What will go.
    pub effect: RetentionEffectView,
    /// The days that wait for a second person.
    pub asked_days: Option<u32>,
    /// What the caller may do: `change`, `people`.
    pub actions: Vec<&'static str>,
}

/// What goes under a period.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct RetentionEffectView {
    /// At the next going.
    pub now: i64,
    /// Within 30 days, that included.
    pub soon: i64,
    /// Kept by a hold, a request, an interview, an application or employment although its time is over by then.
    pub kept: i64,
    /// Whether a second person must agree to this period.
    pub needs_approval: bool,
}

/// What went of a class on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionRunView {
    /// What.
    pub class: Class,
    /// The day's beginning.
    pub day: Millis,
    /// The period on that day.
    pub days: i64,
    /// How much.
    pub gone: i64,
}

/// Somebody of whom something goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionPersonView {
    /// What goes.
    pub key: String,
    /// Whose it is.
    pub name: Shown,
    /// An application of theirs, to look at.
    pub application_id: Option<ApplicationId>,
    /// When its clock began.
    pub began_at: Millis,
    /// When it goes.
    pub goes_at: Millis,
    /// Why it stays although its time is over.
    pub exempt: Option<Exemption>,
}

/// A period to try.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RetentionTry {
    /// Days.
    pub days: u32,
}

/// A period to use.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RetentionBody {
    /// Days, within the class's bounds.
    pub days: u32,
    /// 1–1000 characters.
    pub reason: String,
}

/// A period of a class.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct PeriodView {
    /// What.
    pub class: Class,
    /// Days.
    pub days: u32,
}

/// Every class with what will go, and what went.
///
/// # Errors
/// Without `privacy.manage`.
pub async fn get(app: &App, staff: &Staff) -> Result<RetentionView, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let periods = periods(&app.store).await?;
    let mut classes = Vec::new();
    for class in Class::ALL.into_iter().filter(|it| is_here(app, *it)) {
        classes.push(view(app, class, days_of(&periods, class)).await?);
    }
    let runs = bole_store::retention::runs(&app.store, SHOWN).await.doing("Reading what went")?;
    let run = |it: bole_store::retention::Run| {
        Class::from_code(&it.class).map(|class| RetentionRunView { class, day: it.day, days: it.days, gone: it.gone })
    };
    Ok(RetentionView { classes, history: runs.into_iter().filter_map(run).collect() })
}

/// What a period would do before it is used.
///
/// # Errors
/// Without `privacy.manage`, `request.not_found`, `retention.out_of_range`.
pub async fn effect(app: &App, staff: &Staff, class: &str, days: u32) -> Result<RetentionEffectView, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let class = class_of(app, class)?;
    class.check(days)?;
    compare(app, class, days).await
}

/// Whom it concerns: what goes within 30 days and what is kept, the oldest first.
///
/// # Errors
/// Without `privacy.manage`, `request.not_found`.
pub async fn people(app: &App, staff: &Staff, class: &str) -> Result<Vec<RetentionPersonView>, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let class =
        class_of(app, class).and_then(|it| if it.is_of_people() { Ok(it) } else { Err(Failure::not_found()) })?;
    let (now, days) = (app.now(), days_of(&periods(&app.store).await?, class));
    let before = goes_at(due_before(now, days), SOON_DAYS);
    let found = bole_store::retention::due(&app.store, &staff.scope, class, now, before, true, SHOWN).await;
    let mut views = Vec::new();
    for it in found.doing("Listing what is due")? {
        let Some(id) = it.candidate_id else { continue };
        let row = bole_store::candidate::get(&app.store, id).await.doing("Loading a candidate")?;
        let person = person::open(app, Sealed::from(&row.ok_or_else(Failure::not_found)?))?;
        views.push(RetentionPersonView {
            name: person.shown_name(staff.sight()),
            application_id: second_approval::latest_application(app, staff, Some(id)).await?,
            began_at: it.began,
            goes_at: goes_at(it.began, days),
            exempt: it.exempt.as_deref().and_then(Exemption::from_code),
            key: it.key,
        });
    }
    Ok(views)
}

/// Uses another period: at once, or after a second person agreed where it makes data go at once.
///
/// # Errors
/// Without `privacy.manage`, `request.not_found`, `retention.out_of_range`, `privacy.reason_missing`,
/// `privacy.already_asked`.
pub async fn put(app: &App, staff: &Staff, class: &str, body: &RetentionBody) -> Result<RetentionClassView, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let class = class_of(app, class)?;
    class.check(body.days)?;
    let reason = crate::erasure::reason_of(&body.reason)?;
    let effect = compare(app, class, body.days).await?;
    let tx = app.store.begin().await.doing("Beginning")?;
    if effect.needs_approval {
        let asked = Asked { kind: Kind::Retention, subject: subject(class, body.days), person: None, reason };
        second_approval::ask(app, &tx, staff, asked).await?;
    } else {
        set(app, &tx, staff, class, body.days).await?;
    }
    tx.commit().await.doing("Changing a period")?;
    view(app, class, days_of(&periods(&app.store).await?, class)).await
}

/// Uses the period that a second person agreed to, in their transaction.
pub(crate) async fn apply(app: &App, tx: &Tx, staff: &Staff, subject: &str) -> Result<(), Failure> {
    let (class, days) = of_subject(subject).ok_or_else(Failure::not_found)?;
    class.check(days).map_err(Failure::from)?;
    set(app, tx, staff, class, days).await
}

/// Until when a person's data is kept; `None` while something else than time decides.
pub(crate) async fn kept_until(app: &App, id: CandidateId) -> Result<Option<Millis>, Failure> {
    let periods = periods(&app.store).await?;
    for class in [Class::TalentPool, Class::Applications] {
        let found = bole_store::retention::one(&app.store, class, app.now(), &id.to_string()).await;
        if let Some(it) = found.doing("Reading a person's clock")? {
            return Ok(it.exempt.is_none().then(|| goes_at(it.began, days_of(&periods, class))));
        }
    }
    Ok(None)
}

async fn set(app: &App, tx: &Tx, staff: &Staff, class: Class, days: u32) -> Result<(), Failure> {
    let before = days_of(&periods(tx).await?, class);
    let rule =
        Rule { class: class.code().to_owned(), days: i64::from(days), changed_by: staff.id, changed_at: app.now() };
    bole_store::retention::put(tx, &rule).await.doing("Changing a period")?;
    let params = json!({ "class": class.code(), "days": days, "days_before": before });
    app.record(tx, Deed { actor: staff.into(), action: "retention.change", subject: None, params }).await
}

async fn view(app: &App, class: Class, days: u32) -> Result<RetentionClassView, Failure> {
    let bounds = class.days();
    let mut actions = vec!["change"];
    if class.is_of_people() {
        actions.push("people");
    }
    Ok(RetentionClassView {
        class,
        days,
        usual: bounds.usual,
        least: bounds.least,
        most: bounds.most,
        effect: compare(app, class, days).await?,
        asked_days: asked(app, class).await?,
        actions,
    })
}

/// The period that waits for a second person.
async fn asked(app: &App, class: Class) -> Result<Option<u32>, Failure> {
    let list =
        bole_store::second_approval::list(&app.store, &Scope::All, SHOWN).await.doing("Listing second approvals")?;
    let waits = list.into_iter().filter(|it| {
        it.kind == Kind::Retention.code() && State::of(&it.state, it.expires_at, app.now()) == State::Waiting
    });
    Ok(waits.filter_map(|it| of_subject(&it.subject)).find(|it| it.0 == class).map(|it| it.1))
}

/// What goes under a period, and whether that is more at once than under the one that counts.
async fn compare(app: &App, class: Class, days: u32) -> Result<RetentionEffectView, Failure> {
    let counts = count(app, class, days).await?;
    let current = days_of(&periods(&app.store).await?, class);
    let needs_approval = days < current && counts.now > count(app, class, current).await?.now;
    Ok(RetentionEffectView { now: counts.now, soon: counts.soon, kept: counts.kept, needs_approval })
}

async fn count(app: &App, class: Class, days: u32) -> Result<Counts, Failure> {
    let due = due_before(app.now(), days);
    let soon = goes_at(due, SOON_DAYS);
    match class {
        Class::Backups => files::count(app, due, soon).await,
        Class::Audit => {
            let reach = |it: (i64, i64)| (it.1 - it.0 + 1).max(0) * i64::from(it.0 > 0 && it.1 > 0);
            let now = bole_store::retention::trail_before(&app.store, due).await.doing("Counting records")?;
            let then = bole_store::retention::trail_before(&app.store, soon).await.doing("Counting records")?;
            Ok(Counts { now: reach(now), soon: reach(then), kept: 0 })
        }
        _ => bole_store::retention::counts(&app.store, class, app.now(), due, soon).await.doing("Counting what is due"),
    }
}

/// A class without data is none: a demonstration makes no backups.
fn is_here(app: &App, class: Class) -> bool {
    class != Class::Backups || app.config.backups.is_some()
}

fn class_of(app: &App, code: &str) -> Result<Class, Failure> {
    Class::from_code(code).filter(|it| is_here(app, *it)).ok_or_else(Failure::not_found)
}

type Periods = BTreeMap<&'static str, u32>;

async fn periods(from: &impl Reads) -> Result<Periods, Failure> {
    let rules = bole_store::retention::rules(from).await.doing("Reading periods")?;
    let set = |it: &Rule| Some((Class::from_code(&it.class)?.code(), u32::try_from(it.days).ok()?));
    Ok(rules.iter().filter_map(set).collect())
}

fn days_of(periods: &Periods, class: Class) -> u32 {
    periods.get(class.code()).copied().unwrap_or(class.days().usual)
}
