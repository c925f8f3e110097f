//! The direction of dependencies between crates, from their manifests. The layers stand here and nowhere else.

use toml::Table;

use super::Finding;
use crate::tree::{Tree, is_test_file, line_of, without_tests};

/// From the top to the ground: a crate may use crates of lower layers only, never one of its own.
const LAYERS: [&[&str]; 6] = [
    &["bole"],
    &["bole-http"],
    &["bole-app"],
    &["bole-store", "bole-vault", "bole-blob", "bole-media", "bole-search", "bole-ai", "bole-notify", "bole-tls"],
    &["bole-scoring", "bole-signal", "bole-resume", "bole-insight"],
    &["bole-domain", "bole-text"],
];
/// The first layer whose crates are pure.
const PURE_FROM: usize = 4;
/// Heavy, behind a trait of `bole-app`: linked by the binary alone.
const REPORT: &str = "bole-report";
/// What the report may use.
const REPORT_USES: [&str; 2] = ["bole-app", "bole-domain"];
/// Builders and fakes: for tests only, so it may use every crate.
const TESTKIT: &str = "bole-testkit";
/// What pure crates may not depend on.
const IMPURE_CRATES: [&str; 20] = [
    "async-std",
    "axum",
    "chrono",
    "fastrand",
    "futures-util",
    "getrandom",
    "hyper",
    "jiff",
    "lettre",
    "rand",
    "reqwest",
    "rustix",
    "sea-orm",
    "smol",
    "sqlx",
    "time",
    "tokio",
    "tower",
    "tower-http",
    "tracing",
];
/// What pure crates may not call outside their tests.
const IMPURE_PATHS: [&str; 10] = [
    "ring::rand",
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::time::SystemTime",
    "std::time::Instant",
    "Instant::now",
    "thread::sleep",
    "RandomState",
];

/// Finds dependencies that point the wrong way.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in tree.folders("crates", "Cargo.toml") {
        let path = format!("crates/{name}/Cargo.toml");
        let manifest = match tree.get(&path).unwrap_or_default().parse::<Table>() {
            Ok(manifest) => manifest,
            Err(error) => {
                findings.push(Finding::new(path, format!("is no TOML: {error}")));
                continue;
            }
        };
        let package = manifest.get("package").and_then(|it| it.get("name")).and_then(toml::Value::as_str);
        if package != Some(name) {
            findings.push(Finding::new(&path, "the package is not called like its folder"));
        }
        if layer(name).is_none() && ![REPORT, TESTKIT].contains(&name) {
            findings.push(Finding::new(&path, "stands in no layer of xtask/src/tidy/direction.rs"));
        }
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            for used in names(&manifest, section).filter(|it| is_ours(it)) {
                let is_for_tests = section == "dev-dependencies";
                if let Some(why) = objection(name, used, is_for_tests) {
                    findings.push(Finding::new(&path, format!("{name} → {used}: {why}")));
                }
            }
        }
    }
    if let Some(manifest) = tree.get("xtask/Cargo.toml").and_then(|it| it.parse::<Table>().ok()) {
        let used = names(&manifest, "dependencies").filter(|it| is_ours(it));
        findings.extend(used.map(|it| Finding::new("xtask/Cargo.toml", format!("xtask → {it}: xtask stands alone"))));
    }
    findings
}

/// Finds what would make a pure crate impure.
pub fn check_purity(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in LAYERS[PURE_FROM..].iter().copied().flatten() {
        let path = format!("crates/{name}/Cargo.toml");
        if let Some(manifest) = tree.get(&path).and_then(|it| it.parse::<Table>().ok()) {
            let impure = names(&manifest, "dependencies").filter(|it| IMPURE_CRATES.contains(it));
            findings.extend(impure.map(|it| Finding::new(&path, format!("{name} is pure and depends on {it}"))));
        }
        let sources = format!("crates/{name}/src/");
        for (path, text) in tree.with(&["rs"]).filter(|(path, _)| path.starts_with(&sources) && !is_test_file(path)) {
            let text = without_tests(text);
            for (at, word) in IMPURE_PATHS.iter().flat_map(|it| text.match_indices(it)) {
                let line = text.lines().nth(line_of(text, at) - 1).unwrap_or_default();
                if !line.trim_start().starts_with("//") {
                    findings.push(Finding::at(path, text, at, format!("{name} is pure and uses {word}")));
                }
            }
        }
    }
    findings
}

fn objection(user: &str, used: &str, is_for_tests: bool) -> Option<&'static str> {
    if used == TESTKIT {
        return (!is_for_tests).then_some("the testkit is for dev-dependencies only");
    }
    if user == TESTKIT {
        return None;
    }
    if used == REPORT {
        return (user != "bole").then_some("only the binary links the report");
    }
    if user == REPORT {
        return (!REPORT_USES.contains(&used)).then_some("the report uses app and domain only");
    }
    let (Some(from), Some(to)) = (layer(user), layer(used)) else { return Some("one of them stands in no layer") };
    match to.cmp(&from) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => Some("crates of one layer do not know each other"),
        std::cmp::Ordering::Less => Some("arrows never turn back"),
    }
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|it| it.contains(&name))
}

fn is_ours(name: &str) -> bool {
    name == "bole" || name.starts_with("bole-")
}

fn names<'a>(manifest: &'a Table, section: &str) -> impl Iterator<Item = &'a str> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    table.into_iter().flat_map(|it| it.keys().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::{check, check_purity};
    use crate::tree::Tree;

    fn manifest(name: &str, section: &str, used: &str) -> String {
        format!("[package]\nname = \"{name}\"\n[{section}]\n{used}.workspace = true\n")
    }

    fn faults(name: &str, section: &str, used: &str) -> usize {
        check(&Tree::of(&[(&format!("crates/{name}/Cargo.toml"), &manifest(name, section, used))])).len()
    }

    #[test]
    fn an_arrow_may_skip_layers_downwards() {
        assert_eq!(faults("bole-http", "dependencies", "bole-domain"), 0);
        assert_eq!(faults("bole", "dependencies", "bole-report"), 0);
        assert_eq!(faults("bole-report", "dependencies", "bole-app"), 0);
        assert_eq!(faults("bole-http", "dev-dependencies", "bole-testkit"), 0);
        assert_eq!(faults("bole-testkit", "dependencies", "bole-http"), 0);
    }

    #[test]
    fn an_arrow_that_turns_back_is_found() {
        assert_eq!(faults("bole-domain", "dependencies", "bole-store"), 1);
        assert_eq!(faults("bole-app", "dev-dependencies", "bole-http"), 1);
        assert_eq!(faults("bole-vault", "build-dependencies", "bole-app"), 1);
    }

    #[test]
    fn crates_of_one_layer_report_testkit_and_xtask_have_their_own_rules() {
        assert_eq!(faults("bole-store", "dependencies", "bole-vault"), 1);
        assert_eq!(faults("bole-app", "dependencies", "bole-report"), 1);
        assert_eq!(faults("bole-report", "dependencies", "bole-store"), 1);
        assert_eq!(faults("bole-http", "dependencies", "bole-testkit"), 1);
        let xtask = manifest("xtask", "dependencies", "bole-domain");
        assert_eq!(check(&Tree::of(&[("xtask/Cargo.toml", &xtask)])).len(), 1);
    }

    #[test]
    fn a_crate_without_a_layer_or_with_another_name_is_found() {
        assert_eq!(check(&Tree::of(&[("crates/bole-new/Cargo.toml", "[package]\nname = \"bole-new\"")])).len(), 1);
        assert_eq!(check(&Tree::of(&[("crates/bole-text/Cargo.toml", "[package]\nname = \"text\"")])).len(), 1);
    }

    #[test]
    fn a_pure_crate_with_a_clock_or_files_is_found() {
        let tokio = manifest("bole-scoring", "dependencies", "tokio");
        assert_eq!(check_purity(&Tree::of(&[("crates/bole-scoring/Cargo.toml", &tokio)])).len(), 1);
        let source = "//! x\nuse std::fs;\n// std::net is only named\n#[cfg(test)]\nmod tests { use std::fs; }";
        let found = check_purity(&Tree::of(&[("crates/bole-domain/src/a.rs", source)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/bole-domain/src/a.rs:2");
        assert!(check_purity(&Tree::of(&[("crates/bole-store/src/a.rs", source)])).is_empty());
    }
}
