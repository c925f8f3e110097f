//! Scoring stays cheap enough to run when an interview ends.

use std::time::{Duration, Instant};

use bole_domain::assessment::ScoredAnswer;
use bole_domain::locale::Locale;
use bole_scoring::score;

use crate::fixture::{interview, triples};

/// Runs a scoring repeatedly and gives the first and the median time.
fn timed(run: impl Fn()) -> (Duration, Duration) {
    let time = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let first = time();
    let mut times: Vec<Duration> = (0..20).map(|_| time()).collect();
    times.sort_unstable();
    (first, times[10])
}

#[test]
fn six_answers_of_five_hundred_characters_take_milliseconds() {
    let interview = interview();
    for locale in [Locale::Zh, Locale::En] {
        let mut answers: Vec<ScoredAnswer> = Vec::new();
        for question in &interview.questions {
            let own: String = triples()
                .iter()
                .filter(|it| it.locale == locale && it.question == question.key)
                .flat_map(|it| [it.high.clone(), it.middle.clone(), it.low.clone()])
                .collect();
            let text: String = own.chars().cycle().take(500).collect();
            answers.push(interview.answer(&question.key, &question.key, &text, locale));
        }
        let (competency, questions) = (&interview.competency, &interview.questions);
        let (first, median) = timed(|| drop(score(competency, questions, &answers, locale)));
        let (_, alone) = timed(|| drop(score(competency, questions, &[], locale)));
        println!("{locale:?}: first {first:?}, then median {median:?}, of which the questions take {alone:?}");
        assert!(median < Duration::from_millis(250), "{median:?}");
    }
}
