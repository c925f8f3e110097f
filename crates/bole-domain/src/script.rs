//! Interview scripts: a published flow compiled to flat data, run the same in Rust and TypeScript.
//!
//! `conformance/script.json` holds the cases both are checked against. Offsets and counts are code points.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::flow::{FlowDocument, Greeting, Jump, JumpCondition, StepKind};
use crate::locale::{Bilingual, Locale};
use crate::question::{Audience, FollowUpCondition, FollowUpRule};

/// The most code points a follow-up quotes in Chinese.
const QUOTE_CHARACTERS_ZH: usize = 24;
/// The most code points a follow-up quotes in English.
const QUOTE_CHARACTERS_EN: usize = 80;

/// A published flow version as the runners read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Script {
    /// Format of this structure; 1.
    pub schema: u32,
    /// The flow version's identifier.
    pub flow_version: String,
    /// What the interview is called.
    pub title: Bilingual,
    /// The most follow-ups in the whole interview.
    pub follow_up_budget: u32,
    /// Milliseconds for the whole interview; `None` for no limit.
    pub time_limit_ms: Option<i64>,
    /// The greeting per kind of candidate.
    pub greetings: Vec<Greeting>,
    /// What is scored, as the candidate may know it.
    pub dimensions: Vec<ScriptDimension>,
    /// The first step.
    pub start: String,
    /// All steps, in the flow's order.
    pub steps: Vec<ScriptStep>,
}

/// A scored dimension without its anchors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ScriptDimension {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: Bilingual,
    /// Its weight in percent.
    pub weight: u32,
}

/// One step of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScriptStep {
    /// A question answered by text.
    Question(Box<QuestionStep>),
    /// A text to read.
    Message {
        /// The step's identifier.
        id: String,
        /// The text.
        text: Bilingual,
        /// The step after it.
        next: String,
        /// Jumps tried before `next`.
        jumps: Vec<Jump>,
    },
    /// The interview is complete.
    End {
        /// The step's identifier.
        id: String,
    },
}

/// A question as the runners read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QuestionStep {
    /// The step's identifier.
    pub id: String,
    /// The question's key.
    pub question: String,
    /// A short name.
    pub title: Bilingual,
    /// The question.
    pub text: Bilingual,
    /// What to cover.
    pub hint: Bilingual,
    /// Milliseconds suggested for the answer.
    pub answer_ms: i64,
    /// Rules for asking further, tried in order.
    pub follow_ups: Vec<FollowUpRule>,
    /// The step after it.
    pub next: String,
    /// Jumps tried before `next`.
    pub jumps: Vec<Jump>,
}

/// A follow-up question as it is put to the candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FollowUp {
    /// The key of the rule that asks.
    pub rule: String,
    /// The candidate's words it refers to.
    pub quote: String,
    /// The question, with the quote in it.
    pub ask: String,
    /// Why it is asked, with the quote in it.
    pub why: String,
}

/// A remark on an answer's length, shown after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LengthHint {
    /// So short that it can hardly be assessed.
    TooShort,
    /// As expected.
    Fits,
    /// Longer than needed; nothing is cut.
    Long,
}

/// How far the interview is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Progress {
    /// Questions answered.
    pub done: u32,
    /// Questions on the way from start to end as it looks now.
    pub total: u32,
}

impl ScriptStep {
    /// The step's identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Question(step) => &step.id,
            Self::Message { id, .. } | Self::End { id } => id,
        }
    }

    fn onward(&self) -> Option<(&str, &[Jump])> {
        match self {
            Self::Question(step) => Some((&step.next, &step.jumps)),
            Self::Message { next, jumps, .. } => Some((next, jumps)),
            Self::End { .. } => None,
        }
    }
}

impl Script {
    /// The step with this identifier.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&ScriptStep> {
        self.steps.iter().find(|it| it.id() == id)
    }

    /// The question step with this identifier.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&QuestionStep> {
        match self.step(id) {
            Some(ScriptStep::Question(step)) => Some(step),
            _ => None,
        }
    }

    /// The step that follows `step`, or `None` at the end.
    #[must_use]
    pub fn next_step(&self, step: &str, audience: Audience, characters: u32) -> Option<&ScriptStep> {
        let (next, jumps) = self.step(step)?.onward()?;
        let jump = jumps.iter().find(|it| match it.when {
            JumpCondition::Always => true,
            JumpCondition::Audience { audience: wanted } => wanted == audience,
            JumpCondition::AnswerShorterThan { characters: limit } => characters < limit,
        });
        self.step(jump.map_or(next, |it| it.to.as_str()))
    }

    /// Questions answered, and all questions on the way: those answered plus those from `current` on by default.
    ///
    /// `answered` holds step identifiers; `current` is the present step, `None` when finished.
    #[must_use]
    pub fn progress(&self, answered: &[&str], current: Option<&str>, audience: Audience) -> Progress {
        let done = answered.len() as u32;
        let mut total = done;
        let mut at = current.and_then(|it| self.step(it));
        for _ in 0..self.steps.len() {
            let Some(step) = at else { break };
            if matches!(step, ScriptStep::Question(_)) && !answered.contains(&step.id()) {
                total += 1;
            }
            at = self.next_step(step.id(), audience, u32::MAX);
        }
        Progress { done, total }
    }
}

/// Compiles a checked flow. `None` when it has a problem that [`crate::flow::check`] names.
#[must_use]
pub fn compile(flow: &FlowDocument, flow_version: &str) -> Option<Script> {
    let mut steps = Vec::with_capacity(flow.steps.len());
    for (at, step) in flow.steps.iter().enumerate() {
        let id = step.id.clone();
        let next = flow.steps.get(at + 1).map_or_else(String::new, |it| it.id.clone());
        let jumps = step.jumps.clone();
        steps.push(match &step.kind {
            StepKind::Message { text } => ScriptStep::Message { id, text: text.clone(), next, jumps },
            StepKind::End => ScriptStep::End { id },
            StepKind::Question { question } => {
                let question = flow.question(question)?;
                ScriptStep::Question(Box::new(QuestionStep {
                    id,
                    question: question.key.clone(),
                    title: question.title.clone(),
                    text: question.text.clone(),
                    hint: question.hint.clone(),
                    answer_ms: i64::from(question.answer_seconds) * 1000,
                    follow_ups: question.follow_ups.clone(),
                    next,
                    jumps,
                }))
            }
        });
    }
    let dimension = |it: &crate::competency::Dimension| ScriptDimension {
        key: it.key.clone(),
        name: it.name.clone(),
        weight: it.weight,
    };
    Some(Script {
        schema: 1,
        flow_version: flow_version.to_owned(),
        title: flow.title.clone(),
        follow_up_budget: flow.follow_up_budget,
        time_limit_ms: flow.time_limit_minutes.map(|it| i64::from(it) * crate::time::MINUTE_MS),
        greetings: flow.greetings.clone(),
        dimensions: flow.competency.dimensions.iter().map(dimension).collect(),
        start: flow.steps.first()?.id.clone(),
        steps,
    })
}

/// Decides whether to ask further: the first rule whose condition holds, while the budget lasts.
#[must_use]
pub fn follow_up(step: &QuestionStep, text: &str, locale: Locale, asked: u32, budget: u32) -> Option<FollowUp> {
    if asked >= budget || count_characters(text) == 0 {
        return None;
    }
    let folded = Folded::of(text);
    step.follow_ups.iter().find_map(|rule| {
        let at = holds(&rule.when, &folded, text, locale)?;
        let quote = clause_at(text, at, locale);
        let fill = |template: &Bilingual| template.get(locale).replace("{quote}", &quote);
        Some(FollowUp { rule: rule.key.clone(), ask: fill(&rule.ask), why: fill(&rule.why), quote: quote.clone() })
    })
}

/// The code point the quote is taken around when the condition holds.
fn holds(condition: &FollowUpCondition, folded: &Folded, text: &str, locale: Locale) -> Option<usize> {
    let first = |terms: &[String]| terms.iter().filter_map(|term| folded.find(term)).min();
    match condition {
        FollowUpCondition::Mentions { terms } => first(terms.get(locale)),
        FollowUpCondition::Lacks { terms } => first(terms.get(locale)).is_none().then_some(0),
        FollowUpCondition::MentionsWithout { terms, without } => {
            let at = first(terms.get(locale))?;
            first(without.get(locale)).is_none().then_some(at)
        }
        FollowUpCondition::ShorterThan { characters, words } => {
            let is_short = match locale {
                Locale::Zh => count_characters(text) < *characters,
                Locale::En => count_words(text) < *words,
            };
            is_short.then_some(0)
        }
    }
}

/// A text folded for matching (NFKC per code point, lower case), with the way back to code points of the original.
struct Folded {
    text: Vec<char>,
    origin: Vec<usize>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self { text: Vec::new(), origin: Vec::new() };
        for (at, original) in text.chars().enumerate() {
            for it in std::iter::once(original).nfkc().flat_map(char::to_lowercase) {
                folded.text.push(it);
                folded.origin.push(at);
            }
        }
        folded
    }

    fn find(&self, term: &str) -> Option<usize> {
        let term = Self::of(term).text;
        if term.is_empty() {
            return None;
        }
        self.text.windows(term.len()).position(|it| it == term).map(|at| self.origin[at])
    }
}

/// The clause around code point `at`, without the punctuation at its ends, shortened with an ellipsis.
fn clause_at(text: &str, at: usize, locale: Locale) -> String {
    let characters: Vec<char> = text.chars().collect();
    let is_break = |it: char| "，。！？；、：,.!?;:…\n\r\t“”\"（）()".contains(it);
    let mut start = at.min(characters.len());
    while start > 0 && !is_break(characters[start - 1]) {
        start -= 1;
    }
    let mut end = start;
    while start < characters.len() && (is_break(characters[start]) || characters[start].is_whitespace()) {
        start += 1;
        end = start;
    }
    while end < characters.len() && !is_break(characters[end]) {
        end += 1;
    }
    let limit = match locale {
        Locale::Zh => QUOTE_CHARACTERS_ZH,
        Locale::En => QUOTE_CHARACTERS_EN,
    };
    let clause: String = characters[start..end].iter().collect();
    let clause = clause.trim();
    if clause.chars().count() <= limit {
        return clause.to_owned();
    }
    let offset = at.saturating_sub(start);
    let from = if offset + 8 > limit { offset.saturating_sub(limit / 2) } else { 0 };
    let shortened: String = clause.chars().skip(from).take(limit).collect();
    format!("{}{}…", if from > 0 { "…" } else { "" }, shortened.trim())
}

/// What to tell about an answer's length: fewer than 30 characters (Chinese) or 20 words (English) is too short,
/// more than 800 characters or 500 words is long.
#[must_use]
pub fn length_hint(text: &str, locale: Locale) -> LengthHint {
    let (amount, short, long) = match locale {
        Locale::Zh => (count_characters(text), 30, 800),
        Locale::En => (count_words(text), 20, 500),
    };
    match amount {
        it if it < short => LengthHint::TooShort,
        it if it > long => LengthHint::Long,
        _ => LengthHint::Fits,
    }
}

/// Code points that are not white space.
#[must_use]
pub fn count_characters(text: &str) -> u32 {
    if text.is_ascii() {
        // White space as Unicode has it, which counts the vertical tab.
        return text.bytes().filter(|it| !matches!(it, b'\t'..=b'\r' | b' ')).count() as u32;
    }
    text.chars().filter(|it| !it.is_whitespace()).count() as u32
}

/// Words separated by white space.
#[must_use]
pub fn count_words(text: &str) -> u32 {
    text.split_whitespace().count() as u32
}
