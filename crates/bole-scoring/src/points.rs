//! From what was found in one body of answers to points: the formula of the rubric layer.
//!
//! ```text
//! points = 15 + W(key_points)·c + g·Σ W(rule)·value(rule) − 6·hedging − 3·vague − 18·negative, cut to 0–100
//! g      = 0.2 + 0.8·min(1, c / 0.4)
//! ```
//! `c` is the coverage of the dimension's key points, `W` the weights below, which sum to 85 per kind of question. `g`
//! lets a well-told answer count only so far as it is about the matter: an eloquent answer to another question stays at
//! the bottom. The parts follow structured-interview practice: behaviourally anchored key points carry the most, then
//! what the STAR method asks for (Levashina et al. 2014, the structured interview; Campion, Palmer & Campion 1997),
//! own contribution and verifiable detail. The weights are set by hand on authored answers, not learned; agreement with
//! people is measured apart and the assessment says "not calibrated" until it is shown.

use bole_domain::competency::Dimension;
use bole_domain::locale::Locale;
use bole_domain::question::QuestionKind;

use crate::body::{Body, Find, share};
use crate::coverage::Coverage;
use crate::signs;
use crate::story::story;
use crate::telling::{self, Measure};
use crate::topic::Topic;

/// What every assessable answer starts from.
pub const BASE: f64 = 15.0;

/// Points of each measure for experience, scenario, knowledge and introduction.
const WEIGHTS: [(&str, [f64; 4]); 13] = [
    ("key_points", [30.0, 36.0, 42.0, 30.0]),
    ("star.situation", [4.0, 0.0, 0.0, 0.0]),
    ("star.task", [3.0, 0.0, 0.0, 2.0]),
    ("star.action", [8.0, 12.0, 4.0, 6.0]),
    ("star.result", [9.0, 3.0, 0.0, 6.0]),
    ("own_role", [7.0, 2.0, 0.0, 8.0]),
    ("specific", [10.0, 5.0, 9.0, 13.0]),
    ("reasoning", [6.0, 9.0, 14.0, 8.0]),
    ("order", [0.0, 5.0, 3.0, 0.0]),
    ("foresight", [0.0, 5.0, 2.0, 0.0]),
    ("example", [0.0, 0.0, 4.0, 4.0]),
    ("relevance", [3.0, 3.0, 3.0, 3.0]),
    ("substance", [5.0, 5.0, 4.0, 5.0]),
];

/// Points taken off at most.
const DEDUCTIONS: [(&str, f64); 3] = [("hedging", 6.0), ("vague", 3.0), ("negative_sign", 18.0)];

/// One rule's value and points in one body.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The rule.
    pub rule: &'static str,
    /// Its value, 0–1.
    pub value: f64,
    /// The points it gave or took.
    pub points: f64,
}

/// What is found in a body whatever the dimension.
pub struct Telling {
    measures: Vec<(&'static str, Measure)>,
    result: f64,
}

impl Telling {
    /// Measures how a body is told.
    #[must_use]
    pub fn new(body: &Body<'_>, topic: &Topic<'_>) -> Self {
        let told = story(body);
        let facts = telling::facts(body);
        let vague = signs::vagueness(body, facts.value);
        let plain = |value: f64| Measure { value, finds: Vec::new() };
        let result = told.result;
        let measures = vec![
            ("star.situation", Measure { value: told.situation, finds: told.finds }),
            ("star.task", plain(told.task)),
            ("star.action", telling::deeds(body)),
            ("star.result", plain(result)),
            ("own_role", telling::own_role(body)),
            ("specific", facts),
            ("reasoning", telling::reasons(body)),
            ("order", telling::order(body)),
            ("foresight", telling::foresight(body)),
            ("example", telling::examples(body)),
            ("relevance", telling::relevance(body, topic)),
            ("substance", telling::substance(body)),
            ("hedging", signs::hedging(body)),
            ("vague", vague),
        ];
        Self { measures, result }
    }

    /// Whether the body tells how it ended.
    #[must_use]
    pub fn has_result(&self) -> bool {
        self.result > 0.0
    }

    fn value(&self, rule: &str) -> f64 {
        self.measures.iter().find(|it| it.0 == rule).map_or(0.0, |it| it.1.value)
    }

    /// Everything that was found, where the kind of question gives points for it.
    pub fn finds(&self, kind: QuestionKind) -> impl Iterator<Item = &Find> {
        let counts = move |rule: &str| DEDUCTIONS.iter().any(|it| it.0 == rule) || weight(rule, kind) > 0.0;
        self.measures.iter().filter(move |it| counts(it.0)).flat_map(|it| &it.1.finds)
    }
}

fn weight(rule: &str, kind: QuestionKind) -> f64 {
    let column = match kind {
        QuestionKind::Experience => 0,
        QuestionKind::Scenario => 1,
        QuestionKind::Knowledge => 2,
        QuestionKind::Introduction => 3,
    };
    WEIGHTS.iter().find(|it| it.0 == rule).map_or(0.0, |it| it.1[column])
}

/// The points of one body for one dimension, and what speaks against it in that dimension.
#[must_use]
pub fn points(
    body: &Body<'_>,
    telling: &Telling,
    coverage: &Coverage,
    dimension: &Dimension,
    locale: Locale,
) -> (Vec<Entry>, Vec<Find>) {
    let kind = body.question.kind;
    // A question without key points is judged by how much of its own words an answer takes up.
    let covered = coverage.of(body, &dimension.key).unwrap_or_else(|| telling.value("relevance"));
    let reach = 0.2 + 0.8 * share(covered / 0.4);
    let negative = signs::negative(body, dimension, locale);
    let mut entries = vec![Entry { rule: "base", value: 1.0, points: BASE }];
    for (rule, _) in WEIGHTS {
        let (value, factor) = if rule == "key_points" { (covered, 1.0) } else { (telling.value(rule), reach) };
        let most = weight(rule, kind);
        if most > 0.0 {
            entries.push(Entry { rule, value, points: most * value * factor });
        }
    }
    for (rule, most) in DEDUCTIONS {
        let value = if rule == "negative_sign" { negative.value } else { telling.value(rule) };
        entries.push(Entry { rule, value, points: -most * value });
    }
    (entries, negative.finds)
}
