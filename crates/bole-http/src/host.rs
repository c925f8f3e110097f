//! Which of the three hosts a request is for: candidates, console or files.

use axum::http::HeaderMap;
use axum::http::header::HOST;

/// One of the three origins behind the one listener (DESIGN §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The main host.
    Candidate,
    /// `console.` before it.
    Console,
    /// `files.` before it, without cookies.
    Files,
}

/// The site a request's host names.
#[must_use]
pub fn site(headers: &HeaderMap) -> Site {
    let host = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if host.starts_with("console.") {
        Site::Console
    } else if host.starts_with("files.") {
        Site::Files
    } else {
        Site::Candidate
    }
}
