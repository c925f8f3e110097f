//! The use cases of Bole: one function, one transaction. It decides who may do what and knows nothing of HTTP.

pub mod app;
pub mod audit;
pub mod environment;
pub mod failure;
pub mod policy;
pub mod seal;

pub use app::{App, AppConfig, AppParts, LiveTopic};
pub use failure::Failure;
