//! The shipped question library with the demo's authored answers, which this scorer was not tuned on word by word.
//!
//! Skipped with a message where the content folder has no answers for a family.

use std::fs;
use std::path::Path;

use bole_domain::locale::Locale;
use serde_json::Value;

use crate::fixture::Interview;

const FAMILIES: [&str; 2] = ["customer_service", "software_engineering"];

/// One question's answers at three levels.
struct Authored {
    question: String,
    levels: [Vec<String>; 3],
    worst: Vec<String>,
}

fn read(path: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content").join(path);
    let text = fs::read_to_string(&path).ok()?;
    Some(serde_json::from_str(&text).expect("content is JSON"))
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().map(|it| it.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

fn interview(family: &str) -> Option<Interview> {
    let library = read(&format!("library/{family}.json"))?;
    Some(Interview {
        competency: serde_json::from_value(library["flow"]["competency"].clone()).expect("a competency model"),
        questions: serde_json::from_value(library["flow"]["questions"].clone()).expect("questions"),
    })
}

/// The Chinese answers of a family: a situation, an action and a result each.
fn authored(family: &str) -> Option<Vec<Authored>> {
    let demo = read(&format!("demo/answers_{family}.json"))?;
    let questions = demo["questions"].as_object()?;
    let of_level = |answers: &Value, level: &str| {
        let (situations, results) = (strings(&answers["situations"]), strings(&answers["results"][level]));
        let actions = strings(&answers["actions"][level]);
        let pairs = actions.iter().zip(results.iter()).zip(situations.iter().cycle());
        pairs.map(|((action, result), situation)| format!("{situation}{action}{result}")).collect()
    };
    let authored = questions.iter().map(|(question, answers)| Authored {
        question: question.clone(),
        levels: ["high", "mid", "low"].map(|it| of_level(answers, it)),
        worst: strings(&answers["whole_low"]).into_iter().map(str::to_owned).collect(),
    });
    Some(authored.collect())
}

fn families() -> Vec<(Interview, Vec<Authored>)> {
    let mut families = Vec::new();
    for family in FAMILIES {
        match (interview(family), authored(family)) {
            (Some(interview), Some(authored)) => families.push((interview, authored)),
            _ => println!("skipped: no authored content for {family}"),
        }
    }
    families
}

#[test]
fn the_demos_answers_come_out_in_the_order_of_their_levels() {
    let (mut ordered, mut all) = (0, 0);
    for (interview, authored) in families() {
        for answers in authored {
            let score = |text: &String| interview.mean(&answers.question, text, Locale::Zh).unwrap_or(0.0);
            let [high, middle, low] = answers.levels.each_ref().map(|it| it.iter().map(score).collect::<Vec<f64>>());
            println!("{}: {high:.0?} {middle:.0?} {low:.0?}", answers.question);
            for ((high, middle), low) in high.iter().zip(&middle).zip(&low) {
                all += 1;
                ordered += usize::from(high > middle && middle > low);
            }
        }
    }
    println!("{ordered} of {all} triples in order");
    assert!(ordered * 100 >= all * 95, "{ordered} of {all} triples in order");
}

#[test]
fn answers_without_content_are_not_assessable_or_at_the_bottom() {
    for (interview, authored) in families() {
        for answers in authored {
            for text in &answers.worst {
                let mean = interview.mean(&answers.question, text, Locale::Zh);
                assert!(mean.is_none_or(|it| it < 40.0), "{}: {mean:?} for {text}", answers.question);
            }
        }
    }
}

#[test]
fn good_answers_to_another_question_of_the_family_stay_at_the_bottom() {
    let (mut low, mut all) = (0, 0);
    for (interview, authored) in families() {
        for answers in &authored {
            for other in authored.iter().filter(|it| it.question != answers.question) {
                for text in &answers.levels[0] {
                    all += 1;
                    let mean = interview.mean(&other.question, text, Locale::Zh);
                    low += usize::from(mean.is_none_or(|it| it < 40.0));
                }
            }
        }
    }
    println!("{low} of {all} answers to another question stay below 40");
    assert!(low * 100 >= all * 95, "{low} of {all}");
}

#[test]
fn english_interviews_of_the_demo_come_out_in_order() {
    let family = "software_engineering";
    let (Some(interview), Some(demo)) = (interview(family), read(&format!("demo/answers_{family}.json"))) else {
        println!("skipped: no authored content for {family}");
        return;
    };
    let interviews = demo["interviews_en"].as_array().cloned().unwrap_or_default();
    let of_level =
        |level: &str| interviews.iter().find(|it| it["level"] == level).and_then(|it| it["answers"].as_object());
    let (Some(high), Some(middle)) = (of_level("high"), of_level("mid")) else {
        println!("skipped: no English interviews at two levels");
        return;
    };
    for (question, text) in high {
        let mean = |text: &Value| interview.mean(question, text.as_str().unwrap_or_default(), Locale::En);
        let (better, worse) = (mean(text), middle.get(question).and_then(mean));
        println!("{question}: {better:?} {worse:?}");
        assert!(better > worse, "{question}: {better:?} against {worse:?}");
    }
}

/// An answer that HR would call good and one it would call weak, to the same question.
#[derive(serde::Deserialize)]
struct Sample {
    family: String,
    question: String,
    good: String,
    weak: String,
}

/// The shipped families, by the names of their files.
fn shipped() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/library");
    let names =
        fs::read_dir(folder).expect("the library is shipped").filter_map(|it| it.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter_map(|it| it.strip_suffix(".json").map(str::to_owned)).collect();
    names.retain(|it| it != "presets");
    names.sort();
    names
}

#[test]
fn a_good_sample_beats_a_weak_one_in_every_family() {
    let samples: Vec<Sample> =
        serde_json::from_str(include_str!("../fixtures/samples.json")).expect("the fixture holds samples");
    for family in shipped().iter().filter(|it| !FAMILIES.contains(&it.as_str())) {
        let interview = interview(family).expect("the family is shipped");
        let samples: Vec<&Sample> = samples.iter().filter(|it| it.family == *family).collect();
        assert!(!samples.is_empty(), "{family} has no sample");
        for sample in samples {
            let mean = |text: &str| interview.mean(&sample.question, text, Locale::Zh);
            let (good, weak) = (mean(&sample.good), mean(&sample.weak));
            println!("{family}/{}: {good:?} {weak:?}", sample.question);
            assert!(good.is_some_and(|it| it >= 55.0), "{family}: {good:?}");
            assert!(weak.is_none_or(|it| it < 40.0), "{family}: {weak:?}");
        }
    }
}
