//! Codes that people read as texts: every one that Rust can answer with is in a catalogue. It reads literals, it guesses none.

use std::collections::BTreeSet;

use super::{Finding, catalogues};
use crate::tree::{Tree, is_test_file, without_tests};

/// The kinds of `bole_domain::rejection::Kind`.
const KINDS: [&str; 9] =
    ["Invalid", "Unauthenticated", "Forbidden", "NotFound", "Conflict", "Gone", "TooLarge", "TooMany", "Unavailable"];
/// Files whose codes are findings rather than refusals, and the noun the codes begin with.
const FINDINGS: [(&str, &str); 2] =
    [("crates/bole-domain/src/flow/check.rs", "flow."), ("crates/bole-media/src/document.rs", "document.")];

/// Finds codes that no catalogue has a text for.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let known = known(tree);
    let mut findings = Vec::new();
    for (path, text) in tree.with(&["rs"]).filter(|(path, _)| path.starts_with("crates/") && !is_test_file(path)) {
        let text = without_tests(text);
        for (at, code) in refusals(text) {
            if !is_code(code) {
                findings.push(Finding::at(path, text, at, format!("`{code}` is not of the form noun.reason")));
            } else if !known.contains(&format!("errors.{code}")) {
                findings.push(Finding::at(path, text, at, format!("errors.{code} is in no catalogue")));
            }
        }
        let Some((_, noun)) = FINDINGS.iter().find(|(it, _)| *it == path) else { continue };
        let mut seen = BTreeSet::new();
        for (at, code) in literals(text).filter(|(_, it)| it.starts_with(noun) && is_code(it)) {
            let is_known = known.iter().any(|it| it.split_once('.').is_some_and(|(_, it)| it == code));
            if seen.insert(code) && !is_known {
                findings.push(Finding::at(path, text, at, format!("{code} is in no group of a catalogue")));
            }
        }
    }
    findings
}

/// The keys of all catalogues together: each application has the texts of its own operations.
fn known(tree: &Tree) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for folder in catalogues::folders(tree) {
        // Both languages hold the same keys: another rule sees to it.
        if let Ok(texts) = catalogues::texts(tree, &format!("{folder}/zh.json")) {
            known.extend(texts.into_keys());
        }
    }
    known
}

/// The codes of refusals: beside a kind, or anywhere in a conversion into a `Refusal`.
fn refusals(text: &str) -> BTreeSet<(usize, &str)> {
    let mut found: BTreeSet<(usize, &str)> = BTreeSet::new();
    for (at, _) in text.match_indices("Kind::") {
        let rest = &text[at + "Kind::".len()..];
        let end = rest.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if KINDS.contains(&&rest[..end]) {
            found.extend(
                string_after_comma(&rest[end..]).map(|(skipped, code)| (at + "Kind::".len() + end + skipped, code)),
            );
        }
    }
    for (at, _) in text.match_indices(" for Refusal {") {
        let end = text[at..].find("\n}").map_or(text.len(), |it| at + it);
        found.extend(literals(&text[at..end]).filter(|(_, it)| is_code(it)).map(|(inner, code)| (at + inner, code)));
    }
    found
}

/// Every string literal on its own line part, with the position of its first character.
fn literals(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        start += line.len();
        (start - line.len(), line)
    });
    lines.flat_map(|(start, line)| {
        let mut at = start;
        line.split('"').enumerate().filter_map(move |(number, part)| {
            let here = at;
            at += part.len() + 1;
            (number % 2 == 1).then_some((here, part))
        })
    })
}

fn string_after_comma(rest: &str) -> Option<(usize, &str)> {
    let inner = rest.trim_start().strip_prefix(',')?.trim_start().strip_prefix('"')?;
    inner.split_once('"').map(|(code, _)| (rest.len() - inner.len(), code))
}

fn is_code(text: &str) -> bool {
    let is_word =
        |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    text.split_once('.').is_some_and(|(noun, reason)| is_word(noun) && is_word(reason))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    const CATALOGUE: &str = r#"{"errors":{"code":{"wrong":"验证码不对"}},"problems":{"flow.dead_end":"走不通"}}"#;

    fn faults_in(path: &str, source: &str) -> Vec<String> {
        let tree = Tree::of(&[("web/packages/i18n/candidate/zh.json", CATALOGUE), (path, source)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    fn faults(source: &str) -> Vec<String> {
        faults_in("crates/bole-app/src/a.rs", source)
    }

    #[test]
    fn a_code_with_a_text_is_fine() {
        assert!(faults("Refusal::new(Kind::Invalid, \"code.wrong\")").is_empty());
        assert!(faults("Self::A => (Kind::Conflict,\n   \"code.wrong\"),").is_empty());
        assert!(faults("match kind { Kind::Gone => 410 }").is_empty());
    }

    #[test]
    fn a_code_without_a_text_is_found() {
        let found = faults("\nRefusal::new(Kind::Gone, \"code.expired\")");
        assert_eq!(found, ["crates/bole-app/src/a.rs:2: errors.code.expired is in no catalogue"]);
        assert_eq!(faults("(Kind::Invalid, \"Wrong code\")").len(), 1);
    }

    #[test]
    fn a_code_that_a_conversion_into_a_refusal_names_is_found_once() {
        let source = "impl From<R> for Refusal {\n  let code = match r { R::A => \"a.b\", R::C => \"c.d\" };\n  Self::new(Kind::Gone, \"e.f\")\n}\nconst X: &str = \"g.h\";";
        let found = faults(source);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("crates/bole-app/src/a.rs:2: errors.a.b"), "{found:?}");
    }

    #[test]
    fn problems_of_a_flow_need_a_text_in_any_group() {
        let path = "crates/bole-domain/src/flow/check.rs";
        assert!(faults_in(path, "Problem::whole(\"flow.dead_end\")").is_empty());
        assert_eq!(faults_in(path, "Problem::whole(\"flow.new\")").len(), 1);
        assert!(faults("Problem::whole(\"flow.new\")").is_empty());
    }

    #[test]
    fn codes_of_tests_do_not_count() {
        assert!(faults("#[cfg(test)]\nmod tests { fn a() { b(Kind::Gone, \"x.y\") } }").is_empty());
    }
}
