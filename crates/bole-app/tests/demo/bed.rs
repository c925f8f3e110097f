//! An empty deployment on SQLite for the demonstration's tests: files in memory, no mail, the machine's clock.

use std::sync::Arc;

use bole_app::environment::{Clock, SystemClock};
use bole_app::my_data::Statement;
use bole_app::policy::Staff;
use bole_app::report::{ReportView, ReportWriter};
use bole_app::{App, AppConfig, AppParts, Failure};
use bole_blob::MemoryBlobs;
use bole_domain::staff::Role;
use bole_media::FakeDocuments;
use bole_store::application::{Filter, Listed, Sort};
use bole_store::deployment::Deployment;
use bole_store::{Scope, Store, StoreConfig};
use bole_vault::{ChainSigner, RootKey, Vault};

/// The demonstration's token in these tests.
pub const TOKEN: &str = "a-token-of-the-demonstration";

/// A deployment.
pub struct Bed {
    pub app: App,
    pub store: Store,
    pub blobs: Arc<MemoryBlobs>,
    pub public_key: Vec<u8>,
    _folder: tempfile::TempDir,
}

/// Writes nothing; the demonstration's reports are looked at as data.
struct NoReports;

impl ReportWriter for NoReports {
    fn write(&self, _report: &ReportView, _watermark: Option<&str>) -> anyhow::Result<Vec<u8>> {
        anyhow::bail!("no report is printed here")
    }

    fn write_statement(&self, _statement: &Statement) -> anyhow::Result<Vec<u8>> {
        anyhow::bail!("no copy is printed here")
    }
}

impl Bed {
    /// A deployment that holds nothing.
    pub async fn empty() -> Self {
        Self::with(Some(TOKEN), Arc::new(SystemClock::default())).await
    }

    /// A deployment with this token for demonstrations and this clock.
    pub async fn with(demo_token: Option<&str>, clock: Arc<dyn Clock>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("demo.db").display());
        let store = Store::open(&StoreConfig { url, readers: 2 }).await.expect("an empty database opens");
        let root = RootKey::from_bytes(&[7; 32]);
        let (vault, header) = Vault::create(&root).expect("a vault");
        let (signer, signing_sealed) = ChainSigner::create(&root).expect("a signer");
        let public_key = signer.public_key();
        let deployment = Deployment {
            id: 1,
            company_name: String::new(),
            wrapped_key: header.deployment_key,
            key_check: header.root_key_fingerprint,
            signing_sealed,
            signing_public: public_key.clone(),
            created_at: clock.now(),
        };
        let tx = store.begin().await.expect("a transaction");
        bole_store::deployment::insert(&tx, &deployment).await.expect("a deployment");
        tx.commit().await.expect("a deployment");
        let blobs = Arc::new(MemoryBlobs::default());
        let app = App::new(AppParts {
            store: store.clone(),
            vault,
            signer,
            blobs: blobs.clone(),
            documents: Arc::new(FakeDocuments::default()),
            mailer: None,
            reports: Arc::new(NoReports),
            clock,
            config: AppConfig {
                candidate_origin: "http://localhost:8080".to_owned(),
                demo_token: demo_token.map(str::to_owned),
                data: folder.path().to_owned(),
                ..AppConfig::default()
            },
        });
        Self { app, store, blobs, public_key, _folder: folder }
    }

    /// A deployment with the demonstration in it.
    pub async fn seeded() -> Self {
        let bed = Self::empty().await;
        succeed(bole_app::demo::seed(&bed.app).await);
        bed
    }

    /// Somebody of the demonstration with this role, signed in.
    pub async fn staff(&self, role: Role) -> (Staff, String) {
        let view = succeed(bole_app::demo::open(&self.app, TOKEN).await);
        let id = view.staff.iter().find(|it| it.role == role).expect("each role has an account").id;
        let token = succeed(bole_app::demo::enter(&self.app, TOKEN, id).await);
        (succeed(bole_app::sign_in::staff_of(&self.app, &token).await), token)
    }

    /// All applications, those for which something happened last first.
    pub async fn applications(&self) -> Vec<Listed> {
        let filter = Filter::default();
        let page = bole_store::application::list(&self.store, &Scope::All, &filter, Sort::Updated, None, 200).await;
        page.expect("the database answers").items
    }
}

/// What a use case gave.
pub fn succeed<T>(result: Result<T, Failure>) -> T {
    result.unwrap_or_else(|failure| panic!("refused or broken: {failure:?}"))
}
