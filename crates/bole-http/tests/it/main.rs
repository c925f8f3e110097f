//! The HTTP interface as browsers meet it: one file per theme, everything through real use cases and a real database.

mod answers;
mod codes;
mod cross_site;
mod documents;
mod idempotency;
mod lease;
mod links;
mod live;
mod openapi;
mod permission;
mod requests;
mod revoked;
mod sign_in;
mod whole_loop;
