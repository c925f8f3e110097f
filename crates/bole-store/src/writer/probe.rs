//! The way back from an outage: nothing is acknowledged until a probe has really written.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::{Request, limited};
use crate::error::{AppendError, StoreError};
use crate::record::Column as _;
use crate::sql::Sql;
use crate::store::{Inner, begin};

/// Between two attempts to write again.
const PROBE_INTERVAL: Duration = Duration::from_millis(500);
/// What a probe writes, so that a nearly full disk is not called writable.
const PROBE_BYTES: usize = 64 << 10;

/// Refuses appends until a probe succeeds; `false` when there is nobody left to write for.
pub(crate) async fn recover(inner: &Arc<Inner>, requests: &mut mpsc::Receiver<Request>) -> bool {
    loop {
        let attempt = async {
            tokio::time::sleep(PROBE_INTERVAL).await;
            limited(inner, probe(inner)).await
        };
        tokio::pin!(attempt);
        loop {
            tokio::select! {
                result = &mut attempt => match result {
                    Ok(()) => {
                        inner.health.recover();
                        return true;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the database still takes no writes");
                        break;
                    }
                },
                request = requests.recv() => match request {
                    None => return false,
                    Some(Request::Stop(done)) => {
                        let _nobody_waits = done.send(());
                        return false;
                    }
                    Some(Request::Append(append)) => {
                        let reason = inner.health.outage().unwrap_or_default();
                        append.reply(Err(AppendError::Unavailable(reason)));
                    }
                },
            }
        }
    }
}

/// Writes something, makes it permanent, and removes it again.
async fn probe(inner: &Arc<Inner>) -> Result<(), StoreError> {
    let tx = begin(inner).await?;
    tx.execute(Sql::new("DELETE FROM write_probe")).await?;
    let row = ["probe".to_owned().value(), vec![0_u8; PROBE_BYTES].value()];
    tx.execute(Sql::new("INSERT INTO write_probe (id, filler) VALUES ($1, $2)").with(row)).await?;
    tx.commit().await?;
    let tx = begin(inner).await?;
    tx.execute(Sql::new("DELETE FROM write_probe")).await?;
    tx.commit().await
}
