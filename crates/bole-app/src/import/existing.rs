//! What exists already, by names from the top: open departments and positions.

use std::collections::BTreeMap;

use bole_domain::department::Kind;
use bole_domain::ids::{DepartmentId, PositionId};
use bole_domain::import::Existing;
use bole_domain::position::SeatCounts;
use bole_store::{Reads, Scope};

use crate::failure::{Doing as _, Failure};

/// Departments and positions with their identifiers.
pub(super) struct Known {
    pub(super) departments: BTreeMap<Vec<String>, (DepartmentId, String, Kind)>,
    pub(super) positions: BTreeMap<(Vec<String>, String), (PositionId, SeatCounts)>,
}

impl Known {
    /// The same as the rules read it.
    pub(super) fn rules(&self) -> Existing {
        Existing {
            departments: self.departments.iter().map(|(path, it)| (path.clone(), it.2)).collect(),
            positions: self.positions.iter().map(|(key, it)| (key.clone(), it.1)).collect(),
        }
    }
}

/// Everything that is open.
pub(super) async fn load(from: &impl Reads) -> Result<Known, Failure> {
    let rows = bole_store::department::list(from, &Scope::All, false).await.doing("Listing departments")?;
    let names: BTreeMap<String, String> = rows.iter().map(|it| (it.id.to_string(), it.name.clone())).collect();
    let mut paths: BTreeMap<DepartmentId, Vec<String>> = BTreeMap::new();
    let mut departments = BTreeMap::new();
    for it in rows {
        let along = it.path.split('/').filter(|it| !it.is_empty());
        let path: Vec<String> = along.filter_map(|id| names.get(id).cloned()).collect();
        paths.insert(it.id, path.clone());
        departments.insert(path, (it.id, it.path, Kind::from_code(&it.kind)));
    }
    let rows = bole_store::position::list(from, &Scope::All, false).await.doing("Listing positions")?;
    let position = |it: bole_store::position::Listed| {
        let path = paths.get(&it.position.department_id)?.clone();
        Some(((path, it.position.title), (it.position.id, crate::position::counts(it.seats))))
    };
    Ok(Known { departments, positions: rows.into_iter().filter_map(position).collect() })
}
