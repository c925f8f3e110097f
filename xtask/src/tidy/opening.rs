//! Every Rust file opens with `//!` and a sentence: what it is for and what it must never do.

use super::Finding;
use crate::tree::Tree;

/// A shorter opening says nothing.
const SHORTEST: usize = 15;

/// Finds files without such an opening.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let missing = tree.with(&["rs"]).filter(|(_, text)| !has_opening(text));
    missing.map(|(path, _)| Finding::new(format!("{path}:1"), "does not open with `//!` and a sentence")).collect()
}

fn has_opening(text: &str) -> bool {
    let lines = text.lines().map_while(|it| it.strip_prefix("//!"));
    let opening: Vec<&str> = lines.map(str::trim).take_while(|it| !it.is_empty()).collect();
    let opening = opening.join(" ");
    opening.chars().count() >= SHORTEST && opening.contains(['.', ':'])
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    #[test]
    fn a_file_without_a_purpose_is_found() {
        let of = |text| check(&Tree::of(&[("crates/a/src/lib.rs", text)])).len();
        assert_eq!(of("//! Counts things. It never sorts them.\n"), 0);
        assert_eq!(of("//! Counts things and says how\n//! many there are.\n"), 0);
        assert_eq!(of("//! (skeleton)\n"), 1);
        assert_eq!(of("\n//! Counts things. It never sorts them.\n"), 1);
        assert_eq!(of("use std::fs;\n"), 1);
        assert_eq!(of(""), 1);
    }
}
