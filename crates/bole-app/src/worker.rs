//! What Bole does by itself while it runs: jobs, the reconciling minute, the audit trail's chain, tidying up.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::failure::Failure;

/// How long the worker sleeps when nobody wakes it.
const JOB_PAUSE: Duration = Duration::from_secs(2);
/// At most so many jobs and a batch run at once.
const MOST_JOBS: usize = 16;
/// How often interviews are checked.
const RECONCILE_PAUSE: Duration = Duration::from_secs(30);
/// How often it is looked whether a candidate stays too long in one step.
const ALERT_PAUSE: Duration = Duration::from_secs(1);
/// How often the trail is chained.
const TRAIL_PAUSE: Duration = Duration::from_secs(5);
/// How often it is asked whether a backup is due; the first time only after as long, when the start is over.
const BACKUP_PAUSE: Duration = Duration::from_secs(60);

/// Runs until `stop` says so. A failure is logged and does not end the work.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let work = async {
        tokio::join!(
            jobs(&app),
            every(RECONCILE_PAUSE, || reconcile(&app)),
            every(ALERT_PAUSE, || alert(&app)),
            every(TRAIL_PAUSE, || chain(&app)),
            back_up(&app)
        );
    };
    tokio::select! {
        () = work => {}
        // A closed channel means that the server is gone, which ends the work as well.
        _ = stop.wait_for(|it| *it) => {}
    }
    app.close();
}

/// Jobs run side by side, so that a mail server that does not answer keeps nobody's score waiting.
async fn jobs(app: &App) {
    let mut running = JoinSet::new();
    loop {
        while running.len() >= MOST_JOBS {
            running.join_next().await;
        }
        while running.try_join_next().is_some() {}
        match crate::job::claim_due(app).await {
            Ok(claimed) if claimed.is_empty() => {
                let _ = tokio::time::timeout(JOB_PAUSE, app.work.notified()).await;
            }
            Ok(claimed) => {
                for row in claimed {
                    let app = app.clone();
                    running.spawn(async move {
                        if let Err(failure) = crate::job::run(&app, &row).await {
                            note("a job", &failure);
                        }
                    });
                }
            }
            Err(failure) => {
                note("jobs", &failure);
                tokio::time::sleep(JOB_PAUSE).await;
            }
        }
    }
}

async fn every<F: Future<Output = Result<(), Failure>>>(pause: Duration, mut work: impl FnMut() -> F) {
    loop {
        if let Err(failure) = work().await {
            note("background work", &failure);
        }
        tokio::time::sleep(pause).await;
    }
}

async fn back_up(app: &App) {
    loop {
        let is_asked = tokio::time::timeout(BACKUP_PAUSE, app.backup_asked.notified()).await.is_ok();
        let done = if is_asked { crate::backup::run_now(app).await } else { crate::backup::run_if_due(app).await };
        if let Err(failure) = done {
            note("a backup", &failure);
        }
    }
}

async fn reconcile(app: &App) -> Result<(), Failure> {
    let repaired = crate::reconcile::all(app).await?;
    if repaired > 0 {
        tracing::info!(repaired, "interviews were repaired by rule");
    }
    let retired = crate::staff::retire(app).await?;
    if retired > 0 {
        tracing::info!(retired, "accounts that nobody used for long were disabled");
    }
    crate::reminder::all(app).await?;
    crate::retention::tick(app).await?;
    let invited = crate::invite_rule::all(app).await?;
    if invited > 0 {
        tracing::info!(invited, "applicants were invited by rule");
    }
    crate::job::tidy(app).await
}

async fn alert(app: &App) -> Result<(), Failure> {
    let raised = crate::alert::tick(app).await?;
    if raised > 0 {
        tracing::info!(raised, "candidates stay long in one step");
    }
    Ok(())
}

async fn chain(app: &App) -> Result<(), Failure> {
    while crate::trail::sequence(app).await? > 0 {}
    Ok(())
}

fn note(what: &str, failure: &Failure) {
    match failure {
        Failure::Refused(refusal) => tracing::warn!(what, code = refusal.code, "postponed"),
        Failure::Broken(error) => tracing::error!(what, error = format!("{error:#}"), "failed"),
    }
}
