//! Reminders (截止提醒): which invitations run out soon, and which were reminded of.

use bole_domain::ids::{InvitationId, MessageId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::invitation::Invitation;
use crate::record::{Column as _, Record, columns, record};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// An invitation that was reminded of.
    Reminder of "reminder" {
        invitation_id: InvitationId,
        /// The message that did; `None` when there was nobody to remind.
        message_id: Option<MessageId>,
        at: Millis,
    }
}

/// An open invitation whose interview is not over, with the instant its window closes.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    /// The invitation.
    pub invitation: Invitation,
    /// When the interview can no longer be taken.
    pub deadline: Millis,
}

/// The invitations of real people that close within a span, carried by a message that was sent, and not reminded of yet; soonest first.
///
/// # Errors
/// When the database does not answer.
pub async fn closing(from: &impl Reads, now: Millis, until: Millis, limit: i64) -> Result<Vec<Closing>, StoreError> {
    let sql = Sql::new(format!(
        "SELECT {}, s.expires_at FROM invitation i JOIN interview_session s ON s.id = i.session_id \
         JOIN message m ON m.id = i.message_id JOIN application a ON a.id = i.application_id \
         WHERE NOT a.is_demo AND i.status = 'open' AND m.status = 'sent' \
         AND s.status IN ('invited', 'interviewing') AND s.expires_at > $1 AND s.expires_at <= $2 \
         AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.invitation_id = i.id) \
         ORDER BY s.expires_at, i.id LIMIT $3",
        columns::<Invitation>("i")
    ));
    let read =
        |row: &mut crate::record::Cells<'_>| Ok(Closing { invitation: Invitation::read(row)?, deadline: row.next()? });
    from.place().all(sql.with([now.value(), until.value(), limit.value()]), read).await
}

/// Notes that an invitation was reminded of; `false` when it was before.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(tx: &Tx, reminder: &Reminder) -> Result<bool, StoreError> {
    let mut sql = crate::record::insert(reminder);
    sql.push(" ON CONFLICT (invitation_id) DO NOTHING");
    Ok(tx.execute(sql).await? > 0)
}

/// Whether a reminder came too late: its invitation is no longer open, or its interview over.
///
/// # Errors
/// When the database does not answer.
pub async fn is_moot(from: &impl Reads, message: MessageId) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "SELECT COUNT(*) FROM reminder r JOIN invitation i ON i.id = r.invitation_id \
         JOIN interview_session s ON s.id = i.session_id WHERE r.message_id = $1 \
         AND (i.status <> 'open' OR s.status NOT IN ('invited', 'interviewing'))",
    );
    Ok(from.place().scalar::<i64>(sql.with([message.value()])).await? > 0)
}
