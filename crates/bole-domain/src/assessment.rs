//! Assessments (测评): what a scorer found, with its evidence, and the rules that ask for a person.
//!
//! The scorer proposes; only a release by a person gives an application a result (DESIGN §3).

use serde::{Deserialize, Serialize};

use crate::time::Millis;

mod review;
pub use review::{Cuts, Rejected, ReviewReason, propose_outcome, review_reasons};

/// One answer as the scorer reads it. It carries nothing about who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoredAnswer {
    /// The slot it was given in: a step's identifier, or `step/rule` for the answer to a follow-up.
    pub slot: String,
    /// The key of the question it answers (a follow-up answers its question further).
    pub question: String,
    /// What was asked, word for word.
    pub asked: String,
    /// The answer's text.
    pub text: String,
    /// Milliseconds spent on it, where known.
    pub elapsed_ms: Option<i64>,
}

/// What the scorer says about one interview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Assessment {
    /// Name and version of the scorer, such as `rubric-1`.
    pub scorer: String,
    /// Weighted total over the assessable dimensions, 0–100 with one decimal; `None` when nothing is assessable.
    pub total: Option<f64>,
    /// Share of the total weight that was assessable, 0–1.
    pub coverage: f64,
    /// How sure the scorer is of the total, 0–1.
    pub confidence: f64,
    /// Whether agreement with people has been shown on this company's own answers.
    pub calibration: Calibration,
    /// Per dimension, in the order of the competency model.
    pub dimensions: Vec<DimensionScore>,
    /// Per answer slot, in the order given.
    pub answers: Vec<AnswerFinding>,
}

/// Whether a scorer has passed the calibration gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Calibration {
    /// Agreement with people has not been shown yet.
    #[default]
    NotCalibrated,
    /// The gate of DESIGN §7 is passed.
    Calibrated,
}

/// The score of one dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DimensionScore {
    /// The dimension's key.
    pub key: String,
    /// 0–100 with one decimal; `None` when not assessable.
    pub score: Option<f64>,
    /// The anchored level 1–5 the score falls into; `None` when not assessable.
    pub level: Option<u8>,
    /// How sure the scorer is, 0–1.
    pub confidence: f64,
    /// Why it is not assessable, as a code.
    pub not_assessable: Option<NotAssessable>,
    /// What it rests on, strongest first; every span exists in its answer's text.
    pub evidence: Vec<Evidence>,
    /// Rules applied and their points, in order: the trace a receipt recomputes.
    pub trace: Vec<TraceEntry>,
}

/// A span of an answer that raises or lowers a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Evidence {
    /// The slot of the answer.
    pub slot: String,
    /// First code point of the span within the answer's text.
    pub start: u32,
    /// Code point after the span's last.
    pub end: u32,
    /// The words of the span, verbatim.
    pub text: String,
    /// The rule that found it, such as `key_point.acknowledge` or `star.result`.
    pub rule: String,
    /// Whether it raises or lowers the score.
    pub effect: Effect,
}

/// The direction of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Speaks for a higher level.
    Raises,
    /// Speaks for a lower level.
    Lowers,
}

/// One rule's contribution to a dimension.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TraceEntry {
    /// The rule's name.
    pub rule: String,
    /// The feature's value, 0–1.
    pub value: f64,
    /// The points it added, may be negative.
    pub points: f64,
}

/// What the scorer found about one answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AnswerFinding {
    /// The answer's slot.
    pub slot: String,
    /// Why it is not assessable; `None` when it is.
    pub not_assessable: Option<NotAssessable>,
    /// Code points without white space.
    pub characters: u32,
    /// Spans of situation, task, action and result, as found.
    pub star: Vec<StarSpan>,
    /// Keys of the key points it covers.
    pub key_points: Vec<String>,
    /// Observations a reviewer should know that change no score, as codes: `keyword_stuffing`, `repetition`.
    pub flags: Vec<String>,
}

/// A part of the STAR structure found in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StarSpan {
    /// Which part.
    pub part: StarPart,
    /// First code point.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
}

/// 背景 – 任务 – 行动 – 结果.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StarPart {
    /// 背景.
    Situation,
    /// 任务.
    Task,
    /// 行动.
    Action,
    /// 结果.
    Result,
}

/// Why an answer or a dimension cannot be assessed. It is never a low score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotAssessable {
    /// Nothing was written.
    Empty,
    /// Too short to tell anything, or only "I do not know".
    TooShort,
    /// The candidate says that they do not know.
    DoesNotKnow,
    /// The question was copied back.
    CopiedQuestion,
    /// No word in common with what was asked or with what a good answer covers.
    OffTopic,
    /// Keywords in a row without sentences around them.
    KeywordSalad,
    /// Not words of any language: keys struck at random, one character repeated.
    Gibberish,
    /// Another language than the interview's.
    OtherLanguage,
    /// No question that feeds this dimension was answered.
    NoAnswer,
}

/// Result of the assessment, set when a person releases it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 面试通过.
    Passed,
    /// 待进一步评估.
    FurtherEvaluation,
    /// 未通过.
    Failed,
}

impl Outcome {
    /// The code used in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::FurtherEvaluation => "further_evaluation",
            Self::Failed => "failed",
        }
    }
}

/// A reviewer's changed score of one dimension; the scorer's own stays beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Adjustment {
    /// The dimension's key.
    pub dimension: String,
    /// The new score, 0–100.
    pub score: f64,
    /// Why, in the reviewer's words; never empty.
    pub reason: String,
    /// When it was made.
    pub at: Millis,
}
