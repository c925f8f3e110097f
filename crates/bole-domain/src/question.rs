//! Interview questions (面试题): what is asked, what a good answer contains, when to ask further.

use serde::{Deserialize, Serialize};

use crate::locale::{Bilingual, BilingualTerms};

/// What kind of answer a question looks for; scoring expects different features of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// A past experience, told with situation, task, action and result (STAR).
    #[default]
    Experience,
    /// What the person would do in a described situation.
    Scenario,
    /// Professional knowledge, explained.
    Knowledge,
    /// A short introduction or motivation.
    Introduction,
}

/// Candidates are greeted and asked differently by experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 应届生: about to finish or just out of school.
    Fresh,
    /// 有经验: has worked before.
    #[default]
    Experienced,
}

/// One question of the question bank (题库).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Question {
    /// Stable key in snake case, unique within its job family.
    pub key: String,
    /// A short name for lists.
    pub title: Bilingual,
    /// The question as the candidate reads it.
    pub text: Bilingual,
    /// What kind of answer it looks for.
    pub kind: QuestionKind,
    /// The keys of the dimensions it is scored on, most important first; at least one.
    pub dimensions: Vec<String>,
    /// What a good answer covers.
    pub key_points: Vec<KeyPoint>,
    /// A hint the candidate may open: what to cover, never what to say.
    pub hint: Bilingual,
    /// Seconds suggested for answering; a timer when the flow is timed.
    pub answer_seconds: u32,
    /// Rules for asking further, in order of preference.
    #[serde(default)]
    pub follow_ups: Vec<FollowUpRule>,
    /// For whom it is written; empty means everybody.
    #[serde(default)]
    pub audiences: Vec<Audience>,
}

/// Something a good answer mentions, with the words it may be said in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KeyPoint {
    /// Stable key in snake case, unique within the question.
    pub key: String,
    /// The dimension it is evidence for; one of the question's dimensions.
    pub dimension: String,
    /// What it is, as shown to reviewers.
    pub name: Bilingual,
    /// Words and phrases that count as mentioning it.
    pub synonyms: BilingualTerms,
}

/// When to ask further, and how. `ask` and `why` may contain `{quote}`, which becomes the candidate's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FollowUpRule {
    /// Stable key in snake case, unique within the question.
    pub key: String,
    /// The condition on the answer's text.
    pub when: FollowUpCondition,
    /// The follow-up question (追问).
    pub ask: Bilingual,
    /// Why it is asked, in one short sentence the candidate reads.
    pub why: Bilingual,
}

/// A condition on the text of an answer, the same in Rust and TypeScript (see `script`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FollowUpCondition {
    /// The answer mentions one of the terms; the quote is the clause around the first mention.
    Mentions {
        /// Terms of which one must occur.
        terms: BilingualTerms,
    },
    /// The answer mentions none of the terms; the quote is its first clause.
    Lacks {
        /// Terms of which none may occur.
        terms: BilingualTerms,
    },
    /// The answer mentions one of `terms` and none of `without`; the quote is the clause around the first mention.
    MentionsWithout {
        /// Terms of which one must occur.
        terms: BilingualTerms,
        /// Terms of which none may occur.
        without: BilingualTerms,
    },
    /// The answer has fewer characters (Chinese) or words (English); the quote is its first clause.
    ShorterThan {
        /// Code points without white space, for Chinese.
        characters: u32,
        /// Words, for English.
        words: u32,
    },
}
