//! Importing departments, positions and seats from Excel or CSV: read in a child process, understood, looked through,
//! corrected in place, committed as one and taken back as one.

use std::collections::BTreeMap;

use bole_domain::ids::ImportId;
use bole_domain::import::{Column, Fault, Line, Plan, Rejected, check, header_row, map};
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_media::Sheet;
use bole_store::import::Import;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Allowed, Staff, allow};

mod existing;
mod perform;
mod template;
pub use perform::{CommitBody, commit, undo};
pub use template::template;

/// The most characters of a corrected cell.
const MAX_CELL: usize = 300;
/// So many rows with faults are shown at once; the next ones come when these are mended.
const SHOWN: usize = 300;
/// So many past imports are listed.
const LISTED: i64 = 20;

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportView {
    /// The import.
    pub id: ImportId,
    /// The file's name.
    pub file_name: String,
    /// `open`, `committed` or `undone`.
    pub status: String,
    /// When the file came.
    pub created_at: Millis,
    /// The columns of the sheet, and what each was taken for.
    pub columns: Vec<SheetColumnView>,
    /// Rows below the header that hold something.
    pub row_count: usize,
    /// Rows with faults.
    pub faulty_count: usize,
    /// The first of them.
    pub faulty: Vec<FaultyRowView>,
    /// What the other rows would make, or made.
    pub makes: MakesView,
    /// What one should know about the file: stable codes.
    pub warnings: Vec<&'static str>,
    /// What the caller may do: `fix`, `commit`, `undo`.
    pub actions: Vec<&'static str>,
}

/// A column of the sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetColumnView {
    /// What its header says.
    pub header: String,
    /// What it was taken for; nothing when it is passed over.
    pub column: Option<Column>,
    /// The first value below the header.
    pub sample: String,
}

/// A row with faults.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultyRowView {
    /// Its number in the sheet.
    pub row: usize,
    /// Its cells.
    pub cells: BTreeMap<String, String>,
    /// What is wrong with it.
    pub faults: Vec<FaultView>,
}

/// What is wrong with a cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultView {
    /// The column.
    pub column: Column,
    /// A code such as `not_number`.
    pub code: &'static str,
    /// What the cell says.
    pub value: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
    /// In how many rows the same stands with the same fault.
    pub same: usize,
}

/// What an import makes.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct MakesView {
    /// Departments.
    pub departments: usize,
    /// Positions.
    pub positions: usize,
    /// Open seats.
    pub open: u32,
    /// Filled seats.
    pub filled: u32,
}

/// A past import in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PastImportView {
    /// The import.
    pub id: ImportId,
    /// The file's name.
    pub file_name: String,
    /// `open`, `committed` or `undone`.
    pub status: String,
    /// When the file came.
    pub created_at: Millis,
}

/// What each column of the sheet holds, in order.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MappingBody {
    /// One for each column; `null` passes it over.
    pub columns: Vec<Option<Column>>,
}

/// A corrected cell.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FixBody {
    /// The row's number in the sheet.
    pub row: usize,
    /// The column.
    pub column: Column,
    /// What it should say.
    pub value: String,
    /// Whether all cells of the column that say the same are corrected too.
    #[serde(default)]
    pub everywhere: bool,
}

/// Takes a file in, reads it and looks it through. Nothing of the organisation changes.
///
/// # Errors
/// Without `organisation.edit` for the whole company; `document.*` for a file that cannot be read, `import.no_header`.
pub async fn upload(app: &App, staff: &Staff, file_name: &str, bytes: Vec<u8>) -> Result<ImportView, Failure> {
    demand(staff)?;
    let sheet = app.documents.sheet(bytes, file_name).await.map_err(|it| Refusal::new(Kind::Invalid, it.code()))?;
    let header = header_row(&sheet.rows).ok_or(Rejected::NoHeader)?;
    let mapping = map(&sheet.rows[header]);
    let import = Import {
        id: app.new_id(),
        file_name: file_name.chars().filter(|it| !it.is_control()).take(200).collect(),
        status: "open".to_owned(),
        sheet: serde_json::to_string(&sheet).doing("Writing a sheet")?,
        header: header as i64,
        mapping: serde_json::to_string(&mapping).doing("Writing columns")?,
        created_by: Some(staff.id),
        created_at: app.now(),
        committed_at: None,
        undone_at: None,
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::import::insert(&tx, &import).await.doing("Keeping a sheet")?;
    let deed = Deed {
        actor: staff.into(),
        action: "import.upload",
        subject: Some(("import", &import.id)),
        params: json!({ "rows": sheet.rows.len() }),
    };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Keeping a sheet")?;
    view(app, staff, &import).await
}

/// The last imports, newest first.
///
/// # Errors
/// Without `organisation.edit` for the whole company.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<PastImportView>, Failure> {
    demand(staff)?;
    let found = bole_store::import::list(&app.store, LISTED).await.doing("Listing imports")?;
    let past = |it: Import| PastImportView {
        id: it.id,
        file_name: it.file_name,
        status: it.status,
        created_at: it.created_at,
    };
    Ok(found.into_iter().map(past).collect())
}

/// One import, looked through against what exists now.
///
/// # Errors
/// As [`list`], or when it does not exist.
pub async fn get(app: &App, staff: &Staff, id: ImportId, with_all: bool) -> Result<ImportView, Failure> {
    demand(staff)?;
    let found = bole_store::import::get(&app.store, id).await.doing("Loading an import")?;
    let shown = if with_all { usize::MAX } else { SHOWN };
    view_with(app, staff, &found.ok_or_else(Failure::not_found)?, shown).await
}

/// Says what the columns hold.
///
/// # Errors
/// As [`get`], `import.done`, and `import.columns_invalid`.
pub async fn set_columns(app: &App, staff: &Staff, id: ImportId, body: &MappingBody) -> Result<ImportView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut import = open_for_change(staff, &tx, id).await?.into_inner();
    let named: Vec<Column> = body.columns.iter().flatten().copied().collect();
    let mut once = named.clone();
    once.sort();
    once.dedup();
    if once.len() != named.len() || !once.contains(&Column::Department) {
        return Err(Rejected::ColumnsInvalid.into());
    }
    import.mapping = serde_json::to_string(&body.columns).doing("Writing columns")?;
    save(app, staff, tx, &import, "import.columns").await
}

/// Corrects a cell, or all that say the same.
///
/// # Errors
/// As [`get`], `import.done`, and `import.no_such_cell`.
pub async fn fix(app: &App, staff: &Staff, id: ImportId, body: &FixBody) -> Result<ImportView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut import = open_for_change(staff, &tx, id).await?.into_inner();
    let mut sheet: Sheet = serde_json::from_str(&import.sheet).doing("Reading a sheet")?;
    let mapping: Vec<Option<Column>> = serde_json::from_str(&import.mapping).doing("Reading columns")?;
    let header = usize::try_from(import.header).unwrap_or(0);
    let missing = || Failure::refuse(Kind::Invalid, "import.no_such_cell");
    let at = mapping.iter().position(|it| *it == Some(body.column)).ok_or_else(missing)?;
    let row = body.row.checked_sub(1).filter(|it| *it > header && *it < sheet.rows.len()).ok_or_else(missing)?;
    let value: String = body.value.trim().chars().filter(|it| !it.is_control()).take(MAX_CELL).collect();
    let said = sheet.rows[row].get(at).cloned().unwrap_or_default();
    for (number, cells) in sheet.rows.iter_mut().enumerate().skip(header + 1) {
        let is_same = body.everywhere && !cells.is_empty() && cells.get(at).map_or("", String::as_str) == said;
        if number == row || is_same {
            if cells.len() <= at {
                cells.resize_with(at + 1, String::new);
            }
            cells[at].clone_from(&value);
        }
    }
    import.sheet = serde_json::to_string(&sheet).doing("Writing a sheet")?;
    save(app, staff, tx, &import, "import.fix").await
}

async fn save(
    app: &App,
    staff: &Staff,
    tx: bole_store::Tx,
    import: &Import,
    action: &'static str,
) -> Result<ImportView, Failure> {
    bole_store::import::update(&tx, import).await.doing("Keeping a sheet")?;
    let subject = Some(("import", &import.id as _));
    app.record(&tx, Deed { actor: staff.into(), action, subject, params: json!({}) }).await?;
    tx.commit().await.doing("Keeping a sheet")?;
    view(app, staff, import).await
}

/// An import reaches the whole company.
fn demand(staff: &Staff) -> Result<(), Failure> {
    staff.demand(Permission::OrganisationEdit)?;
    if staff.sees_all() { Ok(()) } else { Err(Failure::forbidden()) }
}

async fn load(staff: &Staff, tx: &bole_store::Tx, id: ImportId) -> Result<Allowed<Import>, Failure> {
    demand(staff)?;
    let found = bole_store::import::for_change(tx, id).await.doing("Loading an import")?;
    allow(staff, Permission::OrganisationEdit, found)
}

async fn open_for_change(staff: &Staff, tx: &bole_store::Tx, id: ImportId) -> Result<Allowed<Import>, Failure> {
    let import = load(staff, tx, id).await?;
    if import.status == "open" { Ok(import) } else { Err(Rejected::Done.into()) }
}

/// The rows below the header as the rules read them.
fn lines(sheet: &Sheet, header: usize, mapping: &[Option<Column>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (at, row) in sheet.rows.iter().enumerate().skip(header + 1) {
        let cells: BTreeMap<Column, String> =
            mapping.iter().zip(row).filter_map(|(column, cell)| Some(((*column)?, cell.clone()))).collect();
        let mut merged = BTreeMap::new();
        for it in sheet.merged.iter().filter(|it| it.row > header && it.row < at && at <= it.last_row) {
            let first = sheet.rows.get(it.row).and_then(|row| row.get(it.column)).cloned();
            if let (Some(Some(column)), Some(first)) = (mapping.get(it.column), first) {
                merged.insert(*column, first);
            }
        }
        let is_empty = cells.values().all(|it| it.trim().is_empty());
        if !is_empty {
            lines.push(Line { number: at + 1, cells, merged });
        }
    }
    lines
}

/// What the import is and would do, as of now.
struct Looked {
    sheet: Sheet,
    mapping: Vec<Option<Column>>,
    lines: Vec<Line>,
    plan: Plan,
    faults: Vec<Fault>,
}

async fn look(from: &impl bole_store::Reads, import: &Import) -> Result<Looked, Failure> {
    let sheet: Sheet = serde_json::from_str(&import.sheet).doing("Reading a sheet")?;
    let mapping: Vec<Option<Column>> = serde_json::from_str(&import.mapping).doing("Reading columns")?;
    let lines = lines(&sheet, usize::try_from(import.header).unwrap_or(0), &mapping);
    let existing = existing::load(from).await?;
    let (plan, faults) = check(&lines, &existing.rules());
    Ok(Looked { sheet, mapping, lines, plan, faults })
}

async fn view(app: &App, staff: &Staff, import: &Import) -> Result<ImportView, Failure> {
    view_with(app, staff, import, SHOWN).await
}

async fn view_with(app: &App, staff: &Staff, import: &Import, shown: usize) -> Result<ImportView, Failure> {
    let looked = look(&app.store, import).await?;
    let header = usize::try_from(import.header).unwrap_or(0);
    let cell = |row: usize, at: usize| looked.sheet.rows.get(row).and_then(|it| it.get(at)).cloned();
    let width = looked.sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
    let columns = (0..width).map(|at| SheetColumnView {
        header: cell(header, at).unwrap_or_default(),
        column: looked.mapping.get(at).copied().flatten(),
        sample: (header + 1..looked.sheet.rows.len())
            .find_map(|row| cell(row, at).filter(|it| !it.is_empty()))
            .unwrap_or_default(),
    });
    let is_open = import.status == "open";
    let (faulty_count, faulty) = if is_open { faulty(&looked, shown) } else { (0, Vec::new()) };
    let is_empty = looked.plan.departments.is_empty() && looked.plan.positions.is_empty();
    let actions = match (import.status.as_str(), staff.role.may(Permission::OrganisationEdit)) {
        ("open", true) if is_empty => vec!["fix"],
        ("open", true) => vec!["fix", "commit"],
        ("committed", true) => vec!["undo"],
        _ => vec![],
    };
    Ok(ImportView {
        id: import.id,
        file_name: import.file_name.clone(),
        status: import.status.clone(),
        created_at: import.created_at,
        columns: columns.collect(),
        row_count: looked.lines.len(),
        faulty_count,
        faulty,
        makes: makes(&looked.plan),
        warnings: looked.sheet.warnings.iter().map(|it| it.code()).collect(),
        actions,
    })
}

fn makes(plan: &Plan) -> MakesView {
    MakesView {
        departments: plan.departments.len(),
        positions: plan.positions.iter().filter(|it| !it.exists).count(),
        open: plan.positions.iter().map(|it| it.open).sum(),
        filled: plan.positions.iter().map(|it| it.filled).sum(),
    }
}

/// How many rows have faults, and the first of them.
fn faulty(looked: &Looked, shown: usize) -> (usize, Vec<FaultyRowView>) {
    let lines: BTreeMap<usize, &Line> = looked.lines.iter().map(|it| (it.number, it)).collect();
    let said = |it: &Fault| lines.get(&it.row).map_or("", |line| line.cell(it.column)).to_owned();
    let mut same: BTreeMap<(Column, &'static str, String), usize> = BTreeMap::new();
    let mut by_row: BTreeMap<usize, Vec<&Fault>> = BTreeMap::new();
    for fault in &looked.faults {
        *same.entry((fault.column, fault.code, said(fault))).or_default() += 1;
        by_row.entry(fault.row).or_default().push(fault);
    }
    let count = by_row.len();
    let name = |it: &Column| serde_json::to_value(it).ok().and_then(|it| it.as_str().map(str::to_owned));
    let row = |(row, faults): (usize, Vec<&Fault>)| FaultyRowView {
        row,
        cells: lines
            .get(&row)
            .into_iter()
            .flat_map(|line| &line.cells)
            .filter_map(|(column, text)| Some((name(column)?, text.clone())))
            .collect(),
        faults: faults
            .into_iter()
            .map(|it| FaultView {
                column: it.column,
                code: it.code,
                value: said(it),
                suggestion: it.suggestion.clone(),
                same: same.get(&(it.column, it.code, said(it))).copied().unwrap_or(1),
            })
            .collect(),
    };
    (count, by_row.into_iter().take(shown).map(row).collect())
}
