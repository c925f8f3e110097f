//! Who is selected, and what would happen to whom before anything does.

use std::collections::{BTreeMap, BTreeSet};

use bole_domain::application::Stage;
use bole_domain::bulk::{Facts, LeftOut, MAX_PEOPLE, Rejected, Work, check};
use bole_domain::ids::{ApplicationId, TagId};
use bole_domain::requisition::{Status, check_open};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::bulk::Known;
use bole_store::{Reads, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::{BulkPreviewBody, SelectionBody, Task};
use crate::app::App;
use crate::application::filter_of;
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Sealed};
use crate::policy::{Shown, Staff};

/// So many are looked up at once.
const CHUNK: usize = 500;
/// So many names stand for all.
const NAMES: usize = 3;

/// What a run would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkPreviewView {
    /// How many are selected and seen by the caller.
    pub total: usize,
    /// How many it would be done to.
    pub reached: usize,
    /// The first of them.
    pub names: Vec<Shown>,
    /// The first of them, to preview a message with.
    pub sample: Vec<ApplicationId>,
    /// Whom it would leave out, by reason, most first.
    pub left_out: Vec<LeftOutView>,
    /// Whether nothing sends at present: messages would wait in the outbox.
    pub is_held_back: bool,
    /// Until when messages wait because it is night; `null` by day.
    pub quiet_until: Option<Millis>,
}

/// Whom a run would leave out for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOutView {
    /// The reason, as a code with a text in the catalogue.
    pub code: &'static str,
    /// How many.
    pub count: usize,
    /// The first of them.
    pub names: Vec<Shown>,
}

/// Shows what a run would do; nothing happens.
///
/// # Errors
/// Without `application.edit`; `bulk.nobody`, `bulk.too_many`, or what is wrong with the task.
pub async fn preview(app: &App, staff: &Staff, body: BulkPreviewBody) -> Result<BulkPreviewView, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let ids = resolve(app, staff, &body.selection).await?;
    let task = Task::of(app, body.task).await?;
    let mut reached: Vec<ApplicationId> = Vec::new();
    let mut left_out: BTreeMap<LeftOut, Vec<ApplicationId>> = BTreeMap::new();
    for chunk in ids.chunks(CHUNK) {
        let known = known(app, &app.store, &staff.scope, chunk, task.params.tag).await?;
        for id in chunk {
            match known.get(id).map_or(Err(LeftOut::Unseen), |it| decide(&task, it)) {
                Ok(()) => reached.push(*id),
                Err(reason) => left_out.entry(reason).or_default().push(*id),
            }
        }
    }
    let sample: Vec<ApplicationId> = reached.iter().take(NAMES).copied().collect();
    let mut reasons = Vec::new();
    for (reason, ids) in left_out {
        let names = names(app, staff, &ids[..ids.len().min(NAMES)]).await?;
        reasons.push(LeftOutView { code: reason.code(), count: ids.len(), names });
    }
    reasons.sort_by_key(|it| std::cmp::Reverse(it.count));
    let writes = matches!(task.work, Work::Invite | Work::Message);
    let quiet = crate::delivery_settings::kept(&app.store).await?.quiet;
    let quiet_until = quiet.and_then(|it| crate::calendar::quiet_until(&it, app.now(), &crate::calendar::zone()));
    Ok(BulkPreviewView {
        total: ids.len(),
        reached: reached.len(),
        names: names(app, staff, &sample).await?,
        sample,
        left_out: reasons,
        is_held_back: writes && app.mailer().is_none() && app.sms().is_none(),
        quiet_until: quiet_until.filter(|_| writes),
    })
}

/// The applications of a selection that the caller sees, in one order.
///
/// # Errors
/// `bulk.nobody`, `bulk.too_many`.
pub(crate) async fn resolve(
    app: &App,
    staff: &Staff,
    selection: &SelectionBody,
) -> Result<Vec<ApplicationId>, Failure> {
    let mut ids: Vec<ApplicationId> = match &selection.wanted {
        Some(wanted) => {
            let filter = filter_of(app, staff, wanted).await?;
            let found = bole_store::application::keys(&app.store, &staff.scope, &filter).await;
            found.doing("Listing applications")?.into_iter().map(|it| it.0).collect()
        }
        None if selection.ids.len() > MAX_PEOPLE => return Err(Rejected::TooMany.into()),
        None => bole_store::application::seen(&app.store, &staff.scope, &selection.ids)
            .await
            .doing("Listing applications")?,
    };
    let except: BTreeSet<&ApplicationId> = selection.except.iter().collect();
    ids.retain(|it| !except.contains(it));
    ids.sort_unstable();
    ids.dedup();
    match ids.len() {
        0 => Err(Rejected::Nobody.into()),
        count if count > MAX_PEOPLE => Err(Rejected::TooMany.into()),
        _ => Ok(ids),
    }
}

/// What is known of applications in scope.
pub(super) async fn known(
    app: &App,
    from: &impl Reads,
    scope: &Scope,
    ids: &[ApplicationId],
    tag: Option<TagId>,
) -> Result<BTreeMap<ApplicationId, Known>, Failure> {
    let found = bole_store::bulk::known(from, scope, ids, tag, app.now()).await;
    let mut known = BTreeMap::new();
    for mut it in found.doing("Looking at applications")? {
        // A hold that lapsed unconfirmed keeps nobody.
        it.may_be_held = it.may_be_held && crate::legal_hold::demand_none(app, from, it.candidate).await.is_err();
        known.insert(it.id, it);
    }
    Ok(known)
}

/// What is known of one application, whatever its branch: for rules.
pub(crate) async fn known_of(app: &App, from: &impl Reads, id: ApplicationId) -> Result<Option<Known>, Failure> {
    Ok(known(app, from, &Scope::All, &[id], None).await?.remove(&id))
}

/// What decides whether an application is left out.
pub(crate) fn facts(it: &Known) -> Facts<'_> {
    let status = Status::from_code(&it.requisition_status).unwrap_or(Status::Closed);
    Facts {
        is_erased: it.is_erased,
        has_contact: it.has_contact,
        is_held: it.may_be_held,
        stage: Stage::from_code(&it.stage).unwrap_or_default(),
        session_status: it.session_status.as_deref(),
        has_open_invitation: it.has_open_invitation,
        is_requisition_open: check_open(status).is_ok(),
        has_flow: it.has_flow,
        has_tag: it.has_tag,
    }
}

/// Whether the task is done to an application.
pub(super) fn decide(task: &Task, it: &Known) -> Result<(), LeftOut> {
    check(task.work, task.params.stage.filter(|_| !task.params.restores), &facts(it))
}

async fn names(app: &App, staff: &Staff, ids: &[ApplicationId]) -> Result<Vec<Shown>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = bole_store::application::many(&app.store, &staff.scope, ids).await.doing("Listing applications")?;
    found.iter().map(|it| Ok(person::open(app, Sealed::from(it))?.shown_name(staff.sight()))).collect()
}
