//! A session in memory: its state, what was said, and the key it is sealed under, so that an autosave looks nothing up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bole_domain::ids::{
    ApplicationId, CandidateId, DepartmentId, FlowVersionId, InvitationId, RequisitionId, SessionId,
};
use bole_domain::script::Script;
use bole_domain::session::{Event, Fact, Session};
use bole_domain::time::Millis;
use bole_vault::PersonKey;
use serde::Deserialize;

/// The most sessions kept in memory; the one unused for longest goes first.
const CAPACITY: usize = 20_000;

/// What was said in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// The revision it was taken at.
    pub revision: u32,
}

/// A follow-up as it was put to the candidate.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Asked {
    /// The question.
    pub ask: String,
    /// Why it was asked.
    pub why: String,
}

/// A session in memory.
pub struct LiveSession {
    /// Its identifier.
    pub id: SessionId,
    /// The application it belongs to.
    pub application: ApplicationId,
    /// The person.
    pub candidate: CandidateId,
    /// What it is held for.
    pub requisition: RequisitionId,
    /// The department of the requisition.
    pub department: DepartmentId,
    /// The flow version it is pinned to.
    pub flow_version: FlowVersionId,
    /// The script of that version.
    pub script: Arc<Script>,
    /// The person's key; `None` once erased.
    pub key: Option<PersonKey>,
    /// The state.
    pub session: Session,
    /// The newest text of each slot that counts.
    pub said: BTreeMap<String, Said>,
    /// The follow-ups asked, by step.
    pub asked: BTreeMap<String, Asked>,
    /// When the leasing device was last heard of.
    pub last_seen_at: Option<Millis>,
    /// What that device said it has not sent yet.
    pub backlog: u32,
}

impl LiveSession {
    /// Takes an event that has been stored, with what was said.
    pub fn take(&mut self, event: &Event, content: Option<&str>) {
        self.session.apply(event);
        self.remember(&event.fact, content);
    }

    /// Forgets the key and everything that was said: the person is erased.
    pub fn erase(&mut self) {
        self.key = None;
        self.said.clear();
        self.asked.clear();
    }

    /// Keeps what was said, without touching the state.
    pub fn remember(&mut self, fact: &Fact, content: Option<&str>) {
        match (fact, content) {
            (Fact::DraftSaved { slot, revision, is_history: false, .. }, Some(text))
            | (Fact::Answered { slot, revision, is_history: false, .. }, Some(text)) => {
                self.said.insert(slot.clone(), Said { text: text.to_owned(), revision: *revision });
            }
            (Fact::FollowUpAsked { step, .. }, Some(text)) => {
                if let Ok(asked) = serde_json::from_str(text) {
                    self.asked.insert(step.clone(), asked);
                }
            }
            (Fact::Reopened { from_start: true, .. }, _) => {
                self.said.clear();
                self.asked.clear();
            }
            _ => {}
        }
    }
}

/// A session that one command at a time may change.
pub type SharedSession = Arc<tokio::sync::Mutex<LiveSession>>;

/// The sessions in memory and the scripts they share.
#[derive(Default)]
pub struct SessionCache {
    sessions: Mutex<BTreeMap<SessionId, (u64, SharedSession)>>,
    scripts: Mutex<BTreeMap<FlowVersionId, Arc<Script>>>,
    invitations: Mutex<BTreeMap<InvitationId, SessionId>>,
    watches: Mutex<BTreeMap<SessionId, tokio::sync::watch::Sender<Millis>>>,
    used: std::sync::atomic::AtomicU64,
}

impl SessionCache {
    /// The session, if it is in memory.
    pub fn get(&self, id: SessionId) -> Option<SharedSession> {
        let used = self.used.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut sessions = lock(&self.sessions);
        let entry = sessions.get_mut(&id)?;
        entry.0 = used;
        Some(Arc::clone(&entry.1))
    }

    /// Puts a loaded session in, unless another request was faster; gives the one that is in.
    pub fn put(&self, id: SessionId, loaded: LiveSession) -> SharedSession {
        let used = self.used.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut sessions = lock(&self.sessions);
        if sessions.len() >= CAPACITY {
            let idle = sessions.iter().filter(|(_, (_, it))| Arc::strong_count(it) == 1);
            let oldest = idle.min_by_key(|(_, (used, _))| *used).map(|(id, _)| *id);
            if let Some(oldest) = oldest {
                sessions.remove(&oldest);
            }
        }
        let fresh = || (used, Arc::new(tokio::sync::Mutex::new(loaded)));
        Arc::clone(&sessions.entry(id).or_insert_with(fresh).1)
    }

    /// Forgets a session, so that it is loaded anew from what is stored.
    pub fn forget(&self, id: SessionId) {
        lock(&self.sessions).remove(&id);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        lock(&self.sessions).clear();
        lock(&self.scripts).clear();
        lock(&self.invitations).clear();
    }

    /// Every session in memory with its device's last sign of life, unless a command holds it now.
    pub fn seen(&self) -> Vec<(SessionId, Option<Millis>, u32)> {
        let sessions = lock(&self.sessions);
        let read = |(id, (_, it)): (&SessionId, &(u64, SharedSession))| {
            it.try_lock().ok().map(|live| (*id, live.last_seen_at, live.backlog))
        };
        sessions.iter().filter_map(read).collect()
    }

    /// The session of an invitation, if it is in memory.
    pub fn session_of(&self, invitation: InvitationId) -> Option<SessionId> {
        lock(&self.invitations).get(&invitation).copied()
    }

    /// Keeps which session an invitation is for; that never changes.
    pub fn remember(&self, invitation: InvitationId, session: SessionId) {
        let mut invitations = lock(&self.invitations);
        if invitations.len() >= CAPACITY {
            invitations.clear();
        }
        invitations.insert(invitation, session);
    }

    /// What says that somebody did something to a session; it begins at `now`, so that no number comes twice.
    pub fn watch(&self, id: SessionId, now: Millis) -> tokio::sync::watch::Receiver<Millis> {
        let mut watches = lock(&self.watches);
        if watches.len() >= CAPACITY {
            watches.retain(|_, it| it.receiver_count() > 0);
        }
        watches.entry(id).or_insert_with(|| tokio::sync::watch::channel(now).0).subscribe()
    }

    /// How many wait for a session.
    pub fn waiting(&self, id: SessionId) -> usize {
        lock(&self.watches).get(&id).map_or(0, tokio::sync::watch::Sender::receiver_count)
    }

    /// Tells whoever waits for a session that something was done to it.
    pub fn moved(&self, id: SessionId, now: Millis) {
        if let Some(watch) = lock(&self.watches).get(&id) {
            watch.send_modify(|it| *it = now.max(it.plus(1)));
        }
    }

    /// The script, if it is in memory.
    pub fn script(&self, id: FlowVersionId) -> Option<Arc<Script>> {
        lock(&self.scripts).get(&id).map(Arc::clone)
    }

    /// Keeps a script; published versions never change.
    pub fn put_script(&self, id: FlowVersionId, script: Script) -> Arc<Script> {
        Arc::clone(lock(&self.scripts).entry(id).or_insert_with(|| Arc::new(script)))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
