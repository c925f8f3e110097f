//! Departments (部门): the tree that positions hang on and that scopes what staff see.

use bole_domain::department::{Holds, Kind, Rejected, check_close, check_kinds, path_below};
use bole_domain::ids::DepartmentId;
use bole_domain::rejection::Kind as RefusalKind;
use bole_domain::requisition::check_title;
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::Tx;
use bole_store::department::Department;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Allowed, Staff, allow};

mod tree;
pub(crate) use tree::in_tree_order;

/// A department in the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentView {
    /// The department.
    pub id: DepartmentId,
    /// The one above it.
    pub parent_id: Option<DepartmentId>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// 0 at the root.
    pub depth: usize,
    /// Since when it is closed.
    pub closed_at: Option<Millis>,
    /// What the caller may do: `edit`, `close`, `reopen`.
    pub actions: Vec<&'static str>,
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
    /// What it is; a plain department unless given, and unchanged when changing.
    #[serde(default)]
    pub kind: Option<Kind>,
}

/// The departments the caller sees, each after its parent; closed ones too when asked for.
///
/// # Errors
/// Without `organisation.read`.
pub async fn list(app: &App, staff: &Staff, with_closed: bool) -> Result<Vec<DepartmentView>, Failure> {
    staff.demand(Permission::OrganisationRead)?;
    let found = bole_store::department::list(&app.store, &staff.scope, with_closed).await;
    let placed = in_tree_order(found.doing("Listing departments")?);
    Ok(placed.into_iter().map(|(depth, it)| DepartmentView { depth, ..view(staff, &it) }).collect())
}

/// Adds a department.
///
/// # Errors
/// Without `organisation.edit`, with a bad name or a kind that does not belong there, or below a department that is
/// closed or that the caller does not see.
pub async fn create(app: &App, staff: &Staff, body: DepartmentBody) -> Result<DepartmentView, Failure> {
    staff.demand(Permission::OrganisationEdit)?;
    let name = check_title(&body.name)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::department::lock_tree(&tx).await.doing("Waiting for the tree")?;
    let parent = parent(staff, &tx, body.parent_id).await?;
    let kind = body.kind.unwrap_or_default();
    check_kinds(kind, parent.as_ref().map(|it| Kind::from_code(&it.kind)), &[])?;
    let id: DepartmentId = app.new_id();
    let department = Department {
        id,
        parent_id: body.parent_id,
        name,
        path: path_below(above(parent.as_ref()), &id.to_string(), None)?,
        sort: 0,
        is_demo: false,
        created_at: app.now(),
        kind: kind.code().to_owned(),
        closed_at: None,
    };
    bole_store::department::insert(&tx, &department).await.doing("Adding a department")?;
    finish(app, staff, tx, "department.create", &department).await
}

/// Renames a department, changes its kind or hangs it elsewhere, with everything below it.
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
    let mut department = load(staff, &tx, id).await?.into_inner();
    if department.closed_at.is_some() {
        return Err(Rejected::Closed.into());
    }
    let kind = body.kind.unwrap_or_else(|| Kind::from_code(&department.kind));
    let is_moved = body.parent_id != department.parent_id;
    let parent_kind = if is_moved {
        let parent = parent(staff, &tx, body.parent_id).await?;
        let path = path_below(above(parent.as_ref()), &id.to_string(), Some(&department.path))?;
        bole_store::department::move_branch(&tx, &department.path, &path).await.doing("Moving a department")?;
        department.path = path;
        department.parent_id = body.parent_id;
        parent.map(|it| it.kind)
    } else {
        kind_above(&tx, department.parent_id).await?
    };
    let children = bole_store::department::children(&tx, id).await.doing("Listing departments")?;
    let below: Vec<Kind> = children.iter().map(|it| Kind::from_code(&it.kind)).collect();
    check_kinds(kind, parent_kind.as_deref().map(Kind::from_code), &below)?;
    department.name = name;
    department.kind = kind.code().to_owned();
    bole_store::department::update(&tx, &department, app.now()).await.doing("Changing a department")?;
    finish(app, staff, tx, if is_moved { "department.move" } else { "department.update" }, &department).await
}

/// Closes a department on which nothing stands any more. What it was stays in its history.
///
/// # Errors
/// As [`update`], and `department.not_empty` with what stands on it.
pub async fn close(app: &App, staff: &Staff, id: DepartmentId) -> Result<DepartmentView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut department = load(staff, &tx, id).await?.into_inner();
    let holds = bole_store::department::holds(&tx, id).await.doing("Looking at a department")?;
    let holds = Holds { departments: holds.departments, positions: holds.positions, accounts: holds.accounts };
    check_close(department.closed_at.is_some(), holds)?;
    department.closed_at = Some(app.now());
    bole_store::department::update(&tx, &department, app.now()).await.doing("Closing a department")?;
    finish(app, staff, tx, "department.close", &department).await
}

/// Opens a closed department again, below an open one.
///
/// # Errors
/// As [`update`], `department.not_closed`, and `department.closed` while the one above is.
pub async fn reopen(app: &App, staff: &Staff, id: DepartmentId) -> Result<DepartmentView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut department = load(staff, &tx, id).await?.into_inner();
    if department.closed_at.is_none() {
        return Err(Rejected::NotClosed.into());
    }
    if let Some(above) = department.parent_id {
        let found = bole_store::department::get(&tx, above).await.doing("Loading a department")?;
        if found.is_some_and(|it| it.closed_at.is_some()) {
            return Err(Rejected::Closed.into());
        }
    }
    department.closed_at = None;
    bole_store::department::update(&tx, &department, app.now()).await.doing("Reopening a department")?;
    finish(app, staff, tx, "department.reopen", &department).await
}

/// The department to be changed, with the shape of the tree held still.
async fn load(staff: &Staff, tx: &Tx, id: DepartmentId) -> Result<Allowed<Department>, Failure> {
    bole_store::department::lock_tree(tx).await.doing("Waiting for the tree")?;
    let found = bole_store::department::for_change(tx, &staff.scope, id).await.doing("Loading a department")?;
    allow(staff, Permission::OrganisationEdit, found)
}

async fn finish(
    app: &App,
    staff: &Staff,
    tx: Tx,
    action: &'static str,
    department: &Department,
) -> Result<DepartmentView, Failure> {
    let subject = Some(("department", &department.id as _));
    app.record(&tx, Deed { actor: staff.into(), action, subject, params: json!({}) }).await?;
    tx.commit().await.doing("Changing a department")?;
    Ok(view(staff, department))
}

/// The department to hang something below; the top needs an account that sees the whole company.
async fn parent(staff: &Staff, tx: &Tx, id: Option<DepartmentId>) -> Result<Option<Department>, Failure> {
    match id {
        None if staff.sees_all() => Ok(None),
        None => Err(Failure::forbidden()),
        Some(id) => open_for_change(staff, tx, id).await.map(Some),
    }
}

fn above(parent: Option<&Department>) -> &str {
    parent.map_or("/", |it| it.path.as_str())
}

async fn kind_above(tx: &Tx, parent: Option<DepartmentId>) -> Result<Option<String>, Failure> {
    let Some(parent) = parent else { return Ok(None) };
    let found = bole_store::department::get(tx, parent).await.doing("Loading a department")?;
    Ok(found.map(|it| it.kind))
}

/// An open department the caller sees, which nobody closes before this transaction ends.
///
/// # Errors
/// `department.unknown` or `department.closed`.
pub async fn open_for_change(staff: &Staff, tx: &Tx, id: DepartmentId) -> Result<Department, Failure> {
    let found = bole_store::department::for_change(tx, &staff.scope, id).await.doing("Loading a department")?;
    let found = found.ok_or_else(|| Failure::refuse(RefusalKind::Invalid, "department.unknown"))?;
    if found.closed_at.is_some() { Err(Rejected::Closed.into()) } else { Ok(found) }
}

fn view(staff: &Staff, it: &Department) -> DepartmentView {
    let actions = match (staff.role.may(Permission::OrganisationEdit), it.closed_at) {
        (false, _) => vec![],
        (true, None) => vec!["edit", "close"],
        (true, Some(_)) => vec!["reopen"],
    };
    DepartmentView {
        id: it.id,
        parent_id: it.parent_id,
        name: it.name.clone(),
        kind: Kind::from_code(&it.kind),
        depth: it.path.split('/').filter(|it| !it.is_empty()).count().saturating_sub(1),
        closed_at: it.closed_at,
        actions,
    }
}
