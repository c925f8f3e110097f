//! Answers by the key a client chose for its request, so that sending a request again does it only once.
//!
//! What was asked is kept as a keyed hash and the answer sealed: both may name people. After a day both are forgotten.

use bole_domain::rejection::Kind;
use bole_domain::time::DAY_MS;
use bole_store::StoreError;
use bole_store::idempotency::Answered;

use crate::app::App;
use crate::audit::Actor;
use crate::failure::{Doing as _, Failure};
use crate::seal::at;

/// The longest key taken.
const MAX_KEY: usize = 128;
/// The longest answer kept, bytes; a longer one is made anew.
const MAX_ANSWER: usize = 256 * 1024;
/// The name of the keyed hash over what was asked.
const OPERATION: &str = "idempotent operation";

/// An answer that was given.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its JSON; empty where there is none.
    pub body: String,
}

/// A request that may be sent again: who asks, by which key, for what.
#[derive(Debug)]
pub struct Repeatable {
    actor: String,
    key: String,
    operation: String,
}

impl Repeatable {
    /// A request of `actor` under a key of the client's own making. `operation` is everything that was asked.
    ///
    /// # Errors
    /// `request.bad_key` unless the key has 1–128 visible ASCII characters.
    pub fn new(app: &App, actor: Actor, key: &str, operation: &str) -> Result<Self, Failure> {
        if key.is_empty() || key.len() > MAX_KEY || !key.bytes().all(|it| it.is_ascii_graphic()) {
            return Err(Failure::refuse(Kind::Invalid, "request.bad_key"));
        }
        let (kind, id) = actor.parts();
        let actor = format!("{kind}/{}", id.unwrap_or_default());
        Ok(Self { actor, key: key.to_owned(), operation: app.vault.blind_index(OPERATION, operation) })
    }

    fn row(&self) -> String {
        format!("{}/{}", self.actor, self.key)
    }
}

/// The answer that was given to the same request before.
///
/// # Errors
/// `request.key_reused` when the key was used for something else.
pub async fn find(app: &App, request: &Repeatable) -> Result<Option<Answer>, Failure> {
    let found = bole_store::idempotency::get(&app.store, &request.actor, &request.key).await;
    let Some(found) = found.doing("Looking for an earlier answer")? else { return Ok(None) };
    if found.created_at < app.now().plus(-DAY_MS) {
        return Ok(None);
    }
    if found.operation != request.operation {
        return Err(Failure::refuse(Kind::Conflict, "request.key_reused"));
    }
    let body = app.unseal_system(at("idempotency", "body"), &request.row(), &from_hex(&found.body))?;
    Ok(Some(Answer { status: u16::try_from(found.status).unwrap_or(500), body }))
}

/// Keeps an answer for a day. One that is kept already stays; one that is too long is not kept.
///
/// # Errors
/// When the database refuses.
pub async fn keep(app: &App, request: &Repeatable, answer: &Answer) -> Result<(), Failure> {
    if answer.body.len() > MAX_ANSWER {
        return Ok(());
    }
    let answered = Answered {
        actor: request.actor.clone(),
        idempotency_key: request.key.clone(),
        operation: request.operation.clone(),
        status: i64::from(answer.status),
        body: to_hex(&app.seal_system(at("idempotency", "body"), &request.row(), &answer.body)?),
        created_at: app.now(),
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    // Old ones go as new ones come, so that nothing else has to remember to do it.
    bole_store::idempotency::delete_before(&tx, app.now().plus(-DAY_MS)).await.doing("Forgetting old answers")?;
    match bole_store::idempotency::put(&tx, &answered).await {
        Err(StoreError::Duplicate(_)) => Ok(()),
        put => {
            put.doing("Keeping an answer")?;
            tx.commit().await.doing("Keeping an answer")
        }
    }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// Bytes of hexadecimal digits; what is none is left out, and opening the sealed value then fails.
fn from_hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks_exact(2);
    pairs.filter_map(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 16).ok()).collect()
}
