//! Features of the web applications stand alone: one never imports another.

use super::Finding;
use crate::tree::Tree;

/// Finds imports from one feature into another.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.with(&["ts", "vue"]) {
        let Some(own) = feature(path) else { continue };
        for (at, specifier) in imports(text) {
            let target = resolve(path, specifier);
            if feature(&target).is_some_and(|it| it != own) {
                findings.push(Finding::at(path, text, at, format!("imports {specifier} of another feature")));
            }
        }
    }
    findings
}

/// The application and feature a path belongs to.
fn feature(path: &str) -> Option<&str> {
    let (before, after) = path.split_once("/src/features/")?;
    let name = after.split('/').next()?;
    Some(&path[..before.len() + "/src/features/".len() + name.len()])
}

fn imports(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = ["from \"", "import \"", "import(\"", "from '", "import '", "import('"];
    starts.into_iter().flat_map(move |start| {
        let end = if start.ends_with('"') { '"' } else { '\'' };
        text.match_indices(start).filter_map(move |(at, _)| {
            let (specifier, _) = text[at + start.len()..].split_once(end)?;
            Some((at, specifier))
        })
    })
}

/// The path an import means: `@/…` is the application's `src`, `./` and `../` are relative.
fn resolve(path: &str, specifier: &str) -> String {
    if let Some(rest) = specifier.strip_prefix("@/") {
        let app = path.split_once("/src/").map_or("", |(app, _)| app);
        return format!("{app}/src/{rest}");
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    #[test]
    fn an_import_of_another_feature_is_found_however_it_is_written() {
        let text = "import { a } from \"../staff/a\";\nimport b from '@/features/flow/b.vue';\nconst c = () => import(\"../../features/review/c\");\n";
        assert_eq!(check(&Tree::of(&[("web/console/src/features/report/Page.vue", text)])).len(), 3);
    }

    #[test]
    fn own_files_layouts_and_packages_are_free() {
        let text = "import a from \"./a\";\nimport b from \"@/layouts/Shell.vue\";\nimport { c } from \"@bole/ui\";\nimport d from \"@/features/report/d\";\n";
        assert!(check(&Tree::of(&[("web/console/src/features/report/Page.vue", text)])).is_empty());
        assert!(
            check(&Tree::of(&[("web/console/src/router.ts", "import(\"@/features/report/Page.vue\")")])).is_empty()
        );
    }
}
