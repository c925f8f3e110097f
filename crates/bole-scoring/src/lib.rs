//! The rubric scorer: answers and a competency model in, scores with evidence out, and receipts that recompute them.
//!
//! It reads what was said and nothing about who said it. It has no clock, no randomness, no files and no network: the
//! same answers give the same bytes on every machine. It does not use the segmentation dictionary, so scoring costs no
//! memory beyond its own word lists and rests on no probabilities.

mod acts;
mod body;
pub mod canonical;
mod coverage;
mod dimension;
mod gate;
pub mod lexicon;
mod points;
mod quantity;
mod quotes;
mod reading;
pub mod receipt;
mod rubric;
mod signs;
mod silence;
mod story;
mod telling;
mod topic;
mod vocabulary;

pub use dimension::level;
pub use receipt::{Receipt, Subject, Verification, verify};
pub use rubric::{SCORER, score};
