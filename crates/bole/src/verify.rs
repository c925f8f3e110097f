//! `bole verify`: recomputes a score from its receipt, offline.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use bole_scoring::{Receipt, Verification};
use serde_json::json;

/// Recomputes and says what was found. Exit code 1 when it differs, 2 when this version cannot recompute it.
///
/// # Errors
/// When the file cannot be read or is no receipt.
pub fn run(file: &Path, as_json: bool) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(file).with_context(|| format!("Reading {}", file.display()))?;
    let receipt: Receipt =
        serde_json::from_str(&text).with_context(|| format!("{} is not a receipt", file.display()))?;
    let (name, words, code) = match bole_scoring::verify(&receipt) {
        Verification::Match => ("match", "一致 / match: the score was recomputed bit for bit".to_owned(), 0),
        Verification::AnswersErased => {
            ("answers_erased", "回答已删除 / answers erased: only their hashes are left".to_owned(), 0)
        }
        Verification::Differs { part, stated, found } => {
            ("differs", format!("不一致 / differs in {part}: stated {stated}, found {found}"), 1)
        }
        Verification::UnknownScorer { scorer } if scorer == bole_app::assess::BY_PERSON => {
            ("scored_by_person", "由人评分 / scored by a person: there is nothing to recompute".to_owned(), 0)
        }
        Verification::UnknownScorer { scorer } => {
            ("unknown_scorer", format!("未知评分器 / unknown scorer {scorer}: use the version that wrote it"), 2)
        }
    };
    if as_json {
        println!("{}", json!({ "result": name, "scorer": receipt.scorer, "total": receipt.assessment.total }));
    } else {
        println!("{words}");
    }
    Ok(ExitCode::from(code))
}
