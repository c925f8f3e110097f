//! The company that runs this deployment.

use crate::app::App;
use crate::failure::{Doing as _, Failure};

/// What the company is called; empty before set-up.
///
/// # Errors
/// When the database cannot be read.
pub async fn name(app: &App) -> Result<String, Failure> {
    let found = bole_store::deployment::get(&app.store).await.doing("Loading the deployment")?;
    Ok(found.map(|it| it.company_name).unwrap_or_default())
}
