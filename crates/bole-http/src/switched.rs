//! Operations of modules that are off: they answer as if they did not exist, whoever asks.

use std::collections::HashMap;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use bole_domain::module::{Module, Modules};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};

/// Which operations of a host belong to a module that can be switched off; what stands in no row is always there.
#[derive(Debug, Default)]
pub struct Switched {
    operations: HashMap<(Method, String), Module>,
}

impl Switched {
    /// As the handlers declare it, with `x-module`.
    pub fn of(document: &OpenApi) -> Self {
        let mut operations = HashMap::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations_of(item) {
                if let Some(module) = module_of(operation).filter(|it| *it != Module::Core) {
                    operations.insert((method, path.clone()), module);
                }
            }
        }
        Self { operations }
    }

    /// Whether a request is for something that is switched off.
    pub fn is_off(&self, modules: Modules, request: &Request) -> bool {
        if modules.has_all() {
            return false;
        }
        let Some(path) = request.extensions().get::<MatchedPath>() else { return false };
        // A browser may ask for the head of whatever it may get.
        let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
        let module = self.operations.get(&(method.clone(), path.as_str().to_owned()));
        module.is_some_and(|it| !modules.has(*it))
    }
}

/// The module an operation declares; `None` when it names none that exists.
fn module_of(operation: &Operation) -> Option<Module> {
    let extensions = operation.extensions.as_ref()?;
    extensions.get("x-module").and_then(|it| Module::from_code(it.as_str()?))
}

fn operations_of(item: &PathItem) -> Vec<(Method, &Operation)> {
    let all = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
    ];
    all.into_iter().filter_map(|(method, it)| Some((method, it.as_ref()?))).collect()
}
