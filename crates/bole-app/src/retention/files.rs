//! Backup files that are older than backups are kept: the newest always stays, however old it is.

use std::path::{Path, PathBuf};

use bole_domain::time::Millis;
use bole_store::retention::Counts;

use crate::app::App;
use crate::failure::{Doing as _, Failure};

/// How many backups go.
pub(super) async fn count(app: &App, due: Millis, soon: Millis) -> Result<Counts, Failure> {
    let folders = folders(app);
    let list = move || folders.iter().map(|it| aged(it)).collect::<std::io::Result<Vec<_>>>();
    let found = tokio::task::spawn_blocking(list).await.map_err(anyhow::Error::new).doing("Listing backups")?;
    let ages: Vec<Millis> =
        found.map_err(anyhow::Error::new).doing("Listing backups")?.into_iter().flatten().map(|it| it.1).collect();
    let until = |instant: Millis| ages.iter().filter(|it| **it <= instant).count() as i64;
    Ok(Counts { now: until(due), soon: until(soon), kept: 0 })
}

/// Removes the backups made before an instant; gives how many.
pub(super) async fn remove(app: &App, due: Millis) -> Result<i64, Failure> {
    let folders = folders(app);
    let remove = move || {
        let mut gone = 0;
        for folder in &folders {
            for (path, _) in aged(folder)?.into_iter().filter(|it| it.1 <= due) {
                std::fs::remove_file(path)?;
                gone += 1;
            }
        }
        Ok::<i64, std::io::Error>(gone)
    };
    let gone = tokio::task::spawn_blocking(remove).await.map_err(anyhow::Error::new).doing("Removing backups")?;
    gone.map_err(anyhow::Error::new).doing("Removing backups")
}

fn folders(app: &App) -> Vec<PathBuf> {
    app.config.backups.iter().flat_map(|it| std::iter::once(it.folder.clone()).chain(it.offsite.clone())).collect()
}

/// The backups of a folder but the newest, with the instant in their names.
fn aged(folder: &Path) -> std::io::Result<Vec<(PathBuf, Millis)>> {
    let paths = match crate::backup::finished(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        other => other?,
    };
    Ok(paths.into_iter().skip(1).filter_map(|it| Some((made_at(&it)?, it))).map(|(at, path)| (path, at)).collect())
}

/// `bole-20261122-031500.bolebackup`, in universal time.
fn made_at(path: &Path) -> Option<Millis> {
    let stamp = path.file_name()?.to_str()?.strip_prefix("bole-")?.get(..15)?;
    let at = jiff::civil::DateTime::strptime("%Y%m%d-%H%M%S", stamp).ok()?;
    Some(Millis(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::{aged, made_at};
    use bole_domain::time::Millis;
    use std::path::Path;

    #[test]
    fn a_backup_is_as_old_as_its_name_says_and_the_newest_never_goes() {
        assert_eq!(made_at(Path::new("/b/bole-20261122-031500.bolebackup")), Some(Millis(1_795_317_300_000)));
        assert_eq!(made_at(Path::new("/b/bole-20261122-031500-2.bolebackup")), Some(Millis(1_795_317_300_000)));
        assert_eq!(made_at(Path::new("/b/bole-mine.bolebackup")), None);
        let folder = tempfile::tempdir().unwrap();
        for name in ["bole-20240101-000000.bolebackup", "bole-20250101-000000.bolebackup", "notes.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = aged(folder.path()).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].0.ends_with("bole-20240101-000000.bolebackup"));
        assert!(aged(&folder.path().join("none")).unwrap().is_empty());
    }
}
