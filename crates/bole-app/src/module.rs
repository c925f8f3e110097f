//! Modules (模块): which parts of Bole the company uses. What belongs to one that is off answers as if it did not exist, its
//! work waits, and its data stay for the day it is switched on again.

use std::collections::BTreeMap;

use bole_domain::message::Channel;
use bole_domain::module::{Module, Modules};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::module::{InUse, Switch};
use bole_store::{Reads, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue};
use crate::policy::Staff;

/// So many held messages are sent at once when short messages come back; the others are sent again from the outbox.
const MOST_HELD: i64 = 1000;

/// A module.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModuleView {
    /// Which.
    pub module: Module,
    /// Whether it is on.
    pub is_on: bool,
    /// Whether it can be switched at all.
    pub is_switchable: bool,
    /// What it cannot do without, what is always on left out.
    pub needs: Vec<Module>,
    /// What cannot do without it.
    pub needed_by: Vec<Module>,
    /// How many things of it are in use now: running interviews, open imports, waiting requests.
    pub in_use: i64,
    /// Who switched it last.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: Option<Millis>,
}

/// On or off.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct ModuleBody {
    /// Whether the company uses it from now on.
    pub is_on: bool,
}

/// Every module, with what is in use of it now.
///
/// # Errors
/// Without `module.switch`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<ModuleView>, Failure> {
    staff.demand(Permission::ModuleSwitch)?;
    let switches = bole_store::module::list(&app.store).await.doing("Listing modules")?;
    let switches: BTreeMap<String, Switch> = switches.into_iter().map(|it| (it.module.clone(), it)).collect();
    let in_use = bole_store::module::in_use(&app.store).await.doing("Counting what is in use")?;
    let names = crate::staff::names(app).await?;
    let view = |module: Module| {
        let switch = switches.get(module.code());
        ModuleView {
            module,
            is_on: switch.is_none_or(|it| it.is_on),
            is_switchable: module != Module::Core,
            needs: module.needs().iter().copied().filter(|it| *it != Module::Core).collect(),
            needed_by: if module == Module::Core { Vec::new() } else { module.needed_by() },
            in_use: count(&in_use, module),
            changed_by: switch.and_then(|it| names.get(&it.changed_by).cloned()),
            changed_at: switch.map(|it| it.changed_at),
        }
    };
    Ok(Module::ALL.into_iter().map(view).collect())
}

const fn count(in_use: &InUse, module: Module) -> i64 {
    match module {
        Module::Core => 0,
        Module::OrganisationImport => in_use.imports,
        Module::LiveMonitor => in_use.interviews,
        Module::Sms => in_use.short_messages,
        Module::QuestionBank => in_use.questions,
        Module::CompetencyModel => in_use.models,
        Module::RequisitionApproval => in_use.requisitions,
    }
}

/// Switches a module, and with it what needs it or what it needs. It counts from the next request of anybody.
///
/// # Errors
/// Without `module.switch`, `module.always_on`.
pub async fn switch(app: &App, staff: &Staff, module: Module, body: ModuleBody) -> Result<Vec<ModuleView>, Failure> {
    staff.demand(Permission::ModuleSwitch)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let changed = kept(&tx).await?.switch(module, body.is_on)?;
    for it in &changed {
        let (module, changed_at) = (it.code().to_owned(), app.now());
        let row = Switch { module, is_on: body.is_on, changed_by: staff.id, changed_at };
        bole_store::module::put(&tx, &row).await.doing("Switching a module")?;
        let action = if body.is_on { "module.on" } else { "module.off" };
        let params = json!({ "module": it.code() });
        app.record(&tx, Deed { actor: staff.into(), action, subject: None, params }).await?;
        if body.is_on && *it == Module::Sms {
            send_held(app, &tx).await?;
        }
    }
    tx.commit().await.doing("Switching a module")?;
    start(app).await?;
    list(app, staff).await
}

/// What waited while short messages were off goes out now.
async fn send_held(app: &App, tx: &Tx) -> Result<(), Failure> {
    let held = bole_store::message::of_status(tx, "held", MOST_HELD).await.doing("Listing messages")?;
    for mut message in held.into_iter().filter(|it| it.channel == Channel::Sms.code()) {
        message.status = "waiting".to_owned();
        message.next_attempt_at = None;
        bole_store::message::update(tx, &message).await.doing("Updating a message")?;
        enqueue(app, tx, &Job::SendMessage { message: message.id }).await?;
    }
    Ok(())
}

/// Takes the stored switches into use: when the server starts, and again now and then, because another process may have
/// switched one.
///
/// # Errors
/// When the database cannot be read.
pub async fn start(app: &App) -> Result<(), Failure> {
    if app.set_modules(kept(&app.store).await?) {
        app.tell(LiveTopic::Modules);
    }
    Ok(())
}

async fn kept(from: &impl Reads) -> Result<Modules, Failure> {
    let switches = bole_store::module::list(from).await.doing("Listing modules")?;
    let off = switches.iter().filter(|it| !it.is_on).filter_map(|it| Module::from_code(&it.module));
    Ok(Modules::without(off))
}
