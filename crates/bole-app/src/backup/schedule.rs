//! The daily backup of a running server: when it is due, the copy elsewhere, how many are kept, and the drill after it.

use std::path::{Path, PathBuf};

use bole_domain::time::{MINUTE_MS, Millis};
use bole_store::Store;
use bole_store::backup_run::BackupRun;
use bole_vault::{ArchiveSecret, RootKey};
use jiff::civil::Time;
use jiff::tz::TimeZone;

use uuid::Uuid;

use super::{BackupError, Drill, DrillOptions, Source, Written, copy_offsite, create, drill, keep_newest};
use crate::app::App;
use crate::failure::{Doing as _, Failure};

/// After a failure the next attempt waits this long.
const AGAIN_MS: i64 = 15 * MINUTE_MS;
/// The rows of backups and drills are kept this long.
const ROWS_MS: i64 = 400 * 24 * 60 * MINUTE_MS;

/// How a running server backs itself up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPlan {
    /// Where backups lie.
    pub folder: PathBuf,
    /// Where each is copied to.
    pub offsite: Option<PathBuf>,
    /// How many are kept in each place.
    pub keep: usize,
    /// Minutes after midnight, in the machine's time zone.
    pub at_minute: u16,
    /// The root key's file, read anew each time because it may have been changed.
    pub root_key: PathBuf,
    /// A key file to seal with instead.
    pub key_file: Option<PathBuf>,
}

impl BackupPlan {
    /// What backups are sealed with, and the root key.
    ///
    /// # Errors
    /// When a file is missing or may be read by others.
    pub fn secret(&self) -> Result<(ArchiveSecret, RootKey), Failure> {
        let root = RootKey::load(&self.root_key).doing("Reading the root key")?;
        let secret = match &self.key_file {
            Some(path) => ArchiveSecret::of_key_file(path).map_err(broken("Reading the backup key file"))?,
            None => ArchiveSecret::of_root_key(&root),
        };
        Ok((secret, root))
    }
}

/// The newest instant at or before `now` at which a daily backup falls due.
#[must_use]
pub fn last_due(now: Millis, at_minute: u16, zone: &TimeZone) -> Option<Millis> {
    let at = Time::new(i8::try_from(at_minute / 60).ok()?, i8::try_from(at_minute % 60).ok()?, 0, 0).ok()?;
    let today = jiff::Timestamp::from_millisecond(now.0).ok()?.to_zoned(zone.clone()).date();
    let of = |date: jiff::civil::Date| date.to_datetime(at).to_zoned(zone.clone()).ok();
    let due =
        of(today).filter(|it| it.timestamp().as_millisecond() <= now.0).or_else(|| of(today.yesterday().ok()?))?;
    Some(Millis(due.timestamp().as_millisecond()))
}

/// Makes the daily backup if it is due, and drills it; says whether one was made.
///
/// # Errors
/// When it fails; it is tried again later.
pub async fn run_if_due(app: &App) -> Result<bool, Failure> {
    let Some(plan) = app.config.backups.clone() else { return Ok(false) };
    let now = app.now();
    let newest = bole_store::backup_run::newest(&app.store, "backup", 1).await.doing("Reading backups")?;
    let due = last_due(now, plan.at_minute, &TimeZone::system()).unwrap_or(now);
    let is_due = newest.first().is_none_or(|last| match &last.error {
        Some(_) => last.started_at.plus(AGAIN_MS) <= now,
        None if last.finished_at.is_none() => last.started_at.plus(AGAIN_MS) <= now,
        None => last.started_at < due,
    });
    if !is_due {
        return Ok(false);
    }
    run_now(app).await
}

/// Makes a backup whether one is due or not, and drills it; says whether one was made.
///
/// # Errors
/// When it fails.
pub async fn run_now(app: &App) -> Result<bool, Failure> {
    let Some(plan) = app.config.backups.clone() else { return Ok(false) };
    let written = make(app, &plan).await?;
    tracing::info!(bytes = written.bytes, "a backup was made");
    rehearse_planned(app, &plan, &written.path).await?;
    Ok(true)
}

async fn make(app: &App, plan: &BackupPlan) -> Result<Written, Failure> {
    let (secret, _) = plan.secret()?;
    let source = Source {
        store: &app.store,
        blobs: app.blobs.as_ref(),
        id: app.new_id(),
        now: app.now(),
        program: env!("CARGO_PKG_VERSION"),
    };
    let written = create(source, secret, &plan.folder).await.map_err(broken("Making a backup"))?;
    let (plan, path) = (plan.clone(), written.path.clone());
    let kept = tokio::task::spawn_blocking(move || {
        keep_newest(&plan.folder, plan.keep)?;
        let Some(offsite) = &plan.offsite else { return Ok(()) };
        copy_offsite(&path, offsite)?;
        keep_newest(offsite, plan.keep).map(drop)
    });
    let kept = kept.await.unwrap_or(Err(BackupError::CutOff));
    kept.map_err(broken("Keeping backups"))?;
    Ok(written)
}

async fn rehearse_planned(app: &App, plan: &BackupPlan, path: &Path) -> Result<(), Failure> {
    let (secret, root) = plan.secret()?;
    let options = DrillOptions { scratch: &plan.folder, root_key: Some(&root), clock: app.clock.as_ref() };
    rehearse(&app.store, app.new_id(), path, secret, &options).await.map(drop).map_err(broken("Drilling a backup"))
}

/// Drills a backup and keeps what was found in the database that it came from.
///
/// # Errors
/// When it cannot be restored, which is kept as well, or that cannot be kept.
pub async fn rehearse(
    store: &Store,
    id: Uuid,
    path: &Path,
    secret: ArchiveSecret,
    options: &DrillOptions<'_>,
) -> Result<Drill, BackupError> {
    let started_at = options.clock.now();
    let result = drill(path, secret, options).await;
    let failed = match &result {
        Ok(it) if it.passed() => None,
        Ok(_) => Some("backup.check_failed"),
        Err(error) => Some(error.code()),
    };
    if let Some(code) = failed {
        tracing::error!(code, ?result, "the backup failed its drill");
    }
    let run = BackupRun {
        id,
        kind: "drill".to_owned(),
        started_at,
        finished_at: Some(options.clock.now()),
        file: path.file_name().map(|it| it.to_string_lossy().into_owned()),
        bytes: None,
        error: failed.map(str::to_owned),
        rpo_ms: result.as_ref().ok().map(|it| it.rpo_ms),
        rto_ms: result.as_ref().ok().map(|it| it.rto_ms),
    };
    let tx = store.begin().await?;
    bole_store::backup_run::insert(&tx, &run).await?;
    bole_store::backup_run::delete_before(&tx, started_at.plus(-ROWS_MS)).await?;
    tx.commit().await?;
    result
}

fn broken<E: std::error::Error + Send + Sync + 'static>(what: &'static str) -> impl FnOnce(E) -> Failure {
    move |error| Failure::Broken(anyhow::Error::new(error).context(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        Millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn a_daily_backup_falls_due_at_its_minute_of_the_local_day() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let due = |now: &str| last_due(at(now), 195, &zone).unwrap();
        assert_eq!(due("2026-11-22T00:00:00Z"), at("2026-11-21T19:15:00Z"), "08:00 there, after 03:15");
        assert_eq!(due("2026-11-21T19:14:59Z"), at("2026-11-20T19:15:00Z"), "a second before it");
        assert_eq!(due("2026-11-21T19:15:00Z"), at("2026-11-21T19:15:00Z"));
    }
}
