//! The nouns of Bole and their rules, as pure values and total functions.
//!
//! Nothing here does I/O, reads a clock or draws a random number: the caller passes `now` and new identifiers.

pub mod application;
pub mod approval;
pub mod assessment;
pub mod bulk;
pub mod candidate;
pub mod code;
pub mod competency;
pub mod consent;
pub mod department;
pub mod export;
pub mod flow;
pub mod ids;
pub mod import;
pub mod invite_rule;
pub mod locale;
pub mod look;
pub mod message;
pub mod module;
pub mod notice;
pub mod position;
pub mod privacy;
pub mod question;
pub mod region;
pub mod rejection;
pub mod requisition;
pub mod retention;
pub mod script;
pub mod second_approval;
pub mod session;
pub mod staff;
pub mod table;
pub mod tag;
pub mod time;
