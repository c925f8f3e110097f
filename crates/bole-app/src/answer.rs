//! What a candidate answered, in the order asked: for the scorer, for reviewers and for reports.

use bole_domain::assessment::ScoredAnswer;
use bole_domain::consent::Purpose;
use bole_domain::flow::FlowDocument;
use bole_domain::ids::{FlowVersionId, SessionId};
use bole_domain::locale::{Bilingual, Locale};
use bole_domain::session::follow_up_slot;
use bole_domain::staff::Field;
use bole_domain::time::Millis;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::interview::{LiveSession, load};
use crate::policy::{Shown, Sight};

/// One answer as HR reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerView {
    /// The slot.
    pub slot: String,
    /// The question it belongs to.
    pub question: QuestionRef,
    /// What was asked, word for word, in the interview's language.
    pub asked: String,
    /// Whether it answers a follow-up.
    pub follow_up: bool,
    /// The text; spans of evidence count its code points.
    pub text: Shown,
    /// Milliseconds on it by the device's clock.
    pub elapsed_ms: Option<i64>,
    /// When it was given.
    pub answered_at: Option<Millis>,
    /// Whether it was left unanswered on purpose.
    pub skipped: bool,
}

/// One answer with its words open, for rules; what leaves the server is an [`AnswerView`].
#[derive(Debug, Clone)]
pub struct Answered {
    /// The slot.
    pub slot: String,
    /// The question it belongs to.
    pub question: QuestionRef,
    /// What was asked, word for word, in the interview's language.
    pub asked: String,
    /// Whether it answers a follow-up.
    pub follow_up: bool,
    /// The text; spans of evidence count its code points.
    pub text: String,
    /// Milliseconds on it by the device's clock.
    pub elapsed_ms: Option<i64>,
    /// When it was given.
    pub answered_at: Option<Millis>,
    /// Whether it was left unanswered on purpose.
    pub skipped: bool,
}

impl Answered {
    /// The answer as the caller may read it.
    #[must_use]
    pub fn view(self, sight: Sight) -> AnswerView {
        AnswerView {
            text: sight.text(Field::Words, self.text),
            slot: self.slot,
            question: self.question,
            asked: self.asked,
            follow_up: self.follow_up,
            elapsed_ms: self.elapsed_ms,
            answered_at: self.answered_at,
            skipped: self.skipped,
        }
    }
}

/// A question named beside an answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionRef {
    /// Its key.
    pub key: String,
    /// A short name.
    pub title: Bilingual,
    /// The question.
    pub text: Bilingual,
}

/// An interview as it was held: answers, language and the document it was held with.
pub struct Held {
    /// The answers in the order asked.
    pub answers: Vec<Answered>,
    /// The interview's language.
    pub locale: Locale,
    /// The published document.
    pub document: FlowDocument,
    /// The published version.
    pub flow_version: FlowVersionId,
    /// Its number.
    pub flow_number: i64,
    /// The document's digest.
    pub flow_sha256: String,
    /// Whether scoring by machine was declined.
    pub declined_ai: bool,
    /// When it began.
    pub started_at: Option<Millis>,
    /// When it ended.
    pub finished_at: Option<Millis>,
}

/// Reads an interview as it was held.
///
/// # Errors
/// `request.not_found`, or when the database cannot be read.
pub async fn held(app: &App, session: SessionId) -> Result<Held, Failure> {
    let shared = load(app, session).await?;
    let live = shared.lock().await;
    let version = bole_store::flow::version(&app.store, live.flow_version).await.doing("Loading a flow version")?;
    let version = version.ok_or_else(Failure::not_found)?;
    // A withdrawal counts from the moment it is made, whatever was agreed to when the interview began.
    let has_withdrawn = crate::consent::is_refused(&app.store, live.application, Purpose::AiScoring).await?;
    Ok(Held {
        answers: answers_of(&live),
        locale: live.session.locale,
        document: crate::flow::document_of(&version.document)?,
        flow_version: version.id,
        flow_number: version.number,
        flow_sha256: version.sha256,
        declined_ai: has_withdrawn || live.session.consent.is_some_and(|it| !it.ai_scoring),
        started_at: live.session.started_at,
        finished_at: live.session.finished_at,
    })
}

/// The answers of a session in memory, in the order asked.
pub(crate) fn answers_of(live: &LiveSession) -> Vec<Answered> {
    let locale = live.session.locale;
    let mut answers = Vec::new();
    for step in live.script.steps.iter().filter_map(|it| live.script.question(it.id())) {
        let question = QuestionRef { key: step.question.clone(), title: step.title.clone(), text: step.text.clone() };
        let follow_up = live.asked.get(&step.id).map(|it| (follow_up_slot(&step.id), it.ask.clone(), true));
        let main = (step.id.clone(), step.text.get(locale).to_owned(), false);
        for (slot, asked, follow_up) in std::iter::once(main).chain(follow_up) {
            let Some(state) = live.session.slots.get(&slot).filter(|it| it.entered_at.is_some()) else { continue };
            answers.push(Answered {
                question: question.clone(),
                asked,
                follow_up,
                text: live.said.get(&slot).map(|it| it.text.clone()).unwrap_or_default(),
                elapsed_ms: state.elapsed_ms,
                answered_at: state.answered_at,
                skipped: state.is_skipped,
                slot,
            });
        }
    }
    answers
}

/// The answers as the scorer reads them; skipped follow-ups say nothing.
#[must_use]
pub fn for_scoring(answers: &[Answered]) -> Vec<ScoredAnswer> {
    let given = answers.iter().filter(|it| !it.skipped);
    given
        .map(|it| ScoredAnswer {
            slot: it.slot.clone(),
            question: it.question.key.clone(),
            asked: it.asked.clone(),
            text: it.text.clone(),
            elapsed_ms: it.elapsed_ms,
        })
        .collect()
}
