//! Views (视图) of the candidate table: filters and columns that somebody keeps, for themself or for the department.

use bole_domain::ids::TableViewId;
use bole_domain::staff::Permission;
use bole_domain::table::{Column, MAX_VIEWS, Rejected, check_columns, check_name, check_query};
use bole_store::Tx;
use bole_store::table_view::TableView;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Allowed, Staff, allow};

/// The views somebody can choose, and the columns they chose last.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableViewsView {
    /// The columns chosen last, in order; `null` before any choice.
    pub columns: Option<Vec<Column>>,
    /// The own views and those shared with the caller, by name.
    pub items: Vec<TableViewView>,
    /// What the caller may do: `share`.
    pub actions: Vec<&'static str>,
}

/// A view.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableViewView {
    /// The view.
    pub id: TableViewId,
    /// What it is called.
    pub name: String,
    /// Filters and order as the address has them.
    pub query: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Whether the department sees it.
    pub is_shared: bool,
    /// Whose it is; `null` for the caller's own.
    pub by: Option<String>,
    /// What the caller may do: `edit`.
    pub actions: Vec<&'static str>,
}

/// A view to keep.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TableViewBody {
    /// 1–30 characters.
    pub name: String,
    /// Filters and order as the address has them; searched words are not kept.
    #[serde(default)]
    pub query: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Whether the department sees it; takes `application.edit`.
    #[serde(default)]
    pub is_shared: bool,
}

/// Columns to show from now on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TableColumnsBody {
    /// In order.
    pub columns: Vec<Column>,
}

/// The views the caller can choose.
///
/// # Errors
/// Without `application.read`.
pub async fn list(app: &App, staff: &Staff) -> Result<TableViewsView, Failure> {
    staff.demand(Permission::ApplicationRead)?;
    let names = crate::staff::names(app).await?;
    let found = bole_store::table_view::list(&app.store, &staff.scope, staff.id).await.doing("Listing views")?;
    let columns = bole_store::table_view::columns(&app.store, staff.id).await.doing("Loading columns")?;
    let view = |it: TableView| {
        let is_own = it.staff_id == staff.id;
        TableViewView {
            id: it.id,
            name: it.name,
            query: it.query,
            columns: columns_of(&it.columns),
            is_shared: it.is_shared,
            by: (!is_own).then(|| names.get(&it.staff_id).cloned().unwrap_or_default()),
            actions: if is_own { vec!["edit"] } else { Vec::new() },
        }
    };
    Ok(TableViewsView {
        columns: columns.as_deref().map(columns_of),
        items: found.into_iter().map(view).collect(),
        actions: if staff.role.may(Permission::ApplicationEdit) { vec!["share"] } else { Vec::new() },
    })
}

/// Remembers which columns the caller wants, wherever they sign in.
///
/// # Errors
/// Without `application.read`.
pub async fn set_columns(app: &App, staff: &Staff, body: &TableColumnsBody) -> Result<TableViewsView, Failure> {
    staff.demand(Permission::ApplicationRead)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let columns = written(&body.columns)?;
    bole_store::table_view::put_columns(&tx, staff.id, &columns, app.now()).await.doing("Keeping columns")?;
    tx.commit().await.doing("Keeping columns")?;
    list(app, staff).await
}

/// Keeps a view.
///
/// # Errors
/// Without `application.read`, or `application.edit` for a shared one; `table_view.name_invalid`, `table_view.too_many`.
pub async fn create(app: &App, staff: &Staff, body: &TableViewBody) -> Result<TableViewsView, Failure> {
    demand(staff, body)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let kept = bole_store::table_view::count(&tx, staff.id).await.doing("Counting views")?;
    if kept >= MAX_VIEWS {
        return Err(Rejected::TooMany.into());
    }
    let now = app.now();
    let view = TableView {
        id: app.new_id(),
        staff_id: staff.id,
        department_id: staff.department,
        is_shared: body.is_shared,
        name: check_name(&body.name)?,
        query: check_query(&body.query),
        columns: written(&body.columns)?,
        created_at: now,
        updated_at: now,
    };
    bole_store::table_view::insert(&tx, &view).await.doing("Keeping a view")?;
    tx.commit().await.doing("Keeping a view")?;
    list(app, staff).await
}

/// Changes one of the caller's views.
///
/// # Errors
/// As [`create`], and `table_view.unknown`.
pub async fn update(
    app: &App,
    staff: &Staff,
    id: TableViewId,
    body: &TableViewBody,
) -> Result<TableViewsView, Failure> {
    demand(staff, body)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut view = load(&tx, staff, id).await?.into_inner();
    view.department_id = staff.department;
    view.is_shared = body.is_shared;
    view.name = check_name(&body.name)?;
    view.query = check_query(&body.query);
    view.columns = written(&body.columns)?;
    view.updated_at = app.now();
    bole_store::table_view::update(&tx, &view).await.doing("Changing a view")?;
    tx.commit().await.doing("Changing a view")?;
    list(app, staff).await
}

/// Removes one of the caller's views.
///
/// # Errors
/// Without `application.read`, `table_view.unknown`.
pub async fn remove(app: &App, staff: &Staff, id: TableViewId) -> Result<TableViewsView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let view = load(&tx, staff, id).await?;
    bole_store::table_view::remove(&tx, view.id).await.doing("Removing a view")?;
    tx.commit().await.doing("Removing a view")?;
    list(app, staff).await
}

fn demand(staff: &Staff, body: &TableViewBody) -> Result<(), Failure> {
    staff.demand(Permission::ApplicationRead)?;
    if body.is_shared { staff.demand(Permission::ApplicationEdit) } else { Ok(()) }
}

async fn load(tx: &Tx, staff: &Staff, id: TableViewId) -> Result<Allowed<TableView>, Failure> {
    staff.demand(Permission::ApplicationRead)?;
    let found = bole_store::table_view::for_change(tx, staff.id, id).await.doing("Loading a view")?;
    allow(staff, Permission::ApplicationRead, Some(found.ok_or(Rejected::Unknown)?))
}

fn written(columns: &[Column]) -> Result<String, Failure> {
    serde_json::to_string(&check_columns(columns)).doing("Writing columns")
}

/// Columns that this version does not know are left out.
fn columns_of(text: &str) -> Vec<Column> {
    let listed: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    let known: Vec<Column> = listed.into_iter().filter_map(|it| serde_json::from_value(it).ok()).collect();
    check_columns(&known)
}
