//! Going through a flow as a candidate would: the console runs the script itself and stores no answer; only that it was done
//! is noted, once, as one of the first outcomes of a deployment.

use bole_domain::ids::FlowId;
use bole_domain::staff::Permission;
use bole_store::setting::Setting;
use serde_json::json;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

/// The setting that says so.
const NAME: &str = "flow_previewed";

/// Notes that the caller went through a flow to its end.
///
/// # Errors
/// Without `flow.read`, or when the caller does not see the flow.
pub async fn note_preview(app: &App, staff: &Staff, id: FlowId) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::flow::for_change(&tx, &staff.scope, id).await.doing("Loading a flow")?;
    allow(staff, Permission::FlowRead, found)?;
    if bole_store::setting::get(&tx, NAME).await.doing("Reading settings")?.is_none() {
        let value = json!({ "flow": id }).to_string();
        let setting = Setting { name: NAME.to_owned(), value, sealed: None, updated_at: app.now() };
        bole_store::setting::put(&tx, &setting).await.doing("Keeping settings")?;
        super::record(app, staff, &tx, "flow.preview", id, json!({})).await?;
    }
    tx.commit().await.doing("Noting a preview")
}
