//! Dependencies: one version in one place, each with a reason beside it and somebody who uses it.

use std::collections::BTreeSet;

use toml::Table;

use super::Finding;
use crate::tree::Tree;

const ROOT: &str = "Cargo.toml";
const SECTIONS: [&str; 3] = ["dependencies", "build-dependencies", "dev-dependencies"];

/// Finds dependencies without a reason, without a user, or with a version of their own.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let root = tree.get(ROOT).unwrap_or_default();
    let mut used = BTreeSet::new();
    let manifests = tree.folders("crates", "Cargo.toml").into_iter().map(|it| format!("crates/{it}/Cargo.toml"));
    for path in manifests.chain(["trials/Cargo.toml", "xtask/Cargo.toml"].map(str::to_owned)) {
        let Some(manifest) = tree.get(&path).and_then(|it| it.parse::<Table>().ok()) else { continue };
        let tables = SECTIONS.iter().filter_map(|it| manifest.get(*it)?.as_table());
        for (name, value) in tables.flatten() {
            used.insert(name.clone());
            let is_inherited = value.get("workspace").and_then(toml::Value::as_bool) == Some(true);
            if !is_inherited {
                findings.push(Finding::new(
                    &path,
                    format!("{name} has a version of its own; write it in the root manifest"),
                ));
            }
        }
    }
    let mut above = "";
    for (at, line) in root.lines().enumerate().skip_while(|(_, it)| it.trim() != "[workspace.dependencies]").skip(1) {
        if line.starts_with('[') {
            break;
        }
        if let Some(name) = external(line) {
            let place = format!("{ROOT}:{}", at + 1);
            if !above.starts_with('#') && !external(above).is_some_and(|it| is_sibling(it, name)) {
                findings.push(Finding::new(&place, format!("{name} has no line of reason above it")));
            }
            if !used.contains(name) {
                findings.push(Finding::new(&place, format!("{name} is used by no crate")));
            }
        }
        above = line;
    }
    findings
}

/// The name of a dependency from outside that a line declares.
fn external(line: &str) -> Option<&str> {
    let (name, value) = line.split_once('=')?;
    (!line.starts_with('#') && !value.contains("path =")).then(|| name.trim())
}

/// Whether two dependencies share a reason: `serde` and `serde_json`.
fn is_sibling(above: &str, name: &str) -> bool {
    name.strip_prefix(above).is_some_and(|it| it.starts_with(['-', '_']))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    #[test]
    fn a_dependency_needs_a_reason_a_user_and_no_version_of_its_own() {
        let root = "[workspace.dependencies]\nbole-a = { path = \"crates/bole-a\" }\n\n# Values.\nserde = \"1\"\nserde_json = \"1\"\ntoml = \"1\"\n# Nobody.\nzip = \"9\"\n[profile.dev]\nx = 1\n";
        let a = "[dependencies]\nserde.workspace = true\nserde_json = { workspace = true }\ntoml = \"1\"\n";
        let found = check(&Tree::of(&[("Cargo.toml", root), ("crates/bole-a/Cargo.toml", a)]));
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "crates/bole-a/Cargo.toml: toml has a version of its own; write it in the root manifest",
                "Cargo.toml:7: toml has no line of reason above it",
                "Cargo.toml:9: zip is used by no crate",
            ]
        );
    }
}
