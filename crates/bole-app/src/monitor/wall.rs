//! The wall: every running interview with its step, its time there, its connection and its backlog, in pages.

use std::collections::BTreeMap;

use bole_domain::ids::{AlertId, ApplicationId, RequisitionId, SessionId, StaffId};
use bole_domain::locale::Bilingual;
use bole_domain::session::{ABSENT_AFTER_MS, Stay, step_of};
use bole_domain::staff::Permission;
use bole_domain::time::{DAY_MS, Millis};
use bole_store::Cursor;
use bole_store::session::Listed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::interview;
use crate::person;
use crate::policy::{Shown, Staff};
use crate::requisition::RequisitionRef;

/// Interviews that ended incomplete are shown for so many days.
const INCOMPLETE_DAYS: i64 = 7;
/// The most open alerts that are shown beside their interviews.
const MOST_ALERTS: u64 = 200;

/// Which interviews the wall shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WallFilter {
    /// All that run.
    #[default]
    All,
    /// Those with an open alert.
    Stuck,
    /// Those whose device is there.
    Online,
    /// Those whose device was not heard of for a while.
    Away,
    /// Those whose candidate has saved and left, or vanished.
    Left,
    /// Those whose device has not sent everything.
    Backlog,
    /// Those that ended incomplete within the last seven days.
    Incomplete,
}

/// What to show.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Which interviews.
    pub filter: WallFilter,
    /// For this requisition.
    pub requisition: Option<RequisitionId>,
    /// Part of a name.
    pub text: Option<String>,
}

/// The running interviews at one moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunningView {
    /// The server's clock.
    pub now: Millis,
    /// How long a candidate may stay in one step.
    pub limit_ms: i64,
    /// How many there are of each kind, whatever is filtered.
    pub counts: RunningCounts,
    /// One page: those with an alert first, then the longest in their step.
    pub items: Vec<RunningRow>,
    /// Give it as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
    /// All rows that match.
    pub total: i64,
    /// What the caller may do with the wall: `set_limit`, `operate`.
    pub actions: Vec<&'static str>,
}

/// How many interviews there are of each kind.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct RunningCounts {
    /// Invited, and the link was not opened yet.
    pub invited: i64,
    /// Opened and not begun.
    pub opened: i64,
    /// Running.
    pub running: i64,
    /// Of those, with an open alert.
    pub stuck: i64,
    /// With a device that is there.
    pub online: i64,
    /// With a device not heard of for a while.
    pub away: i64,
    /// Left.
    pub left: i64,
    /// With something their device has not sent.
    pub backlog: i64,
    /// Completed within the last 24 hours.
    pub finished: i64,
    /// Ended incomplete within the last seven days.
    pub incomplete: i64,
}

/// A running interview.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunningRow {
    /// The session.
    pub session_id: SessionId,
    /// Its application.
    pub application_id: ApplicationId,
    /// The candidate's name.
    pub name: Shown,
    /// What it is held for.
    pub requisition: RequisitionRef,
    /// Where it stands.
    pub status: String,
    /// The question being answered, from 1.
    pub step_number: i64,
    /// Questions in all.
    pub step_count: i64,
    /// What the step is called.
    pub step_title: Option<Bilingual>,
    /// When the step was entered.
    pub step_entered_at: Option<Millis>,
    /// Milliseconds in the step that count, at `now`.
    pub in_step_ms: Option<i64>,
    /// Whether they grow.
    pub is_ticking: bool,
    /// How long this stay may last, with what was added.
    pub limit_ms: i64,
    /// When the interview began.
    pub started_at: Option<Millis>,
    /// When the device was last heard of.
    pub last_seen_at: Option<Millis>,
    /// What the device has not sent yet.
    pub backlog: u32,
    /// `online`, `away` (not heard of for a while) or `left` (saved and left, or vanished).
    pub connection: &'static str,
    /// Milliseconds added by staff.
    pub extended_ms: i64,
    /// The open alert.
    pub alert: Option<AlertRef>,
    /// What the caller may do: `extend`, `reopen`, `resync`.
    pub actions: Vec<&'static str>,
}

/// An open alert beside its interview.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AlertRef {
    /// The alert.
    pub id: AlertId,
    /// Since when.
    pub raised_at: Millis,
    /// Who has acknowledged it.
    pub acknowledged_by: Option<String>,
}

/// One interview with what only memory knows.
struct Seen {
    it: Listed,
    connection: &'static str,
    last_seen_at: Option<Millis>,
    backlog: u32,
    extended_ms: i64,
    stay: Option<Stay>,
    alert: Option<AlertRef>,
}

/// One page of the running interviews the caller sees.
///
/// # Errors
/// Without `session.read`.
pub async fn running(
    app: &App,
    staff: &Staff,
    wanted: &Wanted,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<RunningView, Failure> {
    staff.demand(Permission::SessionRead)?;
    let now = app.now();
    let week = now.plus(-INCOMPLETE_DAYS * DAY_MS);
    let all = bole_store::session::running(&app.store, &staff.scope).await.doing("Listing interviews")?;
    let alerts = open_alerts(app, staff).await?;
    let mut seen: Vec<Seen> = all.into_iter().map(|it| see(app, it, &alerts, now)).collect();
    let mut counts = count(&seen);
    let around = bole_store::session::around(&app.store, &staff.scope, now.plus(-DAY_MS), week).await;
    let around = around.doing("Counting interviews")?;
    (counts.invited, counts.opened) = (around.invited, around.opened);
    (counts.finished, counts.incomplete) = (around.finished, around.incomplete);
    if wanted.filter == WallFilter::Incomplete {
        let ended = bole_store::session::ended_incomplete(&app.store, &staff.scope, week).await;
        seen = ended.doing("Listing interviews")?.into_iter().map(|it| see(app, it, &alerts, now)).collect();
    }
    seen.retain(|it| matches(it, wanted));
    if let Some(text) = wanted.text.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
        let text = text.to_lowercase();
        let mut named = Vec::new();
        for it in seen {
            if name(app, staff, &it.it)?.to_lowercase().contains(&text) {
                named.push(it);
            }
        }
        seen = named;
    }
    let total = i64::try_from(seen.len()).unwrap_or(i64::MAX);
    let (page, next_cursor) = page_of(seen, after, limit);
    let mut items = Vec::with_capacity(page.len());
    for it in page {
        items.push(row(app, staff, it, now).await?);
    }
    let actions = [("set_limit", Permission::SettingsEdit), ("operate", Permission::SessionOperate)];
    let actions = actions.into_iter().filter(|it| staff.role.may(it.1)).map(|it| it.0).collect();
    Ok(RunningView { now, limit_ms: app.stay_limit_ms(), counts, items, next_cursor, total, actions })
}

async fn open_alerts(app: &App, staff: &Staff) -> Result<BTreeMap<SessionId, AlertRef>, Failure> {
    let page = bole_store::alert::list(&app.store, &staff.scope, true, None, MOST_ALERTS).await;
    let page = page.doing("Listing alerts")?;
    let names: BTreeMap<StaffId, String> =
        if page.items.is_empty() { BTreeMap::new() } else { crate::staff::names(app).await? };
    let view = |it: bole_store::alert::Listed| {
        let by = it.alert.acknowledged_by.map(|it| names.get(&it).cloned().unwrap_or_default());
        let (id, raised_at) = (it.alert.id, it.alert.raised_at);
        (it.alert.session_id, AlertRef { id, raised_at, acknowledged_by: by })
    };
    Ok(page.items.into_iter().map(view).collect())
}

fn see(app: &App, it: Listed, alerts: &BTreeMap<SessionId, AlertRef>, now: Millis) -> Seen {
    let session = &it.session;
    let stored = (session.last_seen_at, u32::try_from(session.backlog).unwrap_or(0), 0, None);
    let (heard, backlog, extended_ms, stay) = match app.sessions.get(session.id) {
        // A session that a command holds just now is certainly there.
        Some(shared) => shared.try_lock().map_or((Some(now), stored.1, 0, None), |live| {
            let stay = Stay::of(&live.session, &live.script);
            (live.last_seen_at, live.backlog, live.session.clock.extended_ms, stay)
        }),
        None => stored,
    };
    let last_seen_at = heard.max(Some(session.last_event_at));
    let is_there = last_seen_at.is_some_and(|it| now.since(it) < ABSENT_AFTER_MS / 2);
    let connection = match session.phase.as_str() {
        "left" | "finished" => "left",
        _ if is_there => "online",
        _ => "away",
    };
    let alert = alerts.get(&session.id).cloned();
    Seen { connection, last_seen_at, backlog, extended_ms, stay, alert, it }
}

fn count(seen: &[Seen]) -> RunningCounts {
    let of = |is: &dyn Fn(&Seen) -> bool| i64::try_from(seen.iter().filter(|it| is(it)).count()).unwrap_or(0);
    RunningCounts {
        running: of(&|_| true),
        stuck: of(&|it| it.alert.is_some()),
        online: of(&|it| it.connection == "online"),
        away: of(&|it| it.connection == "away"),
        left: of(&|it| it.connection == "left"),
        backlog: of(&|it| it.backlog > 0),
        ..RunningCounts::default()
    }
}

fn matches(it: &Seen, wanted: &Wanted) -> bool {
    let is_kind = match wanted.filter {
        WallFilter::All | WallFilter::Incomplete => true,
        WallFilter::Stuck => it.alert.is_some(),
        WallFilter::Online => it.connection == "online",
        WallFilter::Away => it.connection == "away",
        WallFilter::Left => it.connection == "left",
        WallFilter::Backlog => it.backlog > 0,
    };
    is_kind && wanted.requisition.is_none_or(|id| it.it.session.requisition_id == id)
}

/// Who needs somebody most comes first: those with an alert, those who are there by their time in the step, those who left.
fn key(it: &Seen) -> i64 {
    /// More milliseconds than there are instants.
    const RANK: i64 = 10_000_000_000_000;
    let rank = match (&it.alert, it.connection) {
        (Some(alert), _) if alert.acknowledged_by.is_none() => 0,
        (_, "left") => 2,
        _ => 1,
    };
    let since = it.it.session.step_entered_at.or(it.it.session.finished_at).map_or(RANK - 1, |it| it.0);
    rank * RANK + since.clamp(0, RANK - 1)
}

fn page_of(mut seen: Vec<Seen>, after: Option<&Cursor>, limit: u64) -> (Vec<Seen>, Option<String>) {
    let place = |it: &Seen| (key(it), it.it.session.id.to_string());
    seen.sort_by_cached_key(place);
    if let Some(after) = after {
        #[expect(clippy::cast_possible_truncation, reason = "the key was made from an integer below 2^53")]
        let from = (after.key.unwrap_or_default() as i64, after.id.clone());
        seen.retain(|it| place(it) > from);
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = seen.len() > limit;
    seen.truncate(limit);
    #[expect(clippy::cast_precision_loss, reason = "the key is below 2^53")]
    let cursor = |it: &Seen| Cursor { key: Some(key(it) as f64), id: it.it.session.id.to_string() }.to_text();
    let next = seen.last().filter(|_| has_more).map(cursor);
    (seen, next)
}

fn name(app: &App, staff: &Staff, it: &Listed) -> Result<Shown, Failure> {
    let id = it.session.candidate_id;
    let name = person::open_name(app, id, it.wrapped_key.as_deref(), &it.name_sealed)?;
    Ok(staff.sight().name(id, name))
}

async fn row(app: &App, staff: &Staff, seen: Seen, now: Millis) -> Result<RunningRow, Failure> {
    let name = name(app, staff, &seen.it)?;
    let session = seen.it.session;
    let script = interview::script_of(app, session.flow_version_id).await?;
    let step = session.current_step.as_deref().map(step_of);
    let title = step.and_then(|it| script.question(it)).map(|it| it.title.clone());
    let in_step_ms = match &seen.stay {
        Some(stay) => Some(stay.elapsed_ms(now)),
        None => session.step_entered_at.filter(|_| session.phase == "running").map(|it| now.since(it).max(0)),
    };
    Ok(RunningRow {
        session_id: session.id,
        application_id: session.application_id,
        name,
        requisition: RequisitionRef { id: session.requisition_id, title: seen.it.requisition_title },
        step_number: session.step_number,
        step_count: session.step_count,
        step_title: title,
        step_entered_at: session.step_entered_at,
        in_step_ms,
        is_ticking: seen.stay.as_ref().map_or(session.phase == "running", Stay::is_running),
        limit_ms: seen.stay.as_ref().map_or(app.stay_limit_ms(), |it| it.limit_ms(app.stay_limit_ms())),
        started_at: session.started_at,
        last_seen_at: seen.last_seen_at,
        backlog: seen.backlog,
        connection: seen.connection,
        extended_ms: seen.extended_ms,
        alert: seen.alert,
        actions: actions(staff, &session.status),
        status: session.status,
    })
}
