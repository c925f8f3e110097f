//! The use cases of Bole: one function, one transaction. It decides who may do what and knows nothing of HTTP.
//!
//! What a use case takes (`…Body`) and gives (`…View`) is declared beside it, as plain data that the edge hands on.

pub mod answer;
pub mod app;
pub mod application;
pub mod approval;
pub mod assess;
pub mod assignment;
pub mod audit;
pub mod bank;
pub mod calendar;
pub mod candidate_access;
pub mod candidate_page;
pub mod company;
pub mod competency;
pub mod consent;
pub mod demo;
pub mod department;
pub mod document;
pub mod enrolment;
pub mod environment;
pub mod erasure;
pub mod failure;
pub mod flow;
pub mod idempotency;
pub mod import;
pub mod interview;
pub mod invitation;
pub mod job;
pub mod legal_hold;
pub mod library;
pub mod mail_settings;
pub mod message;
pub mod monitor;
pub mod my_data;
pub mod organisation;
pub mod overview;
pub mod person;
pub mod policy;
pub mod position;
pub mod privacy_request;
pub mod reconcile;
pub mod region;
pub mod report;
pub mod requisition;
pub mod review;
pub mod seal;
pub mod second_approval;
pub mod sign_in;
pub mod staff;
pub mod trail;
pub mod worker;

pub use app::{App, AppConfig, AppParts, LiveTopic};
pub use failure::Failure;
