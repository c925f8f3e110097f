//! The contract: one OpenAPI document over both hosts, made from the handlers themselves.

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
/// `signed_in` for any member of staff, `candidate`, or `public`.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = Contract::openapi();
    document.merge(routes::console().split_for_parts().1);
    document.merge(routes::candidate().split_for_parts().1);
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
        operations.into_iter().flatten().for_each(complete);
    }
    document
}

/// What every operation has in common: a name of its own across all nouns, and refusals as `ErrorView`.
fn complete(operation: &mut Operation) {
    let noun = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
    let verb = operation.operation_id.take().unwrap_or_default();
    operation.operation_id = Some(format!("{noun}_{verb}"));
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorView"))).build();
    let refused = ResponseBuilder::new().description("Refused, with a code.").content("application/json", content);
    operation.responses.responses.insert("default".to_owned(), RefOr::T(refused.build()));
}
