//! The two languages of every text that people read, and values that carry both.

use serde::{Deserialize, Serialize};

/// A language of the interface and of an interview.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, PartialOrd, Ord, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// 中文, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Locale {
    /// The code used in addresses, catalogues and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The locale of a code such as `zh`, `zh-CN` or `en-US`; `None` for other languages.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Bilingual {
    /// The Chinese text.
    pub zh: String,
    /// The English text.
    pub en: String,
}

impl Bilingual {
    /// Both texts, given together.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in `locale`.
    #[must_use]
    pub fn get(&self, locale: Locale) -> &str {
        match locale {
            Locale::Zh => &self.zh,
            Locale::En => &self.en,
        }
    }

    /// Whether either language is missing.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.zh.trim().is_empty() || self.en.trim().is_empty()
    }
}

/// Several words or phrases in both languages; the lists need not correspond one to one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BilingualTerms {
    /// Chinese words and phrases.
    #[serde(default)]
    pub zh: Vec<String>,
    /// English words and phrases.
    #[serde(default)]
    pub en: Vec<String>,
}

impl BilingualTerms {
    /// The terms in `locale`.
    #[must_use]
    pub fn get(&self, locale: Locale) -> &[String] {
        match locale {
            Locale::Zh => &self.zh,
            Locale::En => &self.en,
        }
    }
}
