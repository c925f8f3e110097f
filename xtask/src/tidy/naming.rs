//! Names of modules. A module is a noun of the product, not a drawer.

use super::Finding;
use crate::tree::Tree;

/// Names that say nothing about what is inside.
const DRAWERS: [&str; 10] =
    ["common", "helper", "helpers", "manager", "misc", "service", "services", "shared", "util", "utils"];

/// Finds files and folders that are called like a drawer.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let sources = tree.with(&["rs", "ts", "vue", "mjs"]);
    let named = sources.filter(|(path, _)| path.split('/').any(|part| DRAWERS.contains(&stem(part).as_str())));
    named.map(|(path, _)| Finding::new(path, "has a name that says nothing about what is inside")).collect()
}

fn stem(part: &str) -> String {
    part.split('.').next().unwrap_or(part).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    #[test]
    fn a_drawer_is_found_as_file_and_as_folder() {
        let tree = Tree::of(&[
            ("crates/a/src/utils.rs", ""),
            ("web/console/src/common/Button.vue", ""),
            ("web/candidate/src/service-worker.ts", ""),
            ("web/console/src/helpers.test.ts", ""),
        ]);
        let places: Vec<String> = check(&tree).into_iter().map(|it| it.place).collect();
        assert_eq!(
            places,
            ["crates/a/src/utils.rs", "web/console/src/common/Button.vue", "web/console/src/helpers.test.ts"]
        );
    }
}
