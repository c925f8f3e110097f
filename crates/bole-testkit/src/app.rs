//! A running Bole for one test: real store, vault and use cases; recorded mail, a set clock, files in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use bole_app::environment::{Clock as _, SetClock};
use bole_app::{App, AppConfig, AppParts};
use bole_blob::{BlobStore, MemoryBlobs};
use bole_domain::ids::{DepartmentId, StaffId};
use bole_domain::staff::Role;
use bole_domain::time::Millis;
use bole_http::HttpConfig;
use bole_media::FakeDocuments;
use bole_notify::Recorded;
use bole_store::deployment::Deployment;
use bole_store::setting::Setting;
use bole_store::staff::Staff as Account;
use bole_store::{Store, StoreConfig};
use bole_vault::{ArchiveSecret, ChainSigner, RootKey, TotpSecret, Vault, VaultHeader};
use tempfile::TempDir;

use crate::client::{Client, Site};
use crate::database;
use crate::reports::PlainReports;

/// When tests begin.
pub const START: Millis = Millis(1_790_000_000_000);
/// The root key of every test.
const ROOT_KEY: [u8; 32] = [7; 32];

/// A running Bole.
pub struct TestApp {
    /// The use cases.
    pub app: App,
    /// The database behind them.
    pub store: Store,
    /// The clock; it stands still until moved.
    pub clock: Arc<SetClock>,
    /// The mails that were sent.
    pub mailer: Arc<Recorded>,
    /// The files that were stored.
    pub blobs: Arc<MemoryBlobs>,
    router: Router,
    people: AtomicU64,
    _folder: TempDir,
}

impl TestApp {
    /// A deployment on SQLite that has been set up and holds nothing.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = database::sqlite(folder.path());
        Self::start_on(&url, folder, None).await
    }

    /// A demonstration on SQLite, filled, with the token that enters it.
    pub async fn start_demonstration(token: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = database::sqlite(folder.path());
        let test = Self::start_on(&url, folder, Some(token.to_owned())).await;
        bole_app::demo::seed(&test.app).await.expect("an empty deployment is filled");
        test
    }

    /// The same on PostgreSQL; `None`, said aloud, where the test command started none.
    pub async fn start_on_postgres() -> Option<Self> {
        let url = database::postgres().await?;
        Some(Self::start_on(&url, tempfile::tempdir().expect("a temporary folder"), None).await)
    }

    async fn start_on(url: &str, folder: TempDir, demo_token: Option<String>) -> Self {
        let config = StoreConfig { url: url.to_owned(), readers: 2 };
        let store = Store::open(&config).await.expect("an empty database opens");
        let (vault, signer) = deploy(&store).await;
        let (clock, mailer) = (Arc::new(SetClock::at(START)), Arc::new(Recorded::new()));
        let blobs = Arc::new(MemoryBlobs::default());
        let app = App::new(AppParts {
            store: store.clone(),
            vault,
            signer,
            blobs: blobs.clone(),
            documents: Arc::new(FakeDocuments::default()),
            mailer: Some(mailer.clone()),
            reports: Arc::new(PlainReports),
            clock: clock.clone(),
            config: AppConfig {
                candidate_origin: Site::Candidate.origin().to_owned(),
                console_origin: Site::Console.origin().to_owned(),
                files_origin: Site::Files.origin().to_owned(),
                demo_token,
                data: folder.path().to_owned(),
                backups: None,
            },
        });
        let router = bole_http::router(app.clone(), HttpConfig::default());
        Self { app, store, clock, mailer, blobs, router, people: AtomicU64::new(1), _folder: folder }
    }

    /// The same deployment as another server process sees it: the same database, clock and files, nothing in memory.
    ///
    /// # Panics
    /// When the deployment cannot be opened again.
    pub async fn another_process(&self) -> App {
        let row = bole_store::deployment::get(&self.store).await.expect("the database answers").expect("a deployment");
        let root = RootKey::from_bytes(&ROOT_KEY);
        let header = VaultHeader { root_key_fingerprint: row.key_check, deployment_key: row.wrapped_key };
        App::new(AppParts {
            store: self.store.clone(),
            vault: Vault::open(&root, &header).expect("the vault opens"),
            signer: ChainSigner::open(&root, &row.signing_sealed).expect("the signer opens"),
            blobs: self.blobs.clone(),
            documents: Arc::new(FakeDocuments::default()),
            mailer: Some(self.mailer.clone()),
            reports: Arc::new(PlainReports),
            clock: self.clock.clone(),
            config: self.app.config.clone(),
        })
    }

    /// Makes a backup of everything into a folder; gives its file.
    pub async fn back_up(&self, folder: &Path) -> PathBuf {
        let source = bole_app::backup::Source {
            store: &self.store,
            blobs: self.blobs.as_ref(),
            id: self.app.new_id(),
            clock: self.clock.as_ref(),
            program: "test",
        };
        let secret = ArchiveSecret::of_root_key(&RootKey::from_bytes(&ROOT_KEY));
        bole_app::backup::create(source, secret, folder).await.expect("a backup").path
    }

    /// A backup restored into a folder with the ledger of this deployment beside it; the ledger is not applied yet.
    ///
    /// # Panics
    /// When it cannot be restored.
    pub async fn restored(&self, file: &Path, folder: &Path) -> (App, Store) {
        let url = database::sqlite(folder);
        let secret = ArchiveSecret::of_root_key(&RootKey::from_bytes(&ROOT_KEY));
        let target = bole_app::backup::Target { folder, database: &url };
        bole_app::backup::restore(file, secret, &target).await.expect("a whole backup");
        bole_app::backup::finish(folder).expect("a restored folder");
        let (from, to) = (self.app.config.data.join("ledger"), folder.join("ledger"));
        std::fs::create_dir(&to).expect("a folder");
        for name in ["erasures", "head"] {
            std::fs::copy(from.join(name), to.join(name)).expect("a ledger");
        }
        let store = Store::open(&StoreConfig { url, readers: 2 }).await.expect("the restored database opens");
        let row = bole_store::deployment::get(&store).await.expect("the database answers").expect("a deployment");
        let root = RootKey::from_bytes(&ROOT_KEY);
        let header = VaultHeader { root_key_fingerprint: row.key_check, deployment_key: row.wrapped_key };
        let app = App::new(AppParts {
            store: store.clone(),
            vault: Vault::open(&root, &header).expect("the vault opens"),
            signer: ChainSigner::open(&root, &row.signing_sealed).expect("the signer opens"),
            blobs: Arc::new(BlobStore::open(folder.join("files")).expect("the restored files")),
            documents: Arc::new(FakeDocuments::default()),
            mailer: None,
            reports: Arc::new(PlainReports),
            clock: self.clock.clone(),
            config: AppConfig { data: folder.to_owned(), ..self.app.config.clone() },
        });
        (app, store)
    }

    /// Everything the listener answers, for tests that need a real connection.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Somebody who is not signed in.
    #[must_use]
    pub fn anonymous(&self, site: Site) -> Client {
        Client::new(self.router.clone(), site)
    }

    /// A member of staff of this role, bound to this department, signed in.
    pub async fn as_role(&self, role: Role, department: Option<&str>) -> Client {
        self.member(role, department).await.0
    }

    /// A member of staff with the account's identifier.
    pub async fn member(&self, role: Role, department: Option<&str>) -> (Client, StaffId) {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let department: Option<DepartmentId> = department.map(|it| it.parse().expect("a department's identifier"));
        let (name, email) = (format!("员工{number}"), format!("staff{number}@example.com"));
        let tx = self.store.begin().await.expect("a transaction");
        let made = bole_app::staff::insert(&self.app, &tx, &name, &email, role, department, "active").await;
        let id = made.expect("an account can be made");
        // As an account that its owner has activated: with a password, which nobody knows.
        let found = bole_store::staff::for_change(&tx, id).await.expect("the database answers");
        let account = Account { password_hash: Some("nobody's".to_owned()), ..found.expect("the account exists") };
        bole_store::staff::update(&tx, &account).await.expect("the account can be changed");
        let listed = bole_store::staff::get(&tx, id).await.expect("the database answers").expect("the account exists");
        let token = bole_app::sign_in::open_session(&self.app, &tx, &listed).await.expect("a session can be opened");
        tx.commit().await.expect("the account is kept");
        let client = self.anonymous(Site::Console);
        client.set_cookie(&format!("bole_staff={token}"));
        (client, id)
    }

    /// Another session of the same account.
    pub async fn again(&self, id: StaffId) -> Client {
        let tx = self.store.begin().await.expect("a transaction");
        let listed = bole_store::staff::get(&tx, id).await.expect("the database answers").expect("the account exists");
        let token = bole_app::sign_in::open_session(&self.app, &tx, &listed).await.expect("a session can be opened");
        tx.commit().await.expect("the session is kept");
        let client = self.anonymous(Site::Console);
        client.set_cookie(&format!("bole_staff={token}"));
        client
    }

    /// Does all jobs that are due, and those that come of them; gives how many were done.
    pub async fn run_jobs(&self) -> usize {
        let mut done = 0;
        loop {
            match bole_app::job::run_due(&self.app).await.expect("jobs can be claimed") {
                0 => return done,
                some => done += some,
            }
            assert!(done < 10_000, "jobs make jobs without end");
        }
    }

    /// What an authenticator with this secret, as typed by hand, shows now.
    #[must_use]
    pub fn totp_code(&self, typed_by_hand: &str) -> String {
        let secret = TotpSecret::from_bytes(&from_base32(typed_by_hand)).expect("a secret");
        let seconds = u64::try_from(self.clock.now().0 / 1000).unwrap_or(0);
        secret.code_at(seconds).expect("a code")
    }

    /// The six digits of the newest mail to this address.
    #[must_use]
    pub fn code_for(&self, email: &str) -> Option<String> {
        let mails = self.mailer.mails();
        let codes = mails.iter().rev().filter(|it| it.to == email).filter_map(|it| six_digits(&it.text));
        codes.into_iter().next()
    }
}

async fn deploy(store: &Store) -> (Vault, ChainSigner) {
    let root = RootKey::from_bytes(&ROOT_KEY);
    let (vault, header) = Vault::create(&root).expect("a vault");
    let (signer, signing_sealed) = ChainSigner::create(&root).expect("a signer");
    let deployment = Deployment {
        id: 1,
        company_name: "云岭示例公司".to_owned(),
        wrapped_key: header.deployment_key,
        key_check: header.root_key_fingerprint,
        signing_sealed,
        signing_public: signer.public_key(),
        created_at: START,
    };
    let tx = store.begin().await.expect("a transaction");
    bole_store::deployment::insert(&tx, &deployment).await.expect("the deployment's row");
    // Messages go out at any hour: which hour a test begins at depends on the machine's time zone.
    let delivery = Setting {
        name: "delivery".to_owned(),
        value: r#"{"preferred":"mail","quiet":null}"#.to_owned(),
        sealed: None,
        updated_at: START,
    };
    bole_store::setting::put(&tx, &delivery).await.expect("a setting");
    tx.commit().await.expect("the deployment is kept");
    (vault, signer)
}

fn from_base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    let values = text.bytes().filter_map(|it| match it {
        b'A'..=b'Z' => Some(it - b'A'),
        b'2'..=b'7' => Some(it - b'2' + 26),
        _ => None,
    });
    for value in values {
        bits = (bits << 5) | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(((bits >> held) & 0xff) as u8);
        }
    }
    bytes
}

fn six_digits(text: &str) -> Option<String> {
    let runs = text.split(|it: char| !it.is_ascii_digit());
    runs.into_iter().find(|it| it.len() == 6).map(str::to_owned)
}
