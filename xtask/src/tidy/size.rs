//! The length of source files. Generated ones do not count.

use super::Finding;
use crate::tree::Tree;

/// No file is longer.
const LONGEST: usize = 600;
/// Made by `cargo xtask codegen`.
const GENERATED: [&str; 1] = ["web/packages/api/src/schema.d.ts"];

/// Finds files that are too long.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let long = lengths(tree).into_iter().filter(|(lines, _)| *lines > LONGEST);
    long.map(|(lines, path)| Finding::new(path, format!("has {lines} lines, more than {LONGEST}"))).collect()
}

/// The median and the longest file, in words.
pub fn summary(tree: &Tree) -> String {
    let mut lengths = lengths(tree);
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).map_or(0, |it| it.0);
    let (longest, path) = lengths.last().copied().unwrap_or_default();
    format!("{} source files, median {median} lines, longest {longest} ({path})", lengths.len())
}

fn lengths(tree: &Tree) -> Vec<(usize, &str)> {
    let sources = tree.with(&["rs", "ts", "vue", "mjs"]).filter(|(path, _)| !GENERATED.contains(path));
    sources.map(|(path, text)| (text.lines().count(), path)).collect()
}

#[cfg(test)]
mod tests {
    use super::{check, summary};
    use crate::tree::Tree;

    #[test]
    fn a_file_of_601_lines_is_found_unless_it_is_generated() {
        let long = "x\n".repeat(601);
        assert!(check(&Tree::of(&[("a.rs", &long[2..]), ("web/packages/api/src/schema.d.ts", &long)])).is_empty());
        assert_eq!(check(&Tree::of(&[("a.rs", &long), ("b.vue", &long), ("c.md", &long)])).len(), 2);
    }

    #[test]
    fn the_summary_names_the_median_and_the_longest() {
        let tree = Tree::of(&[("a.rs", "1\n"), ("b.ts", "1\n2\n"), ("c.vue", "1\n2\n3\n")]);
        assert_eq!(summary(&tree), "3 source files, median 2 lines, longest 3 (c.vue)");
        assert_eq!(summary(&Tree::default()), "0 source files, median 0 lines, longest 0 ()");
    }
}
