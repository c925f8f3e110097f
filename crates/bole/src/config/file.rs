//! Reading a configuration file: what it sets, and every line that cannot be meant.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use super::settings::{SETTINGS, Setting, TABLES};

/// A line that cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The setting, as it is written there.
    pub key: String,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Values by the names of settings; only those that are allowed.
    pub values: BTreeMap<&'static str, String>,
    /// Everything else.
    pub problems: Vec<Problem>,
}

/// Reads the text of a file.
#[must_use]
pub fn read(text: &str) -> Found {
    let mut found = Found::default();
    match DeTable::parse(text) {
        Ok(table) => take_table(text, "", table.get_ref(), &mut found),
        Err(error) => {
            let line = line_of(text, error.span().map_or(0, |it| it.start));
            let message = format!("不是 TOML / not TOML: {}", error.message());
            found.problems.push(Problem { line, key: String::new(), message });
        }
    }
    found.problems.sort_by_key(|it| it.line);
    found
}

fn take_table(text: &str, prefix: &str, table: &DeTable<'_>, found: &mut Found) {
    for (key, value) in table {
        let name = if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
        let line = line_of(text, key.span().start);
        let is_table = prefix.is_empty() && TABLES.iter().any(|it| it.0 == name);
        match (SETTINGS.iter().find(|it| it.name == name), value.get_ref()) {
            (Some(setting), _) => take_value(setting, line, value, found),
            (None, DeValue::Table(inner)) if is_table => take_table(text, &name, inner, found),
            (None, _) if is_table => {
                let message = format!("应写成 [{name}] / write it as [{name}]");
                found.problems.push(Problem { line, key: name, message });
            }
            (None, _) => found.problems.push(Problem { line, message: unknown(&name), key: name }),
        }
    }
}

fn take_value(setting: &'static Setting, line: usize, value: &Spanned<DeValue<'_>>, found: &mut Found) {
    let text = match value.get_ref() {
        DeValue::String(it) => Some(it.to_string()),
        DeValue::Integer(it) if it.radix() == 10 => Some(it.as_str().to_owned()),
        DeValue::Boolean(it) => Some(it.to_string()),
        _ => None,
    };
    match text.filter(|it| setting.kind.takes(it)) {
        Some(text) => {
            found.values.insert(setting.name, text);
        }
        None => {
            let [zh, en] = setting.kind.allowed();
            let message = format!("应为{zh} / {en}");
            found.problems.push(Problem { line, key: setting.name.to_owned(), message });
        }
    }
}

fn unknown(name: &str) -> String {
    let names = SETTINGS.iter().map(|it| it.name).chain(TABLES.iter().map(|it| it.0).filter(|it| !it.is_empty()));
    match nearest(name, names) {
        Some(near) => format!("没有这个设置，是不是 {near}？/ no such setting; did you mean {near}?"),
        None => "没有这个设置 / no such setting".to_owned(),
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|it| *it == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::{Found, Problem, read};

    fn problem(found: &Found, line: usize) -> &Problem {
        found
            .problems
            .iter()
            .find(|it| it.line == line)
            .unwrap_or_else(|| panic!("no problem in line {line}: {found:?}"))
    }

    #[test]
    fn a_whole_file_is_read() {
        let found =
            read("data = \"/srv/bole\"\n[listen]\nport = 8443\n[proxy]\nin_front = true\n[backup]\ntime = \"off\"\n");
        assert_eq!(found.problems, []);
        let values: Vec<(&str, &str)> = found.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let expected =
            [("backup.time", "off"), ("data", "/srv/bole"), ("listen.port", "8443"), ("proxy.in_front", "true")];
        assert_eq!(values, expected);
    }

    #[test]
    fn each_bad_line_is_named_with_what_is_allowed_and_the_others_count() {
        let text = "data = \"/srv/bole\"\nprot = 1\n\n[listen]\nport = 70000\nhots = \"a.example.cn\"\n\
                    host = \"https://a.example.cn\"\n[backup]\nkeep = 0\ntime = \"25:99\"\n[backups]\nkeep = 3\n";
        let found = read(text);
        assert_eq!(found.problems.len(), 7, "{found:?}");
        assert!(problem(&found, 5).message.contains("0–65535"), "{found:?}");
        assert!(problem(&found, 6).message.contains("listen.host"), "{found:?}");
        assert!(problem(&found, 7).message.contains("https://"), "{found:?}");
        assert!(problem(&found, 11).message.contains("backup"), "{found:?}");
        assert_eq!(found.values.len(), 1, "what is right counts: {found:?}");
    }

    #[test]
    fn what_is_no_toml_is_named_by_its_line() {
        let found = read("data = \"a\"\n[listen\nport = 1\n");
        assert_eq!((found.problems.len(), found.problems[0].line), (1, 2), "{found:?}");
    }

    #[test]
    fn a_table_where_a_value_belongs_and_a_value_where_a_table_belongs_are_named() {
        assert_eq!(read("[data]\nx = 1\n").problems.len(), 1);
        assert!(read("listen = 8080\n").problems[0].message.contains("[listen]"));
        assert_eq!(read("data = [1]\n").problems.len(), 1);
    }
}
