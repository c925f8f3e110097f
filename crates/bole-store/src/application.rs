//! Applications (应聘申请) of candidates, and the candidate table: filtered, sorted, in pages.

use bole_domain::ids::{ApplicationId, CandidateId, DepartmentId, RequisitionId, SessionId, TagId};
use bole_domain::time::Millis;
use sea_orm::DbBackend;

use crate::error::StoreError;
use crate::page::{Cursor, Page, bounded, signed};
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Place, Reads, Tx};

record! {
    /// An application.
    Application of "application" {
        id: ApplicationId,
        candidate_id: CandidateId,
        requisition_id: RequisitionId,
        department_id: DepartmentId,
        stage: String,
        /// The newest interview.
        session_id: Option<SessionId>,
        /// The newest interview's status.
        session_status: Option<String>,
        /// The released outcome.
        outcome: Option<String>,
        total: Option<f64>,
        review_needed: bool,
        is_demo: bool,
        created_at: Millis,
        updated_at: Millis,
        /// Where it came from.
        source: String,
    }
}

/// An application as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The application.
    pub application: Application,
    /// The person's key; `None` once erased.
    pub wrapped_key: Option<Vec<u8>>,
    /// The person's name.
    pub name_sealed: Vec<u8>,
    /// The person's telephone number.
    pub phone_sealed: Option<Vec<u8>>,
    /// The person's e-mail address.
    pub email_sealed: Option<Vec<u8>>,
    /// The person's audience.
    pub audience: String,
    /// The requisition's title.
    pub requisition_title: String,
    /// The department's name.
    pub department_name: String,
}

/// Which applications a list holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Of this requisition.
    pub requisition: Option<RequisitionId>,
    /// In this stage.
    pub stage: Option<String>,
    /// With an interview of this status, or without any: [`NOT_INVITED`].
    pub session_status: Option<String>,
    /// Of these persons: those whose names were searched.
    pub candidates: Option<Vec<CandidateId>>,
    /// In this department or below it.
    pub department: Option<DepartmentId>,
    /// With this tag.
    pub tag: Option<TagId>,
    /// From this source.
    pub source: Option<String>,
    /// Of persons with a phone number or an e-mail address, or of those without.
    pub has_contact: Option<bool>,
    /// Came in at this instant or later.
    pub since: Option<Millis>,
    /// Came in before this instant.
    pub until: Option<Millis>,
}

/// The order of a list. Order by name is the caller's, who alone can read names: see [`keys`] and [`many`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Last changed first.
    #[default]
    Updated,
    /// Best score first, those without one last.
    Score,
    /// Came in last first.
    Created,
}

/// The status of who was never invited, in filters alone.
pub const NOT_INVITED: &str = "none";
/// Scores are never negative, so this puts those without one at the end.
const SCORE: &str = "COALESCE(a.total, -1)";

fn listed() -> String {
    let columns = columns::<Application>("a");
    format!(
        "SELECT {columns}, c.wrapped_key, c.name_sealed, c.phone_sealed, c.email_sealed, c.audience, r.title, d.name \
         FROM application a JOIN candidate c ON c.id = a.candidate_id JOIN requisition r ON r.id = a.requisition_id \
         JOIN department d ON d.id = a.department_id"
    )
}

fn read_listed(row: &mut Cells<'_>) -> Result<Listed, StoreError> {
    Ok(Listed {
        application: Application::read(row)?,
        wrapped_key: row.next()?,
        name_sealed: row.next()?,
        phone_sealed: row.next()?,
        email_sealed: row.next()?,
        audience: row.next()?,
        requisition_title: row.next()?,
        department_name: row.next()?,
    })
}

impl Filter {
    fn restrict(&self, backend: DbBackend, sql: &mut Sql) {
        sql.push(" WHERE 1 = 1");
        if let Some(requisition) = self.requisition {
            sql.and("a.requisition_id =", requisition.value());
        }
        if let Some(stage) = &self.stage {
            sql.and("a.stage =", stage.clone());
        }
        if let Some(status) = &self.session_status {
            if status == NOT_INVITED {
                sql.push(" AND a.session_status IS NULL");
            } else {
                sql.and("a.session_status =", status.clone());
            }
        }
        if let Some(candidates) = &self.candidates {
            sql.and_in(backend, "a.candidate_id", candidates);
        }
        self.restrict_more(sql);
    }

    fn restrict_more(&self, sql: &mut Sql) {
        if let Some(department) = self.department {
            sql.push(
                " AND a.department_id IN (SELECT b.id FROM department b JOIN department top \
                 ON b.path LIKE top.path || '%' WHERE top.id = ",
            );
            sql.bind(department.value()).push(")");
        }
        if let Some(tag) = self.tag {
            sql.push(" AND a.id IN (SELECT application_id FROM application_tag WHERE tag_id = ");
            sql.bind(tag.value()).push(")");
        }
        if let Some(source) = &self.source {
            sql.and("a.source =", source.clone());
        }
        if let Some(has_contact) = self.has_contact {
            let not = if has_contact { "" } else { "NOT " };
            sql.push(&format!(
                " AND {not}EXISTS (SELECT 1 FROM candidate p WHERE p.id = a.candidate_id \
                 AND (p.phone_sealed IS NOT NULL OR p.email_sealed IS NOT NULL))"
            ));
        }
        if let Some(since) = self.since {
            sql.and("a.created_at >=", since.value());
        }
        if let Some(until) = self.until {
            sql.and("a.created_at <", until.value());
        }
    }

    /// The branch as a condition on rows that another index finds: by requisition, or in the order of the list.
    fn restrict_found(scope: &Scope, backend: DbBackend, sql: &mut Sql) {
        // SQLite would otherwise collect and sort the whole branch; PostgreSQL estimates by itself.
        let department = if backend == DbBackend::Sqlite { "+a.department_id" } else { "a.department_id" };
        scope.restrict_application(sql, department, "a.id");
    }
}

/// A page of the applications in scope that pass the filter.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    from: &impl Reads,
    scope: &Scope,
    filter: &Filter,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page<Listed>, StoreError> {
    let place = from.place();
    let limit = bounded(limit);
    let mut sql = Sql::new(listed());
    filter.restrict(place.backend(), &mut sql);
    match only_department(&place, scope).await? {
        Some(department) => _ = sql.and("a.department_id =", department.value()),
        None => Filter::restrict_found(scope, place.backend(), &mut sql),
    }
    match sort {
        Sort::Updated => {
            if let Some(cursor) = after {
                sql.push(" AND (a.updated_at, a.id) < (").bind(cursor.instant()).push(", ");
                sql.bind(cursor.id.clone()).push(")");
            }
            sql.push(" ORDER BY a.updated_at DESC, a.id DESC");
        }
        Sort::Score => {
            if let Some(cursor) = after {
                sql.push(&format!(" AND ({SCORE}, a.id) < (")).bind(cursor.key.unwrap_or(-1.0)).push(", ");
                sql.bind(cursor.id.clone()).push(")");
            }
            sql.push(&format!(" ORDER BY {SCORE} DESC, a.id DESC"));
        }
        Sort::Created => {
            if let Some(cursor) = after {
                sql.push(" AND (a.created_at, a.id) < (").bind(cursor.instant()).push(", ");
                sql.bind(cursor.id.clone()).push(")");
            }
            sql.push(" ORDER BY a.created_at DESC, a.id DESC");
        }
    }
    sql.push(" LIMIT ").bind(signed(limit + 1)?);
    let rows = place.all(sql, read_listed).await?;
    Ok(Page::cut(rows, limit, |it| match sort {
        Sort::Updated => Cursor::at(it.application.updated_at.0, it.application.id),
        Sort::Score => Cursor { key: it.application.total, id: it.application.id.to_string() },
        Sort::Created => Cursor::at(it.application.created_at.0, it.application.id),
    }))
}

/// How many applications in scope pass the filter.
///
/// # Errors
/// When the database does not answer.
pub async fn total(from: &impl Reads, scope: &Scope, filter: &Filter) -> Result<i64, StoreError> {
    let place = from.place();
    let mut sql = Sql::new("SELECT COUNT(*) FROM application a");
    filter.restrict(place.backend(), &mut sql);
    if filter.requisition.is_some() {
        Filter::restrict_found(scope, place.backend(), &mut sql);
    } else {
        scope.restrict_application(&mut sql, "a.department_id", "a.id");
    }
    place.scalar(sql).await
}

/// The department of a branch that has no other, which an index serves best.
async fn only_department(place: &Place<'_>, scope: &Scope) -> Result<Option<DepartmentId>, StoreError> {
    if !matches!(scope, Scope::Branch(_)) {
        return Ok(None);
    }
    let mut sql = Sql::new("SELECT id FROM department WHERE 1 = 1");
    scope.restrict(&mut sql, "id");
    sql.push(" LIMIT 2");
    let found = place.all(sql, |row| row.next()).await?;
    Ok(if found.len() == 1 { found.first().copied() } else { None })
}

/// All applications in scope that pass the filter, with their persons, for sorting by what only the caller can read.
///
/// # Errors
/// When the database does not answer.
pub async fn keys(
    from: &impl Reads,
    scope: &Scope,
    filter: &Filter,
) -> Result<Vec<(ApplicationId, CandidateId)>, StoreError> {
    let place = from.place();
    let mut sql = Sql::new("SELECT a.id, a.candidate_id FROM application a");
    filter.restrict(place.backend(), &mut sql);
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    place.all(sql, |row| Ok((row.next()?, row.next()?))).await
}

/// Which of these applications are in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn seen(from: &impl Reads, scope: &Scope, ids: &[ApplicationId]) -> Result<Vec<ApplicationId>, StoreError> {
    let place = from.place();
    let mut sql = Sql::new("SELECT a.id FROM application a WHERE 1 = 1");
    sql.and_in(place.backend(), "a.id", ids);
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    place.all(sql, |row| row.next()).await
}

/// The applications of these ids that are in scope, in the order of the ids.
///
/// # Errors
/// When the database does not answer.
pub async fn many(from: &impl Reads, scope: &Scope, ids: &[ApplicationId]) -> Result<Vec<Listed>, StoreError> {
    let place = from.place();
    let mut sql = Sql::new(listed());
    sql.push(" WHERE 1 = 1").and_in(place.backend(), "a.id", ids);
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    let mut rows = place.all(sql, read_listed).await?;
    let order: std::collections::BTreeMap<ApplicationId, usize> =
        ids.iter().enumerate().map(|(index, id)| (*id, index)).collect();
    rows.sort_by_key(|it| order.get(&it.application.id).copied());
    Ok(rows)
}

/// The application as a list shows it, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: ApplicationId) -> Result<Option<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.push(" WHERE a.id = ").bind(id.value());
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    from.place().one(sql, read_listed).await
}

/// The application of an id, whatever its branch: for the candidate and for rules.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: ApplicationId) -> Result<Option<Application>, StoreError> {
    let mut sql = Sql::new(select::<Application>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Application::read).await
}

/// The application to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: ApplicationId) -> Result<Option<Application>, StoreError> {
    let mut sql = Sql::new(select::<Application>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict_application(&mut sql, "department_id", "id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Application::read).await
}

/// The applications of a person, in scope, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_candidate(from: &impl Reads, scope: &Scope, candidate: CandidateId) -> Result<Vec<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.push(" WHERE a.candidate_id = ").bind(candidate.value());
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    sql.push(" ORDER BY a.created_at DESC, a.id DESC");
    from.place().all(sql, read_listed).await
}

/// Adds an application.
///
/// # Errors
/// `Reference` when its person, requisition or department does not exist.
pub async fn insert(tx: &Tx, application: &Application) -> Result<(), StoreError> {
    tx.insert(application).await
}

/// Writes an application again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, application: &Application) -> Result<bool, StoreError> {
    tx.update(application).await
}
