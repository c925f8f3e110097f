//! Groups of appends: gathered, joined per session, committed at once, and one by one where one of them conflicts.

use std::sync::Arc;

use bole_domain::ids::SessionId;
use sea_orm::DbBackend;
use tokio::sync::{mpsc, oneshot};

use super::{Append, Request, limited};
use crate::error::{AppendError, StoreError};
use crate::session::{Entry, NewEvent, Prepared, SessionPatch, prepare, write};
use crate::store::{Inner, Tx, begin};

/// Appends in one commit.
const GROUP: usize = 512;
/// Bytes of contents and payloads in one commit, roughly.
const GROUP_BYTES: usize = 8 << 20;

/// Commits `first` and whatever waits by the time the transaction has begun. Hands back a request to stop.
pub(crate) async fn group(
    inner: &Arc<Inner>,
    first: Box<Append>,
    requests: &mut mpsc::Receiver<Request>,
) -> Option<oneshot::Sender<()>> {
    let begun = begin(inner).await;
    let mut bytes = first.bytes();
    let mut batch = vec![first];
    let mut stop = None;
    while batch.len() < GROUP && bytes < GROUP_BYTES {
        match requests.try_recv() {
            Ok(Request::Append(append)) => {
                bytes += append.bytes();
                batch.push(append);
            }
            Ok(Request::Stop(done)) => {
                stop = Some(done);
                break;
            }
            Err(_) => break,
        }
    }
    let outcome = match begun {
        Ok(tx) => limited(inner, commit(inner, tx, &batch)).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(results) => {
            inner.counters.count(&results);
            batch.into_iter().zip(results).for_each(|(append, result)| append.reply(result));
        }
        Err(error) => {
            inner.health.fail(&error.to_string());
            batch.into_iter().for_each(|append| append.reply(Err(AppendError::Unavailable(error.to_string()))));
        }
    }
    stop
}

/// The result of each append, or the outage that nobody's append survived.
async fn commit(inner: &Arc<Inner>, tx: Tx, batch: &[Box<Append>]) -> Result<Vec<Result<(), AppendError>>, StoreError> {
    let Some(prepared) = merge(inner.backend, batch) else { return one_by_one(tx, batch).await };
    match write(&tx, prepared).await {
        Ok(true) => {
            tx.commit().await?;
            return Ok(vec![Ok(()); batch.len()]);
        }
        Err(error) if error.is_outage() => return Err(error),
        Ok(false) | Err(_) => tx.rollback().await?,
    }
    one_by_one(begin(inner).await?, batch).await
}

/// Each append for itself, still in one commit: the one that fails is undone alone.
async fn one_by_one(tx: Tx, batch: &[Box<Append>]) -> Result<Vec<Result<(), AppendError>>, StoreError> {
    let mut results = Vec::with_capacity(batch.len());
    for append in batch {
        let part = tx.savepoint().await?;
        match write(&part, prepare(tx.backend(), &[append.entry()])).await {
            Ok(true) => {
                part.commit().await?;
                results.push(Ok(()));
            }
            Ok(false) => {
                part.rollback().await?;
                results.push(Err(AppendError::Conflict));
            }
            Err(error) if error.is_outage() => return Err(error),
            Err(error) => {
                part.rollback().await?;
                results.push(Err(error.into()));
            }
        }
    }
    tx.commit().await?;
    Ok(results)
}

/// Consecutive appends of one session, as one.
struct Merged<'a> {
    session: SessionId,
    events: Vec<NewEvent>,
    /// The newest.
    patch: Option<&'a SessionPatch>,
    /// Used as long as there is only one append, to spare the copy.
    only: Option<&'a Append>,
}

impl Merged<'_> {
    fn entry(&self) -> Entry<'_> {
        match self.only {
            Some(append) => append.entry(),
            None => Entry { session: self.session, events: &self.events, patch: self.patch },
        }
    }
}

/// The statements of all appends, those of one session joined; `None` when some do not follow each other.
fn merge(backend: DbBackend, batch: &[Box<Append>]) -> Option<Prepared> {
    let mut places = std::collections::HashMap::with_capacity(batch.len());
    let mut merged: Vec<Merged<'_>> = Vec::with_capacity(batch.len());
    for append in batch {
        let place = *places.entry(append.session).or_insert(merged.len());
        let Some(known) = merged.get_mut(place) else {
            merged.push(Merged {
                session: append.session,
                events: Vec::new(),
                patch: append.patch.as_ref(),
                only: Some(append),
            });
            continue;
        };
        if let Some(only) = known.only.take() {
            known.events.clone_from(&only.events);
        }
        if known.events.last()?.seq.checked_add(1) != Some(append.events.first()?.seq) {
            return None;
        }
        known.events.extend(append.events.iter().cloned());
        known.patch = append.patch.as_ref().or(known.patch);
    }
    let entries: Vec<Entry<'_>> = merged.iter().map(Merged::entry).collect();
    Some(prepare(backend, &entries))
}
