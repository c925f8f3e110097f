//! The log's promises: applied once, whatever order or how often; nothing written is lost; every status is right.

mod fixture;
mod orders;
mod rules;
mod stays;
