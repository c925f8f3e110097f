//! Lists in pages: the query every list takes and the answer every list gives.

use serde::{Deserialize, Serialize};

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
        self.limit.unwrap_or(50).clamp(1, 200)
    }
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
    /// Give it as `cursor` for the next page; absent on the last.
    pub next_cursor: Option<String>,
}
