//! What every use case has at hand: store, vault, files, mail, clock. Built once by the binary or a test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, RwLock};

use bole_blob::Blobs;
use bole_domain::module::{Module, Modules};
use bole_domain::session::STAY_LIMIT_MS;
use bole_domain::time::Millis;
use bole_media::Documents;
use bole_notify::{Mailer, SmsSender};
use bole_store::Store;
use bole_vault::{ChainSigner, ErasureLedger, Passwords, Vault};
use serde::Serialize;
use tokio::sync::{broadcast, watch};

use crate::backup::BackupPlan;
use crate::candidate_access::SignIns;
use crate::demo::DemoLink;
use crate::environment::{Clock, Ids};
use crate::interview::SessionCache;
use crate::report::ReportWriter;
use crate::sign_in::Strangers;
use crate::system::CertificateFacts;

/// Addresses and switches of a deployment.
#[derive(Debug, Clone, Default)]
pub struct AppConfig {
    /// Where candidates come, without a slash at the end: `https://bole.example.com`.
    pub candidate_origin: String,
    /// Where staff come.
    pub console_origin: String,
    /// Where uploaded files are fetched, without cookies.
    pub files_origin: String,
    /// The token of a demonstration; `None` in real life, where demo entry does not exist.
    pub demo_token: Option<String>,
    /// The data directory.
    pub data: PathBuf,
    /// How the server backs itself up; `None` in a demonstration.
    pub backups: Option<BackupPlan>,
}

/// Tells what the listener's certificate says now.
pub type CertificateSource = Arc<dyn Fn() -> Option<CertificateFacts> + Send + Sync>;

/// What changed, told to the consoles that are open; they fetch it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveTopic {
    /// Running interviews.
    Sessions,
    /// The review queue.
    Reviews,
    /// The outbox.
    Messages,
    /// Which modules are on.
    Modules,
    /// What waits for somebody on the staff.
    Notices,
    /// Runs over many applications.
    Bulk,
}

/// The parts a running Bole is put together from.
pub struct AppParts {
    /// The database.
    pub store: Store,
    /// Keys.
    pub vault: Vault,
    /// Signs the audit trail and receipts.
    pub signer: ChainSigner,
    /// Uploaded files.
    pub blobs: Arc<dyn Blobs>,
    /// Reads uploaded documents in a child process.
    pub documents: Arc<dyn Documents>,
    /// Sends mail; `None` while nothing is configured, so that messages are held in the outbox.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Writes reports as PDF.
    pub reports: Arc<dyn ReportWriter>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Addresses and switches.
    pub config: AppConfig,
}

/// A running Bole; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// Everything behind [`App`].
pub struct Inner {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) signer: ChainSigner,
    pub(crate) ledger: ErasureLedger,
    pub(crate) blobs: Arc<dyn Blobs>,
    pub(crate) documents: Arc<dyn Documents>,
    pub(crate) mailer: RwLock<Option<Arc<dyn Mailer>>>,
    pub(crate) sms: RwLock<Option<Arc<dyn SmsSender>>>,
    pub(crate) reports: Arc<dyn ReportWriter>,
    pub(crate) passwords: Passwords,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Ids,
    pub(crate) sessions: SessionCache,
    pub(crate) strangers: Strangers,
    pub(crate) sign_ins: SignIns,
    pub(crate) live: broadcast::Sender<LiveTopic>,
    pub(crate) work: tokio::sync::Notify,
    pub(crate) backup_asked: tokio::sync::Notify,
    started_at: Millis,
    certificate: RwLock<Option<CertificateSource>>,
    stay_limit_ms: AtomicI64,
    modules: AtomicU32,
    closing: watch::Sender<bool>,
    demo_links: RwLock<Vec<DemoLink>>,
    /// Addresses and switches.
    pub config: AppConfig,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: AppParts) -> Self {
        let started_at = parts.clock.now();
        Self(Arc::new(Inner {
            store: parts.store,
            vault: parts.vault,
            signer: parts.signer,
            ledger: ErasureLedger::at(parts.config.data.join("ledger")),
            blobs: parts.blobs,
            documents: parts.documents,
            mailer: RwLock::new(parts.mailer),
            sms: RwLock::new(None),
            reports: parts.reports,
            passwords: Passwords::new(),
            clock: parts.clock,
            ids: Ids::default(),
            sessions: SessionCache::default(),
            strangers: Strangers::default(),
            sign_ins: SignIns::default(),
            live: broadcast::channel(64).0,
            work: tokio::sync::Notify::new(),
            backup_asked: tokio::sync::Notify::new(),
            started_at,
            certificate: RwLock::new(None),
            stay_limit_ms: AtomicI64::new(STAY_LIMIT_MS),
            modules: AtomicU32::new(Modules::default().bits()),
            closing: watch::channel(false).0,
            demo_links: RwLock::new(Vec::new()),
            config: parts.config,
        }))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// A new identifier.
    pub fn new_id<T: From<uuid::Uuid>>(&self) -> T {
        self.ids.next(self.now())
    }

    /// Whether this is a demonstration with fictitious people.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.config.demo_token.is_some()
    }

    /// Tells the open consoles that something changed; nobody listening is fine.
    pub fn tell(&self, topic: LiveTopic) {
        // An error only says that no console is open.
        let _ = self.live.send(topic);
    }

    /// What changes from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<LiveTopic> {
        self.live.subscribe()
    }

    /// How long a candidate may stay in one step before HR is told.
    #[must_use]
    pub fn stay_limit_ms(&self) -> i64 {
        self.stay_limit_ms.load(Ordering::Relaxed)
    }

    pub(crate) fn set_stay_limit_ms(&self, limit_ms: i64) {
        self.stay_limit_ms.store(limit_ms, Ordering::Relaxed);
    }

    /// Which modules the company uses.
    #[must_use]
    pub fn modules(&self) -> Modules {
        Modules::from_bits(self.modules.load(Ordering::Relaxed))
    }

    /// Uses these modules from now on; says whether that is a change.
    pub(crate) fn set_modules(&self, modules: Modules) -> bool {
        self.modules.swap(modules.bits(), Ordering::Relaxed) != modules.bits()
    }

    /// Turns true when the server is about to end, so that nobody is kept waiting.
    #[must_use]
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Tells the worker that there may be a job.
    pub fn wake(&self) {
        self.work.notify_one();
    }

    /// When this process began.
    #[must_use]
    pub fn started_at(&self) -> Millis {
        self.started_at
    }

    /// What the listener's certificate says; `None` when there is none.
    #[must_use]
    pub fn certificate(&self) -> Option<CertificateFacts> {
        let source = self.certificate.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        source.and_then(|it| it())
    }

    /// Where to ask about the listener's certificate from now on.
    pub fn set_certificate(&self, source: CertificateSource) {
        *self.certificate.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(source);
    }

    /// Tells the worker that somebody wants a backup now.
    pub fn ask_backup(&self) {
        self.backup_asked.notify_one();
    }

    /// What sends mail now.
    #[must_use]
    pub fn mailer(&self) -> Option<Arc<dyn Mailer>> {
        self.mailer.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Sends mail through another server from now on.
    pub fn set_mailer(&self, mailer: Option<Arc<dyn Mailer>>) {
        *self.mailer.write().unwrap_or_else(std::sync::PoisonError::into_inner) = mailer;
    }

    /// What sends short messages now; nothing while the module is off.
    #[must_use]
    pub fn sms(&self) -> Option<Arc<dyn SmsSender>> {
        if !self.modules().has(Module::Sms) {
            return None;
        }
        self.sms.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Sends short messages through another provider from now on.
    pub fn set_sms(&self, sms: Option<Arc<dyn SmsSender>>) {
        *self.sms.write().unwrap_or_else(std::sync::PoisonError::into_inner) = sms;
    }

    /// The links of the demonstration's candidates: links are stored as hashes only, these are remembered to be shown.
    #[must_use]
    pub fn demo_links(&self) -> Vec<DemoLink> {
        self.demo_links.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Remembers other links from now on.
    pub fn set_demo_links(&self, links: Vec<DemoLink>) {
        *self.demo_links.write().unwrap_or_else(std::sync::PoisonError::into_inner) = links;
    }

    /// Whether answers can be saved now.
    #[must_use]
    pub fn takes_writes(&self) -> bool {
        self.store.health() == bole_store::Health::Writable
    }
}
