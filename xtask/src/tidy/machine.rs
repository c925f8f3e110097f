//! Nothing in the project belongs to one machine: no absolute paths of it, no private package registry.

use super::Finding;
use crate::tree::Tree;

/// Where people and machines keep checkouts. Split, so that this file does not find itself.
const PATHS: [&str; 4] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];
/// The one source of crates, as every Cargo.lock names it.
const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Finds absolute paths.
pub fn check_paths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files() {
        for (at, found) in PATHS.iter().flat_map(|it| text.match_indices(it)) {
            let before = text[..at].chars().next_back();
            if before.is_none_or(|it| !it.is_alphanumeric() && !"._-}*".contains(it)) {
                findings.push(Finding::at(path, text, at, format!("names a folder of one machine: {found}…")));
            }
        }
    }
    findings
}

/// Finds lock files and settings that name another place to take packages from.
pub fn check_registries(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files() {
        let name = path.rsplit('/').next().unwrap_or(path);
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            let is_private = match name {
                "Cargo.lock" => line.starts_with("source =") && !line.contains(CRATES),
                "package-lock.json" => line.starts_with("\"resolved\": \"http"),
                ".npmrc" => line.contains("registry="),
                "config.toml" if path.contains(".cargo/") => {
                    line.starts_with("[source") || line.starts_with("[registr")
                }
                _ => false,
            };
            if is_private {
                findings.push(Finding::new(format!("{path}:{}", at + 1), "names a package registry"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{PATHS, check_paths, check_registries};
    use crate::tree::Tree;

    #[test]
    fn a_path_of_one_machine_is_found_and_an_address_is_not() {
        let planted = format!("let a = \"{}me/bole\";", PATHS[2]);
        let address = format!("https://example.com{}page", PATHS[2]);
        assert_eq!(check_paths(&Tree::of(&[("a.rs", &planted)])).len(), 1);
        assert!(check_paths(&Tree::of(&[("a.md", &address), ("b.rs", "\"crates/work\"")])).is_empty());
    }

    #[test]
    fn a_private_registry_is_found_wherever_it_can_be_named() {
        let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        let private = "source = \"registry+https://example.com/index\"\n";
        assert!(check_registries(&Tree::of(&[("Cargo.lock", public)])).is_empty());
        let tree = Tree::of(&[
            ("Cargo.lock", private),
            (
                "web/package-lock.json",
                "  \"resolved\": \"https://example.com/a.tgz\",\n  \"resolved\": \"packages/api\",",
            ),
            ("web/.npmrc", "registry=https://example.com/"),
            (".cargo/config.toml", "[source.crates-io]"),
        ]);
        assert_eq!(check_registries(&tree).len(), 4);
    }
}
