//! Composing a candidate's answers from the shipped parts: by place in the list, never by chance, each one distinct.

use bole_domain::locale::Locale;

use super::content::{AnswerBank, CandidatePlan, Graded, Level};

/// What stands before a follow-up's answer, so that two candidates' answers differ.
const LEADS: [&str; 9] = [
    "",
    "好的，我补充一下。",
    "具体说一说：",
    "您问到的这一点，",
    "就刚才那件事来说，",
    "嗯，是这样的，",
    "可以的，",
    "我再讲细一点：",
    "谢谢追问，",
];

/// One candidate's way of answering.
pub(super) struct Words<'a> {
    bank: &'a AnswerBank,
    locale: Locale,
    level: Level,
    /// The candidate's place in the list.
    place: usize,
}

/// How good one answer is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grade {
    High,
    Mid,
    Low,
    /// Hardly an answer.
    Nothing,
}

impl<'a> Words<'a> {
    pub(super) fn of(bank: &'a AnswerBank, plan: &CandidatePlan, place: usize) -> Self {
        Self { bank, locale: plan.locale, level: plan.level.unwrap_or(Level::Mid), place }
    }

    /// The answer to a question, `number` counted from 0.
    pub(super) fn answer(&self, question: &str, number: usize) -> String {
        if self.locale == Locale::En {
            let whole = self.bank.interviews_en.iter().find(|it| it.level == self.level);
            return whole.and_then(|it| it.answers.get(question)).cloned().unwrap_or_default();
        }
        let Some(parts) = self.bank.questions.get(question) else { return String::new() };
        let (place, grade) = (self.place, self.grade(number));
        if grade == Grade::Nothing {
            return pick(&parts.whole_low, place + number).to_owned();
        }
        // The three counts together repeat only after more people than there are.
        [
            pick(&parts.situations, place + 3 * number),
            pick(graded(&parts.actions, grade), place + 5 * number),
            pick(graded(&parts.results, grade), 3 * place + place / 8 + number),
        ]
        .concat()
    }

    /// The answer to the follow-up of a question; `None` when it is skipped.
    pub(super) fn follow_up(&self, question: &str, number: usize) -> Option<String> {
        let grade = self.grade(number);
        if grade == Grade::Nothing && number % 2 == 1 {
            return None;
        }
        if self.locale == Locale::En {
            return Some(pick(graded(&self.bank.follow_up_answers_en, grade), self.place + number).to_owned());
        }
        let answers = &self.bank.questions.get(question)?.follow_up_answers;
        let answer = pick(graded(answers, grade), 3 * self.place + number);
        let has_lead = matches!(grade, Grade::High | Grade::Mid);
        let lead = if has_lead { LEADS[(self.place + number) % LEADS.len()] } else { "" };
        Some(format!("{lead}{answer}"))
    }

    fn grade(&self, number: usize) -> Grade {
        let is_other = (self.place + number) % 2 == 1;
        match self.level {
            Level::High => Grade::High,
            Level::HighMid if is_other => Grade::High,
            Level::HighMid | Level::Mid => Grade::Mid,
            Level::MidLow if is_other => Grade::Mid,
            Level::MidLow | Level::Low => Grade::Low,
            Level::Poor => Grade::Nothing,
        }
    }
}

fn graded(texts: &Graded, grade: Grade) -> &[String] {
    match grade {
        Grade::High => &texts.high,
        Grade::Mid => &texts.mid,
        Grade::Low | Grade::Nothing => &texts.low,
    }
}

fn pick(texts: &[String], at: usize) -> &str {
    match texts.len() {
        0 => "",
        len => &texts[at % len],
    }
}
