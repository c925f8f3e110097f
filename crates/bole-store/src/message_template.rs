//! Texts of messages (消息模板): every saved text is kept, the newest is in use, and one without words means the supplied one.

use bole_domain::ids::StaffId;
use bole_domain::time::Millis;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::{Record, columns, record, select};
use crate::sql::Sql;
use crate::store::{Reads, Tx};

record! {
    /// One saved text.
    Template of "message_template" {
        id: Uuid,
        /// The kind of message.
        kind: String,
        /// `mail` or `sms`.
        channel: String,
        locale: String,
        /// Counts the texts of one kind, channel and language from 1.
        number: i64,
        subject: Option<String>,
        /// `None` brings the supplied text back.
        body: Option<String>,
        /// Who saved it.
        staff_id: Option<StaffId>,
        created_at: Millis,
    }
}

/// The text in use; `None` while nobody has changed the supplied one.
///
/// # Errors
/// When the database does not answer.
pub async fn current(
    from: &impl Reads,
    kind: &str,
    channel: &str,
    locale: &str,
) -> Result<Option<Template>, StoreError> {
    let mut sql = Sql::new(select::<Template>());
    sql.push(" WHERE kind = ").bind(kind).and("channel =", channel).and("locale =", locale);
    sql.push(" ORDER BY number DESC LIMIT 1");
    from.place().one(sql, Template::read).await
}

/// The texts in use of every kind, channel and language that was ever changed.
///
/// # Errors
/// When the database does not answer.
pub async fn all_current(from: &impl Reads) -> Result<Vec<Template>, StoreError> {
    let sql = Sql::new(format!(
        "SELECT {} FROM message_template t WHERE t.number = (SELECT MAX(o.number) FROM message_template o \
         WHERE o.kind = t.kind AND o.channel = t.channel AND o.locale = t.locale)",
        columns::<Template>("t")
    ));
    from.place().all(sql, Template::read).await
}

/// Every text a kind had in one channel, Chinese first, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(from: &impl Reads, kind: &str, channel: &str) -> Result<Vec<Template>, StoreError> {
    let mut sql = Sql::new(select::<Template>());
    sql.push(" WHERE kind = ").bind(kind).and("channel =", channel);
    sql.push(" ORDER BY locale DESC, number DESC");
    from.place().all(sql, Template::read).await
}

/// Keeps a text.
///
/// # Errors
/// `Duplicate` when its number is taken.
pub async fn insert(tx: &Tx, template: &Template) -> Result<(), StoreError> {
    tx.insert(template).await
}
