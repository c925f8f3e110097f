//! A command as a device writes it: one object with the fields of every kind beside each other.
//!
//! It is read in one pass. A flattened, tagged enum would be gathered and copied twice first, at every autosave.

use bole_domain::session::{Contrast, Settings, TextSize};
use bole_domain::time::Millis;
use serde::Deserialize;

use super::view::{Ask, CommandBody};
use crate::consent::ConsentAnswerBody;

/// What may stand in a command.
#[derive(Debug, Deserialize)]
pub(super) struct FlatCommand {
    client_seq: u64,
    #[serde(default)]
    client_at: Option<Millis>,
    kind: Kind,
    interview: Option<bool>,
    ai_scoring: Option<bool>,
    #[serde(default)]
    answers: Vec<ConsentAnswerBody>,
    time_factor: Option<f64>,
    text_size: Option<TextSize>,
    contrast: Option<Contrast>,
    slot: Option<String>,
    step: Option<String>,
    revision: Option<u32>,
    text: Option<String>,
    elapsed_ms: Option<i64>,
    #[serde(default)]
    automatic: bool,
}

/// The kinds of [`Ask`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Open,
    Consent,
    Settings,
    Start,
    SaveDraft,
    Answer,
    SkipFollowUp,
    PassMessage,
    Leave,
    Resume,
    Restart,
    Finish,
}

impl TryFrom<FlatCommand> for CommandBody {
    type Error = String;

    fn try_from(flat: FlatCommand) -> Result<Self, String> {
        let (client_seq, client_at) = (flat.client_seq, flat.client_at);
        Ok(Self { client_seq, client_at, ask: flat.ask()? })
    }
}

impl FlatCommand {
    fn ask(self) -> Result<Ask, String> {
        Ok(match self.kind {
            Kind::Open => Ask::Open,
            Kind::Consent => Ask::Consent {
                interview: required(self.interview, "interview")?,
                ai_scoring: required(self.ai_scoring, "ai_scoring")?,
                answers: self.answers,
            },
            Kind::Settings => Ask::Settings(Settings {
                time_factor: required(self.time_factor, "time_factor")?,
                text_size: required(self.text_size, "text_size")?,
                contrast: required(self.contrast, "contrast")?,
            }),
            Kind::Start => Ask::Start,
            Kind::SaveDraft => Ask::SaveDraft {
                slot: required(self.slot, "slot")?,
                revision: required(self.revision, "revision")?,
                text: required(self.text, "text")?,
            },
            Kind::Answer => Ask::Answer {
                slot: required(self.slot, "slot")?,
                revision: required(self.revision, "revision")?,
                text: required(self.text, "text")?,
                elapsed_ms: self.elapsed_ms,
                automatic: self.automatic,
            },
            Kind::SkipFollowUp => Ask::SkipFollowUp { slot: required(self.slot, "slot")? },
            Kind::PassMessage => Ask::PassMessage { step: required(self.step, "step")? },
            Kind::Leave => Ask::Leave,
            Kind::Resume => Ask::Resume,
            Kind::Restart => Ask::Restart,
            Kind::Finish => Ask::Finish,
        })
    }
}

fn required<T>(value: Option<T>, name: &str) -> Result<T, String> {
    value.ok_or_else(|| format!("missing field `{name}`"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::view::{Ask, CommandBody};

    fn read(value: Value) -> Result<CommandBody, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    /// Every kind as the contract declares it, with its own fields.
    fn all() -> Vec<Value> {
        vec![
            json!({ "kind": "open" }),
            json!({ "kind": "consent", "interview": true, "ai_scoring": false }),
            json!({ "kind": "consent", "interview": true, "ai_scoring": true,
                "answers": [{ "purpose": "talent_pool", "is_given": true, "version": 2 }] }),
            json!({ "kind": "settings", "time_factor": 1.5, "text_size": "large", "contrast": "high" }),
            json!({ "kind": "start" }),
            json!({ "kind": "save_draft", "slot": "q1", "revision": 3, "text": "\u{1F600} 你好" }),
            json!({ "kind": "answer", "slot": "q1", "revision": 4, "text": "好", "elapsed_ms": 9, "automatic": true }),
            json!({ "kind": "skip_follow_up", "slot": "q1/f" }),
            json!({ "kind": "pass_message", "step": "m1" }),
            json!({ "kind": "leave" }),
            json!({ "kind": "resume" }),
            json!({ "kind": "restart" }),
            json!({ "kind": "finish" }),
        ]
    }

    #[test]
    fn every_kind_of_command_is_read_as_the_contract_declares_it() {
        for mut value in all() {
            let declared: Ask = serde_json::from_value(value.clone()).unwrap();
            value["client_seq"] = json!(7);
            let read = read(value).unwrap();
            assert_eq!((read.client_seq, format!("{:?}", read.ask)), (7, format!("{declared:?}")));
        }
    }

    #[test]
    fn a_command_that_lacks_a_field_is_refused_with_its_name() {
        for value in all() {
            let Value::Object(fields) = value else { continue };
            for name in
                fields.keys().filter(|it| !["kind", "answers", "elapsed_ms", "automatic"].contains(&it.as_str()))
            {
                let mut without = fields.clone();
                without.remove(name);
                without.insert("client_seq".to_owned(), json!(1));
                let error = read(Value::Object(without)).unwrap_err();
                assert!(error.contains(&format!("missing field `{name}`")), "{error}");
            }
        }
        assert!(read(json!({ "client_seq": 1, "kind": "fly" })).unwrap_err().contains("unknown variant"));
        assert!(read(json!({ "kind": "open" })).unwrap_err().contains("client_seq"));
    }
}
