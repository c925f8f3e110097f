//! Lists in pages: the query every list takes and the answer every list gives. Cursors are opaque to the client.

use bole_app::Failure;
use bole_domain::rejection::Kind;
use bole_store::page::{Cursor, MAX_LIMIT, Page};
use serde::{Deserialize, Serialize};

/// The number of rows unless asked otherwise.
const USUAL_LIMIT: u64 = 50;

/// Where a page begins and how long it is.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1–200, 50 unless given.
    pub limit: Option<u64>,
}

impl PageQuery {
    /// The wanted number of rows.
    #[must_use]
    pub fn limit(&self) -> u64 {
        limit(self.limit)
    }

    /// Where the page begins.
    ///
    /// # Errors
    /// `request.bad_cursor`.
    pub fn after(&self) -> Result<Option<Cursor>, Failure> {
        after(self.cursor.as_deref())
    }
}

/// The number of rows of a page, within what is allowed.
#[must_use]
pub fn limit(asked: Option<u64>) -> u64 {
    asked.unwrap_or(USUAL_LIMIT).clamp(1, MAX_LIMIT)
}

/// Where a page begins; the first one without a cursor.
///
/// # Errors
/// `request.bad_cursor`.
pub fn after(cursor: Option<&str>) -> Result<Option<Cursor>, Failure> {
    let read = |it| Cursor::from_text(it).ok_or_else(|| Failure::refuse(Kind::Invalid, "request.bad_cursor"));
    cursor.filter(|it| !it.is_empty()).map(read).transpose()
}

/// A list that is given whole.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ListView<T> {
    /// The rows.
    pub items: Vec<T>,
}

/// One page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PageView<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Give it as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

impl<T> From<Page<T>> for PageView<T> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items, next_cursor: page.next.as_ref().map(Cursor::to_text) }
    }
}

/// One page of a list, and how long the list is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CountedPageView<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Give it as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
    /// All rows that match.
    pub total: i64,
}
