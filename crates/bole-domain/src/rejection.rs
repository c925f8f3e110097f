//! How a rule says no: a kind and a stable code that the browser puts into words. It never holds a sentence.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What sort of refusal it is; only `bole-http` turns it into a status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The input is wrong; correcting it helps.
    Invalid,
    /// Who asks is not signed in.
    Unauthenticated,
    /// Who asks may know that it exists but may not do this.
    Forbidden,
    /// It does not exist, or who asks may not know that it does.
    NotFound,
    /// It contradicts the present state; reloading helps.
    Conflict,
    /// It existed and is over: expired, withdrawn.
    Gone,
    /// Too large to be taken.
    TooLarge,
    /// Too often; waiting helps.
    TooMany,
    /// The server cannot do it now; trying again later helps and nothing is lost.
    Unavailable,
}

/// A refusal as it leaves a use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What sort it is.
    pub kind: Kind,
    /// Stable code `noun.reason`, translated in both catalogues.
    pub code: &'static str,
    /// Values for the text's placeholders.
    pub params: Map<String, Value>,
}

impl Refusal {
    /// A refusal without parameters.
    #[must_use]
    pub fn new(kind: Kind, code: &'static str) -> Self {
        Self { kind, code, params: Map::new() }
    }

    /// The same refusal with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}
