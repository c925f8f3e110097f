//! Routes of uploaded documents. The files themselves leave only on the files host, as attachments.

use axum::Json;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use bole_app::App;
use bole_app::document::{self, DocumentView, FileLinkView};
use bole_domain::ids::DocumentId;
use bole_domain::rejection::{Kind, Refusal};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, Id, malformed};
use crate::server::Http;

/// The largest upload, bytes: a document of 10 MB with its form around it. The use case knows the exact limit.
pub const MAX_UPLOAD: usize = 11 * 1024 * 1024;

/// Operations on documents, for staff.
pub fn console() -> OpenApiRouter<Http> {
    let upload = OpenApiRouter::new().routes(routes!(upload)).layer(DefaultBodyLimit::max(MAX_UPLOAD));
    upload.merge(OpenApiRouter::new().routes(routes!(link)))
}

/// The files, on the host without cookies: who has the link may fetch, for five minutes.
pub fn files() -> Router<Http> {
    Router::new().route("/documents/{id}/{expires_at}/{proof}", get(file))
}

/// A form with one file.
#[derive(utoipa::ToSchema)]
#[schema(as = UploadBody)]
#[expect(dead_code, reason = "it describes the form for the contract; the form is read field by field")]
struct UploadBody {
    /// PDF, DOCX or TXT, up to 10 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes in a file and reads it.
#[utoipa::path(
    post,
    path = "/api/documents",
    tag = "document",
    request_body(content = UploadBody, content_type = "multipart/form-data"),
    responses((status = 200, body = DocumentView)),
    extensions(("x-permission" = json!("application.edit")), ("x-module" = json!("core")))
)]
async fn upload(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<DocumentView>, ApiError> {
    let form = form.map_err(|it| ApiError(malformed(&it.body_text()).into()))?;
    let (name, bytes) = only_file(form).await.map_err(|it| ApiError(it.into()))?;
    Ok(Json(document::upload(&app, &staff, &name, bytes).await?))
}

/// The first field called `file`; other fields are passed over.
pub async fn only_file(mut form: Multipart) -> Result<(String, Vec<u8>), Refusal> {
    while let Some(field) = form.next_field().await.map_err(|it| unreadable(&it))? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|it| unreadable(&it))?;
            return Ok((name, bytes.into()));
        }
    }
    Err(Refusal::new(Kind::Invalid, "document.missing"))
}

fn unreadable(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Refusal::new(Kind::TooLarge, "document.too_large").with("limit_mb", 10);
    }
    malformed(&error.body_text())
}

/// A link with which the file itself can be fetched for five minutes.
#[utoipa::path(
    post,
    path = "/api/documents/{id}/link",
    tag = "document",
    params(("id" = DocumentId, Path)),
    responses((status = 200, body = FileLinkView)),
    extensions(("x-permission" = json!("document.read")), ("x-module" = json!("core")))
)]
async fn link(
    State(app): State<App>,
    AsStaff(staff): AsStaff,
    Id(id): Id<DocumentId>,
) -> Result<Json<FileLinkView>, ApiError> {
    Ok(Json(document::link(&app, &staff, id).await?))
}

/// The file behind a link. It is never shown by the browser itself: an attachment, of no origin, with the type its bytes have.
async fn file(
    State(app): State<App>,
    Id((id, expires_at, proof)): Id<(DocumentId, i64, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let (name, bytes) = document::fetch(&app, id, expires_at, &proof).await?;
    let head = [
        (CONTENT_TYPE, content_type(&bytes).to_owned()),
        (CONTENT_DISPOSITION, attachment(&name)),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((head, bytes))
}

/// The type by the bytes themselves; the sender's word for it is worth nothing.
fn content_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        [b'P', b'K', 3, 4, ..] => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "text/plain",
    }
}

/// `Content-Disposition` with the name in any script, as RFC 5987 writes it, and one in ASCII for old clients.
pub fn attachment(name: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_' | ' ');
    let plain: String = name.chars().map(|it| if is_plain(it) { it } else { '_' }).collect();
    let mut exact = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~') {
            exact.push(char::from(byte));
        } else {
            exact.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_name_in_any_script_survives_and_nothing_ends_the_header() {
        assert_eq!(
            attachment("简历 a\"b\r\n.pdf"),
            "attachment; filename=\"__ a_b__.pdf\"; filename*=UTF-8''%E7%AE%80%E5%8E%86%20a%22b%0D%0A.pdf"
        );
        assert!(attachment("𠮷😀").ends_with("''%F0%A0%AE%B7%F0%9F%98%80"));
    }
}
