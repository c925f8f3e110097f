//! Routes of the question bank.

use axum::Json;
use axum::extract::State;
use bole_app::bank::{
    self, BankPageView, BankQuestionBody, BankQuestionView, NewBankQuestionBody, QuestionStatisticsView, Wanted,
};
use bole_app::{App, Failure};
use bole_domain::ids::BankQuestionId;
use bole_domain::rejection::Kind;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page;
use crate::server::Http;

/// Operations on the question bank, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update))
        .routes(routes!(archive))
        .routes(routes!(restore))
        .routes(routes!(statistics))
}

/// What the caller wants to see.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct BankQuery {
    /// Of this job family.
    family: Option<String>,
    /// Scored on this dimension.
    dimension: Option<String>,
    /// With these words in title or text.
    q: Option<String>,
    /// Complete in both languages, or not.
    complete: Option<bool>,
    /// Asked by a published flow, or not.
    used: Option<bool>,
    /// The company's own, or the library's.
    own: Option<bool>,
    /// Those that are put away instead of the others.
    archived: Option<bool>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1–200, 50 unless given.
    limit: Option<u64>,
}

impl TryFrom<BankQuery> for Wanted {
    type Error = Failure;
    fn try_from(query: BankQuery) -> Result<Self, Failure> {
        let text = |it: Option<String>| it.filter(|it| !it.trim().is_empty());
        let skip = text(query.cursor).map_or(Ok(0), |it| it.parse());
        Ok(Self {
            family: text(query.family),
            dimension: text(query.dimension),
            words: text(query.q),
            is_complete: query.complete,
            is_used: query.used,
            is_own: query.own,
            is_archived: query.archived == Some(true),
            skip: skip.map_err(|_| Failure::refuse(Kind::Invalid, "request.bad_cursor"))?,
            limit: usize::try_from(page::limit(query.limit)).unwrap_or(usize::MAX),
        })
    }
}

/// The library's questions and the company's own.
#[utoipa::path(
    get,
    path = "/api/bank-questions",
    tag = "bank",
    params(BankQuery),
    responses((status = 200, body = BankPageView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("core")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<BankQuery>,
) -> Result<Json<BankPageView>, ApiError> {
    Ok(Json(bank::list(&app, &staff, &query.try_into()?).await?))
}

/// Adds a question of the company's own.
#[utoipa::path(
    post,
    path = "/api/bank-questions",
    tag = "bank",
    request_body = NewBankQuestionBody,
    responses((status = 200, body = BankQuestionView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("question_bank")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<NewBankQuestionBody>,
) -> Result<Json<BankQuestionView>, ApiError> {
    Ok(Json(bank::create(&app, &staff, body).await?))
}

/// A question of the company with its history.
#[utoipa::path(
    get,
    path = "/api/bank-questions/{id}",
    tag = "bank",
    params(("id" = BankQuestionId, Path)),
    responses((status = 200, body = BankQuestionView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("question_bank")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BankQuestionId>,
) -> Result<Json<BankQuestionView>, ApiError> {
    Ok(Json(bank::get(&app, &staff, id).await?))
}

/// Changes a question; what it was stays as a version.
#[utoipa::path(
    put,
    path = "/api/bank-questions/{id}",
    tag = "bank",
    params(("id" = BankQuestionId, Path)),
    request_body = BankQuestionBody,
    responses((status = 200, body = BankQuestionView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("question_bank")))
)]
async fn update(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BankQuestionId>,
    Body(body): Body<BankQuestionBody>,
) -> Result<Json<BankQuestionView>, ApiError> {
    Ok(Json(bank::update(&app, &staff, id, body).await?))
}

/// Puts a question away.
#[utoipa::path(
    post,
    path = "/api/bank-questions/{id}/archive",
    tag = "bank",
    params(("id" = BankQuestionId, Path)),
    responses((status = 200, body = BankQuestionView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("question_bank")))
)]
async fn archive(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BankQuestionId>,
) -> Result<Json<BankQuestionView>, ApiError> {
    Ok(Json(bank::set_archived(&app, &staff, id, true).await?))
}

/// Takes a question out again.
#[utoipa::path(
    post,
    path = "/api/bank-questions/{id}/restore",
    tag = "bank",
    params(("id" = BankQuestionId, Path)),
    responses((status = 200, body = BankQuestionView)),
    extensions(("x-permission" = json!("flow.edit")), ("x-module" = json!("question_bank")))
)]
async fn restore(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<BankQuestionId>,
) -> Result<Json<BankQuestionView>, ApiError> {
    Ok(Json(bank::set_archived(&app, &staff, id, false).await?))
}

/// What answers say about a question, by its key: out of the interviews the caller sees, naming nobody.
#[utoipa::path(
    get,
    path = "/api/question-statistics/{key}",
    tag = "bank",
    params(("key" = String, Path)),
    responses((status = 200, body = QuestionStatisticsView)),
    extensions(("x-permission" = json!("flow.read")), ("x-module" = json!("question_bank")))
)]
async fn statistics(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(key): Id<String>,
) -> Result<Json<QuestionStatisticsView>, ApiError> {
    Ok(Json(bank::statistics(&app, &staff, &key).await?))
}
