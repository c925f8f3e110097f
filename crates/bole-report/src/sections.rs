//! The report's sections, each a function that adds itself to the sheet.
//!
//! A section without content leaves no heading behind.

mod back;
mod dimension;
mod growth;
mod summary;

pub use back::{appeal, back};
pub use dimension::{candidate_dimensions, hr_dimensions};
pub use growth::{advice, strengths};
pub use summary::{facts, summary};

/// How long a given paragraph may be before it is shortened.
const PARAGRAPH: usize = 600;
/// How long a quote may be before it is shortened.
const QUOTE: usize = 220;
/// How many points a list may have.
const POINTS: usize = 12;
