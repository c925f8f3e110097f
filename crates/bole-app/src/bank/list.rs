//! The list of the question bank: the library's questions and the company's own in one, filtered and paged.

use bole_domain::ids::BankQuestionId;
use bole_domain::locale::{Bilingual, Locale};
use bole_domain::module::Module;
use bole_domain::question::{Question, QuestionKind};
use bole_domain::staff::Permission;
use serde::Serialize;
use utoipa::ToSchema;

use super::{counts, question_of};
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::library::families;
use crate::policy::Staff;

/// What the caller wants to see.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of this job family.
    pub family: Option<String>,
    /// Scored on this dimension.
    pub dimension: Option<String>,
    /// With these words in title or text.
    pub words: Option<String>,
    /// Complete in both languages, or not.
    pub is_complete: Option<bool>,
    /// Asked by a published flow, or not.
    pub is_used: Option<bool>,
    /// The company's own, or the library's.
    pub is_own: Option<bool>,
    /// Those that are put away instead of the others.
    pub is_archived: bool,
    /// How many to leave out from the beginning.
    pub skip: usize,
    /// How many to show.
    pub limit: usize,
}

/// A question in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankRowView {
    /// The company's question; `None` for one of the library.
    pub id: Option<BankQuestionId>,
    /// Its job family.
    pub family: String,
    /// Its key.
    pub key: String,
    /// A short name.
    pub title: Bilingual,
    /// As the candidate reads it.
    pub text: Bilingual,
    /// What kind of answer it looks for.
    pub kind: QuestionKind,
    /// The keys of the dimensions it is scored on.
    pub dimensions: Vec<String>,
    /// Seconds suggested for answering.
    pub answer_seconds: u32,
    /// Languages in which something is missing.
    pub missing: Vec<Locale>,
    /// Its version; `None` for one of the library.
    pub number: Option<i64>,
    /// Published flow versions that ask it.
    pub version_count: i64,
    /// Finished interviews in which it was asked.
    pub session_count: i64,
}

/// A page of the bank.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankPageView {
    /// The rows.
    pub items: Vec<BankRowView>,
    /// Give it as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
    /// All rows that match.
    pub total: usize,
}

/// The questions that match, the company's own first; those of the library alone while the bank is switched off.
///
/// # Errors
/// Without `flow.read`.
pub async fn list(app: &App, staff: &Staff, wanted: &Wanted) -> Result<BankPageView, Failure> {
    staff.demand(Permission::FlowRead)?;
    let counts = counts(app, staff).await?;
    let own = if app.modules().has(Module::QuestionBank) {
        bole_store::bank::list(&app.store, &staff.scope).await.doing("Listing questions")?
    } else {
        Vec::new()
    };
    let mut rows = Vec::new();
    for (stored, _) in own.into_iter().filter(|(it, _)| it.is_archived == wanted.is_archived) {
        let question = question_of(&stored.question)?;
        rows.push(row(&question, stored.family, Some((stored.id, stored.number))));
    }
    if !wanted.is_archived {
        for it in families() {
            rows.extend(it.flow.questions.iter().map(|question| row(question, it.family.clone(), None)));
        }
    }
    for row in &mut rows {
        if let Some(count) = counts.get(&row.key) {
            (row.version_count, row.session_count) = (count.versions, count.sessions);
        }
    }
    rows.retain(|it| wanted.takes(it));
    let total = rows.len();
    let items: Vec<BankRowView> = rows.into_iter().skip(wanted.skip).take(wanted.limit).collect();
    let next = wanted.skip + items.len();
    Ok(BankPageView { next_cursor: (next < total && !items.is_empty()).then(|| next.to_string()), items, total })
}

fn row(question: &Question, family: String, own: Option<(BankQuestionId, i64)>) -> BankRowView {
    BankRowView {
        id: own.map(|it| it.0),
        family,
        key: question.key.clone(),
        title: question.title.clone(),
        text: question.text.clone(),
        kind: question.kind,
        dimensions: question.dimensions.clone(),
        answer_seconds: question.answer_seconds,
        missing: [Locale::Zh, Locale::En].into_iter().filter(|it| lacks(question, *it)).collect(),
        number: own.map(|it| it.1),
        version_count: 0,
        session_count: 0,
    }
}

/// Whether anything a candidate or reviewer reads is missing in a language.
fn lacks(question: &Question, locale: Locale) -> bool {
    let is_empty = |it: &Bilingual| it.get(locale).trim().is_empty();
    [&question.title, &question.text, &question.hint].into_iter().any(is_empty)
        || question.key_points.iter().any(|it| is_empty(&it.name) || it.synonyms.get(locale).is_empty())
        || question.follow_ups.iter().any(|it| is_empty(&it.ask) || is_empty(&it.why))
}

impl Wanted {
    fn takes(&self, row: &BankRowView) -> bool {
        let is = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|it| it == found);
        let words = self.words.as_deref().unwrap_or_default().to_lowercase();
        let texts = [&row.title.zh, &row.title.en, &row.text.zh, &row.text.en];
        is(&self.family, &row.family)
            && self.dimension.as_ref().is_none_or(|it| row.dimensions.contains(it))
            && self.is_complete.is_none_or(|it| it == row.missing.is_empty())
            && self.is_used.is_none_or(|it| it == (row.version_count > 0))
            && self.is_own.is_none_or(|it| it == row.id.is_some())
            && words.split_whitespace().all(|word| texts.iter().any(|it| it.to_lowercase().contains(word)))
    }
}
