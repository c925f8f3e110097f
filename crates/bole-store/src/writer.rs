//! The one writer of events: takes every append that waits, commits them together, answers each. It decides nothing.
//!
//! An append is acknowledged only after its commit, and an accepted one is not undone when its caller goes away.
//! One session's conflict must never cost another session its append.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bole_domain::ids::SessionId;
use futures_util::FutureExt as _;
use sea_orm::DbBackend;
use tokio::sync::{mpsc, oneshot};

use crate::error::{AppendError, StoreError};
use crate::session::{Entry, NewEvent, SessionPatch, check};
use crate::store::{Inner, Store};

mod group;
mod probe;

use group::group;
use probe::recover;

/// After this long a commit to PostgreSQL counts as lost with the connection.
const COMMIT_TIMEOUT: Duration = Duration::from_secs(5);
/// Appends that may wait before their callers do.
const QUEUE: usize = 4096;

/// What the writer is asked.
#[derive(Debug)]
pub(crate) enum Request {
    Append(Box<Append>),
    /// Finish what was accepted before, then stop.
    Stop(oneshot::Sender<()>),
}

/// One session's events on their way.
#[derive(Debug)]
pub(crate) struct Append {
    session: SessionId,
    events: Vec<NewEvent>,
    patch: Option<SessionPatch>,
    answer: oneshot::Sender<Result<(), AppendError>>,
}

/// How many appends were committed, and in how many commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AppendCounts {
    /// Appends that were acknowledged.
    pub appends: u64,
    /// Commits that held them.
    pub commits: u64,
}

/// The counters behind [`AppendCounts`].
#[derive(Debug, Default)]
pub(crate) struct Counters {
    appends: AtomicU64,
    commits: AtomicU64,
}

impl Store {
    /// How many appends were committed since the store was opened, for benchmarks and the operator.
    #[must_use]
    pub fn append_counts(&self) -> AppendCounts {
        let counters = &self.inner.counters;
        AppendCounts {
            appends: counters.appends.load(Ordering::Relaxed),
            commits: counters.commits.load(Ordering::Relaxed),
        }
    }

    /// Appends events to a session; when this returns `Ok`, they are on disk. Without a patch the session's row stays as
    /// it is. Dropping the future once the writer has
    /// the events does not take them back.
    ///
    /// # Errors
    /// `Conflict` when the session has moved on, `Unavailable` while the database takes no writes.
    pub async fn append(
        &self,
        session: SessionId,
        events: Vec<NewEvent>,
        patch: impl Into<Option<SessionPatch>>,
    ) -> Result<(), AppendError> {
        check(&events)?;
        if let Some(reason) = self.inner.health.outage() {
            return Err(AppendError::Unavailable(reason));
        }
        let (answer, answered) = oneshot::channel();
        let request = Request::Append(Box::new(Append { session, events, patch: patch.into(), answer }));
        let stopped = || AppendError::Unavailable("the writer has stopped".to_owned());
        self.appends.send(request).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

/// Starts the writer, which lives until the last store is dropped.
pub(crate) fn start(inner: &Arc<Inner>) -> mpsc::Sender<Request> {
    let (sender, requests) = mpsc::channel(QUEUE);
    tokio::spawn(run(Arc::clone(inner), requests));
    sender
}

async fn run(inner: Arc<Inner>, mut requests: mpsc::Receiver<Request>) {
    let mut health = inner.health.watch();
    loop {
        if inner.health.outage().is_some() {
            if !recover(&inner, &mut requests).await {
                return;
            }
            continue;
        }
        let request = tokio::select! {
            request = requests.recv() => request,
            _ = health.changed() => continue,
        };
        match request {
            None => return,
            Some(Request::Stop(done)) => {
                let _nobody_waits = done.send(());
                return;
            }
            Some(Request::Append(first)) => {
                // A panic costs its callers their answers; they treat it as an outage and load again.
                let group = AssertUnwindSafe(group(&inner, first, &mut requests)).catch_unwind().await;
                match group {
                    Ok(None) => {}
                    Ok(Some(done)) => {
                        let _nobody_waits = done.send(());
                        return;
                    }
                    Err(_) => tracing::error!("the writer panicked in a group of appends"),
                }
            }
        }
    }
}

impl Append {
    fn entry(&self) -> Entry<'_> {
        Entry { session: self.session, events: &self.events, patch: self.patch.as_ref() }
    }

    fn bytes(&self) -> usize {
        self.events.iter().map(|it| it.payload.len() + it.content.as_ref().map_or(0, Vec::len)).sum()
    }

    fn reply(self, result: Result<(), AppendError>) {
        // The caller may have gone away; what was committed stays committed.
        let _gone = self.answer.send(result);
    }
}

impl Counters {
    fn count(&self, results: &[Result<(), AppendError>]) {
        let committed = results.iter().filter(|it| it.is_ok()).count();
        self.appends.fetch_add(u64::try_from(committed).unwrap_or(0), Ordering::Relaxed);
        self.commits.fetch_add(1, Ordering::Relaxed);
    }
}

/// A lost network connection gives no error for minutes, so PostgreSQL gets a limit. SQLite's disk is waited for.
pub(crate) async fn limited<T>(
    inner: &Inner,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    if inner.backend != DbBackend::Postgres {
        return work.await;
    }
    let late = || StoreError::Unavailable("the commit was not answered in time".to_owned());
    tokio::time::timeout(COMMIT_TIMEOUT, work).await.map_err(|_| late())?
}
