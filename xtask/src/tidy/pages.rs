//! Pages that list crates or name files, compared with what is there. It reads tables and words in back-quotes.

use std::collections::BTreeSet;

use super::Finding;
use crate::tree::Tree;

const ARCHITECTURE: &str = "docs/ARCHITECTURE.md";
/// The first header cell of the table that lists every crate.
const CRATES_HEADER: &str = "crate";
/// Folders of the project that pages refer to.
const PLACES: [&str; 7] = ["crates/", "web/", "docs/", "xtask/", "content/", ".ci/", ".config/"];

/// Compares the table of crates with the folders.
pub fn check_crates(tree: &Tree) -> Vec<Finding> {
    let Some(page) = tree.get(ARCHITECTURE) else { return vec![Finding::new(ARCHITECTURE, "is missing")] };
    let listed: BTreeSet<&str> = rows(page, CRATES_HEADER).filter_map(|row| quoted(row.first()?).next()).collect();
    let real: BTreeSet<&str> = tree.folders("crates", "Cargo.toml").into_iter().collect();
    let missing =
        real.difference(&listed).map(|it| Finding::new(ARCHITECTURE, format!("does not list the crate {it}")));
    let gone = listed.difference(&real).map(|it| Finding::new(ARCHITECTURE, format!("lists {it}, which is no crate")));
    missing.chain(gone).collect()
}

/// Finds back-quoted paths that lead nowhere. Paths with `<` or `*` stand for many and are left alone.
pub fn check_paths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, text) in tree.with(&["md"]).filter(|(page, _)| !page.contains('/') || page.starts_with("docs/")) {
        for word in quoted(text).filter(|it| PLACES.iter().any(|place| it.starts_with(place))) {
            let is_pattern = word.contains(['<', '*', '…', '{', ' ']);
            let folder = format!("{}/", word.trim_end_matches('/'));
            let is_there = tree.get(word).is_some() || tree.files().any(|(path, _)| path.starts_with(&folder));
            if !is_pattern && !is_there {
                findings.push(Finding::new(page, format!("names `{word}`, which does not exist")));
            }
        }
    }
    findings
}

/// The rows of the Markdown tables whose first header cell reads `header`.
pub fn rows<'a>(page: &'a str, header: &'a str) -> impl Iterator<Item = Vec<&'a str>> {
    let mut is_inside = false;
    page.lines().filter_map(move |line| {
        let Some(inner) = line.trim().strip_prefix('|').and_then(|it| it.strip_suffix('|')) else {
            is_inside = false;
            return None;
        };
        let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
        if cells.first() == Some(&header) {
            is_inside = true;
            return None;
        }
        let is_rule = cells.iter().all(|it| it.chars().all(|it| it == '-' || it == ':'));
        (is_inside && !is_rule).then_some(cells)
    })
}

/// The words between back-quotes.
pub fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::{check_crates, check_paths};
    use crate::tree::Tree;

    const PAGE: &str =
        "# x\n\n| crate | knows |\n|---|---|\n| `bole-a` | `b` |\n\n| noun | code |\n|---|---|\n| `c` | d |\n";

    #[test]
    fn the_table_of_crates_lists_all_and_no_more() {
        let there = ("crates/bole-a/Cargo.toml", "");
        assert!(check_crates(&Tree::of(&[("docs/ARCHITECTURE.md", PAGE), there])).is_empty());
        assert_eq!(check_crates(&Tree::of(&[("docs/ARCHITECTURE.md", PAGE)])).len(), 1);
        let new = ("crates/bole-new/Cargo.toml", "");
        assert_eq!(check_crates(&Tree::of(&[("docs/ARCHITECTURE.md", PAGE), there, new])).len(), 1);
    }

    #[test]
    fn a_path_that_leads_nowhere_is_found() {
        let page = "See `web/a.ts`, `web/`, `crates/<name>/x.rs`, `docs/gone.md` and `GET /api/x`.";
        let tree = Tree::of(&[("README.md", page), ("web/a.ts", "")]);
        let found: Vec<String> = check_paths(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["README.md: names `docs/gone.md`, which does not exist"]);
    }
}
