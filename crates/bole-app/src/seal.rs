//! Sealing per person: which key, and where the sealed value lives. Destroying a candidate's key erases what it sealed.

use std::fmt::Display;

use bole_domain::rejection::Kind;
use bole_vault::{Aad, PersonKey, WrappedKey};

use crate::app::App;
use crate::failure::{Doing as _, Failure};

/// The version in the associated data of values that are written once.
const FIRST: u64 = 1;

/// Where a sealed text lives.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
}

/// Names a place.
#[must_use]
pub const fn at<'a>(table: &'a str, column: &'a str) -> Place<'a> {
    Place { table, column }
}

impl App {
    /// A new person's key, wrapped and open.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn new_key(&self) -> Result<(Vec<u8>, PersonKey), Failure> {
        let wrapped = self.vault.new_person_key().doing("Making a key")?;
        let key = self.vault.open_person_key(&wrapped).doing("Opening a new key")?;
        Ok((wrapped.0, key))
    }

    /// Opens a person's key; `None` once the person is erased.
    ///
    /// # Errors
    /// When the wrapped key was changed or belongs to another deployment.
    pub fn open_key(&self, wrapped: Option<&[u8]>) -> Result<Option<PersonKey>, Failure> {
        let open = |it: &[u8]| self.vault.open_person_key(&WrappedKey(it.to_vec())).doing("Opening a person's key");
        wrapped.map(open).transpose()
    }

    /// Seals a text under a person's key.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn seal(&self, key: &PersonKey, place: Place<'_>, row: &dyn Display, text: &str) -> Result<Vec<u8>, Failure> {
        let row = row.to_string();
        let aad = Aad { table: place.table, column: place.column, row: &row, version: FIRST };
        self.vault.seal(key, &aad, text.as_bytes()).doing("Sealing a value")
    }

    /// Opens a text sealed under a person's key.
    ///
    /// # Errors
    /// `retention.over` for what was emptied when its time was over; when it was changed, moved or sealed under another key.
    pub fn unseal(
        &self,
        key: &PersonKey,
        place: Place<'_>,
        row: &dyn Display,
        sealed: &[u8],
    ) -> Result<String, Failure> {
        if sealed.is_empty() {
            return Err(Failure::refuse(Kind::Gone, "retention.over"));
        }
        let row = row.to_string();
        let aad = Aad { table: place.table, column: place.column, row: &row, version: FIRST };
        let bytes = self.vault.unseal(key, &aad, sealed).doing("Opening a sealed value")?;
        into_text(bytes)
    }

    /// Opens a text that may be missing, emptied when its time was over, or lost with its person's key.
    ///
    /// # Errors
    /// As [`App::unseal`].
    pub fn unseal_if(
        &self,
        key: Option<&PersonKey>,
        place: Place<'_>,
        row: &dyn Display,
        sealed: Option<&[u8]>,
    ) -> Result<Option<String>, Failure> {
        match (key, sealed) {
            (Some(key), Some(sealed)) if !sealed.is_empty() => self.unseal(key, place, row, sealed).map(Some),
            _ => Ok(None),
        }
    }

    /// Seals a text that belongs to no candidate under the deployment's own key.
    ///
    /// # Errors
    /// As [`App::seal`].
    pub fn seal_system(&self, place: Place<'_>, row: &dyn Display, text: &str) -> Result<Vec<u8>, Failure> {
        let row = row.to_string();
        let aad = Aad { table: place.table, column: place.column, row: &row, version: FIRST };
        self.vault.seal_system(&aad, text.as_bytes()).doing("Sealing a value")
    }

    /// Opens a text sealed under the deployment's own key.
    ///
    /// # Errors
    /// As [`App::unseal`].
    pub fn unseal_system(&self, place: Place<'_>, row: &dyn Display, sealed: &[u8]) -> Result<String, Failure> {
        let row = row.to_string();
        let aad = Aad { table: place.table, column: place.column, row: &row, version: FIRST };
        let bytes = self.vault.unseal_system(&aad, sealed).doing("Opening a sealed value")?;
        into_text(bytes)
    }
}

fn into_text(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes)
        .map_err(|error| Failure::Broken(anyhow::Error::new(error).context("Reading a sealed text")))
}
