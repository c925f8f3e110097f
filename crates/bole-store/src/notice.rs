//! Notices (待办通知) to staff: posted once, seen by everybody in scope, read by each for themselves, gone when dealt with.

use bole_domain::ids::{ApplicationId, CandidateId, DepartmentId, StaffId};
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Cells, Column as _, Record, columns, record};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Place, Reads, Tx};

record! {
    /// A notice.
    Notice of "notice" {
        id: Uuid,
        kind: String,
        /// The only account it is for; without one it is for everybody in scope.
        staff_id: Option<StaffId>,
        department_id: Option<DepartmentId>,
        application_id: Option<ApplicationId>,
        /// What it is about; one notice of a kind waits for each.
        subject_id: String,
        created_at: Millis,
        /// When it was dealt with.
        resolved_at: Option<Millis>,
    }
}

/// A notice with who it concerns.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The notice.
    pub notice: Notice,
    /// When this account read it.
    pub read_at: Option<Millis>,
    /// The person of its application.
    pub candidate_id: Option<CandidateId>,
    /// That person's key.
    pub wrapped_key: Option<Vec<u8>>,
    /// That person's name.
    pub name_sealed: Option<Vec<u8>>,
    /// The job applied for, or the requisition it is about.
    pub job: Option<String>,
}

/// Who looks: an account, the kinds its role is told about, and what it sees.
#[derive(Debug)]
pub struct Reader<'a> {
    /// The account.
    pub staff: StaffId,
    /// What it sees.
    pub scope: &'a Scope,
    /// The codes of the kinds, those switched off left out.
    pub kinds: &'a [&'static str],
}

/// What waits for somebody, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads, reader: &Reader<'_>, limit: i64) -> Result<Vec<Listed>, StoreError> {
    let place = from.place();
    let mut sql = Sql::new(format!(
        "SELECT {}, r.at, c.id, c.wrapped_key, c.name_sealed, q.title FROM notice n \
         LEFT JOIN application a ON a.id = n.application_id LEFT JOIN candidate c ON c.id = a.candidate_id \
         LEFT JOIN requisition q ON q.id = COALESCE(a.requisition_id, n.subject_id)",
        columns::<Notice>("n")
    ));
    visible(&mut sql, &place, reader);
    sql.push(" ORDER BY n.created_at DESC, n.id DESC LIMIT ").bind(limit);
    let read = |row: &mut Cells<'_>| {
        Ok(Listed {
            notice: Notice::read(row)?,
            read_at: row.next()?,
            candidate_id: row.next()?,
            wrapped_key: row.next()?,
            name_sealed: row.next()?,
            job: row.next()?,
        })
    };
    place.all(sql, read).await
}

/// How much of what waits for somebody they have not read.
///
/// # Errors
/// When the database does not answer.
pub async fn unread(from: &impl Reads, reader: &Reader<'_>) -> Result<i64, StoreError> {
    let place = from.place();
    let mut sql = Sql::new("SELECT COUNT(*) FROM notice n");
    visible(&mut sql, &place, reader);
    sql.push(" AND r.at IS NULL");
    place.scalar(sql).await
}

fn visible(sql: &mut Sql, place: &Place<'_>, reader: &Reader<'_>) {
    let staff = reader.staff;
    sql.push(" LEFT JOIN notice_read r ON r.notice_id = n.id AND r.staff_id = ").bind(staff.value());
    sql.push(" WHERE n.resolved_at IS NULL");
    sql.and_in(place.backend(), "n.kind", reader.kinds);
    sql.push(" AND (n.staff_id = ").bind(staff.value()).push(" OR (n.staff_id IS NULL");
    reader.scope.restrict(sql, "n.department_id");
    sql.push("))");
    // Nobody allows their own deed.
    sql.push(" AND NOT EXISTS (SELECT 1 FROM second_approval p WHERE p.id = n.subject_id AND p.requested_by = ");
    sql.bind(staff.value()).push(")");
}

/// Posts a notice, unless one of its kind waits for the same subject and reader; says whether it was posted.
///
/// # Errors
/// When the database does not answer.
pub async fn post(tx: &Tx, notice: &Notice) -> Result<bool, StoreError> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM notice WHERE resolved_at IS NULL");
    sql.and("kind =", notice.kind.clone()).and("subject_id =", notice.subject_id.clone());
    if let Some(staff) = notice.staff_id {
        sql.and("staff_id =", staff.value());
    }
    if tx.place().scalar::<i64>(sql).await? > 0 {
        return Ok(false);
    }
    tx.insert(notice).await.map(|()| true)
}

/// Notes that what a notice is about was dealt with; says how many there were.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve(tx: &Tx, kind: &str, subject_id: &str, now: Millis) -> Result<u64, StoreError> {
    let mut sql = Sql::new("UPDATE notice SET resolved_at = ");
    sql.bind(now.value()).push(" WHERE resolved_at IS NULL").and("kind =", kind).and("subject_id =", subject_id);
    tx.execute(sql).await
}

/// Notes that what a notice to one account is about was dealt with; the same to others goes on waiting.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve_for(
    tx: &Tx,
    kind: &str,
    subject_id: &str,
    staff: StaffId,
    now: Millis,
) -> Result<u64, StoreError> {
    let mut sql = Sql::new("UPDATE notice SET resolved_at = ");
    sql.bind(now.value()).push(" WHERE resolved_at IS NULL").and("kind =", kind).and("subject_id =", subject_id);
    sql.and("staff_id =", staff.value());
    tx.execute(sql).await
}

/// Notes that alerts which somebody acknowledged, or whose candidate moved on, need nobody any more; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve_alerts(tx: &Tx, now: Millis) -> Result<u64, StoreError> {
    let sql = Sql::new(
        "UPDATE notice SET resolved_at = $1 WHERE resolved_at IS NULL AND kind = 'stay_alert' AND subject_id IN \
         (SELECT id FROM stay_alert WHERE resolved_at IS NOT NULL OR acknowledged_at IS NOT NULL)",
    );
    tx.execute(sql.with([now.value()])).await
}

/// Notes that second approvals which nobody decided in time need nobody any more; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve_lapsed(tx: &Tx, now: Millis) -> Result<u64, StoreError> {
    let sql = Sql::new(
        "UPDATE notice SET resolved_at = $1 WHERE resolved_at IS NULL AND kind = 'second_approval' AND subject_id IN \
         (SELECT id FROM second_approval WHERE expires_at <= $1)",
    );
    tx.execute(sql.with([now.value()])).await
}

/// Notes that somebody read a notice.
///
/// # Errors
/// When the database does not answer.
pub async fn read(tx: &Tx, id: Uuid, staff: StaffId, now: Millis) -> Result<(), StoreError> {
    let sql = Sql::new("INSERT INTO notice_read (notice_id, staff_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
    tx.execute(sql.with([id.value(), staff.value(), now.value()])).await.map(drop)
}

/// The kinds somebody has switched off.
///
/// # Errors
/// When the database does not answer.
pub async fn muted(from: &impl Reads, staff: StaffId) -> Result<Vec<String>, StoreError> {
    let mut sql = Sql::new("SELECT kind FROM notice_mute WHERE staff_id = ");
    sql.bind(staff.value()).push(" ORDER BY kind");
    from.place().all(sql, |row| row.next()).await
}

/// Switches these kinds off for somebody, and all others on.
///
/// # Errors
/// When the database does not answer.
pub async fn mute(tx: &Tx, staff: StaffId, kinds: &[&'static str]) -> Result<(), StoreError> {
    tx.execute(Sql::new("DELETE FROM notice_mute WHERE staff_id = $1").with([staff.value()])).await?;
    for kind in kinds {
        let sql = Sql::new("INSERT INTO notice_mute (staff_id, kind) VALUES ($1, $2)");
        tx.execute(sql.with([staff.value(), (*kind).to_owned().value()])).await?;
    }
    Ok(())
}

/// Forgets what was dealt with before an instant.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_resolved_before(tx: &Tx, instant: Millis) -> Result<u64, StoreError> {
    tx.execute(Sql::new("DELETE FROM notice WHERE resolved_at < $1").with([instant.value()])).await
}
