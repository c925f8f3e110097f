//! A message to many, as one of them will read it.

use bole_domain::bulk::Rejected;
use bole_domain::ids::ApplicationId;
use bole_domain::locale::Locale;
use bole_domain::message::Channel;
use bole_domain::staff::Permission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::text;
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::message::{Letter, rendered};
use crate::person::{self, Sealed};
use crate::policy::{Shown, Staff, allow};

/// A message to look at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BulkLetterBody {
    /// As whom to read it.
    pub application_id: ApplicationId,
    /// 中文.
    pub zh: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

/// A message as one person will read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkLetterView {
    /// Whose it is.
    pub name: Shown,
    /// The language this person reads; `null` for who was never invited.
    pub locale: Option<Locale>,
    /// In both languages.
    pub texts: Vec<BulkLetterTextView>,
}

/// A message in one language.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkLetterTextView {
    /// The language.
    pub locale: Locale,
    /// The subject of the mail.
    pub subject: String,
    /// What it says.
    pub body: String,
}

/// Shows a message as one person will read it; nothing is sent.
///
/// # Errors
/// Without `application.edit`, `bulk.text_invalid`, or when the caller does not see the application.
pub async fn letter(app: &App, staff: &Staff, body: &BulkLetterBody) -> Result<BulkLetterView, Failure> {
    let id = body.application_id;
    let found = bole_store::application::find(&app.store, &staff.scope, id).await.doing("Loading an application")?;
    let listed = allow(staff, Permission::ApplicationEdit, found)?;
    let zh = text(&body.zh)?.ok_or(Rejected::TextInvalid)?;
    let en = text(&body.en)?.unwrap_or_else(|| zh.clone());
    let person = person::open(app, Sealed::from(&*listed))?;
    let shown = person.shown_name(staff.sight());
    let mut texts = Vec::new();
    for (locale, words) in [(Locale::Zh, zh), (Locale::En, en)] {
        let letter = Letter::Announcement { name: &shown, job: &listed.requisition_title, text: &words };
        let text = rendered(app, &letter, Channel::Mail, locale).await?;
        texts.push(BulkLetterTextView { locale, subject: text.subject, body: text.body });
    }
    let locale = super::work::locale_of(&app.store, &listed.application).await?;
    Ok(BulkLetterView { name: shown, locale, texts })
}
