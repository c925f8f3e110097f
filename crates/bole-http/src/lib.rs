//! HTTP: routes, views, error mapping, OpenAPI and the WebSocket. It holds no rules and no SQL.

mod assets;
mod cookie;
mod error;
mod extract;
mod guard;
mod host;
mod idempotency;
mod observe;
mod openapi;
mod page;
mod proxy;
mod routes;
mod server;
mod traffic;

pub use openapi::document as openapi_document;
pub use proxy::Proxies;
pub use server::{HttpConfig, router, separate_routers};
