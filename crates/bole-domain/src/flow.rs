//! Interview flows (面试流程): a draft that HR edits and the check that stands between a draft and publishing.

use serde::{Deserialize, Serialize};

use crate::competency::CompetencyModel;
use crate::locale::Bilingual;
use crate::question::{Audience, Question};

mod adopt;
mod check;
pub use adopt::adopt;
pub use check::{Problem, check, check_model};

/// The most steps a flow may have.
pub const MAX_STEPS: usize = 40;

/// Everything an interview needs, edited as one document and frozen when published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlowDocument {
    /// What the interview is called.
    pub title: Bilingual,
    /// What is scored.
    pub competency: CompetencyModel,
    /// The questions the steps refer to.
    pub questions: Vec<Question>,
    /// The greeting (开场白) per kind of candidate.
    pub greetings: Vec<Greeting>,
    /// The steps in the order shown.
    pub steps: Vec<Step>,
    /// The most follow-up questions in the whole interview, 0–10.
    pub follow_up_budget: u32,
    /// Minutes for the whole interview; `None` for no limit.
    pub time_limit_minutes: Option<u32>,
    /// Days from invitation until the link expires, 1–60.
    pub window_days: u32,
}

/// How candidates of one kind are greeted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Greeting {
    /// Whom it greets.
    pub audience: Audience,
    /// The greeting; `{name}` becomes the candidate's name, `{job}` the job's title.
    pub text: Bilingual,
}

/// One step of a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Step {
    /// Stable identifier, unique within the flow: letters, digits, `_` and `-`.
    pub id: String,
    /// What happens in it.
    pub kind: StepKind,
    /// Jumps tried in order when the step is done; without a match the next step in the list follows.
    #[serde(default)]
    pub jumps: Vec<Jump>,
}

/// What happens in a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepKind {
    /// A question is asked and answered by text.
    Question {
        /// The key of the question.
        question: String,
    },
    /// A text is shown and the candidate goes on.
    Message {
        /// The text.
        text: Bilingual,
    },
    /// The interview is complete.
    End,
}

/// A branch: when the condition holds, the interview goes on at `to`, which stands later in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Jump {
    /// When it is taken.
    pub when: JumpCondition,
    /// The identifier of the step to go on with.
    pub to: String,
}

/// When a jump is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JumpCondition {
    /// Always.
    Always,
    /// The candidate is of this kind.
    Audience {
        /// The kind of candidate.
        audience: Audience,
    },
    /// The step's answer is shorter than this many characters without white space.
    AnswerShorterThan {
        /// Code points.
        characters: u32,
    },
}

impl FlowDocument {
    /// The keys of the questions that the steps ask, in order.
    pub fn asked_keys(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Question { question } => Some(question.as_str()),
            _ => None,
        })
    }

    /// The question with this key.
    #[must_use]
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|it| it.key == key)
    }
}
