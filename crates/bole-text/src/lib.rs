//! Text as material: folding with a map back to the original, spans, scripts, segmentation, term matching, similarity.
//!
//! It knows letters, words and sentences of Chinese and English and must never know what a text is about: no noun of
//! the business, no input or output, no clock. Offsets that leave this crate count Unicode code points of the original.

pub mod fold;
pub mod inflect;
pub mod matcher;
pub mod script;
pub mod segment;
pub mod similarity;
pub mod span;

pub use fold::Folded;
pub use matcher::{Hit, TermMatcher};
pub use script::{Counts, Language};
pub use span::{Span, slice};
