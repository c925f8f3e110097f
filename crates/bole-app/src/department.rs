//! Departments (部门): the tree that positions hang on and that scopes what staff see.

use bole_domain::ids::DepartmentId;
use bole_domain::rejection::Kind;
use bole_domain::requisition::check_title;
use bole_domain::staff::Permission;
use bole_store::department::Department;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

/// A department in the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentView {
    /// The department.
    pub id: DepartmentId,
    /// The one above it.
    pub parent_id: Option<DepartmentId>,
    /// Its name.
    pub name: String,
    /// 0 at the root.
    pub depth: usize,
}

/// A department named beside something else.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DepartmentRef {
    /// The department.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
}

/// What a department is called and where it hangs.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DepartmentBody {
    /// 1–100 characters.
    pub name: String,
    /// The one above it; `null` for a root, which only who sees the whole company makes.
    pub parent_id: Option<DepartmentId>,
}

/// The departments the caller sees, each after its parent.
///
/// # Errors
/// Without `organisation.read`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<DepartmentView>, Failure> {
    staff.demand(Permission::OrganisationRead)?;
    let found = bole_store::department::list(&app.store, &staff.scope).await.doing("Listing departments")?;
    Ok(in_tree_order(found))
}

/// Adds a department.
///
/// # Errors
/// Without `organisation.edit`, with a bad name, or below a department the caller does not see.
pub async fn create(app: &App, staff: &Staff, body: DepartmentBody) -> Result<DepartmentView, Failure> {
    staff.demand(Permission::OrganisationEdit)?;
    let name = check_title(&body.name)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let above = parent_path(app, staff, &tx, body.parent_id).await?;
    let id: DepartmentId = app.new_id();
    let path = format!("{above}{id}/");
    let department =
        Department { id, parent_id: body.parent_id, name, path, sort: 0, is_demo: false, created_at: app.now() };
    bole_store::department::insert(&tx, &department).await.doing("Adding a department")?;
    let deed = Deed {
        actor: staff.into(),
        action: "department.create",
        subject: Some(("department", &id)),
        params: json!({}),
    };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Adding a department")?;
    Ok(view(&department))
}

/// Renames a department or hangs it elsewhere, with everything below it.
///
/// # Errors
/// As [`create`], and `department.below_itself`.
pub async fn update(
    app: &App,
    staff: &Staff,
    id: DepartmentId,
    body: DepartmentBody,
) -> Result<DepartmentView, Failure> {
    let name = check_title(&body.name)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::department::for_change(&tx, &staff.scope, id).await.doing("Loading a department")?;
    let mut department = allow(staff, Permission::OrganisationEdit, found)?.into_inner();
    if body.parent_id != department.parent_id {
        let above = parent_path(app, staff, &tx, body.parent_id).await?;
        if above.starts_with(&department.path) {
            return Err(Failure::refuse(Kind::Invalid, "department.below_itself"));
        }
        let path = format!("{above}{id}/");
        bole_store::department::move_branch(&tx, &department.path, &path).await.doing("Moving a department")?;
        department.path = path;
        department.parent_id = body.parent_id;
    }
    department.name = name;
    bole_store::department::update(&tx, &department).await.doing("Changing a department")?;
    let deed = Deed {
        actor: staff.into(),
        action: "department.update",
        subject: Some(("department", &id)),
        params: json!({}),
    };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Changing a department")?;
    Ok(view(&department))
}

async fn parent_path(
    _app: &App,
    staff: &Staff,
    tx: &bole_store::Tx,
    parent: Option<DepartmentId>,
) -> Result<String, Failure> {
    match parent {
        None if staff.sees_all() => Ok("/".to_owned()),
        None => Err(Failure::forbidden()),
        Some(parent) => {
            let found = bole_store::department::find(tx, &staff.scope, parent).await.doing("Loading a department")?;
            Ok(found.ok_or_else(|| Failure::refuse(Kind::Invalid, "department.unknown"))?.path)
        }
    }
}

fn in_tree_order(mut departments: Vec<Department>) -> Vec<DepartmentView> {
    // Sorting by the names along the path keeps children behind their parents and siblings by name.
    let names: std::collections::BTreeMap<String, String> =
        departments.iter().map(|it| (it.id.to_string(), it.name.clone())).collect();
    departments.sort_by_cached_key(|it| {
        let along = it.path.split('/').filter(|it| !it.is_empty());
        along.map(|id| (names.get(id).cloned().unwrap_or_default(), id.to_owned())).collect::<Vec<_>>()
    });
    let shallowest = departments.iter().map(|it| depth(&it.path)).min().unwrap_or(0);
    departments.iter().map(|it| DepartmentView { depth: depth(&it.path) - shallowest, ..view(it) }).collect()
}

fn depth(path: &str) -> usize {
    path.split('/').filter(|it| !it.is_empty()).count()
}

fn view(it: &Department) -> DepartmentView {
    DepartmentView {
        id: it.id,
        parent_id: it.parent_id,
        name: it.name.clone(),
        depth: depth(&it.path).saturating_sub(1),
    }
}
