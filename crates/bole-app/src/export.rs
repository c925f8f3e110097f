//! Exports (导出): the people and columns somebody sees, as a file. Many at once need a second person's word.
//!
//! The file is made when it is fetched, from what its owner may read at that moment, and lies nowhere: whoever is erased
//! in between is not in it. Each person in it gets an audit row, which the candidate reads as a look.

use bole_domain::bulk::Rejected as Selection;
use bole_domain::export::{ALONE, Facts, Format, LIFE_MS, Rejected, State, state_at};
use bole_domain::ids::{ApplicationId, BulkExportId};
use bole_domain::locale::Locale;
use bole_domain::look::Look;
use bole_domain::second_approval::{Kind, LIFE_MS as APPROVAL_MS, State as Approval};
use bole_domain::staff::Permission;
use bole_domain::table::{Column, check_columns};
use bole_domain::time::Millis;
use bole_store::export::BulkExport;
use bole_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::application;
use crate::audit::Deed;
use crate::bulk::{SelectionBody, resolve};
use crate::failure::{Doing as _, Failure};
use crate::look;
use crate::policy::{Allowed, Staff, allow};
use crate::second_approval::{self, Asked};
use crate::tag;

mod sheet;
mod words;

/// So many are listed.
const LISTED: i64 = 50;
/// So many rows are read at once.
const CHUNK: usize = 200;
/// The longest key of a client's own making.
const MAX_KEY: usize = 64;

/// An export.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportView {
    /// The export.
    pub id: BulkExportId,
    /// What sort of file.
    pub format: Format,
    /// How many people.
    pub people: i64,
    /// How far it is.
    pub state: State,
    /// When it was asked for.
    pub created_at: Millis,
    /// Until when it can be fetched.
    pub expires_at: Millis,
    /// What the caller may do: `fetch`.
    pub actions: Vec<&'static str>,
}

/// An export to ask for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ExportBody {
    /// The client's own, made when the dialog opens: the same key asks once.
    pub key: String,
    /// Whom.
    pub selection: SelectionBody,
    /// How many were shown as selected.
    pub expected: usize,
    /// What sort of file.
    pub format: Format,
    /// The language of headers and states.
    #[serde(default)]
    pub locale: Locale,
    /// What of them, in order.
    pub columns: Vec<Column>,
    /// Why; needed for more than 100 people, and read by the second person.
    #[serde(default)]
    pub reason: String,
}

/// A file that is handed out.
pub struct ExportFile {
    /// Its name.
    pub name: String,
    /// What sort.
    pub format: Format,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The caller's exports, newest first.
///
/// # Errors
/// Without `application.edit`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<ExportView>, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let found = bole_store::export::list(&app.store, staff.id, LISTED).await.doing("Listing exports")?;
    let mut views = Vec::new();
    for it in &found {
        views.push(view(app, it).await?);
    }
    Ok(views)
}

/// Asks for an export; up to 100 people can be fetched at once, more when a second person agrees.
///
/// # Errors
/// Without `application.edit`; `bulk.nobody`, `bulk.too_many`, `bulk.selection_changed`, `bulk.bad_key`,
/// `privacy.reason_missing`.
pub async fn create(app: &App, staff: &Staff, body: ExportBody) -> Result<ExportView, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let people = resolve(app, staff, &body.selection).await?;
    if body.key.is_empty() || body.key.len() > MAX_KEY || !body.key.bytes().all(|it| it.is_ascii_graphic()) {
        return Err(Selection::BadKey.into());
    }
    let request_key = format!("{}/{}", staff.id, body.key);
    if let Some(earlier) = bole_store::export::by_key(&app.store, &request_key).await.doing("Looking for an export")? {
        return view(app, &earlier).await;
    }
    if people.len() != body.expected {
        return Err(Selection::SelectionChanged.into());
    }
    let (is_alone, now) = (people.len() <= ALONE, app.now());
    let row = BulkExport {
        id: app.new_id(),
        request_key,
        staff_id: staff.id,
        format: body.format.code().to_owned(),
        locale: body.locale.code().to_owned(),
        columns: serde_json::to_string(&check_columns(&body.columns)).doing("Writing an export")?,
        people: serde_json::to_string(&people).doing("Writing an export")?,
        people_count: people.len() as i64,
        is_alone,
        created_at: now,
        expires_at: now.plus(if is_alone { LIFE_MS } else { APPROVAL_MS }),
        taken_at: None,
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    match bole_store::export::insert(&tx, &row).await {
        Err(StoreError::Duplicate(_)) => return Err(Selection::BadKey.into()),
        other => other.doing("Asking for an export")?,
    }
    if !is_alone {
        let subject = row.id.to_string();
        let asked = Asked { kind: Kind::BulkExport, subject, person: None, reason: &body.reason };
        second_approval::ask(app, &tx, staff, asked).await?;
    }
    record(app, &tx, staff, "export.ask", &row).await?;
    tx.commit().await.doing("Asking for an export")?;
    view(app, &row).await
}

/// Hands an export out: once, and for some minutes again.
///
/// # Errors
/// Without `application.edit`; `export.unknown`, `export.not_ready`.
pub async fn fetch(app: &App, staff: &Staff, id: BulkExportId) -> Result<ExportFile, Failure> {
    staff.demand_own_role()?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut row = load(&tx, staff, id).await?.into_inner();
    if state_of(app, &row).await? != State::Ready {
        return Err(Rejected::NotReady.into());
    }
    if row.taken_at.is_none() {
        if !row.is_alone && !second_approval::take(app, &tx, staff, Kind::BulkExport, &id.to_string()).await? {
            return Err(Rejected::NotReady.into());
        }
        row.taken_at = Some(app.now());
        bole_store::export::update(&tx, &row).await.doing("Handing an export out")?;
    }
    let (rows, people) = rows(app, staff, &row).await?;
    for person in people {
        look::record(app, staff, &tx, Look::Export, person, json!({ "export": id })).await?;
    }
    record(app, &tx, staff, "export.fetch", &row).await?;
    tx.commit().await.doing("Handing an export out")?;
    let format = format_of(&row);
    let bytes = match format {
        Format::Csv => sheet::csv(&rows),
        Format::Xlsx => sheet::xlsx(&rows).doing("Writing a workbook")?,
    };
    let day = crate::calendar::day_of(app.now());
    Ok(ExportFile { name: format!("bole-candidates-{day}.{}", format.code()), format, bytes })
}

/// How many people an export holds that waits for a second person.
pub(crate) async fn people_of(app: &App, subject: &str) -> Result<Option<i64>, Failure> {
    let Ok(id) = subject.parse::<BulkExportId>() else { return Ok(None) };
    let found = bole_store::export::get(&app.store, id).await.doing("Loading an export")?;
    Ok(found.map(|it| it.people_count))
}

/// The header and a row for everybody the caller sees now, and who they are.
async fn rows(
    app: &App,
    staff: &Staff,
    export: &BulkExport,
) -> Result<(Vec<Vec<String>>, Vec<ApplicationId>), Failure> {
    let columns: Vec<Column> = serde_json::from_str(&export.columns).doing("Reading an export")?;
    let ids: Vec<ApplicationId> = serde_json::from_str(&export.people).doing("Reading an export")?;
    let locale = Locale::from_code(&export.locale).unwrap_or_default();
    let mut rows = vec![columns.iter().map(|it| words::header(*it, locale).to_owned()).collect()];
    let mut people = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let found = bole_store::application::many(&app.store, &staff.scope, chunk).await;
        let mut tags = tag::of_applications(app, staff, chunk).await?;
        // Of who was erased there is nothing to tell.
        for it in found.doing("Listing applications")?.iter().filter(|it| it.wrapped_key.is_some()) {
            let row = application::row(app, staff, it, &mut tags)?;
            rows.push(columns.iter().map(|column| words::cell(*column, &row, locale)).collect());
            people.push(row.id);
        }
    }
    Ok((rows, people))
}

async fn load(tx: &Tx, staff: &Staff, id: BulkExportId) -> Result<Allowed<BulkExport>, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let found = bole_store::export::for_change(tx, staff.id, id).await.doing("Loading an export")?;
    allow(staff, Permission::ApplicationEdit, Some(found.ok_or(Rejected::Unknown)?))
}

async fn state_of(app: &App, row: &BulkExport) -> Result<State, Failure> {
    let approval = if row.is_alone {
        None
    } else {
        let found = second_approval::state_for(app, Kind::BulkExport, &row.id.to_string()).await?;
        Some(found.unwrap_or(Approval::Expired))
    };
    let facts = Facts { approval, taken_at: row.taken_at, expires_at: row.expires_at };
    Ok(state_at(&facts, app.now()))
}

fn format_of(row: &BulkExport) -> Format {
    Format::from_code(&row.format).unwrap_or(Format::Csv)
}

async fn view(app: &App, row: &BulkExport) -> Result<ExportView, Failure> {
    let state = state_of(app, row).await?;
    Ok(ExportView {
        id: row.id,
        format: format_of(row),
        people: row.people_count,
        state,
        created_at: row.created_at,
        expires_at: row.expires_at,
        actions: if state == State::Ready { vec!["fetch"] } else { Vec::new() },
    })
}

async fn record(app: &App, tx: &Tx, staff: &Staff, action: &'static str, row: &BulkExport) -> Result<(), Failure> {
    let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("bulk_export", &row.id);
    let params = json!({ "people": row.people_count, "kind": row.format });
    app.record(tx, Deed { actor: staff.into(), action, subject: Some(subject), params }).await
}
