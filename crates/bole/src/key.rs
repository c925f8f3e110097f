//! `bole key rotate`: a new root key; nothing that is sealed is touched, and a running server goes on.

use std::process::ExitCode;

use anyhow::Context as _;
use bole_app::environment::{Clock as _, Ids, SystemClock};
use bole_store::{Store, StoreConfig};
use serde_json::json;

use crate::cli::Where;

/// Puts the deployment under a new root key.
///
/// # Errors
/// When the present key does not open it, or the database cannot be changed.
pub async fn rotate(place: &Where, as_json: bool) -> anyhow::Result<ExitCode> {
    place.demand_database()?;
    let url = place.places().database_url();
    let store = Store::open(&StoreConfig { url, readers: 1 }).await.context("Opening the database")?;
    let clock = SystemClock::default();
    let id = Ids::default().next(clock.now());
    let rotated = bole_app::key::rotate(&store, &place.root_key_path(), clock.now(), id).await;
    store.close().await.context("Closing the database")?;
    let rotated = match rotated {
        Ok(it) => it,
        Err(bole_app::Failure::Broken(error)) => return Err(error),
        Err(refused) => anyhow::bail!("the root key was not changed: {refused:?}"),
    };
    if as_json {
        println!("{}", json!({ "fingerprint": rotated.fingerprint, "old": rotated.old }));
    } else {
        println!("新的根密钥 / new root key: {}", rotated.fingerprint);
        println!(
            "旧密钥保留在 {}，用旧密钥加密的备份还需要它 / the old key stays there for backups sealed with it",
            rotated.old.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}
