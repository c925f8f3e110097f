//! Routes of applications.

use axum::Json;
use axum::extract::State;
use bole_app::App;
use bole_app::application::{
    self, ApplicationRowView, ApplicationView, ContactView, NewApplicationBody, Order, RemarkBody, StageBody, Wanted,
};
use bole_app::invitation::{self, InviteBody, InvitedView};
use bole_domain::application::{Source, Stage};
use bole_domain::ids::{ApplicationId, DepartmentId, RequisitionId, TagId};
use bole_domain::time::Millis;
use bole_store::page::Cursor;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Body, Id, Parameters};
use crate::page::{self, CountedPageView};
use crate::server::Http;

/// Operations on applications, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get))
        .routes(routes!(contact))
        .routes(routes!(remark))
        .routes(routes!(set_stage))
        .routes(routes!(invite))
}

/// Which applications to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ApplicationQuery {
    /// For this requisition.
    requisition: Option<RequisitionId>,
    /// In this department or below it.
    department: Option<DepartmentId>,
    /// In this stage.
    stage: Option<Stage>,
    /// With an interview of this status; `none` for those never invited.
    status: Option<String>,
    /// With this tag.
    tag: Option<TagId>,
    /// From this source.
    source: Option<Source>,
    /// With a phone number or an e-mail address, or without.
    contact: Option<bool>,
    /// Came in at this instant or later.
    since: Option<i64>,
    /// Came in before this instant.
    until: Option<i64>,
    /// Part of a name, a phone number or an e-mail address.
    q: Option<String>,
    /// Newest change first unless given.
    #[param(inline)]
    #[serde(default)]
    sort: Order,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1–200, 50 unless given.
    limit: Option<u64>,
}

impl From<ApplicationQuery> for Wanted {
    fn from(query: ApplicationQuery) -> Self {
        Self {
            requisition: query.requisition,
            department: query.department,
            stage: query.stage,
            status: query.status,
            tag: query.tag,
            source: query.source,
            contact: query.contact,
            since: query.since.map(Millis),
            until: query.until.map(Millis),
            q: query.q,
        }
    }
}

/// The applications the caller sees.
#[utoipa::path(
    get,
    path = "/api/applications",
    tag = "application",
    params(ApplicationQuery),
    responses((status = 200, body = CountedPageView<ApplicationRowView>)),
    extensions(("x-permission" = json!("application.read")), ("x-module" = json!("core")))
)]
async fn list(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Parameters(query): Parameters<ApplicationQuery>,
) -> Result<Json<CountedPageView<ApplicationRowView>>, ApiError> {
    let (after, limit) = (page::after(query.cursor.as_deref())?, page::limit(query.limit));
    let order = query.sort;
    let found = application::list(&app, &staff, &query.into(), order, after.as_ref(), limit).await?;
    let next_cursor = found.page.next.as_ref().map(Cursor::to_text);
    Ok(Json(CountedPageView { items: found.page.items, next_cursor, total: found.total }))
}

/// Adds a person to a requisition.
#[utoipa::path(
    post,
    path = "/api/applications",
    tag = "application",
    request_body = NewApplicationBody,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn create(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Body(body): Body<NewApplicationBody>,
) -> Result<Json<ApplicationView>, ApiError> {
    Ok(Json(application::create(&app, &staff, body).await?))
}

/// Everything about one application.
#[utoipa::path(
    get,
    path = "/api/applications/{id}",
    tag = "application",
    params(("id" = ApplicationId, Path)),
    responses((status = 200, body = ApplicationView)),
    extensions(("x-permission" = json!("application.read")), ("x-module" = json!("core")))
)]
async fn get(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
) -> Result<Json<ApplicationView>, ApiError> {
    Ok(Json(application::get(&app, &staff, id).await?))
}

/// Phone and e-mail in full; the look is recorded.
#[utoipa::path(
    get,
    path = "/api/applications/{id}/contact",
    tag = "application",
    params(("id" = ApplicationId, Path)),
    responses((status = 200, body = ContactView)),
    extensions(("x-permission" = json!("contact.read")), ("x-module" = json!("core")))
)]
async fn contact(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
) -> Result<Json<ContactView>, ApiError> {
    Ok(Json(application::contact(&app, &staff, id).await?))
}

/// Adds a remark.
#[utoipa::path(
    post,
    path = "/api/applications/{id}/remarks",
    tag = "application",
    params(("id" = ApplicationId, Path)),
    request_body = RemarkBody,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-permission" = json!("remark.write")), ("x-module" = json!("core")))
)]
async fn remark(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
    Body(body): Body<RemarkBody>,
) -> Result<Json<ApplicationView>, ApiError> {
    Ok(Json(application::remark(&app, &staff, id, &body).await?))
}

/// Moves an application to another stage.
#[utoipa::path(
    post,
    path = "/api/applications/{id}/stage",
    tag = "application",
    params(("id" = ApplicationId, Path)),
    request_body = StageBody,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn set_stage(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
    Body(body): Body<StageBody>,
) -> Result<Json<ApplicationView>, ApiError> {
    Ok(Json(application::set_stage(&app, &staff, id, &body).await?))
}

/// Invites the candidate; the link is shown once.
#[utoipa::path(
    post,
    path = "/api/applications/{id}/invite",
    tag = "application",
    params(("id" = ApplicationId, Path)),
    request_body = InviteBody,
    responses((status = 200, body = InvitedView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn invite(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<ApplicationId>,
    Body(body): Body<InviteBody>,
) -> Result<Json<InvitedView>, ApiError> {
    Ok(Json(invitation::invite(&app, &staff, id, body).await?))
}
