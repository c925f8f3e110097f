//! Opening a deployment: database, root key, vault, files. It names what is missing and what to do about it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use bole_app::environment::{Clock as _, SystemClock};
use bole_app::{App, AppConfig, AppParts};
use bole_blob::BlobStore;
use bole_media::DocumentReader;
use bole_store::deployment::Deployment;
use bole_store::{Store, StoreConfig};
use bole_vault::{ChainSigner, RootKey, Vault, VaultHeader};

use crate::report_writer::PdfReports;

/// The hidden command of the child that reads uploaded files.
pub const MEDIA_CHILD: &str = "media-child";
/// How many connections read beside the one that writes.
const READERS: u32 = 4;

/// Where a deployment's parts lie.
#[derive(Debug)]
pub struct Places {
    /// The data directory.
    pub data: PathBuf,
    /// The database's address.
    pub database: Option<String>,
    /// The root key's file.
    pub root_key: Option<PathBuf>,
}

impl Places {
    /// The database's address: SQLite in the data directory unless configured.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| sqlite_url(&self.data))
    }

    /// The root key's file.
    #[must_use]
    pub fn root_key_path(&self) -> PathBuf {
        self.root_key.clone().unwrap_or_else(|| self.data.join("keys").join("root.key"))
    }
}

/// The address of the SQLite database in a data directory.
#[must_use]
pub fn sqlite_url(data: &Path) -> String {
    format!("sqlite://{}", data.join("bole.db").display())
}

/// Opens everything and puts it together.
///
/// # Errors
/// What is missing or broken, by name.
pub async fn open(places: &Places, config: AppConfig) -> anyhow::Result<App> {
    let data = &places.data;
    if bole_app::backup::is_unfinished(data) {
        anyhow::bail!(
            "restoring into {} was begun and not finished; empty that folder and restore again",
            data.display()
        );
    }
    own_folder(data).with_context(|| format!("Making the data directory {}", data.display()))?;
    let url = places.database_url();
    let store = Store::open(&StoreConfig { url, readers: READERS }).await.context("Opening the database")?;
    let clock = Arc::new(SystemClock::default());
    let known = bole_store::deployment::get(&store).await.context("Reading the deployment")?;
    let root_path = places.root_key_path();
    if let Some(folder) = root_path.parent() {
        own_folder(folder).with_context(|| format!("Making the folder {}", folder.display()))?;
    }
    if let Some(known) = &known {
        bole_app::key::settle(&root_path, known).context("Finishing the change of the root key")?;
    }
    let root = RootKey::load_or_create(&root_path, known.is_some()).context("Opening the root key")?;
    let (vault, signer) = match known {
        Some(it) => unlock(&root, &it)?,
        None => set_up(&store, &root, clock.now()).await?,
    };
    let blobs = BlobStore::open(data.join("files")).context("Opening the file store")?;
    let program = std::env::current_exe().context("Finding this program")?;
    let app = App::new(AppParts {
        store,
        vault,
        signer,
        blobs: Arc::new(blobs),
        documents: Arc::new(DocumentReader::new(program, vec![MEDIA_CHILD.to_owned()])),
        mailer: None,
        reports: Arc::new(PdfReports::default()),
        clock,
        config,
    });
    if let Err(failure) = bole_app::module::start(&app).await {
        anyhow::bail!("the switches of the modules cannot be used: {failure:?}");
    }
    if let Err(failure) = bole_app::monitor_settings::start(&app).await {
        anyhow::bail!("the monitor's settings cannot be used: {failure:?}");
    }
    // Before anybody is served: whoever a restored database brought back is destroyed again (R-BK-4).
    match bole_app::erasure::apply_ledger(&app).await {
        Ok(0) => {}
        Ok(destroyed) => {
            tracing::warn!(destroyed, "people whom the database brought back were erased again");
        }
        Err(failure) => anyhow::bail!(
            "the erasure ledger {} cannot be used: {failure:?}\n\
             put back the copy that belongs to this deployment, then start again",
            data.join("ledger").display()
        ),
    }
    if let Err(failure) = bole_app::mail_settings::start(&app).await {
        anyhow::bail!("the mail settings cannot be used: {failure:?}");
    }
    if let Err(failure) = bole_app::sms_settings::start(&app).await {
        anyhow::bail!("the SMS settings cannot be used: {failure:?}");
    }
    Ok(app)
}

/// Makes a folder that only this account may look into.
fn own_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn unlock(root: &RootKey, it: &Deployment) -> anyhow::Result<(Vault, ChainSigner)> {
    let header = VaultHeader { root_key_fingerprint: it.key_check.clone(), deployment_key: it.wrapped_key.clone() };
    let vault = Vault::open(root, &header).context("Opening the vault")?;
    let signer = ChainSigner::open(root, &it.signing_sealed).context("Opening the audit trail's key")?;
    Ok((vault, signer))
}

async fn set_up(store: &Store, root: &RootKey, now: bole_domain::time::Millis) -> anyhow::Result<(Vault, ChainSigner)> {
    let (vault, header) = Vault::create(root).context("Making the vault")?;
    let (signer, signing_sealed) = ChainSigner::create(root).context("Making the audit trail's key")?;
    let deployment = Deployment {
        id: 1,
        company_name: String::new(),
        wrapped_key: header.deployment_key,
        key_check: header.root_key_fingerprint,
        signing_sealed,
        signing_public: signer.public_key(),
        created_at: now,
    };
    let tx = store.begin().await.context("Setting the deployment up")?;
    bole_store::deployment::insert(&tx, &deployment).await.context("Setting the deployment up")?;
    tx.commit().await.context("Setting the deployment up")?;
    Ok((vault, signer))
}
