//! Open ends name the issue that closes them: a mark followed by `(#12)`.

use super::Finding;
use crate::tree::Tree;

/// Words that mark an open end. Split, so that this file does not find itself.
const MARKS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!(")];

/// Finds open ends without an issue.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with(&["rs", "ts", "vue", "mjs", "css", "html", "sh", "toml"]) {
        for (at, mark) in MARKS.iter().flat_map(|it| text.match_indices(it)) {
            let is_word = !text[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_');
            if is_word && !text[at + mark.len()..].starts_with("(#") {
                findings.push(Finding::at(path, text, at, "an open end without an issue"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{MARKS, check};
    use crate::tree::Tree;

    #[test]
    fn an_open_end_without_an_issue_is_found() {
        for mark in MARKS {
            assert_eq!(check(&Tree::of(&[("a.rs", &format!("// {mark} later"))])).len(), 1, "{mark}");
        }
        assert!(check(&Tree::of(&[("a.rs", &format!("// {}(#12): later", MARKS[0]))])).is_empty());
    }
}
