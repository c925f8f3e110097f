//! What tests of the whole stand on: a running Bole in the same process, people who use it, and a small company.
//!
//! For tests only; it must never be linked into the binary. Everything goes through real use cases; only what leaves the
//! machine (mail, document reader, PDF, clock) is replaced.

mod app;
pub mod authority;
mod client;
mod company;
mod database;
mod interviewee;
mod reports;
pub mod sms_provider;

pub use app::{START, TestApp};
pub use client::{Answer, Client, Site};
pub use company::Company;
pub use interviewee::{Interviewee, TYPICAL_ANSWER};
