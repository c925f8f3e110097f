//! Uploaded documents (附件): read in a child process, sealed, and shown beside what was found in them.

use bole_domain::candidate::{normalise_email, normalise_phone};
use bole_domain::ids::{ApplicationId, CandidateId, DocumentId, StaffId};
use bole_domain::look::Look;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::staff::{Field, Permission};
use bole_domain::time::{MINUTE_MS, Millis};
use bole_media::DocumentText;
use bole_resume::{Profile, SectionKind};
use bole_store::document::Document;
use bole_vault::{Aad, PersonKey};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::person;
use crate::policy::{Shown, Sight, Staff, allow};
use crate::seal::at;

/// How long a link to a file is valid.
pub(crate) const LINK_LIFE_MS: i64 = 5 * MINUTE_MS;
/// The most bytes of a document (R-FILE-1).
const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The blind index over the bytes of documents.
const CONTENT: &str = "document";

/// A document as read.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentView {
    /// The document.
    pub id: DocumentId,
    /// As the sender called it.
    pub file_name: Shown,
    /// Bytes.
    pub size: i64,
    /// `pdf`, `docx` or `txt`.
    pub kind: String,
    /// What was read.
    pub text: Shown,
    /// What was found in it; spans count code points of `text`.
    pub profile: ProfileView,
    /// What a reader should know, as codes.
    pub warnings: Vec<String>,
    /// People it may belong to already.
    pub duplicates: Vec<DuplicateView>,
    /// When it was uploaded.
    pub created_at: Millis,
}

/// What was found in a document; nothing is invented.
#[derive(Debug, Default, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProfileView {
    /// A name, only where it is labelled or stands alone at the top.
    pub name: Option<FoundView>,
    /// Phone numbers.
    pub phones: Vec<FoundView>,
    /// E-mail addresses.
    pub emails: Vec<FoundView>,
    /// Addresses of pages.
    pub links: Vec<FoundView>,
    /// Headings and what stands under them.
    pub sections: Vec<SectionView>,
}

/// Something found, and where.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FoundView {
    /// What it is.
    pub value: String,
    /// First code point.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// How sure, 0–1.
    pub confidence: f64,
}

/// A part of a document under a heading.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SectionView {
    /// The heading as written.
    pub heading: String,
    /// What kind of part: `education`, `work`, `projects`, `skills` and so on.
    #[schema(value_type = String)]
    pub kind: SectionKind,
    /// First code point.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
}

/// A person who may be the same.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DuplicateView {
    /// The person.
    pub candidate_id: CandidateId,
    /// An application of that person.
    pub application_id: Option<ApplicationId>,
    /// The name.
    pub name: Shown,
    /// What is the same: `phone`, `email` or `file`.
    pub by: &'static str,
    /// What that application is for.
    pub requisition_title: Option<String>,
}

/// A link to a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileLinkView {
    /// Valid for five minutes, on the files host.
    pub url: String,
}

/// Takes in a file: reads it, seals it and looks for people it may belong to.
///
/// # Errors
/// Without `application.edit`, or with the reason why it gives no text (`document.*`).
pub async fn upload(app: &App, staff: &Staff, file_name: &str, bytes: Vec<u8>) -> Result<DocumentView, Failure> {
    staff.demand(Permission::ApplicationEdit)?;
    if bytes.len() > MAX_BYTES {
        return Err(Refusal::new(Kind::TooLarge, "document.too_large").with("limit_mb", 10).into());
    }
    let file_name = clean_file_name(file_name);
    let read = app.documents.read(bytes.clone(), &file_name).await.map_err(|it| unreadable(&it))?;
    let document = keep(app, staff.id, &file_name, &bytes, &read).await?;
    let id = document.id;
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::document::insert(&tx, &document).await.doing("Adding a document")?;
    let deed = Deed {
        actor: staff.into(),
        action: "document.upload",
        subject: Some(("document", &id)),
        params: json!({ "kind": document.kind, "size": document.size }),
    };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Adding a document")?;
    let mut shown = open(app, staff.sight(), &document)?;
    shown.duplicates = duplicates(app, staff, &shown.profile, id, &document.content_index).await?;
    Ok(shown)
}

/// Stores the sealed bytes of a file and makes the row of what was read in it; the row is the caller's to insert.
///
/// # Errors
/// `storage.full`, or when the operating system gives no random bytes.
pub(crate) async fn keep(
    app: &App,
    by: StaffId,
    file_name: &str,
    bytes: &[u8],
    read: &DocumentText,
) -> Result<Document, Failure> {
    let profile = bole_resume::understand(&read.text());
    let id: DocumentId = app.new_id();
    let (wrapped, key) = app.new_key()?;
    let view = serde_json::to_string(&profile_view(&profile)).doing("Writing a profile")?;
    let warnings: Vec<&str> = read.warnings.iter().map(|it| it.code()).collect();
    let blob = app.blobs.put(seal_bytes(app, &key, id, bytes)?).await.doing("Storing a document")?;
    Ok(Document {
        id,
        candidate_id: None,
        application_id: None,
        wrapped_key: Some(wrapped),
        blob_name: blob.name.to_string(),
        content_index: app.vault.blind_index(CONTENT, &hex_digest(bytes)),
        file_name_sealed: app.seal(&key, at("document", "file_name"), &id, file_name)?,
        kind: kind_code(read.kind).to_owned(),
        size: bytes.len() as i64,
        text_sealed: app.seal(&key, at("document", "text"), &id, &profile.text)?,
        profile_sealed: app.seal(&key, at("document", "profile"), &id, &view)?,
        warnings: serde_json::to_string(&warnings).doing("Writing warnings")?,
        uploaded_by: Some(by),
        is_demo: false,
        created_at: app.now(),
    })
}

/// A link with which the file itself can be fetched for five minutes.
///
/// # Errors
/// Without `document.read`, or when the caller does not see the document.
pub async fn link(app: &App, staff: &Staff, id: DocumentId) -> Result<FileLinkView, Failure> {
    let found = bole_store::document::find(&app.store, &staff.scope, staff.id, id).await.doing("Loading a document")?;
    let document = allow(staff, Permission::DocumentRead, found)?;
    let expires_at = app.now().plus(LINK_LIFE_MS);
    let tx = app.store.begin().await.doing("Beginning")?;
    match document.application_id {
        Some(application) => {
            let more = json!({ "document": document.id });
            crate::look::record(app, staff, &tx, Look::Document, application, more).await?;
        }
        None => {
            let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("document", &document.id);
            let action = Look::Document.action();
            app.record(&tx, Deed { actor: staff.into(), action, subject: Some(subject), params: json!({}) }).await?;
        }
    }
    tx.commit().await.doing("Recording a look at a document")?;
    Ok(address(app, id, expires_at))
}

/// Where a file is fetched until `expires_at`; whoever gives it out has asked who may have it.
pub(crate) fn address(app: &App, id: DocumentId, expires_at: Millis) -> FileLinkView {
    let proof = link_proof(app, id, expires_at);
    FileLinkView { url: format!("{}/documents/{id}/{}/{proof}", app.config.files_origin, expires_at.0) }
}

/// The file behind a link: its name, type and bytes.
///
/// # Errors
/// `request.not_found` when the link is wrong, too old, or the person erased.
pub async fn fetch(app: &App, id: DocumentId, expires_at: i64, proof: &str) -> Result<(String, Vec<u8>), Failure> {
    // Both are keyed hashes, so comparing them in whatever time tells nothing about the right one.
    let expected = bole_vault::hash_token(&link_proof(app, id, Millis(expires_at)));
    let is_valid = bole_vault::token_matches(proof, &expected);
    if !is_valid || app.now() > Millis(expires_at) {
        return Err(Failure::not_found());
    }
    let found = bole_store::document::get(&app.store, id).await.doing("Loading a document")?;
    let document = found.ok_or_else(Failure::not_found)?;
    let key = app.open_key(document.wrapped_key.as_deref())?.ok_or_else(Failure::not_found)?;
    let name = app.unseal(&key, at("document", "file_name"), &id, &document.file_name_sealed)?;
    let blob = document.blob_name.parse::<bole_blob::BlobName>().doing("Reading a document's name")?;
    let sealed = app.blobs.get(&blob).await.doing("Fetching a document")?.ok_or_else(Failure::not_found)?;
    let row = id.to_string();
    let aad = Aad { table: "document", column: "blob", row: &row, version: 1 };
    Ok((name, app.vault.unseal(&key, &aad, &sealed).doing("Opening a document")?))
}

/// A stored document with its sealed values open, as far as the caller reads documents; a person's erasure leaves it empty.
///
/// # Errors
/// When a sealed value was changed.
pub fn open(app: &App, sight: Sight, document: &Document) -> Result<DocumentView, Failure> {
    let key = app.open_key(document.wrapped_key.as_deref())?;
    let id = document.id;
    let text_of = |column, sealed: &[u8]| app.unseal_if(key.as_ref(), at("document", column), &id, Some(sealed));
    let profile = text_of("profile", &document.profile_sealed)?;
    Ok(DocumentView {
        id,
        file_name: sight.text(Field::Document, text_of("file_name", &document.file_name_sealed)?.unwrap_or_default()),
        size: document.size,
        kind: document.kind.clone(),
        text: sight.text(Field::Document, text_of("text", &document.text_sealed)?.unwrap_or_default()),
        profile: profile
            .filter(|_| sight.sees(Field::Document))
            .map(|it| serde_json::from_str(&it))
            .transpose()
            .doing("Reading a profile")?
            .unwrap_or_default(),
        warnings: serde_json::from_str(&document.warnings).doing("Reading warnings")?,
        duplicates: Vec::new(),
        created_at: document.created_at,
    })
}

async fn duplicates(
    app: &App,
    staff: &Staff,
    profile: &ProfileView,
    id: DocumentId,
    content_index: &str,
) -> Result<Vec<DuplicateView>, Failure> {
    let mut found = Vec::new();
    let same = bole_store::document::by_content(&app.store, &staff.scope, content_index).await;
    for document in same.doing("Looking for the same file")?.into_iter().filter(|it| it.id != id) {
        if let Some(candidate) = document.candidate_id {
            found.push((candidate, "file"));
        }
    }
    for phone in profile.phones.iter().filter_map(|it| normalise_phone(&it.value).ok()) {
        found.extend(same_contact(app, staff, Some(&phone), None).await?);
    }
    for email in profile.emails.iter().filter_map(|it| normalise_email(&it.value).ok()) {
        found.extend(same_contact(app, staff, None, Some(&email)).await?);
    }
    describe(app, staff, found).await
}

/// People the caller sees with the same phone or e-mail address.
///
/// # Errors
/// When the database cannot be read.
pub async fn same_contact(
    app: &App,
    staff: &Staff,
    phone: Option<&str>,
    email: Option<&str>,
) -> Result<Vec<(CandidateId, &'static str)>, Failure> {
    let phone = phone.map(|it| app.vault.blind_index(person::PHONE, it));
    let email = email.map(|it| app.vault.blind_index(person::EMAIL, it));
    let people = bole_store::candidate::by_contact(&app.store, &staff.scope, phone.as_deref(), email.as_deref()).await;
    let people = people.doing("Looking for the same person")?;
    let by = |it: &bole_store::candidate::Candidate| {
        if phone.is_some() && it.phone_index == phone { "phone" } else { "email" }
    };
    Ok(people.iter().map(|it| (it.id, by(it))).collect())
}

/// Names the people found, each once.
///
/// # Errors
/// When the database cannot be read.
pub async fn describe(
    app: &App,
    staff: &Staff,
    found: Vec<(CandidateId, &'static str)>,
) -> Result<Vec<DuplicateView>, Failure> {
    let mut described: Vec<DuplicateView> = Vec::new();
    for (candidate, by) in found {
        if described.iter().any(|it| it.candidate_id == candidate) {
            continue;
        }
        let applications = bole_store::application::of_candidate(&app.store, &staff.scope, candidate).await;
        let applications = applications.doing("Listing applications")?;
        let latest = applications.first();
        let person = match latest {
            Some(it) => person::open(app, person::Sealed::from(it))?,
            None => person::load(app, candidate).await?,
        };
        described.push(DuplicateView {
            candidate_id: candidate,
            application_id: latest.map(|it| it.application.id),
            name: person.shown_name(staff.sight()),
            by,
            requisition_title: latest.map(|it| it.requisition_title.clone()),
        });
    }
    Ok(described)
}

fn seal_bytes(app: &App, key: &PersonKey, id: DocumentId, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let row = id.to_string();
    let aad = Aad { table: "document", column: "blob", row: &row, version: 1 };
    app.vault.seal(key, &aad, bytes).doing("Sealing a document")
}

fn link_proof(app: &App, id: DocumentId, expires_at: Millis) -> String {
    app.vault.blind_index("document link", &format!("{id}/{}", expires_at.0))
}

fn hex_digest(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|it| format!("{it:02x}")).collect()
}

/// The last part of a sender's file name, without control characters; it is data and never a path.
fn clean_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|it| !it.is_control()).take(120).collect();
    if clean.trim().is_empty() { "document".to_owned() } else { clean.trim().to_owned() }
}

fn kind_code(kind: bole_media::DocumentKind) -> &'static str {
    match kind {
        bole_media::DocumentKind::Pdf => "pdf",
        bole_media::DocumentKind::Docx => "docx",
        bole_media::DocumentKind::Txt => "txt",
    }
}

fn unreadable(reason: &bole_media::Unreadable) -> Failure {
    let code = reason.code();
    let kind = match code {
        "document.too_large" | "document.zip_bomb" => Kind::TooLarge,
        "document.reader_unavailable" => Kind::Unavailable,
        _ => Kind::Invalid,
    };
    Failure::refuse(kind, code)
}

fn profile_view(profile: &Profile) -> ProfileView {
    let found = |it: &bole_resume::Field| FoundView {
        value: it.value.clone(),
        start: it.span.start,
        end: it.span.end,
        confidence: f64::from(it.confidence),
    };
    ProfileView {
        name: profile.name.as_ref().map(found),
        phones: profile.phones.iter().map(found).collect(),
        emails: profile.emails.iter().map(found).collect(),
        links: profile.links.iter().map(found).collect(),
        sections: profile
            .sections
            .iter()
            .map(|it| SectionView {
                heading: it.title.clone(),
                kind: it.kind,
                start: it.heading.start,
                end: it.body.end,
            })
            .collect(),
    }
}
