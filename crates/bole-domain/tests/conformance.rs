//! The shared cases of the script runner: the web package runs the same file.

use bole_domain::locale::Locale;
use bole_domain::question::Audience;
use bole_domain::script::{Script, count_characters, count_words, follow_up, length_hint};
use serde_json::{Value, json};

const CASES: &str = include_str!("../conformance/script.json");

fn text(input: &Value) -> String {
    let repeat = input["repeat"].as_u64().unwrap_or(1) as usize;
    input["text"].as_str().unwrap_or_default().repeat(repeat)
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("the case is well formed")
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX)
}

fn run(function: &str, input: &Value, scripts: &Value) -> Value {
    let script = || -> Script { read(&scripts[input["script"].as_str().expect("a script is named")]) };
    let step = || input["step"].as_str().expect("a step is named").to_owned();
    match function {
        "next_step" => {
            let (script, audience) = (script(), read::<Audience>(&input["audience"]));
            json!(script.next_step(&step(), audience, number(&input["characters"])).map(|it| it.id().to_owned()))
        }
        "follow_up" => {
            let script = script();
            let question = script.question(&step()).expect("the step is a question").clone();
            let (asked, budget) = (number(&input["asked"]), number(&input["budget"]));
            json!(follow_up(&question, &text(input), read::<Locale>(&input["locale"]), asked, budget))
        }
        "length_hint" => json!(length_hint(&text(input), read::<Locale>(&input["locale"]))),
        "progress" => {
            let answered: Vec<String> = read(&input["answered"]);
            let answered: Vec<&str> = answered.iter().map(String::as_str).collect();
            json!(script().progress(&answered, input["current"].as_str(), read::<Audience>(&input["audience"])))
        }
        "count_characters" => json!(count_characters(&text(input))),
        "count_words" => json!(count_words(&text(input))),
        other => panic!("no function {other}"),
    }
}

#[test]
fn every_shared_case_gives_what_the_web_runner_gives() {
    let file: Value = serde_json::from_str(CASES).expect("the cases are JSON");
    let cases = file["cases"].as_array().expect("there are cases");
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    for case in cases {
        let found = run(case["function"].as_str().expect("a function is named"), &case["input"], &file["scripts"]);
        assert_eq!(found, case["expected"], "{}", case["name"]);
    }
}
