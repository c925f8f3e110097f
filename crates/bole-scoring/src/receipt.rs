//! Receipts: everything a score rests on in one value, so that anybody can compute it again.
//!
//! What is hashed is the *erased* form: texts of people appear in it only as salted hashes. Erasing the answers later
//! therefore changes neither the hash nor a signature made over it. Signing is the caller's business, and so is drawing
//! the salt; without the salt, which goes when the texts go, a short answer cannot be guessed from its hash.

use std::collections::BTreeMap;

use bole_domain::assessment::{Assessment, ScoredAnswer};
use bole_domain::competency::CompetencyModel;
use bole_domain::locale::Locale;
use bole_domain::question::Question;
use serde::{Deserialize, Serialize};

use crate::canonical::{canonical_json, sha256_hex};
use crate::lexicon::lexicon;
use crate::rubric::{SCORER, score};

/// The form of receipts this code writes.
pub const SCHEMA: &str = "bole-receipt-1";

/// Everything a score rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The form of this receipt.
    pub schema: String,
    /// Name and version of the scorer.
    pub scorer: String,
    /// The language of the interview.
    pub locale: Locale,
    /// The SHA-256 of the published flow.
    pub flow_sha256: String,
    /// The competency model.
    pub competency: CompetencyModel,
    /// The questions asked.
    pub questions: Vec<Question>,
    /// The answers, or their hashes.
    pub answers: Vec<ReceiptAnswer>,
    /// What the hashes of the texts are salted with; gone once the answers are erased.
    pub salt: Option<String>,
    /// The word lists the scorer used, with their SHA-256.
    pub dictionaries: BTreeMap<String, String>,
    /// What the scorer found.
    pub assessment: Assessment,
    /// The SHA-256 of the canonical JSON of all of this in its erased form, without this field.
    pub content_sha256: String,
}

/// One answer in a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptAnswer {
    /// The slot it was given in.
    pub slot: String,
    /// The key of its question.
    pub question: String,
    /// What was asked; a follow-up may quote the answer, so it is erased with it.
    pub asked: Words,
    /// What was answered.
    pub text: Words,
    /// Milliseconds spent on it, where known.
    pub elapsed_ms: Option<i64>,
}

/// Words of a person, kept or erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Words {
    /// The words themselves.
    Text(String),
    /// What is left of erased words: the SHA-256 of the salt, a zero byte and the words.
    Sha256(String),
}

/// What recomputing a receipt shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Verification {
    /// The score was computed again and is the same to the last digit.
    Match,
    /// The answers are erased; the receipt itself is unchanged.
    AnswersErased,
    /// Something is not what it was.
    Differs {
        /// What differs: `schema`, `content`, `dictionaries` or `assessment`.
        part: String,
        /// What the receipt says.
        stated: String,
        /// What was found.
        found: String,
    },
    /// No scorer of this name is part of this program, or a person gave the scores; the receipt itself is unchanged.
    UnknownScorer {
        /// The name in the receipt.
        scorer: String,
    },
}

/// What was scored.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The language of the interview.
    pub locale: Locale,
    /// The SHA-256 of the published flow.
    pub flow_sha256: &'a str,
    /// The competency model.
    pub competency: &'a CompetencyModel,
    /// The questions asked.
    pub questions: &'a [Question],
    /// The answers.
    pub answers: &'a [ScoredAnswer],
}

impl Receipt {
    /// Writes the receipt of an assessment. Without a salt, see [`Self::with_salt`].
    #[must_use]
    pub fn build(subject: &Subject<'_>, assessment: &Assessment) -> Self {
        let answers = subject.answers.iter().map(|it| ReceiptAnswer {
            slot: it.slot.clone(),
            question: it.question.clone(),
            asked: Words::Text(it.asked.clone()),
            text: Words::Text(it.text.clone()),
            elapsed_ms: it.elapsed_ms,
        });
        let mut receipt = Self {
            schema: SCHEMA.to_owned(),
            scorer: assessment.scorer.clone(),
            locale: subject.locale,
            flow_sha256: subject.flow_sha256.to_owned(),
            competency: subject.competency.clone(),
            questions: subject.questions.to_vec(),
            answers: answers.collect(),
            salt: None,
            dictionaries: dictionaries(subject.locale),
            assessment: assessment.clone(),
            content_sha256: String::new(),
        };
        receipt.content_sha256 = receipt.content_hash();
        receipt
    }

    /// Salts the hashes of the texts with random text that the caller draws, at least 16 bytes' worth.
    #[must_use]
    pub fn with_salt(mut self, salt: &str) -> Self {
        self.salt = Some(salt.to_owned());
        self.content_sha256 = self.content_hash();
        self
    }

    /// The receipt as canonical JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        canonical_json(self).unwrap_or_default()
    }

    /// The hash of what the receipt says, the same before and after erasing.
    #[must_use]
    pub fn content_hash(&self) -> String {
        let mut erased = self.clone();
        erased.erase_answers();
        erased.content_sha256 = String::new();
        sha256_hex(erased.to_json().as_bytes())
    }

    /// Replaces everything the person wrote by hashes and drops the quotes and the salt. Scores and offsets stay.
    pub fn erase_answers(&mut self) {
        let salt = self.salt.take().unwrap_or_default();
        for answer in &mut self.answers {
            answer.asked.erase(&salt);
            answer.text.erase(&salt);
        }
        for evidence in self.assessment.dimensions.iter_mut().flat_map(|it| &mut it.evidence) {
            // The offsets and the hash of the answer determine the quote; a short quote's own hash could be guessed.
            evidence.text.clear();
        }
    }

    /// The answers with their texts; `None` once any is erased.
    fn scored_answers(&self) -> Option<Vec<ScoredAnswer>> {
        self.answers
            .iter()
            .map(|it| {
                Some(ScoredAnswer {
                    slot: it.slot.clone(),
                    question: it.question.clone(),
                    asked: it.asked.text()?.to_owned(),
                    text: it.text.text()?.to_owned(),
                    elapsed_ms: it.elapsed_ms,
                })
            })
            .collect()
    }
}

impl Words {
    fn erase(&mut self, salt: &str) {
        if let Self::Text(text) = self {
            *self = Self::Sha256(sha256_hex(format!("{salt}\0{text}").as_bytes()));
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Sha256(_) => None,
        }
    }
}

/// Checks a receipt and computes its score again, to the last digit.
#[must_use]
pub fn verify(receipt: &Receipt) -> Verification {
    if receipt.schema != SCHEMA {
        return differs("schema", &receipt.schema, SCHEMA);
    }
    let content = receipt.content_hash();
    if content != receipt.content_sha256 {
        return differs("content", &receipt.content_sha256, &content);
    }
    if receipt.scorer != SCORER || receipt.assessment.scorer != SCORER {
        return Verification::UnknownScorer { scorer: receipt.scorer.clone() };
    }
    let Some(answers) = receipt.scored_answers() else { return Verification::AnswersErased };
    let dictionaries = dictionaries(receipt.locale);
    let as_json = |it: &BTreeMap<String, String>| canonical_json(it).unwrap_or_default();
    if dictionaries != receipt.dictionaries {
        return differs("dictionaries", &as_json(&receipt.dictionaries), &as_json(&dictionaries));
    }
    let again = score(&receipt.competency, &receipt.questions, &answers, receipt.locale);
    let stated = canonical_json(&receipt.assessment).unwrap_or_default();
    let found = canonical_json(&again).unwrap_or_default();
    if stated == found { Verification::Match } else { differs("assessment", &stated, &found) }
}

fn differs(part: &str, stated: &str, found: &str) -> Verification {
    Verification::Differs { part: part.to_owned(), stated: stated.to_owned(), found: found.to_owned() }
}

fn dictionaries(locale: Locale) -> BTreeMap<String, String> {
    BTreeMap::from([(format!("lexicon.{}", locale.code()), lexicon(locale).sha256().to_owned())])
}
