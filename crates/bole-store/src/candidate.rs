//! Candidates (候选人): one person each, sealed under a key of their own. Look-up is by keyed hash only.

use bole_domain::ids::CandidateId;
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A candidate.
    Candidate of "candidate" {
        id: CandidateId,
        /// The person's key under the deployment's; `None` once erased.
        wrapped_key: Option<Vec<u8>>,
        name_sealed: Vec<u8>,
        phone_sealed: Option<Vec<u8>>,
        email_sealed: Option<Vec<u8>>,
        /// The keyed hash of the telephone number.
        phone_index: Option<String>,
        /// The keyed hash of the e-mail address.
        email_index: Option<String>,
        audience: String,
        is_demo: bool,
        created_at: Millis,
        updated_at: Millis,
        erased_at: Option<Millis>,
    }
}

/// What is needed to look for a person by name, which only the caller can read.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedName {
    /// The person.
    pub id: CandidateId,
    /// The person's key.
    pub wrapped_key: Vec<u8>,
    /// The name.
    pub name_sealed: Vec<u8>,
    /// When the row was last changed, for those who keep the names they have read.
    pub updated_at: Millis,
}

/// The person of an id, whatever the branch.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: CandidateId) -> Result<Option<Candidate>, StoreError> {
    let mut sql = Sql::new(select::<Candidate>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Candidate::read).await
}

/// The person, if an application of theirs is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: CandidateId) -> Result<Option<Candidate>, StoreError> {
    let mut sql = Sql::new(select::<Candidate>());
    sql.push(" WHERE id = ").bind(id.value());
    restrict(scope, &mut sql, "candidate");
    from.place().one(sql, Candidate::read).await
}

/// The persons with this telephone number or this e-mail address, in scope, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn by_contact(
    from: &impl Reads,
    scope: &Scope,
    phone_index: Option<&str>,
    email_index: Option<&str>,
) -> Result<Vec<Candidate>, StoreError> {
    if phone_index.is_none() && email_index.is_none() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(select::<Candidate>());
    sql.push(" WHERE (phone_index = ").bind(phone_index.map(str::to_owned));
    sql.push(" OR email_index = ").bind(email_index.map(str::to_owned)).push(")");
    restrict(scope, &mut sql, "candidate");
    sql.push(" ORDER BY created_at, id LIMIT 50");
    from.place().all(sql, Candidate::read).await
}

/// The sealed names in scope that were changed at `since` or later, in order of change.
///
/// # Errors
/// When the database does not answer.
pub async fn names(from: &impl Reads, scope: &Scope, since: Millis) -> Result<Vec<SealedName>, StoreError> {
    let mut sql = Sql::new("SELECT id, wrapped_key, name_sealed, updated_at FROM candidate WHERE updated_at >= ");
    sql.bind(since.value()).push(" AND wrapped_key IS NOT NULL");
    restrict(scope, &mut sql, "candidate");
    sql.push(" ORDER BY updated_at, id");
    let read = |row: &mut Cells<'_>| {
        Ok(SealedName { id: row.next()?, wrapped_key: row.next()?, name_sealed: row.next()?, updated_at: row.next()? })
    };
    from.place().all(sql, read).await
}

/// The persons of these ids, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn many(from: &impl Reads, ids: &[CandidateId]) -> Result<Vec<Candidate>, StoreError> {
    let place = from.place();
    let mut sql = Sql::new(format!("SELECT {} FROM candidate WHERE 1 = 1", columns::<Candidate>("")));
    sql.and_in(place.backend(), "id", ids);
    place.all(sql, Candidate::read).await
}

/// The person to be changed in this transaction, if an application of theirs is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: CandidateId) -> Result<Option<Candidate>, StoreError> {
    let mut sql = Sql::new(select::<Candidate>());
    sql.push(" WHERE id = ").bind(id.value());
    restrict(scope, &mut sql, "candidate");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Candidate::read).await
}

/// Adds a person.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, candidate: &Candidate) -> Result<(), StoreError> {
    tx.insert(candidate).await
}

/// Writes a person again; says whether they exist.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, candidate: &Candidate) -> Result<bool, StoreError> {
    tx.update(candidate).await
}

fn restrict(scope: &Scope, sql: &mut Sql, alias: &str) {
    if *scope != Scope::All {
        sql.push(&format!(" AND EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = {alias}.id"));
        scope.restrict_application(sql, "a.department_id", "a.id");
        sql.push(")");
    }
}
