//! The dry run: every row is looked at, every bad cell is named, and what the good rows would make is added up.

use std::collections::{BTreeMap, BTreeSet};

use super::number::{count, meant};
use super::tree::{Lost, Tree};
use super::{Column, Existing, Fault, Line, NewDepartment, NewPosition, Plan};
use crate::department::Kind;
use crate::position::{MAX_SEATS, SeatCounts};
use crate::requisition::check_title;

/// What people call the kinds.
const KINDS: [(Kind, &[&str]); 4] = [
    (Kind::Group, &["集团", "group"]),
    (Kind::Company, &["公司", "分公司", "子公司", "company"]),
    (Kind::Shop, &["门店", "店", "网点", "shop", "store"]),
    (Kind::Department, &["部门", "department", "dept"]),
];

/// Looks at every row; gives what those without faults would make, and all faults by row and column.
#[must_use]
pub fn check(lines: &[Line], existing: &Existing) -> (Plan, Vec<Fault>) {
    let tree = Tree::new(lines, existing);
    let mut run = Run { existing, faults: Vec::new(), kinds: BTreeMap::new(), positions: BTreeMap::new() };
    for line in lines {
        run.look(line, &tree);
    }
    run.check_kinds();
    run.faults.sort_by_key(|it| (it.row, it.column));
    run.finish()
}

struct Run<'a> {
    existing: &'a Existing,
    faults: Vec<Fault>,
    /// Departments of the sheet with their kind, if any row says it, and the first row that names them.
    kinds: BTreeMap<Vec<String>, (Option<Kind>, usize)>,
    positions: BTreeMap<(Vec<String>, String), (NewPosition, usize)>,
}

impl Run<'_> {
    fn fault(&mut self, line: &Line, column: Column, code: &'static str, suggestion: Option<String>) {
        self.faults.push(Fault { row: line.number, column, code, suggestion });
    }

    fn look(&mut self, line: &Line, tree: &Tree<'_>) {
        let merged: Vec<_> = line.merged.iter().filter(|(column, _)| line.cell(**column).is_empty()).collect();
        for (column, first) in &merged {
            self.fault(line, **column, "merged_cells", Some((*first).clone()));
        }
        if !merged.is_empty() {
            return;
        }
        let kind = self.kind(line);
        let seats = self.number(line, Column::Seats);
        let filled = self.number(line, Column::Filled);
        let Some(path) = self.department(line, tree) else { return };
        let known = self.kinds.entry(path.clone()).or_insert((None, line.number));
        known.0 = known.0.or(kind);
        self.position(line, path, seats, filled);
    }

    fn department(&mut self, line: &Line, tree: &Tree<'_>) -> Option<Vec<String>> {
        let name = line.cell(Column::Department);
        if name.is_empty() {
            self.fault(line, Column::Department, "department_missing", None);
            return None;
        }
        match tree.path_of(line) {
            Ok(path) if path.iter().all(|it| check_title(it).is_ok()) => Some(path),
            Ok(_) => {
                self.fault(line, Column::Department, "name_too_long", None);
                None
            }
            Err(Lost::Unknown(nearest)) => {
                self.fault(line, Column::Parent, "parent_unknown", nearest);
                None
            }
            Err(Lost::Ambiguous(one)) => {
                self.fault(line, Column::Parent, "parent_ambiguous", Some(one));
                None
            }
            Err(Lost::Circle) => {
                self.fault(line, Column::Parent, "circle", None);
                None
            }
        }
    }

    fn kind(&mut self, line: &Line) -> Option<Kind> {
        let text = line.cell(Column::Kind).to_lowercase();
        if text.is_empty() {
            return None;
        }
        let exact = KINDS.iter().find(|(_, words)| words.contains(&text.as_str())).map(|(kind, _)| *kind);
        if exact.is_none() {
            let near = KINDS.iter().find(|(_, words)| words.iter().any(|it| text.contains(it)));
            self.fault(line, Column::Kind, "kind_unknown", near.map(|(_, words)| words[0].to_owned()));
        }
        exact
    }

    /// A count; `None` where the cell is empty or wrong.
    fn number(&mut self, line: &Line, column: Column) -> Option<u32> {
        let text = line.cell(column);
        if text.is_empty() {
            return None;
        }
        let found = count(text);
        match found {
            None => self.fault(line, column, "not_number", meant(text).map(|it| it.to_string())),
            Some(number) if number > MAX_SEATS => self.fault(line, column, "too_many", Some(MAX_SEATS.to_string())),
            Some(_) => {}
        }
        found.filter(|it| *it <= MAX_SEATS)
    }

    fn position(&mut self, line: &Line, path: Vec<String>, seats: Option<u32>, filled: Option<u32>) {
        let title = line.cell(Column::Position).to_owned();
        if title.is_empty() {
            if seats.is_some() || filled.is_some() {
                self.fault(line, Column::Position, "position_missing", None);
            }
            return;
        }
        if check_title(&title).is_err() {
            self.fault(line, Column::Position, "name_too_long", None);
            return;
        }
        let Some(seats) = seats else {
            if line.cell(Column::Seats).is_empty() {
                self.fault(line, Column::Seats, "seats_missing", filled.map(|it| it.to_string()));
            }
            return;
        };
        let key = (path.clone(), title.clone());
        let has = self.existing.positions.get(&key).copied();
        let now = has.unwrap_or_default();
        let wanted = filled.unwrap_or(now.filled);
        if let Some(problem) = measure(seats, wanted, now) {
            self.fault(line, problem.0, problem.1, problem.2.map(|it| it.to_string()));
            return;
        }
        if let Some((_, first)) = self.positions.get(&key) {
            let first = first.to_string();
            self.fault(line, Column::Position, "duplicate", Some(first));
            return;
        }
        let add = wanted.saturating_sub(now.filled);
        let open = seats - now.total - add;
        let made = NewPosition { department: path, title, exists: has.is_some(), open, filled: add };
        self.positions.insert(key, (made, line.number));
    }

    /// Kinds are checked once all are known; a department without one is plain.
    fn check_kinds(&mut self) {
        let kinds: BTreeMap<Vec<String>, Kind> = self.all_kinds();
        let mut wrong = Vec::new();
        for (path, (_, row)) in &self.kinds {
            let own = kinds.get(path).copied().unwrap_or_default();
            let above = path.split_last().map(|(_, above)| above.to_vec()).filter(|it| !it.is_empty());
            let parent = above.map(|it| kinds.get(&it).copied().unwrap_or_default());
            if !own.may_stand_below(parent) {
                wrong.push(Fault { row: *row, column: Column::Kind, code: "kind_misplaced", suggestion: None });
            }
        }
        self.faults.extend(wrong);
    }

    fn all_kinds(&self) -> BTreeMap<Vec<String>, Kind> {
        let mut kinds = self.existing.departments.clone();
        for (path, (kind, _)) in &self.kinds {
            kinds.entry(path.clone()).or_insert(kind.unwrap_or_default());
        }
        kinds
    }

    fn finish(self) -> (Plan, Vec<Fault>) {
        let kinds = self.all_kinds();
        let bad: BTreeSet<usize> = self.faults.iter().map(|it| it.row).collect();
        let mut plan = Plan::default();
        let mut wanted: BTreeSet<Vec<String>> = BTreeSet::new();
        let named = self.kinds.iter().filter(|(_, (_, row))| !bad.contains(row)).map(|(path, _)| path);
        let good: Vec<NewPosition> =
            self.positions.into_values().filter(|(_, row)| !bad.contains(row)).map(|(it, _)| it).collect();
        for path in named.chain(good.iter().map(|it| &it.department)) {
            // Whatever stands above a good row comes along, so that nothing hangs in the air.
            wanted.extend((1..=path.len()).map(|it| path[..it].to_vec()));
        }
        for path in wanted.into_iter().filter(|it| !self.existing.departments.contains_key(it)) {
            let kind = kinds.get(&path).copied().unwrap_or_default();
            plan.departments.push(NewDepartment { path, kind });
        }
        // Shorter ways first: a parent is made before what stands below it.
        plan.departments.sort_by_key(|it| it.path.len());
        plan.positions = good.into_iter().filter(|it| !it.exists || it.open + it.filled > 0).collect();
        (plan, self.faults)
    }
}

/// What is wrong with the wanted numbers, and what would do.
fn measure(seats: u32, filled: u32, now: SeatCounts) -> Option<(Column, &'static str, Option<u32>)> {
    if filled > seats {
        return Some((Column::Filled, "filled_above_seats", None));
    }
    if seats < now.total {
        return Some((Column::Seats, "fewer_than_now", Some(now.total)));
    }
    if filled < now.filled {
        return Some((Column::Filled, "fewer_filled_than_now", Some(now.filled)));
    }
    // Seats that are held by requisitions cannot be filled by an import.
    if filled - now.filled > seats - now.total {
        return Some((Column::Filled, "filled_above_seats", Some(now.filled + seats - now.total)));
    }
    None
}
