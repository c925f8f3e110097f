//! What a report says: plain values that the caller fills in, already permitted and already in the report's language.

use bole_domain::assessment::{Calibration, Effect, Outcome};
use bole_domain::locale::Locale;
use bole_domain::time::Millis;
use jiff::tz::TimeZone;

/// A percentile is shown only for a norm group of at least this many people (UX §7).
pub const MIN_NORM_GROUP: u32 = 50;

/// Who reads the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// Recruiters, reviewers and hiring managers.
    Hr,
    /// The candidate: growth, no verdict, nobody else.
    Candidate,
}

/// Everything on the report.
#[derive(Debug, Clone)]
pub struct ReportInput {
    /// The language of all fixed wording; the given texts are in it too.
    pub locale: Locale,
    /// Who reads it.
    pub edition: Edition,
    /// The employer.
    pub company: String,
    /// The job applied for.
    pub job_title: String,
    /// The candidate's name, only where the reader may know it.
    pub candidate_name: Option<String>,
    /// The application's number as people quote it.
    pub application_no: String,
    /// The start of the interview.
    pub interviewed_at: Millis,
    /// The end of the interview.
    pub finished_at: Millis,
    /// The zone in which instants are shown.
    pub time_zone: TimeZone,
    /// Time spent in the interview.
    pub duration_minutes: u32,
    /// The weighted total, 0–100; `None` when nothing was assessable.
    pub total: Option<f64>,
    /// The released result; never printed in the candidate edition.
    pub outcome: Option<Outcome>,
    /// The rank within the norm group, only where it may be told.
    pub percentile: Option<Percentile>,
    /// The dimensions, in the order of the competency model.
    pub dimensions: Vec<DimensionInput>,
    /// What speaks for the candidate.
    pub strengths: Vec<String>,
    /// What could become better.
    pub weaknesses: Vec<String>,
    /// What to do about it; the candidate edition prints them as exercises.
    pub advice: Vec<AdviceInput>,
    /// Questions for the next round; HR edition only.
    pub probes: Vec<String>,
    /// The human review, when it happened.
    pub review: Option<ReviewInput>,
    /// What the figures rest on.
    pub basis: Basis,
    /// Whom the candidate asks for a human review, such as an address; `None` when the app itself is the way.
    pub review_contact: Option<String>,
    /// How long answers and scores are kept after the decision, in months, when the employer has set it.
    pub retention_months: Option<u32>,
    /// Who opened this copy and when, printed faintly across HR copies.
    pub watermark: Option<String>,
}

/// A rank within a norm group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percentile {
    /// The share of the group with a lower total, 0–1.
    pub share: f64,
    /// The size of the group.
    pub n: u32,
}

/// One dimension of the competency model and what was found.
#[derive(Debug, Clone)]
pub struct DimensionInput {
    /// Its name.
    pub name: String,
    /// What it means.
    pub definition: String,
    /// Its share of the total, in percent.
    pub weight: f64,
    /// The scorer's score, 0–100; `None` when not assessable.
    pub score: Option<f64>,
    /// The anchored level, 1–5.
    pub level: Option<u8>,
    /// The behaviour that describes this level.
    pub anchor_text: Option<String>,
    /// The behaviour of the level above: what a higher score would have needed.
    pub next_anchor_text: Option<String>,
    /// How sure the scorer is, 0–1.
    pub confidence: f64,
    /// Why it is not assessable, in words.
    pub not_assessable: Option<String>,
    /// What the score rests on, strongest first.
    pub evidence: Vec<EvidenceInput>,
    /// A reviewer's changed score.
    pub adjustment: Option<AdjustmentInput>,
}

/// Words of the candidate that raised or lowered a score.
#[derive(Debug, Clone)]
pub struct EvidenceInput {
    /// The question they answered.
    pub question_title: String,
    /// The words, verbatim.
    pub quote: String,
    /// The direction.
    pub effect: Effect,
}

/// A reviewer's changed score.
#[derive(Debug, Clone)]
pub struct AdjustmentInput {
    /// The new score, 0–100.
    pub score: f64,
    /// The reviewer's reason; HR edition only.
    pub reason: String,
}

/// One piece of advice.
#[derive(Debug, Clone)]
pub struct AdviceInput {
    /// The dimension it improves.
    pub dimension: String,
    /// What to do.
    pub text: String,
}

/// The human review.
#[derive(Debug, Clone)]
pub struct ReviewInput {
    /// The reviewer's name; HR edition only.
    pub reviewer: String,
    /// Their remarks; HR edition only.
    pub remarks: Option<String>,
    /// When the result was released.
    pub released_at: Millis,
}

/// What the figures rest on.
#[derive(Debug, Clone)]
pub struct Basis {
    /// Name and version of the scorer.
    pub scorer: String,
    /// The interview flow's version.
    pub flow_version: String,
    /// SHA-256 of the receipt, in hexadecimal.
    pub receipt_sha256: Option<String>,
    /// Whether the scorer passed the calibration gate.
    pub calibration: Calibration,
}

impl ReportInput {
    /// Whether this is HR's edition.
    pub(crate) fn is_hr(&self) -> bool {
        self.edition == Edition::Hr
    }

    /// The percentile, when its norm group is large enough to mean something.
    pub(crate) fn meaningful_percentile(&self) -> Option<Percentile> {
        self.percentile.filter(|it| it.n >= MIN_NORM_GROUP && it.share.is_finite())
    }
}

impl DimensionInput {
    /// The score that counts: the reviewer's where there is one.
    pub(crate) fn final_score(&self) -> Option<f64> {
        self.adjustment.as_ref().map(|it| it.score).or(self.score).and_then(score)
    }
}

/// A score within its range; `None` when it is not a number.
pub(crate) fn score(value: f64) -> Option<f64> {
    (!value.is_nan()).then(|| value.clamp(0.0, 100.0))
}
