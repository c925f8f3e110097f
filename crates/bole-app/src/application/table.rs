//! The candidate table: which applications somebody lists, and each as a row.

use std::collections::BTreeMap;

use bole_domain::application::{Source, Stage};
use bole_domain::candidate::normalise_phone;
use bole_domain::ids::{ApplicationId, CandidateId, DepartmentId, RequisitionId, TagId};
use bole_domain::staff::{Field, Permission};
use bole_domain::time::Millis;
use bole_store::application::{Filter, Listed, Sort};
use bole_store::page::{Cursor, Page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::document;
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Sealed};
use crate::policy::{Shown, Staff};
use crate::requisition::RequisitionRef;
use crate::tag::{self, TagView};

/// An application in the table.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationRowView {
    /// The application.
    pub id: ApplicationId,
    /// The person.
    pub candidate_id: CandidateId,
    /// The name.
    pub name: Shown,
    /// `138****1234`.
    pub phone_masked: Option<Shown>,
    /// `li***@example.com`.
    pub email_masked: Option<Shown>,
    /// What it is for.
    pub requisition: RequisitionRef,
    /// The department's name.
    pub department: String,
    /// The stage.
    pub stage: Stage,
    /// Its tags.
    pub tags: Vec<TagView>,
    /// Where it came from.
    pub source: Source,
    /// Where the newest interview stands.
    pub session_status: Option<String>,
    /// The released result.
    pub outcome: Option<String>,
    /// The total after review; hidden while a blind review is waiting.
    pub total: Option<f64>,
    /// Whether somebody has to look.
    pub review_needed: bool,
    /// When anything changed.
    pub updated_at: Millis,
    /// When it came in.
    pub created_at: Millis,
    /// Whether it belongs to the demonstration.
    pub is_demo: bool,
}

/// Which applications to list.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WantedApplications)]
#[serde(default)]
pub struct Wanted {
    /// For this requisition.
    pub requisition: Option<RequisitionId>,
    /// In this department or below it.
    pub department: Option<DepartmentId>,
    /// In this stage.
    pub stage: Option<Stage>,
    /// With an interview of this status; `none` for those never invited.
    pub status: Option<String>,
    /// With this tag.
    pub tag: Option<TagId>,
    /// From this source.
    pub source: Option<Source>,
    /// With a phone number or an e-mail address, or without.
    pub contact: Option<bool>,
    /// Came in at this instant or later.
    pub since: Option<Millis>,
    /// Came in before this instant.
    pub until: Option<Millis>,
    /// Part of a name, or the end of a phone number.
    pub q: Option<String>,
}

/// The order of the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ApplicationOrder)]
pub enum Order {
    /// Newest change first.
    #[default]
    Updated,
    /// Came in last first.
    Created,
    /// Best score first.
    Score,
}

/// A page of applications and how many there are in all.
#[derive(Debug)]
pub struct Found {
    /// The page.
    pub page: Page<ApplicationRowView>,
    /// All that match.
    pub total: i64,
}

/// The applications the caller sees.
///
/// # Errors
/// Without `application.read`.
pub async fn list(
    app: &App,
    staff: &Staff,
    wanted: &Wanted,
    order: Order,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Found, Failure> {
    staff.demand(Permission::ApplicationRead)?;
    let filter = filter_of(app, staff, wanted).await?;
    let sort = match order {
        // The order would tell the scores as well as their figures do.
        Order::Score if staff.sight().sees(Field::Score) => Sort::Score,
        Order::Created => Sort::Created,
        Order::Score | Order::Updated => Sort::Updated,
    };
    let page = bole_store::application::list(&app.store, &staff.scope, &filter, sort, after, limit).await;
    let page = page.doing("Listing applications")?;
    let total =
        bole_store::application::total(&app.store, &staff.scope, &filter).await.doing("Counting applications")?;
    let ids: Vec<ApplicationId> = page.items.iter().map(|it| it.application.id).collect();
    let mut tags = tag::of_applications(app, staff, &ids).await?;
    Ok(Found { page: page.try_map(|it| row(app, staff, &it, &mut tags))?, total })
}

/// The filter of what somebody wants, as far as they may tell people apart by it.
pub(crate) async fn filter_of(app: &App, staff: &Staff, wanted: &Wanted) -> Result<Filter, Failure> {
    let sight = staff.sight();
    Ok(Filter {
        requisition: wanted.requisition,
        department: wanted.department,
        stage: wanted.stage.map(|it| it.code().to_owned()),
        session_status: wanted.status.clone().filter(|it| !it.chars().any(char::is_control)),
        tag: wanted.tag.filter(|_| sight.sees(Field::Words)),
        source: wanted.source.map(|it| it.code().to_owned()),
        has_contact: wanted.contact.filter(|_| sight.sees(Field::Contact)),
        since: wanted.since,
        until: wanted.until,
        candidates: match wanted.q.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
            None => None,
            Some(text) => Some(people_like(app, staff, text).await?),
        },
    })
}

/// People whose name contains the text, or whose phone number or e-mail address it is, as far as the caller reads those.
async fn people_like(app: &App, staff: &Staff, text: &str) -> Result<Vec<CandidateId>, Failure> {
    let needle = text.to_lowercase();
    let mut found: Vec<CandidateId> = Vec::new();
    let sealed = bole_store::candidate::names(&app.store, &staff.scope, Millis(0)).await.doing("Listing names")?;
    for it in sealed {
        let name = person::open_name(app, it.id, Some(&it.wrapped_key), &it.name_sealed)?;
        let name = staff.sight().name(it.id, name);
        if name.to_lowercase().contains(&needle) {
            found.push(it.id);
        }
    }
    let phone = normalise_phone(text).ok();
    let email = bole_domain::candidate::normalise_email(text).ok();
    if staff.sight().sees(Field::Contact) && (phone.is_some() || email.is_some()) {
        let same = document::same_contact(app, staff, phone.as_deref(), email.as_deref()).await?;
        found.extend(same.into_iter().map(|it| it.0));
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// An application as the table shows it.
///
/// # Errors
/// When a sealed value was changed.
pub fn row(
    app: &App,
    staff: &Staff,
    it: &Listed,
    tags: &mut BTreeMap<ApplicationId, Vec<TagView>>,
) -> Result<ApplicationRowView, Failure> {
    let person = person::open(app, Sealed::from(it))?;
    let (application, sight) = (&it.application, staff.sight());
    let sees_score = sight.sees(Field::Score);
    Ok(ApplicationRowView {
        id: application.id,
        candidate_id: application.candidate_id,
        phone_masked: person.phone_masked(sight),
        email_masked: person.email_masked(sight),
        name: person.shown_name(sight),
        requisition: RequisitionRef { id: application.requisition_id, title: it.requisition_title.clone() },
        department: it.department_name.clone(),
        stage: Stage::from_code(&application.stage).unwrap_or_default(),
        tags: tags.remove(&application.id).unwrap_or_default(),
        source: Source::from_code(&application.source).unwrap_or_default(),
        session_status: application.session_status.clone(),
        outcome: application.outcome.clone().filter(|_| sees_score),
        // A score somebody still has to mark blind is not shown in passing.
        total: application.total.filter(|_| sees_score && !application.review_needed),
        review_needed: application.review_needed,
        updated_at: application.updated_at,
        created_at: application.created_at,
        is_demo: application.is_demo,
    })
}
