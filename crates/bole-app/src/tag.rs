//! Tags (标签): a company's own words on applications, read by whoever reads what people wrote.

use std::collections::BTreeMap;

use bole_domain::ids::{ApplicationId, TagId};
use bole_domain::staff::{Field, Permission};
use bole_domain::tag::{Color, MAX_ON_ONE, MAX_TAGS, Rejected, check_name, fold};
use bole_store::tag::Tag;
use bole_store::{Scope, StoreError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::application::{self, ApplicationView};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Staff, allow};

/// A tag.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TagView {
    /// The tag.
    pub id: TagId,
    /// What it says.
    pub name: String,
    /// Its colour.
    pub color: Color,
}

/// A tag in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagRowView {
    /// The tag.
    pub id: TagId,
    /// What it says.
    pub name: String,
    /// Its colour.
    pub color: Color,
    /// How many of the applications that the caller sees carry it.
    pub uses: i64,
}

/// A tag to make or change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TagBody {
    /// 1–20 characters.
    pub name: String,
    /// Its colour.
    #[serde(default)]
    pub color: Color,
}

/// The tags of an application.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApplicationTagsBody {
    /// All of them; the others are taken off.
    pub tag_ids: Vec<TagId>,
}

/// All tags; none for who does not read what people wrote.
///
/// # Errors
/// Without `application.read`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<TagRowView>, Failure> {
    staff.demand(Permission::ApplicationRead)?;
    if !staff.sight().sees(Field::Words) {
        return Ok(Vec::new());
    }
    let found = bole_store::tag::list(&app.store, &staff.scope).await.doing("Listing tags")?;
    let row = |(tag, uses): (Tag, i64)| TagRowView { id: tag.id, color: color_of(&tag), name: tag.name, uses };
    Ok(found.into_iter().map(row).collect())
}

/// Makes a tag.
///
/// # Errors
/// Without `application.edit`; `tag.name_invalid`, `tag.name_taken`, `tag.too_many`.
pub async fn create(app: &App, staff: &Staff, body: &TagBody) -> Result<Vec<TagRowView>, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let name = check_name(&body.name)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let known = bole_store::tag::list(&tx, &staff.scope).await.doing("Listing tags")?;
    if known.len() >= MAX_TAGS {
        return Err(Rejected::TooMany { limit: MAX_TAGS }.into());
    }
    let tag = Tag {
        id: app.new_id(),
        folded: fold(&name),
        name,
        color: body.color.code().to_owned(),
        created_by: Some(staff.id),
        is_demo: false,
        created_at: app.now(),
    };
    unique(bole_store::tag::insert(&tx, &tag).await)?;
    record(app, &tx, staff, "tag.create", tag.id).await?;
    tx.commit().await.doing("Adding a tag")?;
    list(app, staff).await
}

/// Renames or recolours a tag.
///
/// # Errors
/// As [`create`], and `tag.unknown`.
pub async fn update(app: &App, staff: &Staff, id: TagId, body: &TagBody) -> Result<Vec<TagRowView>, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let name = check_name(&body.name)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut tag = load(&tx, id).await?;
    (tag.folded, tag.name, tag.color) = (fold(&name), name, body.color.code().to_owned());
    unique(bole_store::tag::update(&tx, &tag).await.map(drop))?;
    record(app, &tx, staff, "tag.update", id).await?;
    tx.commit().await.doing("Changing a tag")?;
    list(app, staff).await
}

/// Removes a tag from everybody.
///
/// # Errors
/// Without `application.edit`, `tag.unknown`.
pub async fn remove(app: &App, staff: &Staff, id: TagId) -> Result<Vec<TagRowView>, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    load(&tx, id).await?;
    bole_store::tag::remove(&tx, id).await.doing("Removing a tag")?;
    record(app, &tx, staff, "tag.remove", id).await?;
    tx.commit().await.doing("Removing a tag")?;
    list(app, staff).await
}

/// Says which tags an application has.
///
/// # Errors
/// Without `application.edit`, when the caller does not see the application; `tag.unknown`, `tag.too_many`.
pub async fn set(
    app: &App,
    staff: &Staff,
    id: ApplicationId,
    body: &ApplicationTagsBody,
) -> Result<ApplicationView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::application::for_change(&tx, &staff.scope, id).await.doing("Loading an application")?;
    let application = allow(staff, Permission::ApplicationEdit, found)?;
    let present = bole_store::tag::of_applications(&tx, &[id]).await.doing("Listing tags")?;
    let present: Vec<TagId> = present.into_iter().map(|it| it.tag.id).collect();
    for tag in present.iter().filter(|it| !body.tag_ids.contains(it)) {
        take_off(app, &tx, staff, application.id, *tag).await?;
    }
    for tag in body.tag_ids.iter().filter(|it| !present.contains(it)) {
        put_on(app, &tx, staff, application.id, *tag).await?;
    }
    tx.commit().await.doing("Tagging an application")?;
    application::get(app, staff, id).await
}

/// The tag, which there must be.
pub(crate) async fn known(app: &App, id: TagId) -> Result<TagId, Failure> {
    let found = bole_store::tag::list(&app.store, &Scope::All).await.doing("Listing tags")?;
    Ok(found.into_iter().find(|it| it.0.id == id).map(|it| it.0.id).ok_or(Rejected::Unknown)?)
}

/// All tags, as far as the caller reads what people wrote.
pub(crate) async fn all(app: &App, staff: &Staff) -> Result<BTreeMap<TagId, TagView>, Failure> {
    let view = |it: TagRowView| (it.id, TagView { id: it.id, name: it.name, color: it.color });
    Ok(list(app, staff).await?.into_iter().map(view).collect())
}

/// Puts a tag on an application that the caller may change; says whether it was not there before.
pub(crate) async fn put_on(
    app: &App,
    tx: &Tx,
    staff: &Staff,
    application: ApplicationId,
    tag: TagId,
) -> Result<bool, Failure> {
    load(tx, tag).await?;
    let present = bole_store::tag::of_applications(tx, &[application]).await.doing("Listing tags")?;
    if present.len() >= MAX_ON_ONE && !present.iter().any(|it| it.tag.id == tag) {
        return Err(Rejected::TooMany { limit: MAX_ON_ONE }.into());
    }
    let put = bole_store::tag::put(tx, application, tag, Some(staff.id), app.now()).await.doing("Putting a tag on")?;
    if put {
        note(app, tx, staff, "application.tag", application, tag).await?;
    }
    Ok(put)
}

/// Takes a tag off an application that the caller may change; says whether it was there.
pub(crate) async fn take_off(
    app: &App,
    tx: &Tx,
    staff: &Staff,
    application: ApplicationId,
    tag: TagId,
) -> Result<bool, Failure> {
    let taken = bole_store::tag::take(tx, application, tag).await.doing("Taking a tag off")?;
    if taken {
        note(app, tx, staff, "application.untag", application, tag).await?;
    }
    Ok(taken)
}

/// The tags of applications, as far as the caller reads what people wrote.
pub(crate) async fn of_applications(
    app: &App,
    staff: &Staff,
    ids: &[ApplicationId],
) -> Result<BTreeMap<ApplicationId, Vec<TagView>>, Failure> {
    let mut tags: BTreeMap<ApplicationId, Vec<TagView>> = BTreeMap::new();
    if staff.sight().sees(Field::Words) {
        for it in bole_store::tag::of_applications(&app.store, ids).await.doing("Listing tags")? {
            let view = TagView { id: it.tag.id, color: color_of(&it.tag), name: it.tag.name };
            tags.entry(it.application).or_default().push(view);
        }
    }
    Ok(tags)
}

async fn load(tx: &Tx, id: TagId) -> Result<Tag, Failure> {
    let found = bole_store::tag::for_change(tx, id).await.doing("Loading a tag")?;
    Ok(found.ok_or(Rejected::Unknown)?)
}

fn unique(done: Result<(), StoreError>) -> Result<(), Failure> {
    match done {
        Err(StoreError::Duplicate(_)) => Err(Rejected::NameTaken.into()),
        other => other.doing("Keeping a tag"),
    }
}

fn color_of(tag: &Tag) -> Color {
    Color::from_code(&tag.color).unwrap_or_default()
}

async fn record(app: &App, tx: &Tx, staff: &Staff, action: &'static str, id: TagId) -> Result<(), Failure> {
    app.record(tx, Deed { actor: staff.into(), action, subject: Some(("tag", &id)), params: json!({}) }).await
}

async fn note(
    app: &App,
    tx: &Tx,
    staff: &Staff,
    action: &'static str,
    application: ApplicationId,
    tag: TagId,
) -> Result<(), Failure> {
    let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("application", &application);
    let params = json!({ "tag": tag });
    app.record(tx, Deed { actor: staff.into(), action, subject: Some(subject), params }).await
}
