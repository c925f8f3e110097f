//! The contract: one OpenAPI document over both hosts, made from the handlers themselves.

use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::error::ErrorView;
use crate::routes;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Bole", description = "Staff operations live on the console host, candidate operations on the main host."),
    components(schemas(ErrorView))
)]
struct Contract;

/// Every operation of both hosts. The extension `x-permission` names what an operation asks for.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = Contract::openapi();
    document.merge(routes::console().split_for_parts().1);
    document.merge(routes::candidate().split_for_parts().1);
    document
}
