//! A small script and a session that commands are tried on.

use crate::assessment::Outcome as Result_;
use crate::locale::{Bilingual, BilingualTerms, Locale};
use crate::question::{Audience, FollowUpCondition, FollowUpRule};
use crate::script::{QuestionStep, Script, ScriptStep};
use crate::session::{Command, Disposition, Event, NewEvent, Outcome, Rejected, Session, Stamp, advance};
use crate::time::{DAY_MS, MINUTE_MS, Millis};

pub const START: Millis = Millis(1_700_000_000_000);

/// Three questions, of which the first two ask further when somebody mentions 团队; one follow-up in all.
pub fn script() -> Script {
    let question = |id: &str, next: &str| {
        ScriptStep::Question(Box::new(QuestionStep {
            id: id.into(),
            question: format!("question_{id}"),
            title: Bilingual::new("题", "Question"),
            text: Bilingual::new("请说明。", "Please explain."),
            hint: Bilingual::new("说说经过。", "Tell what happened."),
            answer_ms: 120_000,
            follow_ups: vec![FollowUpRule {
                key: "team".into(),
                when: FollowUpCondition::Mentions {
                    terms: BilingualTerms { zh: vec!["团队".into()], en: vec!["team".into()] },
                },
                ask: Bilingual::new("你提到“{quote}”，能举例吗？", "You said “{quote}”: an example?"),
                why: Bilingual::new("想多了解一点。", "To learn a little more."),
            }],
            next: next.into(),
            jumps: vec![],
        }))
    };
    Script {
        schema: 1,
        flow_version: "v1".into(),
        title: Bilingual::new("面试", "Interview"),
        follow_up_budget: 1,
        time_limit_ms: Some(40 * MINUTE_MS),
        greetings: vec![],
        dimensions: vec![],
        start: "q1".into(),
        steps: vec![
            question("q1", "q2"),
            question("q2", "q3"),
            question("q3", "end"),
            ScriptStep::End { id: "end".into() },
        ],
    }
}

/// A session and its log, as a server keeps them.
#[derive(Clone)]
pub struct Trial {
    pub script: Script,
    pub log: Vec<NewEvent>,
    pub session: Session,
    pub now: Millis,
}

impl Trial {
    /// Invited, opened by `phone`, consented.
    pub fn ready() -> Self {
        let mut trial = Self { script: script(), log: vec![], session: Session::default(), now: START };
        let expires_at = START.plus(7 * DAY_MS);
        trial.rule(Command::Invite { audience: Audience::Experienced, locale: Locale::Zh, expires_at });
        trial.phone(1, Command::Open);
        trial.phone(2, Command::Consent { interview: true, ai_scoring: true });
        trial
    }

    /// As [`Trial::ready`], and the first question is shown.
    pub fn started() -> Self {
        let mut trial = Self::ready();
        trial.phone(3, Command::Start);
        trial
    }

    pub fn send(&mut self, client: &str, seq: u64, command: &Command) -> Result<Disposition, Rejected> {
        let stamp = Stamp { client: client.into(), seq };
        let outcome = advance(&self.session, &self.script, command, Some(&stamp), self.now)?;
        Ok(self.keep(outcome))
    }

    /// A command of the first device, which must be taken.
    pub fn phone(&mut self, seq: u64, command: Command) -> Disposition {
        self.send("phone", seq, &command).expect("the phone's command is taken")
    }

    /// A command without a device, which must be taken.
    pub fn rule(&mut self, command: Command) -> Disposition {
        let outcome = advance(&self.session, &self.script, &command, None, self.now).expect("the rule is taken");
        self.keep(outcome)
    }

    fn keep(&mut self, outcome: Outcome) -> Disposition {
        self.log.extend(outcome.events);
        self.session = outcome.session;
        outcome.disposition
    }

    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.log.iter().map(|it| &it.event)
    }

    pub fn kinds(&self) -> Vec<&'static str> {
        self.events().map(|it| it.fact.kind()).collect()
    }
}

pub fn draft(slot: &str, revision: u32, text: &str) -> Command {
    Command::SaveDraft { slot: slot.into(), revision, text: text.into() }
}

pub fn answer(slot: &str, text: &str) -> Command {
    Command::Answer { slot: slot.into(), revision: 99, text: text.into(), elapsed_ms: Some(60_000) }
}

pub const PASSED: Result_ = Result_::Passed;
