//! Invitations (邀请): the link to one interview, known only by its token's hash.

use bole_domain::ids::{ApplicationId, FlowVersionId, InvitationId, MessageId, SessionId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, columns, record, select};
use crate::scope::Scope;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// An invitation.
    Invitation of "invitation" {
        id: InvitationId,
        application_id: ApplicationId,
        session_id: SessionId,
        /// The version the interview is pinned to.
        flow_version_id: FlowVersionId,
        token_hash: String,
        /// `open`, `withdrawn`, `finished`, `expired`.
        status: String,
        locale: String,
        expires_at: Millis,
        sent_at: Option<Millis>,
        invited_by: Option<StaffId>,
        /// The message that carried the link.
        message_id: Option<MessageId>,
        /// Why it was withdrawn.
        reason: Option<String>,
        created_at: Millis,
    }
}

/// The invitation of an id, whatever its branch.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
    let mut sql = Sql::new(select::<Invitation>());
    sql.push(" WHERE id = ").bind(id.value());
    from.place().one(sql, Invitation::read).await
}

/// The invitation of a link.
///
/// # Errors
/// When the database does not answer.
pub async fn by_token(from: &impl Reads, token_hash: &str) -> Result<Option<Invitation>, StoreError> {
    let mut sql = Sql::new(select::<Invitation>());
    sql.push(" WHERE token_hash = ").bind(token_hash);
    from.place().one(sql, Invitation::read).await
}

/// The invitations of an application, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_application(from: &impl Reads, application: ApplicationId) -> Result<Vec<Invitation>, StoreError> {
    let mut sql = Sql::new(select::<Invitation>());
    sql.push(" WHERE application_id = ").bind(application.value()).push(" ORDER BY created_at DESC, id DESC");
    from.place().all(sql, Invitation::read).await
}

/// The newest invitation to an interview.
///
/// # Errors
/// When the database does not answer.
pub async fn of_session(from: &impl Reads, session: SessionId) -> Result<Option<Invitation>, StoreError> {
    let mut sql = Sql::new(select::<Invitation>());
    sql.push(" WHERE session_id = ").bind(session.value()).push(" ORDER BY created_at DESC, id DESC LIMIT 1");
    from.place().one(sql, Invitation::read).await
}

/// The invitation to be changed in this transaction, if its application is in scope.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, scope: &Scope, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
    let columns = columns::<Invitation>("i");
    let mut sql = Sql::new(format!(
        "SELECT {columns} FROM invitation i JOIN application a ON a.id = i.application_id WHERE i.id = "
    ));
    sql.bind(id.value());
    scope.restrict(&mut sql, "a.department_id");
    sql.push(&tx.for_change("i"));
    tx.place().one(sql, Invitation::read).await
}

/// Adds an invitation.
///
/// # Errors
/// `Duplicate` when its token is taken.
pub async fn insert(tx: &Tx, invitation: &Invitation) -> Result<(), StoreError> {
    tx.insert(invitation).await
}

/// Writes an invitation again; says whether it exists.
///
/// # Errors
/// When the database does not answer.
pub async fn update(tx: &Tx, invitation: &Invitation) -> Result<bool, StoreError> {
    tx.update(invitation).await
}
