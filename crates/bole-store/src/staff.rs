//! Staff accounts (员工账号). Who may do what is not decided here.

use bole_domain::ids::{DepartmentId, StaffId};
use bole_domain::time::Millis;

use crate::error::StoreError;
use crate::record::{Column as _, Record, columns, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

mod access;
mod dormant;

pub use access::{
    Enrolment, RecoveryCode, StaffSession, delete_sessions_before, enrolment, insert_enrolment, insert_session,
    replace_recovery_codes, revoke_session, revoke_sessions_of, session, sessions_of, touch_session, update_enrolment,
    update_session, use_enrolment, use_recovery_code,
};
pub use dormant::unused_since;

record! {
    /// An account.
    Staff of "staff" {
        id: StaffId,
        /// The keyed hash of the e-mail address.
        email_index: String,
        email_sealed: Vec<u8>,
        name_sealed: Vec<u8>,
        role: String,
        /// The branch it sees; `None` for the whole company.
        department_id: Option<DepartmentId>,
        /// `invited`, `active`, `dormant`, `revoked`.
        status: String,
        password_hash: Option<String>,
        totp_sealed: Option<Vec<u8>>,
        /// The last time step a one-time password was taken for; none is taken twice.
        totp_step: i64,
        failed_sign_ins: i64,
        locked_until: Option<Millis>,
        last_sign_in_at: Option<Millis>,
        is_demo: bool,
        created_at: Millis,
        /// When it was let in again after it was dormant or revoked.
        reinstated_at: Option<Millis>,
    }
}

/// An account with its department.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The account.
    pub staff: Staff,
    /// The department's name.
    pub department_name: Option<String>,
    /// The department's path: the branch the account sees.
    pub department_path: Option<String>,
}

fn listed() -> String {
    let columns = columns::<Staff>("t");
    format!("SELECT {columns}, d.name, d.path FROM staff t LEFT JOIN department d ON d.id = t.department_id")
}

fn read_listed(row: &mut crate::record::Cells<'_>) -> Result<Listed, StoreError> {
    Ok(Listed { staff: Staff::read(row)?, department_name: row.next()?, department_path: row.next()? })
}

/// All accounts, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(from: &impl Reads) -> Result<Vec<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.push(" ORDER BY t.created_at, t.id");
    from.place().all(sql, read_listed).await
}

/// The account of an id.
///
/// # Errors
/// When the database does not answer.
pub async fn get(from: &impl Reads, id: StaffId) -> Result<Option<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.push(" WHERE t.id = ").bind(id.value());
    from.place().one(sql, read_listed).await
}

/// The account of an e-mail address.
///
/// # Errors
/// When the database does not answer.
pub async fn by_email(from: &impl Reads, email_index: &str) -> Result<Option<Listed>, StoreError> {
    let mut sql = Sql::new(listed());
    sql.push(" WHERE t.email_index = ").bind(email_index);
    from.place().one(sql, read_listed).await
}

/// The signed-in account of a session token, with its session: one query for every request of the console.
///
/// # Errors
/// When the database does not answer.
pub async fn by_session(from: &impl Reads, token_hash: &str) -> Result<Option<(StaffSession, Listed)>, StoreError> {
    let (session, staff) = (columns::<StaffSession>("k"), columns::<Staff>("t"));
    let mut sql = Sql::new(format!(
        "SELECT {session}, {staff}, d.name, d.path FROM staff_session k JOIN staff t ON t.id = k.staff_id \
         LEFT JOIN department d ON d.id = t.department_id WHERE k.token_hash = "
    ));
    sql.bind(token_hash);
    from.place().one(sql, |row| Ok((StaffSession::read(row)?, read_listed(row)?))).await
}

/// The account to be changed in this transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn for_change(tx: &Tx, id: StaffId) -> Result<Option<Staff>, StoreError> {
    let mut sql = Sql::new(select::<Staff>());
    sql.push(" WHERE id = ").bind(id.value()).push(&tx.for_change(""));
    tx.place().one(sql, Staff::read).await
}

/// The active accounts of a role, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn active_of(from: &impl Reads, role: &str) -> Result<Vec<Staff>, StoreError> {
    let mut sql = Sql::new(select::<Staff>());
    sql.push(" WHERE role = ").bind(role).and("status =", "active").push(" ORDER BY created_at, id");
    from.place().all(sql, Staff::read).await
}

/// How many accounts have this role and status.
///
/// # Errors
/// When the database does not answer.
pub async fn count(from: &impl Reads, role: &str, status: &str) -> Result<i64, StoreError> {
    let mut sql = Sql::new("SELECT COUNT(*) FROM staff WHERE role = ");
    sql.bind(role).and("status =", status);
    from.place().scalar(sql).await
}

/// Adds an account.
///
/// # Errors
/// `Duplicate` when the e-mail address has one.
pub async fn insert(tx: &Tx, staff: &Staff) -> Result<(), StoreError> {
    tx.insert(staff).await
}

/// Writes an account again; says whether it exists.
///
/// # Errors
/// `Duplicate` when the e-mail address belongs to another.
pub async fn update(tx: &Tx, staff: &Staff) -> Result<bool, StoreError> {
    tx.update(staff).await
}

/// Takes a one-time password of time step `step`; `false` when it or a later one was taken before.
///
/// # Errors
/// When the database does not answer.
pub async fn take_totp_step(tx: &Tx, id: StaffId, step: i64) -> Result<bool, StoreError> {
    let sql = Sql::new("UPDATE staff SET totp_step = $1 WHERE id = $2 AND totp_step < $1");
    Ok(tx.execute(sql.with([step.value(), id.value()])).await? > 0)
}
