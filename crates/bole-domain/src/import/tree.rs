//! Where a department of the sheet stands: by the name of the one above it, or by the whole way from the top.

use std::collections::{BTreeMap, BTreeSet};

use super::{Column, Existing, Line};

/// Deeper than any company is.
const MAX_DEPTH: usize = 20;
/// Signs between the names of a way from the top.
const BETWEEN: [char; 4] = ['/', '／', '>', '＞'];

/// Why a department has no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lost {
    /// Nothing has that name; the nearest that exists.
    Unknown(Option<String>),
    /// Several have it; the whole way of one.
    Ambiguous(String),
    /// It would stand below itself.
    Circle,
}

/// The departments of the sheet and those that exist, found by name.
pub(super) struct Tree<'a> {
    existing: &'a Existing,
    /// Existing ways by last name.
    by_name: BTreeMap<&'a str, Vec<&'a Vec<String>>>,
    /// Rows of the sheet by the last name of their department, each parent once.
    rows: BTreeMap<String, BTreeSet<String>>,
}

/// The names of a way.
pub(super) fn names(text: &str) -> Vec<String> {
    text.split(BETWEEN).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

impl<'a> Tree<'a> {
    pub(super) fn new(lines: &[Line], existing: &'a Existing) -> Self {
        let mut by_name: BTreeMap<&str, Vec<&Vec<String>>> = BTreeMap::new();
        for path in existing.departments.keys() {
            if let Some(last) = path.last() {
                by_name.entry(last).or_default().push(path);
            }
        }
        let mut rows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in lines {
            let (above, own) = place(line);
            if let Some(own) = own {
                rows.entry(own).or_default().insert(above);
            }
        }
        Self { existing, by_name, rows }
    }

    /// The whole way of a row's department.
    pub(super) fn path_of(&self, line: &Line) -> Result<Vec<String>, Lost> {
        let (above, own) = place(line);
        let Some(own) = own else { return Err(Lost::Unknown(None)) };
        if above.is_empty() {
            // A bare name that exists once is that department, wherever it stands.
            if let Some([only]) = self.by_name.get(own.as_str()).map(Vec::as_slice) {
                return Ok((*only).clone());
            }
            return Ok(vec![own]);
        }
        let mut path = self.resolve(&above, 0)?;
        path.push(own);
        Ok(path)
    }

    fn resolve(&self, text: &str, depth: usize) -> Result<Vec<String>, Lost> {
        if depth > MAX_DEPTH {
            return Err(Lost::Circle);
        }
        let way = names(text);
        let Some((last, above)) = way.split_last() else { return Err(Lost::Unknown(None)) };
        if !above.is_empty() {
            let is_known = self.existing.departments.contains_key(&way) || self.is_in_sheet(&way, depth)?;
            return if is_known { Ok(way) } else { Err(Lost::Unknown(self.nearest(last))) };
        }
        let mut found: BTreeSet<Vec<String>> =
            self.by_name.get(last.as_str()).into_iter().flatten().map(|it| (*it).clone()).collect();
        for above in self.rows.get(last).into_iter().flatten() {
            let mut path = if above.is_empty() { Vec::new() } else { self.resolve(above, depth + 1)? };
            path.push(last.clone());
            // A row that names an existing department without its parent means that one.
            if !above.is_empty() || found.is_empty() {
                found.insert(path);
            }
        }
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (None, _) => Err(Lost::Unknown(self.nearest(last))),
            (Some(only), None) => Ok(only),
            (Some(first), Some(_)) => Err(Lost::Ambiguous(first.join("/"))),
        }
    }

    /// Whether a row of the sheet makes the department with this whole way.
    fn is_in_sheet(&self, way: &[String], depth: usize) -> Result<bool, Lost> {
        let Some((last, above)) = way.split_last() else { return Ok(false) };
        for text in self.rows.get(last).into_iter().flatten() {
            let found = if text.is_empty() { Vec::new() } else { self.resolve(text, depth + 1)? };
            if found == above {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The known name that differs least.
    fn nearest(&self, name: &str) -> Option<String> {
        let known = self.by_name.keys().copied().chain(self.rows.keys().map(String::as_str));
        let all = known.map(|it| (distance(name, it), it)).filter(|(far, it)| *far <= 1 + it.chars().count() / 3);
        all.min().map(|(_, it)| it.to_owned())
    }
}

/// What stands above a row's department, as typed, and its own name.
fn place(line: &Line) -> (String, Option<String>) {
    let mut way = names(line.cell(Column::Department));
    let own = way.pop();
    let above = names(line.cell(Column::Parent)).into_iter().chain(way).collect::<Vec<_>>().join("/");
    (above, own)
}

/// How many characters must change to make one name the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, sign) in left.chars().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (to, other) in right.iter().enumerate() {
            let change = before + usize::from(sign != *other);
            before = row[to + 1];
            row[to + 1] = change.min(row[to] + 1).min(before + 1);
        }
    }
    row[right.len()]
}
