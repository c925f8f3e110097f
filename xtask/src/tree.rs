//! The text files of the project as values, so that rules about them are plain functions. It never writes.

use std::collections::BTreeMap;

use anyhow::Context as _;

use crate::stamp;
use crate::workspace::Workspace;

/// Text files by their path from the project's root, with `/` between parts.
#[derive(Default)]
pub struct Tree(BTreeMap<String, String>);

/// Larger files are data, not text that people wrote.
const LARGEST_BYTES: u64 = 4 << 20;

impl Tree {
    /// Reads every text file of the project.
    pub fn read(workspace: &Workspace) -> anyhow::Result<Self> {
        let root = workspace.path("");
        let mut tree = Self::default();
        for file in stamp::files(&root)? {
            let relative = file.strip_prefix(&root).context("A file outside the project")?;
            let size = std::fs::metadata(&file).with_context(|| format!("Reading {}", file.display()))?.len();
            if size > LARGEST_BYTES {
                continue;
            }
            if let Ok(text) = std::fs::read_to_string(&file) {
                tree.0.insert(relative.display().to_string().replace('\\', "/"), text);
            }
        }
        Ok(tree)
    }

    /// A tree out of thin air.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    /// One file's text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// All files in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files with one of these extensions.
    pub fn with(&self, extensions: &'static [&'static str]) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(|(path, _)| path.rsplit_once('.').is_some_and(|(_, it)| extensions.contains(&it)))
    }

    /// The folders directly inside `parent` that hold a file called `name`.
    pub fn folders(&self, parent: &str, name: &str) -> Vec<&str> {
        let inner = |path: &'_ str| -> Option<(usize, usize)> {
            let rest = path.strip_prefix(parent)?.strip_prefix('/')?;
            let (folder, file) = rest.split_once('/')?;
            (file == name).then_some((parent.len() + 1, parent.len() + 1 + folder.len()))
        };
        self.0.keys().filter_map(|path| inner(path).map(|(from, to)| &path[from..to])).collect()
    }
}

/// The part of a Rust file before its own tests.
pub fn without_tests(text: &str) -> &str {
    let is_tests = |at: &usize| text[*at..].trim_start_matches("#[cfg(test)]").trim_start().starts_with("mod tests {");
    text.match_indices("#[cfg(test)]").map(|(at, _)| at).find(is_tests).map_or(text, |at| &text[..at])
}

/// Whether a Rust file holds tests only.
pub fn is_test_file(path: &str) -> bool {
    let in_folder = |name: &str| path.contains(&format!("/{name}/"));
    path.ends_with("/tests.rs")
        || in_folder("tests")
        || in_folder("benches")
        || path.starts_with("crates/bole-testkit/")
}

/// The line, counted from 1, of a position in a text.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::{Tree, is_test_file, line_of, without_tests};

    #[test]
    fn folders_are_those_that_hold_the_file() {
        let tree = Tree::of(&[("crates/a/Cargo.toml", ""), ("crates/b/src/lib.rs", ""), ("crates/c/Cargo.toml", "")]);
        assert_eq!(tree.folders("crates", "Cargo.toml"), ["a", "c"]);
    }

    #[test]
    fn inline_tests_are_cut_off_and_sibling_ones_are_not() {
        assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests {\n}"), "a\n");
        assert_eq!(without_tests("#[cfg(test)]\nmod tests;\na"), "#[cfg(test)]\nmod tests;\na");
        assert!(is_test_file("crates/a/src/b/tests.rs") && is_test_file("crates/a/tests/it/main.rs"));
        assert!(!is_test_file("crates/a/src/attests.rs"));
    }

    #[test]
    fn lines_count_from_one() {
        assert_eq!((line_of("a\nb", 0), line_of("a\nb", 2)), (1, 2));
    }
}
