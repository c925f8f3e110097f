//! Filling an empty deployment: the company first, then all candidates, made on two threads and written in one transaction.

use std::sync::Arc;

use bole_domain::rejection::Kind;
use bole_domain::staff::Permission;
use bole_store::Tx;
use serde_json::json;

use super::DemoLink;
use super::calendar::{Calendar, Place};
use super::content::{CandidatePlan, Content};
use super::dossier::{Dossier, World};
use super::{company, delete_files, privacy, review, table, trail, write};
use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// Interviews are made and scored on so many threads.
const THREADS: usize = 2;
/// The candidates whose links are shown, the first three of one requisition each; none of them has come yet.
const LINKED: [&str; 8] = ["c067", "c079", "c087", "c069", "c070", "c088", "c089", "c090"];

/// Fills an empty deployment with the demonstration. Either all of it is there afterwards or nothing.
///
/// # Errors
/// When the deployment is not empty, or the database or the file store refuses.
pub async fn seed(app: &App) -> Result<(), Failure> {
    let mut files = Vec::new();
    let seeded = write_all(app, &mut files, None).await;
    if seeded.is_err() {
        delete_files(app, &files).await;
    }
    app.set_demo_links(seeded?);
    Ok(())
}

/// Fills a company that somebody has set up and that holds nothing yet. Its audit trail gets one row that says so and no
/// made-up past: the trail of a real company is never removed.
///
/// # Errors
/// Without `module.switch`, `demo.not_empty`.
pub async fn fill(app: &App, staff: &Staff) -> Result<(), Failure> {
    staff.demand(Permission::ModuleSwitch)?;
    let mut files = Vec::new();
    let seeded = write_all(app, &mut files, Some(staff)).await;
    if seeded.is_err() {
        delete_files(app, &files).await;
    }
    seeded?;
    for topic in [LiveTopic::Sessions, LiveTopic::Reviews, LiveTopic::Messages] {
        app.tell(topic);
    }
    Ok(())
}

async fn write_all(app: &App, files: &mut Vec<String>, by: Option<&Staff>) -> Result<Vec<DemoLink>, Failure> {
    let content = Content::read()?;
    let calendar = Calendar::ending(app.now());
    let tx = app.store.begin().await.doing("Beginning")?;
    demand_empty(&tx, by.is_some()).await?;
    name_company(&tx, &content.company.company.name.zh).await?;
    let (company, mut deeds) = company::found(app, &tx, &content.company, calendar).await?;
    let world = Arc::new(World { app: app.clone(), content, company, calendar });
    let mut dossiers = make(&world).await?;
    review::decide(&world, &mut dossiers)?;
    for dossier in &mut dossiers {
        dossier.settle();
        write::dossier(&world, &tx, dossier).await?;
        if let Some(resume) = world.content.resumes.iter().find(|it| it.candidate == dossier.plan.key) {
            write::resume(&world, &tx, resume, dossier, files).await?;
        }
        deeds.append(&mut dossier.trail);
    }
    privacy::write(&world, &tx, &dossiers).await?;
    table::write(&world, &tx, &dossiers).await?;
    match by {
        None => trail::write(app, &tx, deeds).await?,
        Some(staff) => {
            app.record(&tx, Deed { actor: staff.into(), action: "demo.fill", subject: None, params: json!({}) })
                .await?;
        }
    }
    tx.commit().await.doing("Writing the demonstration")?;
    let linked = |key: &&str| dossiers.iter().find(|it| it.plan.key == **key);
    let link = |it: &Dossier| DemoLink { invitation: it.invitation.id, link: it.link.clone() };
    Ok(LINKED.iter().filter_map(linked).map(link).collect())
}

/// A deployment that is in use must never be mixed with fictitious people. Nobody can be added before there is a department.
async fn demand_empty(tx: &Tx, may_have_accounts: bool) -> Result<(), Failure> {
    let departments =
        bole_store::department::list(tx, &bole_store::Scope::All, true).await.doing("Listing departments")?;
    let accounts = bole_store::staff::list(tx).await.doing("Listing accounts")?;
    if departments.is_empty() && (may_have_accounts || accounts.is_empty()) {
        return Ok(());
    }
    Err(Failure::refuse(Kind::Conflict, "demo.not_empty"))
}

async fn name_company(tx: &Tx, name: &str) -> Result<(), Failure> {
    let found = bole_store::deployment::get(tx).await.doing("Loading the deployment")?;
    let mut deployment = found.ok_or_else(Failure::not_found)?;
    if !deployment.company_name.is_empty() {
        return Ok(());
    }
    deployment.company_name = name.to_owned();
    bole_store::deployment::update(tx, &deployment).await.map(drop).doing("Naming the company")
}

/// Makes all candidates; those of one thread are every second one, because their lengths follow their order.
async fn make(world: &Arc<World>) -> Result<Vec<Dossier>, Failure> {
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            let world = Arc::clone(world);
            tokio::task::spawn_blocking(move || some(&world, thread))
        })
        .collect();
    let mut made = Vec::new();
    for thread in threads {
        let some = thread.await.map_err(|error| Failure::Broken(anyhow::Error::new(error)))?;
        made.extend(some?);
    }
    made.sort_by_key(|it| it.place.overall);
    Ok(made)
}

fn some(world: &World, thread: usize) -> Result<Vec<Dossier>, Failure> {
    let plans = &world.content.company.candidates;
    let mine = (0..plans.len()).filter(|at| at % THREADS == thread);
    mine.map(|at| Dossier::make(world, &plans[at], place(plans, at))).collect()
}

fn place(plans: &[CandidatePlan], overall: usize) -> Place {
    let plan = &plans[overall];
    let is_like = |it: &&CandidatePlan| it.requisition == plan.requisition && it.plan == plan.plan;
    let at = plans[..overall].iter().filter(is_like).count();
    Place { overall, at, of: plans.iter().filter(is_like).count() }
}
