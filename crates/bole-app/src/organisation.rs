//! The organisation as of a date: what the tree, the positions and their seats were at the end of a day.

use std::collections::BTreeMap;

use bole_domain::department::Kind;
use bole_domain::ids::{DepartmentId, PositionId};
use bole_domain::position::SeatCounts;
use bole_domain::rejection::Kind as RefusalKind;
use bole_domain::staff::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::calendar::{day_of, end_of_day};
use crate::department::{DepartmentRef, in_tree_order};
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// So many instants are looked at for the days on which something changed.
const INSTANTS: i64 = 500;
/// So many days are named.
const DAYS: usize = 20;

/// The organisation at the end of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationView {
    /// The day, as `2026-03-05`.
    pub as_of: String,
    /// The departments that were open, each after the one above it.
    pub departments: Vec<PastDepartmentView>,
    /// The positions that were open.
    pub positions: Vec<PastPositionView>,
    /// The last days on which something changed, newest first.
    pub changed_on: Vec<String>,
}

/// A department as it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct PastDepartmentView {
    /// The department.
    pub id: DepartmentId,
    /// Its name then.
    pub name: String,
    /// What it was.
    pub kind: Kind,
    /// 0 at the root.
    pub depth: usize,
}

/// A position as it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct PastPositionView {
    /// The position.
    pub id: PositionId,
    /// Its title then.
    pub title: String,
    /// Where it belonged then.
    pub department: DepartmentRef,
    /// Its job family then.
    pub family: Option<String>,
    /// Its seats then.
    pub seats: SeatCounts,
}

/// The organisation at the end of a day, as far as the caller sees it today.
///
/// # Errors
/// Without `organisation.read`, or `organisation.bad_date`.
pub async fn as_of(app: &App, staff: &Staff, date: &str) -> Result<OrganisationView, Failure> {
    staff.demand(Permission::OrganisationRead)?;
    let end = end_of_day(date).ok_or_else(|| Failure::refuse(RefusalKind::Invalid, "organisation.bad_date"))?;
    let at = end.min(app.now());
    let departments = bole_store::history::departments_at(&app.store, &staff.scope, at).await;
    let departments = departments.doing("Reading the past of departments")?;
    let names: BTreeMap<DepartmentId, String> = departments.iter().map(|it| (it.id, it.name.clone())).collect();
    let positions = bole_store::history::positions_at(&app.store, &staff.scope, at).await;
    let positions = positions.doing("Reading the past of positions")?.into_iter().map(|it| PastPositionView {
        id: it.id,
        title: it.title,
        department: DepartmentRef {
            id: it.department_id,
            name: names.get(&it.department_id).cloned().unwrap_or_default(),
        },
        family: it.family,
        seats: crate::position::counts(it.seats),
    });
    let instants = bole_store::history::instants(&app.store, &staff.scope, INSTANTS).await;
    let mut changed_on: Vec<String> = instants.doing("Reading when it changed")?.into_iter().map(day_of).collect();
    changed_on.dedup();
    changed_on.truncate(DAYS);
    let placed = in_tree_order(departments).into_iter().map(|(depth, it)| PastDepartmentView {
        id: it.id,
        name: it.name,
        kind: Kind::from_code(&it.kind),
        depth,
    });
    Ok(OrganisationView {
        as_of: date.to_owned(),
        departments: placed.collect(),
        positions: positions.collect(),
        changed_on,
    })
}
