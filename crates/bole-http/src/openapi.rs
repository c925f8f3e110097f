//! The contract: one OpenAPI document over both hosts, made from the handlers themselves.

use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::OpenApi as _;

use crate::error::ErrorView;
use crate::routes;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Bole", description = "Staff operations live on the console host, candidate operations on the main host."),
    components(schemas(ErrorView))
)]
struct Contract;

/// Every operation of both hosts. The extension `x-permission` names what an operation asks for: a permission,
/// `signed_in` for any member of staff, `candidate`, or `public`; `x-host` names its host: `main` or `console`.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = Contract::openapi();
    for (host, mut part) in [("console", routes::console().into_openapi()), ("main", routes::candidate().into_openapi())] {
        for item in part.paths.paths.values_mut() {
            let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
            operations.into_iter().flatten().for_each(|it| complete(it, host));
        }
        document.merge(part);
    }
    document
}

/// What every operation has in common: a name of its own across all nouns, its host, and refusals as `ErrorView`.
fn complete(operation: &mut Operation, host: &str) {
    let noun = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
    let verb = operation.operation_id.take().unwrap_or_default();
    operation.operation_id = Some(format!("{noun}_{verb}"));
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorView"))).build();
    let refused = ResponseBuilder::new().description("Refused, with a code.").content("application/json", content);
    let host = ExtensionsBuilder::new().add("x-host", host).build();
    operation.extensions.get_or_insert_default().merge(host);
    operation.responses.responses.insert("default".to_owned(), RefOr::T(refused.build()));
}
