//! Competency models (胜任力模型): weighted dimensions with behaviourally anchored levels.

use serde::{Deserialize, Serialize};

use crate::locale::{Bilingual, BilingualTerms};

/// How many levels every dimension has.
pub const LEVELS: usize = 5;

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
