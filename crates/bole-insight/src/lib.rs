//! Statistics over results: what a score means among others. It never knows where numbers came from.

use serde::Serialize;

mod question;
pub use question::{MIN_ANSWERS, MIN_DISCRIMINATION, QuestionFigures, figures};

/// The smallest norm group a percentile is told for (UX §7).
pub const MIN_NORM_GROUP: usize = 50;

/// A rank within a norm group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Percentile {
    /// The share of the group that scored lower, ties counted half, 0–1.
    pub share: f64,
    /// The size of the group.
    pub n: usize,
}

/// The percentile rank of `value` within `group`: the share below plus half of the ties (the definition of Roscoe 1975,
/// as scipy's `percentileofscore(kind="mean")`). `None` for groups under [`MIN_NORM_GROUP`].
#[must_use]
pub fn percentile(value: f64, group: &[f64]) -> Option<Percentile> {
    let n = group.len();
    if n < MIN_NORM_GROUP {
        return None;
    }
    let below = group.iter().filter(|it| **it < value).count();
    let ties = group.iter().filter(|it| **it == value).count();
    Some(Percentile { share: (below as f64 + ties as f64 / 2.0) / n as f64, n })
}

#[cfg(test)]
mod tests {
    //! The definition, at its edges.
    use super::{Percentile, percentile};

    #[test]
    fn the_share_below_counts_ties_half() {
        let group: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(percentile(70.0, &group), Some(Percentile { share: 0.705, n: 100 }));
        assert_eq!(percentile(1000.0, &group), Some(Percentile { share: 1.0, n: 100 }));
    }

    #[test]
    fn a_small_group_tells_no_percentile() {
        assert_eq!(percentile(70.0, &[60.0; 49]), None);
        assert!(percentile(70.0, &[60.0; 50]).is_some());
    }
}
