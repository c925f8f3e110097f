//! Bulk runs (批量操作), each with an item for every application it is done to.

use bole_domain::ids::{ApplicationId, BulkRunId, CandidateId, StaffId, TagId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::page::{Cursor, Page, bounded, signed};
use crate::record::{Cells, Column as _, Record, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// A run.
    BulkRun of "bulk_run" {
        id: BulkRunId,
        /// The account with the client's own key: a second click finds the first run.
        request_key: String,
        kind: String,
        /// JSON without words.
        params: String,
        /// JSON of what somebody wrote.
        words_sealed: Vec<u8>,
        staff_id: StaffId,
        /// The run that this one takes back.
        undoes: Option<BulkRunId>,
        created_at: Millis,
        finished_at: Option<Millis>,
    }
}

/// One application of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The run.
    pub run: BulkRunId,
    /// Its place in the run.
    pub number: i64,
    /// The application.
    pub application: ApplicationId,
    /// How far it is.
    pub state: String,
    /// Why it was left out or failed.
    pub code: Option<String>,
    /// What was there before, for taking it back.
    pub former: Option<String>,
    /// When it was settled.
    pub at: Option<Millis>,
}

/// What is known of an application before something is done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The application.
    pub id: ApplicationId,
    /// The person.
    pub candidate: CandidateId,
    /// Its stage.
    pub stage: String,
    /// Its newest interview.
    pub session_status: Option<String>,
    /// The requisition's status.
    pub requisition_status: String,
    /// Whether the person was erased.
    pub is_erased: bool,
    /// Whether there is a contact.
    pub has_contact: bool,
    /// Whether there is a hold that was not lifted; whether it is in force is the caller's to say.
    pub may_be_held: bool,
    /// Whether an invitation can still be used.
    pub has_open_invitation: bool,
    /// Whether the requisition's flow was published.
    pub has_flow: bool,
    /// Whether the tag in question is on it.
    pub has_tag: bool,
}

const ITEM: &str = "SELECT run_id, number, application_id, state, code, former, at FROM bulk_item";

fn read_item(row: &mut Cells<'_>) -> Result<Item, StoreError> {
    Ok(Item {
        run: row.next()?,
        number: row.next()?,
        application: row.next()?,
        state: row.next()?,
        code: row.next()?,
        former: row.next()?,
        at: row.next()?,
    })
}

/// What is known of the applications of these ids that are in scope, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn known(
    from: &impl Reads,
    scope: &Scope,
    ids: &[ApplicationId],
    tag: Option<TagId>,
    now: Millis,
) -> Result<Vec<Known>, StoreError> {
    let place = from.place();
    let mut sql = Sql::new(
        "SELECT a.id, a.candidate_id, a.stage, a.session_status, r.status, \
         CAST(CASE WHEN c.wrapped_key IS NULL THEN 1 ELSE 0 END AS BIGINT), \
         CAST(CASE WHEN c.phone_sealed IS NOT NULL OR c.email_sealed IS NOT NULL THEN 1 ELSE 0 END AS BIGINT), \
         (SELECT COUNT(*) FROM legal_hold h WHERE h.candidate_id = a.candidate_id AND h.lifted_at IS NULL), \
         (SELECT COUNT(*) FROM invitation i WHERE i.application_id = a.id AND i.status = 'open' AND i.expires_at > ",
    );
    sql.bind(now.value()).push("), (SELECT COUNT(*) FROM flow_version v WHERE v.flow_id = r.flow_id), ");
    sql.push("(SELECT COUNT(*) FROM application_tag u WHERE u.application_id = a.id AND u.tag_id = ");
    sql.bind(tag.value()).push(
        ") FROM application a JOIN candidate c ON c.id = a.candidate_id \
         JOIN requisition r ON r.id = a.requisition_id WHERE 1 = 1",
    );
    sql.and_in(place.backend(), "a.id", ids);
    scope.restrict_application(&mut sql, "a.department_id", "a.id");
    place.all(sql, read_known).await
}

fn read_known(row: &mut Cells<'_>) -> Result<Known, StoreError> {
    let (id, candidate, stage) = (row.next()?, row.next()?, row.next()?);
    let (session_status, requisition_status) = (row.next()?, row.next()?);
    let mut flag = || row.next::<i64>().map(|it| it > 0);
    Ok(Known {
        id,
        candidate,
        stage,
        session_status,
        requisition_status,
        is_erased: flag()?,
        has_contact: flag()?,
        may_be_held: flag()?,
        has_open_invitation: flag()?,
        has_flow: flag()?,
        has_tag: flag()?,
    })
}

/// The run of a client's key.
///
/// # Errors
/// When the database does not answer.
pub async fn by_key(from: &impl Reads, key: &str) -> Result<Option<BulkRun>, StoreError> {
    let mut sql = Sql::new(select::<BulkRun>());
    sql.push(" WHERE request_key = ").bind(key);
    from.place().one(sql, BulkRun::read).await
}

/// The run of an id.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: BulkRunId) -> Result<Option<BulkRun>, StoreError> {
    let mut sql = Sql::new(select::<BulkRun>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, BulkRun::read).await
}

/// The run to be changed in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, id: BulkRunId) -> Result<Option<BulkRun>, StoreError> {
    let mut sql = Sql::new(select::<BulkRun>());
    sql.push(" WHERE id = ").bind(id.value()).push(&tx.for_change(""));
    tx.place().one(sql, BulkRun::read).await
}

/// The run that took another one back.
///
/// # Errors
/// When the database does not answer.
pub async fn undoing(from: &impl Reads, id: BulkRunId) -> Result<Option<BulkRunId>, StoreError> {
    let sql = Sql::new("SELECT id FROM bulk_run WHERE undoes = $1").with([id.value()]);
    from.place().one(sql, |row| row.next()).await
}

/// A page of runs, newest first: of one account, or of everybody.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    from: &impl Reads,
    staff: Option<StaffId>,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page<BulkRun>, StoreError> {
    let limit = bounded(limit);
    let mut sql = Sql::new(select::<BulkRun>());
    sql.push(" WHERE 1 = 1");
    if let Some(staff) = staff {
        sql.and("staff_id =", staff.value());
    }
    if let Some(cursor) = after {
        sql.push(" AND (created_at, id) < (").bind(cursor.instant()).push(", ").bind(cursor.id.clone()).push(")");
    }
    sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(signed(limit + 1)?);
    let rows = from.place().all(sql, BulkRun::read).await?;
    Ok(Page::cut(rows, limit, |it| Cursor::at(it.created_at.0, it.id)))
}

/// How many items of these runs are in each state.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(from: &impl Reads, runs: &[BulkRunId]) -> Result<Vec<(BulkRunId, String, i64)>, StoreError> {
    let place = from.place();
    let mut sql = Sql::new("SELECT run_id, state, COUNT(*) FROM bulk_item WHERE 1 = 1");
    sql.and_in(place.backend(), "run_id", runs).push(" GROUP BY run_id, state");
    place.all(sql, |row| Ok((row.next()?, row.next()?, row.next()?))).await
}

/// A page of a run's items, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn items(
    from: &impl Reads,
    run: BulkRunId,
    state: Option<&str>,
    after: i64,
    limit: i64,
) -> Result<Vec<Item>, StoreError> {
    let mut sql = Sql::new(ITEM);
    sql.push(" WHERE run_id = ").bind(run.value()).and("number >", after);
    if let Some(state) = state {
        sql.and("state =", state);
    }
    sql.push(" ORDER BY number LIMIT ").bind(limit);
    from.place().all(sql, read_item).await
}

/// The item to be settled in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn item_for_change(tx: &Tx, run: BulkRunId, number: i64) -> Result<Option<Item>, StoreError> {
    let mut sql = Sql::new(ITEM);
    sql.push(" WHERE run_id = ").bind(run.value()).and("number =", number).push(&tx.for_change(""));
    tx.place().one(sql, read_item).await
}

/// Adds a run with its items, each with what was there before, where that is known.
///
/// # Errors
/// `Duplicate` when the key is used or the other run was taken back already.
pub async fn insert(tx: &Tx, run: &BulkRun, items: &[(ApplicationId, Option<String>)]) -> Result<(), StoreError> {
    tx.insert(run).await?;
    for (number, (application, former)) in (1_i64..).zip(items) {
        let sql = Sql::new(
            "INSERT INTO bulk_item (run_id, number, application_id, state, former) VALUES ($1,$2,$3,'waiting',$4)",
        );
        tx.execute(sql.with([run.id.value(), number.value(), application.value(), former.value()])).await?;
    }
    Ok(())
}

/// Writes how an item ended.
///
/// # Errors
/// When the database does not answer.
pub async fn settle(tx: &Tx, item: &Item) -> Result<(), StoreError> {
    let sql =
        Sql::new("UPDATE bulk_item SET state = $3, code = $4, former = $5, at = $6 WHERE run_id = $1 AND number = $2");
    let values = [
        item.run.value(),
        item.number.value(),
        item.state.value(),
        item.code.value(),
        item.former.value(),
        item.at.value(),
    ];
    tx.execute(sql.with(values)).await.map(drop)
}

/// Lets the failed items of a run wait again; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn retry(tx: &Tx, run: BulkRunId) -> Result<u64, StoreError> {
    let sql = Sql::new("UPDATE bulk_item SET state = 'waiting', code = NULL WHERE run_id = $1 AND state = 'failed'");
    let count = tx.execute(sql.with([run.value()])).await?;
    let sql = Sql::new("UPDATE bulk_run SET finished_at = NULL WHERE id = $1");
    tx.execute(sql.with([run.value()])).await?;
    Ok(count)
}

/// Notes that nothing of a run waits any more.
///
/// # Errors
/// When the database does not answer.
pub async fn finish(tx: &Tx, run: BulkRunId, now: Millis) -> Result<(), StoreError> {
    let sql = Sql::new(
        "UPDATE bulk_run SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM bulk_item WHERE run_id = $1 AND state = 'waiting')",
    );
    tx.execute(sql.with([run.value(), now.value()])).await.map(drop)
}
