//! `tidy`: rules about the structure of the project, checked by reading its files. It compiles nothing and changes nothing.

mod catalogues;
mod codes;
mod direction;
mod features;
mod glossary;
mod machine;
mod manifest;
mod naming;
mod opening;
mod pages;
mod size;
mod todo;

use crate::tree::Tree;
use crate::workspace::Workspace;

/// One breach of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    place: String,
    what: String,
}

impl Finding {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
    fn at(path: &str, text: &str, position: usize, what: impl Into<String>) -> Self {
        Self::new(format!("{path}:{}", crate::tree::line_of(text, position)), what)
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.place, self.what)
    }
}

/// A rule, named by the sentence that is true when nothing breaks it.
pub struct Rule {
    /// The sentence.
    pub name: &'static str,
    /// Finds every breach.
    pub check: fn(&Tree) -> Vec<Finding>,
}

/// Every rule.
pub const RULES: [Rule; 16] = [
    Rule { name: "crates depend in one direction", check: direction::check },
    Rule { name: "pure crates touch no outside world", check: direction::check_purity },
    Rule { name: "every Rust file opens with its purpose", check: opening::check },
    Rule { name: "no source file is longer than 600 lines", check: size::check },
    Rule { name: "no module is named after nothing", check: naming::check },
    Rule { name: "every dependency has a reason and a user", check: manifest::check },
    Rule { name: "both catalogues of every application are complete", check: catalogues::check },
    Rule { name: "every text that an application asks for exists", check: catalogues::check_uses },
    Rule { name: "every error code has a text", check: codes::check },
    Rule { name: "features do not import features", check: features::check },
    Rule { name: "pages list the crates that exist", check: pages::check_crates },
    Rule { name: "pages name files that exist", check: pages::check_paths },
    Rule { name: "the glossary names identifiers that exist", check: glossary::check },
    Rule { name: "nothing points at one machine", check: machine::check_paths },
    Rule { name: "nothing points at a private registry", check: machine::check_registries },
    Rule { name: "every open end names an issue", check: todo::check },
];

/// Checks every rule and tells whether all hold.
pub fn run(workspace: &Workspace) -> anyhow::Result<bool> {
    let (passed, failed) = check(workspace)?;
    eprintln!("tidy: {passed} rules hold, {failed} are broken");
    Ok(failed == 0)
}

/// How many rules hold and how many are broken; each breach is printed.
pub fn check(workspace: &Workspace) -> anyhow::Result<(usize, usize)> {
    let tree = Tree::read(workspace)?;
    let mut failed = 0;
    for rule in &RULES {
        let findings = (rule.check)(&tree);
        if findings.is_empty() {
            eprintln!("  ok      {}", rule.name);
        } else {
            failed += 1;
            eprintln!("  BROKEN  {}", rule.name);
        }
        for finding in findings {
            eprintln!("          {finding}");
        }
    }
    eprintln!("  {}", size::summary(&tree));
    Ok((RULES.len() - failed, failed))
}

#[cfg(test)]
mod tests {
    use super::{Finding, RULES};
    use crate::tree::Tree;

    #[test]
    fn an_empty_project_breaks_no_rule_but_the_missing_pages() {
        let broken: Vec<&str> =
            RULES.iter().filter(|it| !(it.check)(&Tree::default()).is_empty()).map(|it| it.name).collect();
        assert_eq!(broken, ["pages list the crates that exist", "the glossary names identifiers that exist"]);
    }

    #[test]
    fn a_finding_reads_as_place_and_fact() {
        assert_eq!(Finding::at("a.rs", "x\ny", 2, "is wrong").to_string(), "a.rs:2: is wrong");
    }
}
