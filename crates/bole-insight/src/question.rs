//! What many answers to one question say about the question: how much of it is covered, how far answers lie apart, and
//! whether those who answer it well also do well in the rest.

use serde::Serialize;

/// Below so many assessable answers nothing is told but their number.
pub const MIN_ANSWERS: usize = 10;
/// Below so many the discrimination would be chance.
pub const MIN_DISCRIMINATION: usize = 30;

/// The figures of a question.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct QuestionFigures {
    /// Assessable answers.
    pub n: usize,
    /// Their mean; `None` under [`MIN_ANSWERS`].
    pub mean: Option<f64>,
    /// Their standard deviation (of a sample, n − 1); `None` under [`MIN_ANSWERS`].
    pub spread: Option<f64>,
    /// The correlation (Pearson) with the total of the same interview, −1 to 1; `None` under [`MIN_DISCRIMINATION`], or where
    /// everybody is alike.
    pub discrimination: Option<f64>,
}

/// The figures of answers, each with the total of its interview where it has one.
#[must_use]
pub fn figures(answers: &[(f64, Option<f64>)]) -> QuestionFigures {
    let n = answers.len();
    if n < MIN_ANSWERS {
        return QuestionFigures { n, ..QuestionFigures::default() };
    }
    let scores: Vec<f64> = answers.iter().map(|it| it.0).collect();
    let pairs: Vec<(f64, f64)> = answers.iter().filter_map(|it| Some((it.0, it.1?))).collect();
    let discrimination = if pairs.len() < MIN_DISCRIMINATION { None } else { correlation(&pairs) };
    QuestionFigures { n, mean: Some(mean(&scores)), spread: Some(variance(&scores).sqrt()), discrimination }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let middle = mean(values);
    values.iter().map(|it| (it - middle).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}

fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let (left, right): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (of_left, of_right) = (mean(&left), mean(&right));
    let together = pairs.iter().map(|(one, other)| (one - of_left) * (other - of_right)).sum::<f64>();
    let apart = (variance(&left) * variance(&right)).sqrt() * (pairs.len() as f64 - 1.0);
    (apart > 0.0).then(|| together / apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|it| (it - expected).abs() < 1e-9)
    }

    #[test]
    fn few_answers_tell_only_their_number() {
        let few = vec![(50.0, Some(60.0)); MIN_ANSWERS - 1];
        assert_eq!(figures(&few), QuestionFigures { n: MIN_ANSWERS - 1, ..QuestionFigures::default() });
    }

    #[test]
    fn mean_and_spread_are_those_of_a_sample() {
        let answers: Vec<(f64, Option<f64>)> = (1..=10).map(|it| (f64::from(it) * 10.0, None)).collect();
        let found = figures(&answers);
        assert!(close(found.mean, 55.0) && close(found.spread, 30.276_503_540_974_915), "{found:?}");
        assert_eq!(found.discrimination, None);
    }

    #[test]
    fn discrimination_needs_many_answers_that_differ() {
        let follows: Vec<(f64, Option<f64>)> =
            (0..40).map(|it| (f64::from(it), Some(f64::from(it) * 2.0 + 3.0))).collect();
        assert!(close(figures(&follows).discrimination, 1.0));
        let against: Vec<(f64, Option<f64>)> = (0..40).map(|it| (f64::from(it), Some(-f64::from(it)))).collect();
        assert!(close(figures(&against).discrimination, -1.0));
        assert_eq!(figures(&follows[..MIN_DISCRIMINATION - 1]).discrimination, None);
        assert_eq!(figures(&vec![(50.0, Some(60.0)); 40]).discrimination, None);
    }
}
