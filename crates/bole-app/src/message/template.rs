//! Message templates (消息模板): what a company makes of the supplied texts, previewed while it is written, never lost.
//!
//! Every saved text stays; bringing one back saves it again. A text that lacks its link is refused, not sent.

use std::collections::BTreeMap;

use bole_domain::ids::StaffId;
use bole_domain::locale::Locale;
use bole_domain::message::{Channel, MessageKind, Part, Text, problems};
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::staff::Permission;
use bole_domain::time::{DAY_MS, Millis};
use bole_store::message_template::Template;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::delivery::parts_of;
use super::text::{filled, own};
use super::{Fields, Letter, supplied};
use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::{Allowed, Staff, allow};
use crate::sms_settings;

const LOCALES: [Locale; 2] = [Locale::Zh, Locale::En];

/// A template in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateRowView {
    /// Kind and channel, as in the address: `invitation.mail`.
    pub key: String,
    /// What it is about.
    pub kind: MessageKind,
    /// How it travels.
    pub channel: Channel,
    /// The languages whose text is the company's own.
    pub changed: Vec<Locale>,
    /// When a text was last saved.
    pub updated_at: Option<Millis>,
}

/// A template with its texts.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateView {
    /// Kind and channel, as in the address.
    pub key: String,
    /// What it is about.
    pub kind: MessageKind,
    /// How it travels.
    pub channel: Channel,
    /// What its text may name.
    pub names: Vec<TemplateNameView>,
    /// The texts in use, one per language.
    pub texts: Vec<TemplateTextView>,
    /// All texts it had, newest first.
    pub versions: Vec<TemplateVersionView>,
    /// What the caller may do: `edit`.
    pub actions: Vec<&'static str>,
}

/// A name that a text may use.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateNameView {
    /// As it stands between braces.
    pub name: &'static str,
    /// Whether the text is of no use without it.
    pub is_required: bool,
    /// Whether the subject may use it too.
    pub in_subject: bool,
}

/// A text in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateTextView {
    /// Its language.
    pub locale: Locale,
    /// Which one it is; 0 for the supplied one that nobody ever changed.
    pub number: i64,
    /// The subject; empty for short messages.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// Whether it is the supplied one.
    pub is_supplied: bool,
}

/// A text that was in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateVersionView {
    /// Its language.
    pub locale: Locale,
    /// Which one it is; 0 for the supplied one.
    pub number: i64,
    /// The subject.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// Whether it is the supplied one.
    pub is_supplied: bool,
    /// When it was saved; `null` for the one that came with Bole.
    pub at: Option<Millis>,
    /// Who saved it.
    pub by: Option<String>,
}

/// A text to save.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TemplateBody {
    /// Its language.
    pub locale: Locale,
    /// The subject; not read for short messages.
    #[serde(default)]
    pub subject: String,
    /// What it says.
    pub body: String,
    /// The number of the text it was made from.
    pub number: i64,
}

/// A text to bring back.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TemplateRestoreBody {
    /// Its language.
    pub locale: Locale,
    /// Which one; 0 for the supplied one.
    pub restore: i64,
    /// The number of the text in use.
    pub number: i64,
}

/// A text to look at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TemplatePreviewBody {
    /// Its language.
    pub locale: Locale,
    /// The subject; not read for short messages.
    #[serde(default)]
    pub subject: String,
    /// What it says.
    pub body: String,
}

/// A text filled with a made-up person's values, or what is wrong with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplatePreviewView {
    /// The subject.
    pub subject: Option<String>,
    /// What it says; absent while something is wrong.
    pub body: Option<String>,
    /// How long it is.
    pub characters: usize,
    /// How many short messages it is charged as, the sender's name included; `null` for mail.
    pub parts: Option<i64>,
    /// The sender's name that the provider puts in front of a short message.
    pub sign_name: Option<String>,
    /// What is wrong with it.
    pub problems: Vec<TemplateProblemView>,
}

/// Something wrong with a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateProblemView {
    /// Where.
    pub part: Part,
    /// What, as a code with a text in the catalogue.
    pub code: &'static str,
    /// Values for that text.
    #[schema(value_type = Object)]
    pub params: Map<String, Value>,
}

/// A kind in a channel: what an address names.
#[derive(Debug, Clone, Copy)]
struct Which {
    kind: MessageKind,
    channel: Channel,
}

impl Which {
    /// Reads `invitation.mail`.
    fn of(key: &str) -> Option<Self> {
        let (kind, channel) = key.split_once('.')?;
        let (kind, channel) = (MessageKind::from_code(kind)?, Channel::from_code(channel)?);
        kind.channels().contains(&channel).then_some(Self { kind, channel })
    }

    fn key(self) -> String {
        format!("{}.{}", self.kind.code(), self.channel.code())
    }

    fn all() -> impl Iterator<Item = Self> {
        MessageKind::ALL.into_iter().flat_map(|kind| kind.channels().iter().map(move |it| Self { kind, channel: *it }))
    }

    fn is_of(self, row: &Template) -> bool {
        row.kind == self.kind.code() && row.channel == self.channel.code()
    }
}

/// All templates.
///
/// # Errors
/// Without `message.read`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<TemplateRowView>, Failure> {
    staff.demand(Permission::MessageRead)?;
    let rows = bole_store::message_template::all_current(&app.store).await.doing("Listing templates")?;
    let view = |which: Which| {
        let own: Vec<&Template> = rows.iter().filter(|it| which.is_of(it)).collect();
        let is_changed = |locale: &Locale| own.iter().any(|it| it.locale == locale.code() && it.body.is_some());
        TemplateRowView {
            key: which.key(),
            kind: which.kind,
            channel: which.channel,
            changed: LOCALES.into_iter().filter(is_changed).collect(),
            updated_at: own.iter().map(|it| it.created_at).max(),
        }
    };
    Ok(Which::all().map(view).collect())
}

/// One template with its texts, old ones included.
///
/// # Errors
/// Without `message.read`, or when there is no such template.
pub async fn get(app: &App, staff: &Staff, key: &str) -> Result<TemplateView, Failure> {
    let which = allow(staff, Permission::MessageRead, Which::of(key))?.into_inner();
    let rows = bole_store::message_template::versions(&app.store, which.kind.code(), which.channel.code()).await;
    let rows = rows.doing("Loading a template")?;
    let names = crate::staff::names(app).await?;
    let subject_names = which.kind.subject_names();
    let name = |name: &&'static str| TemplateNameView {
        name,
        is_required: which.kind.required().contains(name),
        in_subject: which.channel == Channel::Mail && subject_names.contains(name),
    };
    let versions: Vec<TemplateVersionView> =
        LOCALES.into_iter().flat_map(|locale| versions_of(which, locale, &rows, &names)).collect();
    let text = |locale: Locale| {
        let newest = versions.iter().find(|it| it.locale == locale)?;
        let (number, is_supplied) = (newest.number, newest.is_supplied);
        let (subject, body) = (newest.subject.clone(), newest.body.clone());
        Some(TemplateTextView { locale, number, subject, body, is_supplied })
    };
    Ok(TemplateView {
        key: which.key(),
        kind: which.kind,
        channel: which.channel,
        names: which.kind.names().iter().map(name).collect(),
        texts: LOCALES.into_iter().filter_map(text).collect(),
        actions: if staff.role.may(Permission::SettingsEdit) { vec!["edit"] } else { vec![] },
        versions,
    })
}

fn versions_of(
    which: Which,
    locale: Locale,
    rows: &[Template],
    names: &BTreeMap<StaffId, String>,
) -> Vec<TemplateVersionView> {
    let view = |number, own: Option<Text>, at, by| {
        let is_supplied = own.is_none();
        let text = own.unwrap_or_else(|| supplied::text(which.kind, which.channel, locale));
        TemplateVersionView { locale, number, subject: text.subject, body: text.body, is_supplied, at, by }
    };
    let saved = rows.iter().filter(|it| it.locale == locale.code()).map(|it| {
        let by = it.staff_id.and_then(|id| names.get(&id)).cloned();
        view(it.number, own(it), Some(it.created_at), by)
    });
    saved.chain([view(0, None, None, None)]).collect()
}

/// Fills a text with a made-up person's values; what is wrong with it is part of the answer, not a failure.
///
/// # Errors
/// Without `message.read`, or when there is no such template.
pub async fn preview(
    app: &App,
    staff: &Staff,
    key: &str,
    body: &TemplatePreviewBody,
) -> Result<TemplatePreviewView, Failure> {
    let which = allow(staff, Permission::MessageRead, Which::of(key))?.into_inner();
    let text = text_of(which, &body.subject, &body.body);
    let problems: Vec<TemplateProblemView> = problems(which.kind, which.channel, &text)
        .into_iter()
        .map(|it| {
            let part = it.part();
            let refusal = Refusal::from(it);
            TemplateProblemView { part, code: refusal.code, params: refusal.params }
        })
        .collect();
    let company = crate::company::name(app).await?;
    let filled = filled(&text, &sample(app, which.kind, body.locale, &company)).ok().filter(|_| problems.is_empty());
    let shown = filled.as_ref().map_or(text.body.as_str(), |it| it.body.as_str());
    let is_sms = which.channel == Channel::Sms;
    let sign_name = if is_sms { sms_settings::kept(app, &app.store).await?.sign_name } else { String::new() };
    let signed = if sign_name.is_empty() { 0 } else { sign_name.chars().count() + 2 };
    Ok(TemplatePreviewView {
        characters: shown.chars().count() + signed,
        parts: is_sms.then(|| parts_of(&sign_name, shown)),
        sign_name: Some(sign_name).filter(|it| !it.is_empty()),
        subject: filled.as_ref().map(|it| it.subject.clone()),
        body: filled.map(|it| it.body),
        problems,
    })
}

/// Saves a text; it is used from now on.
///
/// # Errors
/// Without `settings.edit`, `template.changed_meanwhile`, or what is wrong with it.
pub async fn save(app: &App, staff: &Staff, key: &str, body: &TemplateBody) -> Result<TemplateView, Failure> {
    let which = allow(staff, Permission::SettingsEdit, Which::of(key))?;
    let text = text_of(*which, &body.subject, &body.body);
    if let Some(problem) = problems(which.kind, which.channel, &text).into_iter().next() {
        return Err(Refusal::from(problem).into());
    }
    let words = Words { locale: body.locale, text: Some(text), number: body.number, action: "template.save" };
    keep(app, staff, which, words).await?;
    get(app, staff, key).await
}

/// Brings an earlier text back, or the supplied one.
///
/// # Errors
/// Without `settings.edit`, `template.changed_meanwhile`, or when there is no such text.
pub async fn restore(app: &App, staff: &Staff, key: &str, body: &TemplateRestoreBody) -> Result<TemplateView, Failure> {
    let which = allow(staff, Permission::SettingsEdit, Which::of(key))?;
    let text = if body.restore == 0 {
        None
    } else {
        let rows = bole_store::message_template::versions(&app.store, which.kind.code(), which.channel.code()).await;
        let rows = rows.doing("Loading a template")?;
        let found = rows.iter().find(|it| it.locale == body.locale.code() && it.number == body.restore);
        own(found.ok_or_else(Failure::not_found)?)
    };
    keep(app, staff, which, Words { locale: body.locale, text, number: body.number, action: "template.restore" })
        .await?;
    get(app, staff, key).await
}

/// What is kept, and from which text it was made.
struct Words {
    locale: Locale,
    text: Option<Text>,
    number: i64,
    action: &'static str,
}

async fn keep(app: &App, staff: &Staff, which: Allowed<Which>, words: Words) -> Result<(), Failure> {
    let (kind, channel, locale) = (which.kind.code(), which.channel.code(), words.locale.code());
    let changed = || Failure::refuse(Kind::Conflict, "template.changed_meanwhile");
    let tx = app.store.begin().await.doing("Beginning")?;
    let newest = bole_store::message_template::current(&tx, kind, channel, locale).await.doing("Loading a template")?;
    let number = newest.map_or(0, |it| it.number);
    if number != words.number {
        return Err(changed());
    }
    let row = Template {
        id: app.new_id::<Uuid>(),
        kind: kind.to_owned(),
        channel: channel.to_owned(),
        locale: locale.to_owned(),
        number: number + 1,
        subject: words.text.as_ref().map(|it| it.subject.clone()),
        body: words.text.map(|it| it.body),
        staff_id: Some(staff.id),
        created_at: app.now(),
    };
    match bole_store::message_template::insert(&tx, &row).await {
        // Two savers at once: the number is taken, and the second reads what the first wrote.
        Err(bole_store::StoreError::Duplicate(_)) => return Err(changed()),
        other => other.doing("Saving a template")?,
    }
    let key = which.key();
    let params = json!({ "locale": locale, "number": number + 1 });
    app.record(&tx, Deed { actor: staff.into(), action: words.action, subject: Some(("template", &key)), params })
        .await?;
    tx.commit().await.doing("Saving a template")
}

/// A text in one form: no blank edge around the subject, one line end, one at the end of a mail.
fn text_of(which: Which, subject: &str, body: &str) -> Text {
    let body = body.replace("\r\n", "\n");
    match which.channel {
        Channel::Mail => Text {
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            body: format!("{}\n", body.trim()).trim_start_matches('\n').to_owned(),
        },
        Channel::Sms => Text { subject: String::new(), body: body.trim().to_owned() },
    }
}

/// The values of a made-up person.
fn sample(app: &App, kind: MessageKind, locale: Locale, company: &str) -> Fields {
    let (name, job, note) = match locale {
        Locale::Zh => ("林知夏", "在线客服", "请提前准备好安静的环境。"),
        Locale::En => ("Lin Zhixia", "Customer service agent", "Please find a quiet place first."),
    };
    let news = match locale {
        Locale::Zh => "等待您审批",
        Locale::En => "waits for your approval",
    };
    let origin = &app.config.candidate_origin;
    let link = match kind {
        MessageKind::StaffActivation => format!("{}/activate#example", app.config.console_origin),
        MessageKind::Approval => format!("{}/requisitions/example", app.config.console_origin),
        _ => format!("{origin}/i/example-Q7mZ2cXw4Rk9Tb1LsYdE6g"),
    };
    let expires_at = app.now().plus(7 * DAY_MS);
    let letter = match kind {
        MessageKind::Invitation => Letter::Invitation { name, job, link: &link, expires_at, note },
        MessageKind::Reminder => Letter::Reminder { name, job, link: &link, expires_at },
        MessageKind::Code => Letter::Code { code: "048213" },
        MessageKind::Result => Letter::Result { name, job, origin },
        MessageKind::Cancellation => Letter::Cancellation { name, job },
        MessageKind::Withdrawal => Letter::Withdrawal { name, job },
        MessageKind::StaffActivation => Letter::StaffActivation { name, link: &link },
        MessageKind::Announcement => Letter::Announcement { name, job, text: note },
        MessageKind::Approval => Letter::Approval { name, job, news, link: &link },
    };
    letter.fields(locale, company)
}
