//! What people said about themselves of their own free will (自愿填写的信息): one sealed value a person.
//!
//! Nothing else in this crate reads the table, and no query joins it: rows come one at a time for the person they are
//! about, or all together to be counted.

use bole_domain::ids::CandidateId;
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// What one person said.
    Demographic of "demographic" {
        candidate_id: CandidateId,
        said_sealed: Vec<u8>,
        updated_at: Millis,
    }
}

/// A row with what is needed to open and to count it.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Whose; needed to open the value, never shown.
    pub candidate_id: CandidateId,
    /// The key.
    pub wrapped_key: Option<Vec<u8>>,
    /// The value.
    pub said_sealed: Vec<u8>,
    /// The outcome of the person's newest released result.
    pub outcome: Option<String>,
}

/// What a person said.
///
/// # Errors
/// When the database does not answer.
pub async fn of(from: &impl Reads, id: CandidateId) -> Result<Option<Demographic>, StoreError> {
    let mut sql = Sql::new(select::<Demographic>());
    sql.push(" WHERE candidate_id = ").bind(id.value());
    from.place().one(sql, Demographic::read).await
}

/// Keeps what a person said, in place of what they said before.
///
/// # Errors
/// `Reference` when the person does not exist.
pub async fn put(tx: &Tx, it: &Demographic) -> Result<(), StoreError> {
    remove(tx, it.candidate_id).await?;
    tx.insert(it).await
}

/// Removes what a person said; says whether there was something.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(tx: &Tx, id: CandidateId) -> Result<bool, StoreError> {
    let mut sql = Sql::new("DELETE FROM demographic WHERE candidate_id = ");
    sql.bind(id.value());
    Ok(tx.execute(sql).await? > 0)
}

/// What everybody said who is not part of the demonstration or all who are, for counting alone; in no order that means
/// anything.
///
/// # Errors
/// When the database does not answer.
pub async fn all(from: &impl Reads) -> Result<Vec<Counted>, StoreError> {
    let sql = Sql::new(
        "SELECT d.candidate_id, c.wrapped_key, d.said_sealed, (SELECT a.outcome FROM application a \
         WHERE a.candidate_id = c.id AND a.outcome IS NOT NULL ORDER BY a.updated_at DESC LIMIT 1) \
         FROM demographic d JOIN candidate c ON c.id = d.candidate_id ORDER BY d.candidate_id",
    );
    let counted = |row: &mut crate::record::Cells<'_>| {
        Ok(Counted {
            candidate_id: row.next()?,
            wrapped_key: row.next()?,
            said_sealed: row.next()?,
            outcome: row.next()?,
        })
    };
    from.place().all(sql, counted).await
}
