//! Content stamps: whether a step's inputs have changed since it last succeeded. It never trusts modification times.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// Folders that hold output or other people's code.
const SKIPPED: [&str; 5] = ["node_modules", "dist", "target", ".git", "results"];

/// Runs `step` unless it succeeded before on the same contents of `inputs` and `is_there` still holds.
pub fn unless_done(
    note: &Path,
    inputs: &[PathBuf],
    is_there: bool,
    step: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let stamp = stamp(inputs)?;
    if is_there && std::fs::read_to_string(note).is_ok_and(|it| it == stamp) {
        return Ok(());
    }
    step()?;
    std::fs::write(note, stamp).with_context(|| format!("Writing {}", note.display()))
}

/// A fingerprint of all files at or under `inputs`: their paths and contents.
fn stamp(inputs: &[PathBuf]) -> anyhow::Result<String> {
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        for file in files(input)? {
            file.hash(&mut hasher);
            std::fs::read(&file).with_context(|| format!("Reading {}", file.display()))?.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The files at or under a path, sorted; none when it does not exist.
pub fn files(at: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if at.is_file() {
        return Ok(vec![at.to_owned()]);
    }
    let mut found = Vec::new();
    let mut waiting = vec![at.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry.with_context(|| format!("Listing {}", folder.display()))?;
            let kind = entry.file_type().with_context(|| format!("Listing {}", folder.display()))?;
            let is_skipped = entry.file_name().to_str().is_some_and(|it| SKIPPED.contains(&it));
            if kind.is_dir() && !is_skipped {
                waiting.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::unless_done;
    use std::cell::Cell;

    #[test]
    fn a_step_runs_again_only_when_its_inputs_change() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("sources");
        std::fs::create_dir_all(input.join("node_modules")).unwrap();
        std::fs::write(input.join("a.ts"), "1").unwrap();
        let note = folder.path().join("note");
        let runs = Cell::new(0);
        let step = |is_there| {
            unless_done(&note, std::slice::from_ref(&input), is_there, || {
                runs.set(runs.get() + 1);
                Ok(())
            })
            .unwrap();
        };
        step(true);
        step(true);
        assert_eq!(runs.get(), 1, "nothing changed");
        std::fs::write(input.join("node_modules/b.js"), "output").unwrap();
        step(true);
        assert_eq!(runs.get(), 1, "installed packages are not input");
        std::fs::write(input.join("a.ts"), "2").unwrap();
        step(true);
        assert_eq!(runs.get(), 2, "the contents changed");
        step(false);
        assert_eq!(runs.get(), 3, "the output is gone");
    }

    #[test]
    fn a_failed_step_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("note");
        assert!(unless_done(&note, &[], true, || anyhow::bail!("no")).is_err());
        let mut has_run = false;
        unless_done(&note, &[], true, || {
            has_run = true;
            Ok(())
        })
        .unwrap();
        assert!(has_run);
    }
}
