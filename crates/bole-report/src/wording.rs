//! All fixed wording of the report, once per language; the compiler sees to it that neither lacks a sentence.
//!
//! Whatever depends on a candidate comes from the input, never from here.

use bole_domain::assessment::{Calibration, Effect, Outcome};
use bole_domain::locale::Locale;

mod en;
mod zh;

/// The fixed wording of one language. Names in braces are filled in.
pub struct Wording {
    pub language: &'static str,
    pub title: Pair,
    pub kind: Pair,
    pub ai_label: &'static str,
    pub ai_label_reviewed: &'static str,
    pub introduction: &'static str,
    pub page_of: &'static str,
    pub moment: &'static str,
    pub nothing: &'static str,
    pub separator: &'static str,
    pub ordinal: &'static str,

    pub facts: &'static str,
    pub candidate: &'static str,
    pub job: &'static str,
    pub application_no: &'static str,
    pub interviewed_at: &'static str,
    pub finished_at: &'static str,
    pub duration: &'static str,
    pub minutes: &'static str,
    pub reviewed_by: &'static str,
    pub released_at: &'static str,
    pub not_reviewed: &'static str,
    pub reviewed_by_person: &'static str,

    pub conclusion: Pair,
    pub total: &'static str,
    pub total_missing: &'static str,
    pub total_not_assessable: &'static str,
    pub outcome: &'static str,
    pub outcome_open: &'static str,
    pub outcomes: [&'static str; 3],
    pub percentile: &'static str,
    pub percentile_of: &'static str,
    pub overview: &'static str,
    pub points: &'static str,
    pub points_and_level: &'static str,
    pub not_assessable: &'static str,
    pub not_assessable_because: &'static str,
    pub not_assessable_is_not_low: &'static str,
    pub bar_alt: &'static str,
    pub bar_alt_missing: &'static str,
    pub probes: &'static str,

    pub dimensions: Pair,
    pub dimension: &'static str,
    pub confidence: &'static str,
    pub confidences: [&'static str; 3],
    pub anchor: Pair,
    pub next_anchor: Pair,
    pub evidence: &'static str,
    pub evidence_none: &'static str,
    pub evidence_more: &'static str,
    pub raises: Pair,
    pub lowers: Pair,
    pub adjusted: &'static str,
    pub adjusted_from_nothing: &'static str,
    pub adjusted_short: &'static str,

    pub strengths_and_weaknesses: &'static str,
    pub strengths: Pair,
    pub weaknesses: Pair,
    pub advice: Pair,
    pub review: &'static str,
    pub appeal: &'static str,
    pub appeal_text: &'static str,
    pub appeal_in_app: &'static str,
    pub appeal_contact: &'static str,

    pub back: &'static str,
    pub purpose: (&'static str, Pair),
    pub method: (&'static str, &'static str),
    pub calibrated: &'static str,
    pub not_calibrated: &'static str,
    pub versions: &'static str,
    pub data_used: (&'static str, &'static str),
    pub data_not_used: (&'static str, &'static str),
    pub limits: (&'static str, &'static str),
    pub retention: &'static str,
    pub retention_months: &'static str,
    pub retention_unset: &'static str,
    pub access: &'static str,
    pub rights: (&'static str, &'static str),
    pub receipt: &'static str,
    pub receipt_text: &'static str,
    pub receipt_alt: &'static str,
}

/// The same place in HR's and in the candidate's edition.
pub struct Pair {
    pub hr: &'static str,
    pub candidate: &'static str,
}

impl Pair {
    /// The wording for one reader.
    pub const fn of(&self, is_hr: bool) -> &'static str {
        if is_hr { self.hr } else { self.candidate }
    }
}

/// The wording of a language.
pub const fn wording(locale: Locale) -> &'static Wording {
    match locale {
        Locale::Zh => &zh::ZH,
        Locale::En => &en::EN,
    }
}

impl Wording {
    /// The name of a result.
    pub const fn outcome_name(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Passed => self.outcomes[0],
            Outcome::FurtherEvaluation => self.outcomes[1],
            Outcome::Failed => self.outcomes[2],
        }
    }

    /// How sure a scorer is, in a word.
    pub fn confidence_name(&self, confidence: f64) -> &'static str {
        match confidence {
            it if it >= 0.75 => self.confidences[0],
            it if it >= 0.5 => self.confidences[1],
            _ => self.confidences[2],
        }
    }

    /// What a piece of evidence did to the score.
    pub const fn effect_name(&self, effect: Effect, is_hr: bool) -> &'static str {
        match effect {
            Effect::Raises => self.raises.of(is_hr),
            Effect::Lowers => self.lowers.of(is_hr),
        }
    }

    /// What is known about the scorer's agreement with people.
    pub const fn calibration_text(&self, calibration: Calibration) -> &'static str {
        match calibration {
            Calibration::Calibrated => self.calibrated,
            Calibration::NotCalibrated => self.not_calibrated,
        }
    }
}

/// A text with its names in braces filled in.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    // A value is never searched for names: a candidate may have written braces.
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        text.push_str(before);
        text.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = behind;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_and_values_are_not_searched() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
        assert_eq!(fill("100 %", &[]), "100 %");
    }

    #[test]
    fn both_languages_fill_the_same_names() {
        let names = |template: &str| {
            let mut names: Vec<String> = template
                .split('{')
                .skip(1)
                .filter_map(|it| it.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect();
            names.sort();
            names
        };
        let templates = |it: &Wording| {
            vec![
                it.page_of,
                it.ordinal,
                it.minutes,
                it.percentile,
                it.percentile_of,
                it.points,
                it.points_and_level,
                it.not_assessable_because,
                it.bar_alt,
                it.bar_alt_missing,
                it.dimension,
                it.confidence,
                it.evidence_more,
                it.adjusted,
                it.adjusted_from_nothing,
                it.appeal_contact,
                it.versions,
                it.retention_months,
                it.introduction,
                it.receipt_text,
                it.receipt_alt,
                it.reviewed_by_person,
            ]
        };
        for (zh, en) in templates(&zh::ZH).into_iter().zip(templates(&en::EN)) {
            assert_eq!(names(zh), names(en), "{zh} / {en}");
        }
    }
}
