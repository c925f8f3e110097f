//! The texts of the applications: the same keys and the same placeholders in 中文 and English, none empty.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Finding;
use crate::tree::Tree;

const FOLDER: &str = "web/packages/i18n";

/// Finds texts that one language lacks.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut folders: BTreeSet<&str> = tree.folders(FOLDER, "zh.json").into_iter().collect();
    folders.extend(tree.folders(FOLDER, "en.json"));
    for folder in folders {
        let read = |locale: &str| texts(tree, &format!("{FOLDER}/{folder}/{locale}.json"));
        match (read("zh"), read("en")) {
            (Ok(zh), Ok(en)) => compare(&format!("{FOLDER}/{folder}"), &zh, &en, &mut findings),
            (zh, en) => findings.extend([zh.err(), en.err()].into_iter().flatten()),
        }
    }
    findings
}

/// Finds texts that an application asks for by name and no catalogue of its own has. Names put together at run time are not seen.
pub fn check_uses(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in folders(tree) {
        let Ok(known) = texts(tree, &format!("{folder}/zh.json")) else { continue };
        let sources = format!("web{}/src/", folder.trim_start_matches(FOLDER));
        for (path, text) in tree.with(&["ts", "vue"]).filter(|(path, _)| path.starts_with(&sources)) {
            let unknown = asked(text).filter(|(_, key)| !known.contains_key(*key));
            findings.extend(unknown.map(|(at, key)| Finding::at(path, text, at, format!("asks for the text {key}"))));
        }
    }
    findings
}

/// Every `t("key")` of a text, in either kind of quotes.
fn asked(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let calls = [("t(\"", '"'), ("t('", '\'')];
    calls.into_iter().flat_map(move |(call, quote)| {
        text.match_indices(call).filter_map(move |(at, _)| {
            let is_word = text[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_');
            let (key, after) = text[at + call.len()..].split_once(quote)?;
            let is_whole = after.trim_start().starts_with([')', ',']);
            (!is_word && is_whole && key.contains('.')).then_some((at, key))
        })
    })
}

/// All texts of one catalogue by their full key, such as `errors.code.wrong`.
pub fn texts(tree: &Tree, path: &str) -> Result<BTreeMap<String, String>, Finding> {
    let text = tree.get(path).ok_or_else(|| Finding::new(path, "is missing"))?;
    let json = serde_json::from_str(text).map_err(|it| Finding::new(path, format!("is no JSON: {it}")))?;
    let mut texts = BTreeMap::new();
    flatten("", &json, &mut texts);
    Ok(texts)
}

/// The folders of all applications that have catalogues.
pub fn folders(tree: &Tree) -> Vec<String> {
    tree.folders(FOLDER, "zh.json").into_iter().map(|it| format!("{FOLDER}/{it}")).collect()
}

fn compare(folder: &str, zh: &BTreeMap<String, String>, en: &BTreeMap<String, String>, findings: &mut Vec<Finding>) {
    for (locale, here, there) in [("zh", zh, en), ("en", en, zh)] {
        let path = format!("{folder}/{locale}.json");
        let missing = there.keys().filter(|key| !here.contains_key(*key));
        findings.extend(missing.map(|key| Finding::new(&path, format!("{key} is missing"))));
        let empty = here.iter().filter(|(_, text)| text.trim().is_empty());
        findings.extend(empty.map(|(key, _)| Finding::new(&path, format!("{key} is empty"))));
    }
    for (key, text) in zh {
        let Some(other) = en.get(key) else { continue };
        let (zh, en) = (placeholders(text), placeholders(other));
        if zh != en {
            findings.push(Finding::new(folder, format!("{key}: placeholders differ: zh {zh:?}, en {en:?}")));
        }
    }
}

fn flatten(key: &str, value: &Value, texts: &mut BTreeMap<String, String>) {
    let inner = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| flatten(&inner(name), value, texts)),
        Value::Array(list) => list.iter().enumerate().for_each(|(at, it)| flatten(&inner(&at.to_string()), it, texts)),
        Value::String(text) => drop(texts.insert(key.to_owned(), text.clone())),
        other => drop(texts.insert(key.to_owned(), other.to_string())),
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1).filter_map(|it| it.split_once('}').map(|(name, _)| name.trim()));
    names.filter(|it| it.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::{check, check_uses};
    use crate::tree::Tree;

    fn faults(zh: &str, en: &str) -> Vec<String> {
        let tree = Tree::of(&[("web/packages/i18n/console/zh.json", zh), ("web/packages/i18n/console/en.json", en)]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn equal_keys_and_placeholders_are_complete() {
        let zh = r#"{"a":{"b":"已完成 {done}/{total}","c":["一","二"]}}"#;
        assert!(faults(zh, r#"{"a":{"c":["one","two"],"b":"{done} of {total} done"}}"#).is_empty());
    }

    #[test]
    fn a_missing_or_empty_text_or_placeholder_is_found() {
        assert_eq!(
            faults(r#"{"a":"甲"}"#, r#"{"a":"A","b":"B"}"#),
            ["web/packages/i18n/console/zh.json: b is missing"]
        );
        assert_eq!(faults(r#"{"a":"甲"}"#, r#"{"a":" "}"#), ["web/packages/i18n/console/en.json: a is empty"]);
        assert_eq!(faults(r#"{"a":"{n} 人"}"#, r#"{"a":"{count} people"}"#).len(), 1);
        assert_eq!(faults("{", "{}").len(), 1);
    }

    #[test]
    fn a_catalogue_without_its_other_language_is_found() {
        assert_eq!(check(&Tree::of(&[("web/packages/i18n/candidate/en.json", "{}")])).len(), 1);
    }

    #[test]
    fn a_text_that_is_asked_for_and_missing_is_found() {
        let page = "{{ t(\"a.b\") }} {{ $t('a.c', { n: 1 }) }} emit(\"x.y\") t(\"a.\" + b) t(`a.${c}`) format(\"a.d\")";
        let tree = Tree::of(&[
            ("web/packages/i18n/console/zh.json", r#"{"a":{"b":"甲"}}"#),
            ("web/console/src/a.vue", page),
            ("web/candidate/src/a.vue", page),
        ]);
        let found: Vec<String> = check_uses(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["web/console/src/a.vue:1: asks for the text a.c"]);
    }
}
