//! The authored interview and answers at three levels, and short ways to score them.

use bole_domain::assessment::{Assessment, ScoredAnswer};
use bole_domain::competency::CompetencyModel;
use bole_domain::locale::Locale;
use bole_domain::question::Question;
use bole_scoring::score;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Interview {
    pub competency: CompetencyModel,
    pub questions: Vec<Question>,
}

#[derive(Deserialize)]
pub struct Triple {
    pub question: String,
    pub locale: Locale,
    pub high: String,
    pub middle: String,
    pub low: String,
}

pub fn interview() -> Interview {
    serde_json::from_str(include_str!("../fixtures/interview.json")).expect("the fixture is an interview")
}

pub fn triples() -> Vec<Triple> {
    serde_json::from_str(include_str!("../fixtures/triples.json")).expect("the fixture holds triples")
}

impl Interview {
    pub fn question(&self, key: &str) -> &Question {
        self.questions.iter().find(|it| it.key == key).expect("the fixture has this question")
    }

    pub fn answer(&self, slot: &str, question: &str, text: &str, locale: Locale) -> ScoredAnswer {
        ScoredAnswer {
            slot: slot.to_owned(),
            question: question.to_owned(),
            asked: self.question(question).text.get(locale).to_owned(),
            text: text.to_owned(),
            elapsed_ms: None,
        }
    }

    pub fn assess(&self, question: &str, text: &str, locale: Locale) -> Assessment {
        score(&self.competency, &self.questions, &[self.answer("s1", question, text, locale)], locale)
    }

    /// The mean score of the question's dimensions; `None` when it is not assessable.
    pub fn mean(&self, question: &str, text: &str, locale: Locale) -> Option<f64> {
        let scores: Vec<f64> =
            self.assess(question, text, locale).dimensions.iter().filter_map(|it| it.score).collect();
        let count = f64::from(u32::try_from(scores.len()).expect("few dimensions"));
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / count)
    }
}
