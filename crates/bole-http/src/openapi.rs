//! The contract: one OpenAPI document over both hosts, made from the handlers themselves.

use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::server::{Server, ServerBuilder, ServerVariableBuilder};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};

use crate::error::ErrorView;
use crate::routes;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Bole",
        description = "Staff operations live on the console host, candidate operations on the main host."
    ),
    components(schemas(ErrorView))
)]
struct Contract;

/// Every operation of both hosts. The extension `x-permission` names what an operation asks for: a permission,
/// `signed_in` for any member of staff, `candidate`, or `public`; its server says on which host it is.
/// `x-module` names the module it belongs to; while that is off it answers as if it did not exist.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = Contract::openapi();
    let main = ("https://{host}", routes::candidate().into_openapi());
    let console = ("https://console.{host}", routes::console().into_openapi());
    for (url, mut part) in [console, main] {
        let server =
            ServerBuilder::new().url(url).parameter("host", ServerVariableBuilder::new().default_value("localhost"));
        let server = server.build();
        for item in part.paths.paths.values_mut() {
            let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
            operations.into_iter().flatten().for_each(|it| complete(it, &server));
        }
        document.merge(part);
    }
    document
}

/// The document as text, the same every time: what an operation declares beside the standard has no order of its own.
///
/// # Errors
/// When it cannot be written.
pub fn text() -> serde_json::Result<String> {
    serde_json::to_string_pretty(&serde_json::to_value(document())?)
}

/// What every operation has in common: a name of its own across all nouns, its host, and refusals as `ErrorView`.
fn complete(operation: &mut Operation, server: &Server) {
    let noun = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
    let verb = operation.operation_id.take().unwrap_or_default();
    operation.operation_id = Some(format!("{noun}_{verb}"));
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorView"))).build();
    let refused = ResponseBuilder::new().description("Refused, with a code.").content("application/json", content);
    operation.servers = Some(vec![server.clone()]);
    operation.responses.responses.insert("default".to_owned(), RefOr::T(refused.build()));
}
