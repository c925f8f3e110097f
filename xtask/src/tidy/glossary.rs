//! The glossary: every identifier it gives exists in the code, and no term stands twice.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::pages::{quoted, rows};
use crate::tree::Tree;

const GLOSSARY: &str = "docs/GLOSSARY.md";
/// The first header cell of its tables.
const HEADER: &str = "中文";

/// Compares the glossary with the words of the code.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(page) = tree.get(GLOSSARY) else { return vec![Finding::new(GLOSSARY, "is missing")] };
    let sources = tree.with(&["rs", "ts", "vue"]).filter(|(path, _)| !path.starts_with("xtask/"));
    let words: BTreeSet<&str> = sources.flat_map(|(_, text)| identifiers(text)).collect();
    let mut findings = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows(page, HEADER) {
        let [chinese, _, identifier, ..] = row[..] else {
            findings.push(Finding::new(GLOSSARY, format!("the row {row:?} has fewer than three cells")));
            continue;
        };
        *seen.entry(chinese).or_default() += 1;
        for word in quoted(identifier).flat_map(identifiers).filter(|it| !words.contains(it)) {
            findings.push(Finding::new(GLOSSARY, format!("{chinese}: `{word}` is nowhere in the code")));
        }
    }
    let twice = seen.into_iter().filter(|(_, times)| *times > 1);
    findings.extend(twice.map(|(term, _)| Finding::new(GLOSSARY, format!("{term} stands twice"))));
    findings
}

fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
    words.filter(|it| it.starts_with(|it: char| it.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    fn faults(row: &str) -> usize {
        let page = format!("| 中文 | English | identifier |\n|---|---|---|\n{row}\n");
        let source = ("crates/bole-domain/src/a.rs", "pub struct Seat; enum Outcome { Passed }");
        check(&Tree::of(&[("docs/GLOSSARY.md", &page), source])).len()
    }

    #[test]
    fn identifiers_of_the_glossary_exist_in_the_code() {
        assert_eq!(faults("| 编制 | seat | `Seat` |"), 0);
        assert_eq!(faults("| 面试通过 | passed | `Outcome::Passed` |"), 0);
        assert_eq!(faults("| 编制 | seat | `Chair` |"), 1);
    }

    #[test]
    fn a_term_that_stands_twice_or_lacks_a_cell_is_found() {
        assert_eq!(faults("| 编制 | seat | `Seat` |\n| 编制 | post | `Seat` |"), 1);
        assert_eq!(faults("| 编制 | `Seat` |"), 1);
    }
}
