//! How columns become fields and back: one trait for values, one macro for the structs. It writes no query of a noun.

use bole_domain::ids::{
    AlertId, ApplicationId, AssessmentId, BankQuestionId, BulkExportId, BulkRunId, CandidateId, CompetencyModelId,
    CompetencyVersionId, DepartmentId, DocumentId, FlowId, FlowVersionId, ImportId, InvitationId, JobId, LegalHoldId,
    MessageId, PositionId, PrivacyRequestId, RemarkId, RequisitionId, SeatId, SecondApprovalId, SessionId, StaffId,
    TableViewId, TagId,
};
use bole_domain::time::Millis;
use sea_orm::sea_query::Nullable;
use sea_orm::{QueryResult, TryGetable, Value};
use uuid::Uuid;

use crate::error::StoreError;
use crate::sql::{Sql, placeholders};

/// A type that one column holds.
pub(crate) trait Column: Sized {
    /// What the driver reads and writes for it.
    type Raw: TryGetable + Into<Value>;
    fn from_raw(raw: Self::Raw) -> Option<Self>;
    fn to_raw(&self) -> Self::Raw;

    fn value(&self) -> Value {
        self.to_raw().into()
    }
}

/// A row being read from left to right.
pub(crate) struct Cells<'a> {
    row: &'a QueryResult,
    at: usize,
}

impl<'a> Cells<'a> {
    pub(crate) fn of(row: &'a QueryResult) -> Self {
        Self { row, at: 0 }
    }

    /// The next column.
    pub(crate) fn next<T: Column>(&mut self) -> Result<T, StoreError> {
        let at = self.at;
        self.at += 1;
        let unreadable = |value: String| StoreError::Unreadable { column: format!("#{at}"), value };
        let raw = self.row.try_get_by_index::<T::Raw>(at).map_err(|error| unreadable(error.to_string()))?;
        T::from_raw(raw).ok_or_else(|| unreadable("no such identifier".to_owned()))
    }
}

/// A struct whose fields are the columns of a table or of a query; the first column is the key.
pub(crate) trait Record: Sized {
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];

    /// Reads as many cells as there are columns.
    fn read(row: &mut Cells<'_>) -> Result<Self, StoreError>;
    fn values(&self) -> Vec<Value>;
}

macro_rules! plain_columns {
    ($($plain:ty),+) => {$(
        impl Column for $plain {
            type Raw = $plain;
            fn from_raw(raw: Self) -> Option<Self> {
                Some(raw)
            }
            fn to_raw(&self) -> Self {
                self.clone()
            }
        }
    )+};
}

plain_columns!(String, i64, bool, f64, Vec<u8>);

macro_rules! id_columns {
    ($($id:ty),+ $(,)?) => {$(
        impl Column for $id {
            type Raw = String;
            fn from_raw(raw: String) -> Option<Self> {
                raw.parse::<Uuid>().ok().map(Self)
            }
            fn to_raw(&self) -> String {
                self.0.to_string()
            }
        }
    )+};
}

id_columns!(
    AlertId,
    ApplicationId,
    AssessmentId,
    BankQuestionId,
    BulkExportId,
    BulkRunId,
    CompetencyModelId,
    CompetencyVersionId,
    CandidateId,
    DepartmentId,
    DocumentId,
    FlowId,
    FlowVersionId,
    ImportId,
    InvitationId,
    JobId,
    LegalHoldId,
    MessageId,
    PositionId,
    PrivacyRequestId,
    RemarkId,
    RequisitionId,
    SeatId,
    SecondApprovalId,
    SessionId,
    StaffId,
    TableViewId,
    TagId,
);

impl Column for Uuid {
    type Raw = String;
    fn from_raw(raw: String) -> Option<Self> {
        raw.parse().ok()
    }
    fn to_raw(&self) -> String {
        self.to_string()
    }
}

impl Column for Millis {
    type Raw = i64;
    fn from_raw(raw: i64) -> Option<Self> {
        Some(Self(raw))
    }
    fn to_raw(&self) -> i64 {
        self.0
    }
}

impl<T: Column> Column for Option<T>
where
    T::Raw: Nullable,
{
    type Raw = Option<T::Raw>;
    fn from_raw(raw: Self::Raw) -> Option<Self> {
        match raw {
            Some(raw) => T::from_raw(raw).map(Some),
            None => Some(None),
        }
    }
    fn to_raw(&self) -> Self::Raw {
        self.as_ref().map(Column::to_raw)
    }
}

/// The columns of a record, each with the table's alias, for a SELECT that joins.
pub(crate) fn columns<T: Record>(alias: &str) -> String {
    let mut text = String::with_capacity(T::COLUMNS.len() * 20);
    for (index, column) in T::COLUMNS.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        if !alias.is_empty() {
            text.push_str(alias);
            text.push('.');
        }
        text.push_str(column);
    }
    text
}

/// Declares a public struct whose fields are the columns of a table, in this order.
macro_rules! record {
    (
        $(#[$doc:meta])*
        $name:ident of $table:literal {
            $($(#[$field_doc:meta])* $field:ident: $kind:ty),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $(
                $(#[$field_doc])*
                #[doc = concat!("Column `", stringify!($field), "`.")]
                pub $field: $kind,
            )+
        }

        impl $crate::record::Record for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn read(row: &mut $crate::record::Cells<'_>) -> Result<Self, $crate::error::StoreError> {
                Ok(Self { $($field: row.next()?),+ })
            }

            fn values(&self) -> Vec<sea_orm::Value> {
                vec![$($crate::record::Column::value(&self.$field)),+]
            }
        }
    };
}

pub(crate) use record;

/// `SELECT columns FROM table`, to be continued.
pub(crate) fn select<T: Record>() -> String {
    format!("SELECT {} FROM {}", columns::<T>(""), T::TABLE)
}

/// One INSERT of one row.
pub(crate) fn insert<T: Record>(record: &T) -> Sql {
    let text =
        format!("INSERT INTO {} ({}) VALUES ({})", T::TABLE, columns::<T>(""), placeholders(1, T::COLUMNS.len()));
    Sql::new(text).with(record.values())
}

/// One UPDATE of all columns of the row whose first column is the record's.
pub(crate) fn update<T: Record>(record: &T) -> Sql {
    let mut text = format!("UPDATE {} SET ", T::TABLE);
    for (index, column) in T::COLUMNS.iter().enumerate().skip(1) {
        let comma = if index > 1 { "," } else { "" };
        text.push_str(&format!("{comma}{column}=${}", index + 1));
    }
    text.push_str(&format!(" WHERE {}=$1", T::COLUMNS[0]));
    Sql::new(text).with(record.values())
}
