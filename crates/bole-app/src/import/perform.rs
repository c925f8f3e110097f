//! Committing an import as one, and taking it back as one. Both are one transaction: all of it or nothing.

use bole_domain::ids::ImportId;
use bole_domain::import::{NewDepartment, NewPosition, Plan, Rejected};
use bole_store::Tx;
use bole_store::department::Department;
use bole_store::import::Made;
use bole_store::position::Position;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::existing::{self, Known};
use super::{ImportView, load, look, open_for_change, view};
use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// Whether to go on although rows have faults.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct CommitBody {
    /// Whether rows with faults are left out.
    #[serde(default)]
    pub leave_out_faulty: bool,
}

/// Makes everything the sheet asks for, looked through once more against what exists at this moment.
///
/// # Errors
/// As [`super::get`], `import.done`, `import.has_faults`, `import.nothing`.
pub async fn commit(app: &App, staff: &Staff, id: ImportId, body: &CommitBody) -> Result<ImportView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::department::lock_tree(&tx).await.doing("Waiting for the tree")?;
    let mut import = open_for_change(staff, &tx, id).await?.into_inner();
    let looked = look(&tx, &import).await?;
    let mut rows: Vec<usize> = looked.faults.iter().map(|it| it.row).collect();
    rows.dedup();
    if !rows.is_empty() && !body.leave_out_faulty {
        return Err(Rejected::HasFaults { rows: rows.len() }.into());
    }
    if looked.plan.departments.is_empty() && looked.plan.positions.is_empty() {
        return Err(Rejected::Nothing.into());
    }
    let known = existing::load(&tx).await?;
    make(app, &tx, id, known, &looked.plan).await?;
    import.status = "committed".to_owned();
    import.committed_at = Some(app.now());
    bole_store::import::update(&tx, &import).await.doing("Committing an import")?;
    let params = json!({ "departments": looked.plan.departments.len(), "positions": looked.plan.positions.len() });
    let subject = Some(("import", &id as _));
    app.record(&tx, Deed { actor: staff.into(), action: "import.commit", subject, params }).await?;
    tx.commit().await.doing("Committing an import")?;
    view(app, staff, &import).await
}

async fn make(app: &App, tx: &Tx, id: ImportId, mut known: Known, plan: &Plan) -> Result<(), Failure> {
    for it in &plan.departments {
        let department = department(app, &known, it)?;
        bole_store::department::insert(tx, &department).await.doing("Adding a department")?;
        note(tx, id, department.id.0, "department").await?;
        known.departments.insert(it.path.clone(), (department.id, department.path, it.kind));
    }
    for it in &plan.positions {
        position(app, tx, id, &known, it).await?;
    }
    Ok(())
}

fn department(app: &App, known: &Known, it: &NewDepartment) -> Result<Department, Failure> {
    let above = it.path.split_last().map(|(_, above)| above).unwrap_or_default();
    let parent = known.departments.get(above);
    let id: bole_domain::ids::DepartmentId = app.new_id();
    Ok(Department {
        id,
        parent_id: parent.map(|it| it.0),
        name: it.path.last().cloned().unwrap_or_default(),
        path: format!("{}{id}/", parent.map_or("/", |it| &it.1)),
        sort: 0,
        is_demo: false,
        created_at: app.now(),
        kind: it.kind.code().to_owned(),
        closed_at: None,
    })
}

async fn position(app: &App, tx: &Tx, id: ImportId, known: &Known, it: &NewPosition) -> Result<(), Failure> {
    let key = (it.department.clone(), it.title.clone());
    let position = match known.positions.get(&key) {
        Some((position, _)) => *position,
        None => {
            let department = known.departments.get(&it.department).ok_or(Rejected::Nothing)?;
            let position = Position {
                id: app.new_id(),
                department_id: department.0,
                title: it.title.clone(),
                family: None,
                profile: "{}".to_owned(),
                is_demo: false,
                created_at: app.now(),
                closed_at: None,
            };
            bole_store::position::insert(tx, &position).await.doing("Adding a position")?;
            note(tx, id, position.id.0, "position").await?;
            position.id
        }
    };
    let statuses = std::iter::repeat_n("filled", it.filled as usize);
    for status in statuses.chain(std::iter::repeat_n("open", it.open as usize)) {
        let seat = crate::position::add_seat(app, tx, position, status).await?;
        note(tx, id, seat.0, "seat").await?;
    }
    Ok(())
}

async fn note(tx: &Tx, import_id: ImportId, row_id: Uuid, kind: &str) -> Result<(), Failure> {
    let made = Made { row_id, import_id, kind: kind.to_owned() };
    bole_store::import::note_made(tx, &made).await.doing("Keeping what an import made")
}

/// Takes back everything a committed import made, if nobody uses any of it.
///
/// # Errors
/// As [`super::get`], `import.not_committed`, and `import.in_use` with what stands on it.
pub async fn undo(app: &App, staff: &Staff, id: ImportId) -> Result<ImportView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::department::lock_tree(&tx).await.doing("Waiting for the tree")?;
    let mut import = load(staff, &tx, id).await?.into_inner();
    if import.status != "committed" {
        return Err(Rejected::NotCommitted.into());
    }
    let uses = bole_store::import::uses(&tx, id).await.doing("Looking for what is in use")?;
    if uses.departments + uses.positions > 0 {
        let count = |it: i64| usize::try_from(it).unwrap_or(0);
        let (departments, positions) = (count(uses.departments), count(uses.positions));
        return Err(Rejected::InUse { departments, positions }.into());
    }
    bole_store::import::take_back(&tx, id).await.doing("Undoing an import")?;
    import.status = "undone".to_owned();
    import.undone_at = Some(app.now());
    bole_store::import::update(&tx, &import).await.doing("Undoing an import")?;
    let subject = Some(("import", &id as _));
    app.record(&tx, Deed { actor: staff.into(), action: "import.undo", subject, params: json!({}) }).await?;
    tx.commit().await.doing("Undoing an import")?;
    view(app, staff, &import).await
}
