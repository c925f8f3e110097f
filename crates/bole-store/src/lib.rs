//! The database: one module per noun, migrations, one code base for SQLite and PostgreSQL.
//!
//! Rows come out as plain structs whose fields are the columns; no type of the ORM leaves this crate. It holds no rule:
//! sealed values stay sealed, enumerations stay text, instants are given by the caller.

pub mod alert;
pub mod application;
pub mod approval;
pub mod assessment;
pub mod assignment;
pub mod audit;
pub mod backup_run;
pub mod bank;
pub mod bulk;
pub mod candidate;
pub mod code;
pub mod competency;
pub mod demo;
pub mod department;
pub mod deployment;
pub mod document;
pub mod dump;
pub mod erasure;
mod error;
pub mod export;
pub mod flow;
mod health;
pub mod history;
pub mod idempotency;
pub mod import;
pub mod invitation;
pub mod invite_rule;
pub mod job;
pub mod legal_hold;
pub mod message;
pub mod message_template;
mod migration;
pub mod notice;
mod open;
pub mod overview;
pub mod page;
pub mod position;
pub mod privacy_request;
mod record;
pub mod remark;
pub mod reminder;
pub mod requisition;
pub mod review;
mod scope;
pub mod second_approval;
pub mod session;
pub mod setting;
mod sql;
pub mod staff;
mod store;
pub mod table_view;
pub mod tag;
mod writer;

pub use error::{AppendError, OpenError, StoreError};
pub use health::Health;
pub use open::StoreConfig;
pub use page::{Cursor, Page};
pub use scope::Scope;
pub use store::{Reads, Store, Tx};
pub use writer::AppendCounts;
