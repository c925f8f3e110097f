//! The HTTP interface as browsers meet it: one file per theme, everything through real use cases and a real database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod alerts;
mod answers;
mod approvals;
mod bulk;
mod canary;
mod candidate_page;
mod codes;
mod consent;
mod cross_site;
mod demonstration;
mod documents;
mod erasure;
mod exports;
mod first_steps;
mod hung_up;
mod idempotency;
mod imports;
mod invite_rule;
mod lease;
mod links;
mod live;
mod looks;
mod messages;
mod modules;
mod notices;
mod openapi;
mod operations;
mod organisation;
mod own_library;
mod permission;
mod reminders;
mod requests;
mod retention;
mod revoked;
mod roles;
mod sign_in;
mod sms;
mod system;
mod table;
mod unreleased;
mod view_as;
mod whole_loop;
