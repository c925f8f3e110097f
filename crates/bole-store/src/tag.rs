//! Tags (标签) and which applications carry them.

use bole_domain::ids::{ApplicationId, StaffId, TagId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A tag.
    Tag of "tag" {
        id: TagId,
        name: String,
        /// The name as it is compared.
        folded: String,
        color: String,
        created_by: Option<StaffId>,
        is_demo: bool,
        created_at: Millis,
    }
}

/// A tag on an application.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged {
    /// The application.
    pub application: ApplicationId,
    /// The tag.
    pub tag: Tag,
}

/// All tags by name, each with how many applications in scope carry it.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, scope: &Scope) -> Result<Vec<(Tag, i64)>, StoreError> {
    let mut sql = Sql::new(format!(
        "SELECT {}, (SELECT COUNT(*) FROM application_tag u JOIN application a ON a.id = u.application_id \
         WHERE u.tag_id = t.id",
        columns::<Tag>("t")
    ));
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    sql.push(") FROM tag t ORDER BY t.folded");
    from.place().all(sql, |row| Ok((Tag::read(row)?, row.next()?))).await
}

/// The tag to be changed in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, id: TagId) -> Result<Option<Tag>, StoreError> {
    let mut sql = Sql::new(select::<Tag>());
    sql.push(" WHERE id = ").bind(id.value()).push(&tx.for_change(""));
    tx.place().one(sql, Tag::read).await
}

/// The tags of these applications, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn of_applications(from: &impl Reads, ids: &[ApplicationId]) -> Result<Vec<Tagged>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let place = from.place();
    let mut sql = Sql::new(format!(
        "SELECT u.application_id, {} FROM application_tag u JOIN tag t ON t.id = u.tag_id WHERE 1 = 1",
        columns::<Tag>("t")
    ));
    sql.and_in(place.backend(), "u.application_id", ids).push(" ORDER BY t.folded");
    let read = |row: &mut Cells<'_>| Ok(Tagged { application: row.next()?, tag: Tag::read(row)? });
    place.all(sql, read).await
}

/// Adds a tag.
///
/// # Errors
/// `Duplicate` when one of that name exists.
pub async fn insert(tx: &Tx, tag: &Tag) -> Result<(), StoreError> {
    tx.insert(tag).await
}

/// Writes a tag again; says whether it exists.
///
/// # Errors
/// `Duplicate` when another one has that name.
pub async fn update(tx: &Tx, tag: &Tag) -> Result<bool, StoreError> {
    tx.update(tag).await
}

/// Removes a tag from everybody and for good.
///
/// # Errors
/// When the database does not answer.
pub async fn remove(tx: &Tx, id: TagId) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM application_tag WHERE tag_id = $1").with([id.value()])).await?;
    tx.execute(Sql::new("DELETE FROM tag WHERE id = $1").with([id.value()])).await.map(drop)
}

/// Puts a tag on an application; `false` when it is there already.
///
/// # Errors
/// `Reference` when one of them does not exist.
pub async fn put(
    tx: &Tx,
    application: ApplicationId,
    tag: TagId,
    by: Option<StaffId>,
    at: Millis,
) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "INSERT INTO application_tag (application_id, tag_id, tagged_by, at) VALUES ($1,$2,$3,$4) \
         ON CONFLICT (application_id, tag_id) DO NOTHING",
    );
    Ok(tx.execute(sql.with([application.value(), tag.value(), by.value(), at.value()])).await? > 0)
}

/// Takes a tag off an application; `false` when it was not there.
///
/// # Errors
/// When the database does not answer.
pub async fn take(tx: &Tx, application: ApplicationId, tag: TagId) -> Result<bool, StoreError> {
    let sql = Sql::new("DELETE FROM application_tag WHERE application_id = $1 AND tag_id = $2");
    Ok(tx.execute(sql.with([application.value(), tag.value()])).await? > 0)
}
