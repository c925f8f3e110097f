//! `bole trail verify`: the whole trail and the erasure ledger against the public key, with no secret at hand.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use bole::deployment::sqlite_url;
use bole_app::trail::Verified;
use bole_store::{Store, StoreConfig};
use serde_json::json;

/// Verifies and says what was found. Exit code 1 when the chain or the ledger is broken.
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
    let ledger = bole_app::erasure::check_ledger(&store, &data.join("ledger"), &deployment.signing_public).await;
    let ledger = ledger.map_err(|failure| anyhow::anyhow!("the erasure ledger could not be read: {failure:?}"))?;
    let (lines, wrong) = match &ledger {
        Ok(entries) => (Some(entries.len()), None),
        Err(error) => (None, Some(error.to_string())),
    };
    if !as_json {
        match (&lines, &wrong) {
            (Some(lines), _) => println!("删除登记完整 / erasure ledger whole: {lines} lines"),
            (None, wrong) => println!("删除登记有问题 / erasure ledger: {}", wrong.as_deref().unwrap_or_default()),
        }
    }
    match found {
        Verified::Whole(report) => {
            let head = report.head.to_hex();
            if as_json {
                println!(
                    "{}",
                    json!({
                        "whole": true, "records": report.records, "signed": report.signed, "head": head,
                        "ledger": { "whole": wrong.is_none(), "lines": lines, "wrong": wrong },
                    })
                );
            } else {
                println!("完整 / whole: {} records, {} covered by a signature", report.records, report.signed);
                println!("链头 / head: {head}");
            }
            Ok(if wrong.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
