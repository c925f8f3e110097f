//! The two web applications, embedded in the binary. Addresses without a file show the application's first page.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bole_app::Failure;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::ApiError;

/// The candidate application as built.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/candidate/dist"]
#[allow_missing = true]
pub struct CandidateAssets;

/// The console as built.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/console/dist"]
#[allow_missing = true]
pub struct ConsoleAssets;

/// Answers with a file of the application, or its first page for addresses it routes itself.
pub async fn serve<A: RustEmbed>(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return ApiError(Failure::not_found()).into_response();
    }
    match A::get(path) {
        Some(file) if !path.is_empty() => answer(path, &file, &headers),
        _ if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        _ => match A::get("index.html") {
            Some(file) => answer("index.html", &file, &headers),
            None => (StatusCode::SERVICE_UNAVAILABLE, "The web applications were not built into this binary.")
                .into_response(),
        },
    }
}

fn answer(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag: String = file.metadata.sha256_hash()[..12].iter().map(|it| format!("{it:02x}")).collect();
    let tag = format!("\"{tag}\"");
    // Files under assets/ carry their content's hash in their name and never change.
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    if headers.get(IF_NONE_MATCH).is_some_and(|it| it.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag), (CACHE_CONTROL, caching.to_owned())]).into_response();
    }
    let head = [(CONTENT_TYPE, content_type(path).to_owned()), (CACHE_CONTROL, caching.to_owned()), (ETAG, tag)];
    (head, file.data.clone().into_owned()).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
