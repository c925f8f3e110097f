//! The rubric scorer from outside: ordering, gates, directed changes, properties, receipts, speed.

mod cross;
mod directed;
mod fixture;
mod gates;
mod library;
mod ordering;
mod properties;
mod receipts;
mod speed;
