//! Which results need a person's eye, what the rules propose, and what a review may do (DESIGN §3, steps 4 and 5).

use serde::{Deserialize, Serialize};

use super::{Assessment, Outcome};
use crate::rejection::{Kind, Refusal};

/// Scores at or above this always go to a person (REQUIREMENTS AI-16).
pub const HIGH_SCORE: f64 = 90.0;
/// Scores below this always go to a person (REQUIREMENTS AI-16).
pub const LOW_SCORE: f64 = 60.0;
/// Scores this near to a cut are borderline (DESIGN §3).
pub const BORDERLINE_POINTS: f64 = 3.0;
/// Confidence below this is low.
pub const LOW_CONFIDENCE: f64 = 0.5;

/// The cut-off scores of a requisition.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Cuts {
    /// At or above: 面试通过 is proposed. 0–100.
    pub pass: f64,
    /// Below: 未通过 is proposed. 0–100, not above `pass`.
    pub pool: f64,
}

impl Default for Cuts {
    fn default() -> Self {
        Self { pass: 80.0, pool: 60.0 }
    }
}

impl Cuts {
    /// Checks that both cuts are scores and in order.
    ///
    /// # Errors
    /// `requisition.cuts_out_of_order`.
    pub fn check(self) -> Result<Self, Rejected> {
        let is_score = |it: f64| (0.0..=100.0).contains(&it);
        if is_score(self.pass) && is_score(self.pool) && self.pool <= self.pass {
            Ok(self)
        } else {
            Err(Rejected::CutsOutOfOrder)
        }
    }
}

/// Why a person must look before a result is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewReason {
    /// The total is 90 or more.
    HighScore,
    /// The total is below 60.
    LowScore,
    /// The total is within 3 points of a cut.
    Borderline,
    /// The scorer is not sure.
    LowConfidence,
    /// A dimension, or the whole interview, cannot be assessed.
    NotAssessable,
    /// The candidate asked for a person to look again.
    Appeal,
    /// The candidate declined scoring by machine.
    DeclinedAiScoring,
    /// The scorer has not passed the calibration gate, so it never releases by itself.
    NotCalibrated,
}

/// The reasons that apply, each once, in the order of the enum.
#[must_use]
pub fn review_reasons(assessment: &Assessment, cuts: Cuts, declined_ai: bool, appealed: bool) -> Vec<ReviewReason> {
    let mut reasons = Vec::new();
    if let Some(total) = assessment.total {
        if total >= HIGH_SCORE {
            reasons.push(ReviewReason::HighScore);
        }
        if total < LOW_SCORE {
            reasons.push(ReviewReason::LowScore);
        }
        if [cuts.pass, cuts.pool].iter().any(|cut| (total - cut).abs() <= BORDERLINE_POINTS) {
            reasons.push(ReviewReason::Borderline);
        }
    }
    if assessment.total.is_some() && assessment.confidence < LOW_CONFIDENCE {
        reasons.push(ReviewReason::LowConfidence);
    }
    if assessment.total.is_none() || assessment.dimensions.iter().any(|it| it.score.is_none()) {
        reasons.push(ReviewReason::NotAssessable);
    }
    if appealed {
        reasons.push(ReviewReason::Appeal);
    }
    if declined_ai {
        reasons.push(ReviewReason::DeclinedAiScoring);
    }
    if assessment.calibration == super::Calibration::NotCalibrated {
        reasons.push(ReviewReason::NotCalibrated);
    }
    reasons
}

/// What the rules propose for a total; a person decides. Without a total a person has to look further.
#[must_use]
pub fn propose_outcome(total: Option<f64>, cuts: Cuts) -> Outcome {
    match total {
        Some(total) if total >= cuts.pass => Outcome::Passed,
        Some(total) if total < cuts.pool => Outcome::Failed,
        _ => Outcome::FurtherEvaluation,
    }
}

/// Why a review or release is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// The cuts are not scores, or the pool cut lies above the pass cut.
    #[error("cuts out of order")]
    CutsOutOfOrder,
    /// A changed score has no reason.
    #[error("an adjustment needs a reason")]
    AdjustmentWithoutReason,
    /// A changed score is not within 0–100.
    #[error("a score lies between 0 and 100")]
    ScoreOutOfRange,
    /// The named dimension does not exist.
    #[error("no such dimension")]
    UnknownDimension,
    /// An adverse or differing result needs a reason.
    #[error("this outcome needs a reason")]
    OutcomeWithoutReason,
    /// An adverse result needs the evidence opened first.
    #[error("the evidence was not opened")]
    EvidenceNotOpened,
    /// 待进一步评估 needs a date by which it is decided.
    #[error("a further evaluation needs a date")]
    DateMissing,
    /// It was released before.
    #[error("already released")]
    AlreadyReleased,
    /// There is nothing to review yet.
    #[error("not scored yet")]
    NotScored,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        let (kind, code) = match rejected {
            Rejected::CutsOutOfOrder => (Kind::Invalid, "requisition.cuts_out_of_order"),
            Rejected::AdjustmentWithoutReason => (Kind::Invalid, "review.adjustment_without_reason"),
            Rejected::ScoreOutOfRange => (Kind::Invalid, "review.score_out_of_range"),
            Rejected::UnknownDimension => (Kind::Invalid, "review.unknown_dimension"),
            Rejected::OutcomeWithoutReason => (Kind::Invalid, "review.outcome_without_reason"),
            Rejected::EvidenceNotOpened => (Kind::Conflict, "review.evidence_not_opened"),
            Rejected::DateMissing => (Kind::Invalid, "review.date_missing"),
            Rejected::AlreadyReleased => (Kind::Conflict, "review.already_released"),
            Rejected::NotScored => (Kind::Conflict, "review.not_scored"),
        };
        Self::new(kind, code)
    }
}
