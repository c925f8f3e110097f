//! Messages (消息) to people, sealed: the outbox that a worker empties.

use bole_domain::ids::{ApplicationId, CandidateId, DepartmentId, MessageId, StaffId};
use bole_domain::time::Millis;

use sea_orm::DbBackend;

use crate::error::StoreError;
use crate::page::{Cursor, Page, bounded, signed};
use crate::record::{Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A message.
    Message of "message" {
        id: MessageId,
        /// What it is about.
        kind: String,
        /// How it travels.
        channel: String,
        candidate_id: Option<CandidateId>,
        application_id: Option<ApplicationId>,
        /// The branch that may read it.
        department_id: Option<DepartmentId>,
        recipient_sealed: Vec<u8>,
        subject_sealed: Vec<u8>,
        body_sealed: Vec<u8>,
        /// `held`, `waiting`, `sent`, `failed`, `dropped`.
        status: String,
        attempts: i64,
        next_attempt_at: Option<Millis>,
        last_error: Option<String>,
        is_demo: bool,
        created_at: Millis,
        sent_at: Option<Millis>,
        /// The account it is for, when it is for staff; sealed under the deployment's key then.
        staff_id: Option<StaffId>,
        /// The language it is written in.
        locale: String,
        /// The values of its template's names as JSON, so that it can be written again for another channel.
        fields_sealed: Option<Vec<u8>>,
        /// How many short messages it is charged as.
        parts: i64,
        /// When a short message was counted towards the day's limit.
        charged_at: Option<Millis>,
        /// The message that failed and that this one stands in for.
        fallback_of: Option<MessageId>,
        /// When its candidate saw it in the application's own list.
        read_at: Option<Millis>,
    }
}

/// A page of the messages in scope, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    from: &impl Reads,
    scope: &Scope,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page<Message>, StoreError> {
    let limit = bounded(limit);
    let mut sql = Sql::new(select::<Message>());
    sql.push(" WHERE 1 = 1");
    scope.restrict(&mut sql, "department_id");
    if let Some(cursor) = after {
        sql.push(" AND (created_at, id) < (").bind(cursor.instant()).push(", ").bind(cursor.id.clone()).push(")");
    }
    sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(signed(limit + 1)?);
    let rows = from.place().all(sql, Message::read).await?;
    Ok(Page::cut(rows, limit, |it| Cursor::at(it.created_at.0, it.id)))
}

/// The message, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn find(from: &impl Reads, scope: &Scope, id: MessageId) -> Result<Option<Message>, StoreError> {
    let mut sql = Sql::new(select::<Message>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "department_id");
    from.place().one(sql, Message::read).await
}

/// The message to be changed in this transaction, if it is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: MessageId) -> Result<Option<Message>, StoreError> {
    let mut sql = Sql::new(select::<Message>());
    sql.push(" WHERE id = ").bind(id.value());
    scope.restrict(&mut sql, "department_id");
    sql.push(&tx.for_change(""));
    tx.place().one(sql, Message::read).await
}

/// The messages to one person, in scope, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_candidate(
    from: &impl Reads,
    scope: &Scope,
    candidate: CandidateId,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let mut sql = Sql::new(select::<Message>());
    sql.push(" WHERE candidate_id = ").bind(candidate.value());
    scope.restrict(&mut sql, "department_id");
    sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, Message::read).await
}

/// Messages of a status, oldest first: those to send once mail is configured, for example.
///
/// # Errors
/// When the database does not answer.
pub async fn of_status(from: &impl Reads, status: &str, limit: i64) -> Result<Vec<Message>, StoreError> {
    let mut sql = Sql::new(select::<Message>());
    sql.push(" WHERE status = ").bind(status).push(" ORDER BY created_at, id LIMIT ").bind(limit);
    from.place().all(sql, Message::read).await
}

/// Adds a message.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, message: &Message) -> Result<(), StoreError> {
    tx.insert(message).await
}

/// Writes a message again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, message: &Message) -> Result<bool, StoreError> {
    tx.update(message).await
}

/// Keeps others from counting short messages until this transaction ends.
///
/// # Errors
/// When the database does not answer.
pub async fn lock_charges(tx: &Tx) -> Result<(), StoreError> {
    // SQLite has one writer at a time anyway.
    if tx.backend() == DbBackend::Postgres {
        tx.execute(Sql::new("LOCK TABLE message IN SHARE ROW EXCLUSIVE MODE")).await?;
    }
    Ok(())
}

/// How many short messages were counted since an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn charged_since(from: &impl Reads, since: Millis) -> Result<i64, StoreError> {
    let sql = Sql::new("SELECT CAST(COALESCE(SUM(parts), 0) AS BIGINT) FROM message WHERE charged_at >= $1");
    from.place().scalar(sql.with([since.value()])).await
}

/// Lets an invitation name the message that stands in for the one that carried its link.
///
/// # Errors
/// When the database does not answer.
pub async fn redirect(tx: &Tx, from: MessageId, to: MessageId) -> Result<(), StoreError> {
    let sql = Sql::new("UPDATE invitation SET message_id = $1 WHERE message_id = $2");
    tx.execute(sql.with([to.value(), from.value()])).await.map(drop)
}

/// Notes that the candidate of an application has seen what it was sent so far.
///
/// # Errors
/// When the database does not answer.
pub async fn seen(tx: &Tx, application: ApplicationId, now: Millis) -> Result<(), StoreError> {
    let sql = Sql::new("UPDATE message SET read_at = $1 WHERE application_id = $2 AND read_at IS NULL");
    tx.execute(sql.with([now.value(), application.value()])).await.map(drop)
}

/// The messages about one application, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn about(from: &impl Reads, application: ApplicationId, limit: i64) -> Result<Vec<Message>, StoreError> {
    let mut sql = Sql::new(select::<Message>());
    sql.push(" WHERE application_id = ").bind(application.value());
    sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(limit);
    from.place().all(sql, Message::read).await
}

/// What became of the messages of one channel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChannelCounts {
    /// Wait for a server to be configured.
    pub held: i64,
    /// Wait for their turn.
    pub waiting: i64,
    /// Could not be delivered since the given instant.
    pub failed: i64,
    /// When the last one was handed over.
    pub last_sent_at: Option<Millis>,
    /// When the last one that could not be delivered was written.
    pub last_failed_at: Option<Millis>,
}

/// What became of the messages of a channel; failures since an instant. For the operator, over all departments.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(from: &impl Reads, channel: &str, since: Millis) -> Result<ChannelCounts, StoreError> {
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM message WHERE channel = $1 AND status = 'held'), \
         (SELECT COUNT(*) FROM message WHERE channel = $1 AND status = 'waiting'), \
         (SELECT COUNT(*) FROM message WHERE channel = $1 AND status = 'failed' AND created_at >= $2), \
         (SELECT MAX(sent_at) FROM message WHERE channel = $1 AND status = 'sent'), \
         (SELECT MAX(created_at) FROM message WHERE channel = $1 AND status = 'failed')",
    );
    let read = |row: &mut crate::record::Cells<'_>| {
        Ok(ChannelCounts {
            held: row.next()?,
            waiting: row.next()?,
            failed: row.next()?,
            last_sent_at: row.next()?,
            last_failed_at: row.next()?,
        })
    };
    Ok(from.place().one(sql.with([channel.to_owned().value(), since.value()]), read).await?.unwrap_or_default())
}
