//! `bole trail verify`: the whole trail against its public key, with no secret at hand.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use bole::deployment::sqlite_url;
use bole_app::trail::Verified;
use bole_store::{Store, StoreConfig};
use serde_json::json;

/// Verifies and says what was found. Exit code 1 when the chain is broken.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(data: &Path, database: Option<&str>, as_json: bool) -> anyhow::Result<ExitCode> {
    let url = database.map_or_else(|| sqlite_url(data), str::to_owned);
    if database.is_none() && !data.join("bole.db").exists() {
        anyhow::bail!("there is no database in {}; name the data directory with --data", data.display());
    }
    let store = Store::open(&StoreConfig { url, readers: 1 }).await.context("Opening the database")?;
    let deployment = bole_store::deployment::get(&store).await.context("Reading the deployment")?;
    let deployment = deployment.context("the database was never set up")?;
    let found = bole_app::trail::verify(&store, &deployment.signing_public).await;
    let found = found.map_err(|failure| anyhow::anyhow!("the trail could not be read: {failure:?}"))?;
    match found {
        Verified::Whole(report) => {
            let head = report.head.to_hex();
            if as_json {
                let line = json!({ "whole": true, "records": report.records, "signed": report.signed, "head": head });
                println!("{line}");
            } else {
                println!("完整 / whole: {} records, {} covered by a signature", report.records, report.signed);
                println!("链头 / head: {head}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Verified::Broken { seq, how } => {
            if as_json {
                println!("{}", json!({ "whole": false, "seq": seq, "how": how.to_string() }));
            } else {
                println!("已断裂 / broken at record {seq}: {how}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
