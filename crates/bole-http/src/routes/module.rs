//! Routes of modules: which there are, and switching them.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::module::{self, ModuleBody, ModuleView};
use bole_domain::module::Module;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id};
use crate::page::ListView;
use crate::server::Http;

/// Operations on modules, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(switch))
}

/// Every module, with what is in use of it now.
#[utoipa::path(
    get,
    path = "/api/modules",
    tag = "module",
    responses((status = 200, body = ListView<ModuleView>)),
    extensions(("x-permission" = json!("module.switch")), ("x-module" = json!("core")))
)]
async fn list(State(app): State<App>, AsStaff(staff): AsStaff) -> Result<Json<ListView<ModuleView>>, ApiError> {
    Ok(Json(ListView { items: module::list(&app, &staff).await? }))
}

/// Switches a module, and with it what needs it or what it needs.
#[utoipa::path(
    put,
    path = "/api/modules/{module}",
    tag = "module",
    params(("module" = Module, Path)),
    request_body = ModuleBody,
    responses((status = 200, body = ListView<ModuleView>)),
    extensions(("x-permission" = json!("module.switch")), ("x-module" = json!("core")))
)]
async fn switch(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(module): Id<Module>,
    Body(body): Body<ModuleBody>,
) -> Result<Json<ListView<ModuleView>>, ApiError> {
    Ok(Json(ListView { items: module::switch(&app, &staff, module, body).await? }))
}
