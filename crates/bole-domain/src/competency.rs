//! Competency models (胜任力模型): weighted dimensions with behaviourally anchored levels.

use serde::{Deserialize, Serialize};

use crate::locale::{Bilingual, BilingualTerms};

mod difference;
pub use difference::{Alteration, Change, differences};

/// The most dimensions a model may have.
pub const MAX_DIMENSIONS: usize = 12;

/// How many levels every dimension has.
pub const LEVELS: usize = 5;

/// Where a company's own model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 专家研讨: people who know the job wrote it down.
    Expert,
    /// 高绩效者: derived from what those who are good at the job do.
    HighPerformers,
    /// 伯乐题库: begun from the library.
    #[default]
    Library,
}

impl Source {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::HighPerformers => "high_performers",
            Self::Library => "library",
        }
    }
}

/// What a job asks of a person, as weighted dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CompetencyModel {
    /// The dimensions, in the order shown.
    pub dimensions: Vec<Dimension>,
}

/// One competency that answers are scored on (评分维度).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Dimension {
    /// Stable key in snake case, unique within the model.
    pub key: String,
    /// Its name.
    pub name: Bilingual,
    /// What it means, in one or two sentences.
    pub definition: Bilingual,
    /// Its share of the total in percent; all weights of a model sum to 100.
    pub weight: u32,
    /// What people at level 1 (lowest) to 5 (highest) are seen to do; exactly five.
    pub anchors: Vec<Bilingual>,
    /// Words and phrases that speak against this competency.
    #[serde(default)]
    pub negative_signs: BilingualTerms,
    /// What a candidate can do to get better at it: one concrete exercise.
    pub advice: Bilingual,
}

impl CompetencyModel {
    /// The dimension with this key.
    #[must_use]
    pub fn dimension(&self, key: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|it| it.key == key)
    }

    /// The sum of all weights in percent.
    #[must_use]
    pub fn weight_sum(&self) -> u32 {
        self.dimensions.iter().map(|it| it.weight).sum()
    }
}
