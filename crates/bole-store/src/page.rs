//! Lists in pages by keyset: a page begins after the last row of the one before, so that added rows move nothing.

use crate::error::StoreError;

/// The most rows a page may hold.
pub const MAX_LIMIT: u64 = 200;

/// Where a page begins: after the row with this sort key and id. Text in and out, opaque to the client.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// The sort key of the last row seen; `None` where the key is null.
    pub key: Option<f64>,
    /// The id of the last row seen.
    pub id: String,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows, in order.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

impl Cursor {
    /// The cursor as text for an address.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self.key {
            Some(key) => format!("{key}~{}", self.id),
            None => format!("~{}", self.id),
        }
    }

    /// The cursor of a text; `None` if it is not one.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (key, id) = text.split_once('~')?;
        let key = if key.is_empty() { None } else { Some(key.parse().ok().filter(|it: &f64| it.is_finite())?) };
        (!id.is_empty() && id.len() <= 64).then(|| Self { key, id: id.to_owned() })
    }

    pub(crate) fn at(instant: i64, id: impl ToString) -> Self {
        // Instants stay below 2^53, where every integer is a double of its own.
        #[expect(clippy::cast_precision_loss, reason = "instants in milliseconds are below 2^53")]
        Self { key: Some(instant as f64), id: id.to_string() }
    }

    /// The sort key as an instant.
    pub(crate) fn instant(&self) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and instants are below 2^53")]
        self.key.map_or(i64::MAX, |key| key as i64)
    }
}

impl<T> Page<T> {
    /// Cuts the one row too many that was read to learn whether there is a next page.
    pub(crate) fn cut(mut items: Vec<T>, limit: u64, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let next = if items.len() > limit {
            items.truncate(limit);
            items.last().map(cursor)
        } else {
            None
        };
        Self { items, next }
    }

    /// The same page with every row turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), next: self.next }
    }

    /// The same page with every row turned into something else, or the first error.
    ///
    /// # Errors
    /// The first error of `turn`.
    pub fn try_map<U, E>(self, turn: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        Ok(Page { items: self.items.into_iter().map(turn).collect::<Result<_, E>>()?, next: self.next })
    }
}

/// How many rows to read for a page: one more than asked, within the allowed number.
pub(crate) fn bounded(limit: u64) -> u64 {
    limit.clamp(1, MAX_LIMIT)
}

/// The number as the database wants it.
pub(crate) fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Broken("a number is too large".to_owned()))
}
