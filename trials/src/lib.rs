//! Trials of the real server from outside: killed at random moments, and measured beside what the machine can do.
//!
//! It is never shipped. It prepares data through the use cases, starts the real `bole serve`, and speaks HTTP to it.

pub mod bench;
pub mod company;
pub mod crash;
pub mod http;
pub mod process;
pub mod random;
pub mod server;
pub mod stuck;
