//! The review queue: interviews that wait for a person, longest waiting first.

use bole_domain::ids::{ApplicationId, CandidateId, RequisitionId, SessionId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::page::{Cursor, Page, bounded, signed};
use crate::record::{Cells, Column as _};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::Reads;

/// An interview that waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The session.
    pub session_id: SessionId,
    /// Its application.
    pub application_id: ApplicationId,
    /// The person.
    pub candidate_id: CandidateId,
    /// Its requisition.
    pub requisition_id: RequisitionId,
    /// The requisition's title.
    pub requisition_title: String,
    /// The requisition's cuts: pass, pool.
    pub cuts: (f64, f64),
    /// The person's key; `None` once erased.
    pub wrapped_key: Option<Vec<u8>>,
    /// The person's name.
    pub name_sealed: Vec<u8>,
    /// When the interview ended.
    pub finished_at: Option<Millis>,
    /// What the scorer found.
    pub scored: Option<Scored>,
    /// Whether the candidate has asked for another look.
    pub is_appealed: bool,
    /// How many dimensions this reviewer has marked.
    pub marks: i64,
}

/// The clear part of an assessment.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The total.
    pub total: Option<f64>,
    /// The scorer's confidence.
    pub confidence: f64,
    /// The proposed outcome.
    pub proposed: Option<String>,
    /// JSON, why a person must look.
    pub reasons: String,
    /// Whether the candidate declined scoring by machine.
    pub declined_ai: bool,
}

/// A page of the queue in scope, as `reviewer` sees it.
///
/// # Errors
/// When the database does not answer.
pub async fn queue(
    from: &impl Reads,
    scope: &Scope,
    reviewer: StaffId,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Page<Waiting>, StoreError> {
    let limit = bounded(limit);
    let mut sql = Sql::new(
        "SELECT s.id, s.application_id, s.candidate_id, s.requisition_id, r.title, r.cut_pass, r.cut_pool, \
         c.wrapped_key, c.name_sealed, s.finished_at, e.at IS NOT NULL, \
         (SELECT COUNT(*) FROM mark k WHERE k.session_id = s.id AND k.staff_id = ",
    );
    sql.bind(reviewer.value()).push(
        "), m.total, m.confidence, m.proposed, m.reasons, m.declined_ai FROM interview_session s \
         JOIN application a ON a.id = s.application_id AND a.stage <> 'withdrawn' \
         JOIN requisition r ON r.id = s.requisition_id JOIN candidate c ON c.id = s.candidate_id \
         LEFT JOIN assessment m ON m.session_id = s.id \
         LEFT JOIN appeal e ON e.session_id = s.id AND e.answered_at IS NULL WHERE s.status = 'pending_review'",
    );
    scope.restrict(&mut sql, "s.department_id");
    if let Some(cursor) = after {
        sql.push(" AND (COALESCE(s.finished_at, 0), s.id) > (").bind(cursor.instant()).push(", ");
        sql.bind(cursor.id.clone()).push(")");
    }
    sql.push(" ORDER BY COALESCE(s.finished_at, 0), s.id LIMIT ").bind(signed(limit + 1)?);
    let rows = from.place().all(sql, read).await?;
    Ok(Page::cut(rows, limit, |it| Cursor::at(it.finished_at.map_or(0, |at| at.0), it.session_id)))
}

fn read(row: &mut Cells<'_>) -> Result<Waiting, StoreError> {
    let mut waiting = Waiting {
        session_id: row.next()?,
        application_id: row.next()?,
        candidate_id: row.next()?,
        requisition_id: row.next()?,
        requisition_title: row.next()?,
        cuts: (row.next()?, row.next()?),
        wrapped_key: row.next()?,
        name_sealed: row.next()?,
        finished_at: row.next()?,
        is_appealed: row.next()?,
        marks: row.next()?,
        scored: None,
    };
    let (total, confidence, proposed) = (row.next()?, row.next::<Option<f64>>()?, row.next()?);
    let (reasons, declined_ai) = (row.next::<Option<String>>()?, row.next::<Option<bool>>()?);
    if let (Some(confidence), Some(reasons), Some(declined_ai)) = (confidence, reasons, declined_ai) {
        waiting.scored = Some(Scored { total, confidence, proposed, reasons, declined_ai });
    }
    Ok(waiting)
}
