//! Importing departments, positions and seats from a sheet: which column is which, what is wrong with a row, and what the
//! whole would make. Pure: the sheet and what exists come in, a plan and the faults go out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::position::SeatCounts;
use crate::rejection::{Kind as RefusalKind, Refusal};

mod check;
mod header;
mod number;
mod tree;
pub use check::check;
pub use header::{header_row, map};

/// What a column of the sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportColumn)]
pub enum Column {
    /// 上级部门.
    Parent,
    /// 部门.
    Department,
    /// 类型.
    Kind,
    /// 岗位.
    Position,
    /// 编制.
    Seats,
    /// 在职人数.
    Filled,
}

impl Column {
    /// Every column, in the order of the template.
    pub const ALL: [Self; 6] = [Self::Parent, Self::Department, Self::Kind, Self::Position, Self::Seats, Self::Filled];
}

/// One row of the sheet below the header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its number in the sheet, as the program that wrote it shows it.
    pub number: usize,
    /// Its cells by column.
    pub cells: BTreeMap<Column, String>,
    /// What stood in the first of several rows that were merged, for cells that are empty because of it.
    pub merged: BTreeMap<Column, String>,
}

impl Line {
    /// A cell's text; empty when there is none.
    #[must_use]
    pub fn cell(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", |it| it.trim())
    }
}

/// What exists already.
#[derive(Debug, Clone, Default)]
pub struct Existing {
    /// Departments by their names from the top, with their kind.
    pub departments: BTreeMap<Vec<String>, crate::department::Kind>,
    /// Seats of the positions by department and title.
    pub positions: BTreeMap<(Vec<String>, String), SeatCounts>,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row's number in the sheet.
    pub row: usize,
    /// The column.
    pub column: Column,
    /// A code such as `seats_not_number`, which the browser puts into words.
    pub code: &'static str,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

/// A department to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDepartment {
    /// Names from the top.
    pub path: Vec<String>,
    /// What it is.
    pub kind: crate::department::Kind,
}

/// A position to make, or one that exists and gets more seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPosition {
    /// Names of its department from the top.
    pub department: Vec<String>,
    /// Its title.
    pub title: String,
    /// Whether it exists already.
    pub exists: bool,
    /// Open seats to add.
    pub open: u32,
    /// Filled seats to add.
    pub filled: u32,
}

/// What the rows without faults would make, parents before children.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Departments.
    pub departments: Vec<NewDepartment>,
    /// Positions.
    pub positions: Vec<NewPosition>,
}

/// Why an import does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// No row names the columns that are needed.
    #[error("no header names a department")]
    NoHeader,
    /// Two columns hold the same, or none holds departments.
    #[error("the columns are wrong")]
    ColumnsInvalid,
    /// Rows still have faults.
    #[error("rows have faults")]
    HasFaults {
        /// How many.
        rows: usize,
    },
    /// It was committed or undone before.
    #[error("the import is done")]
    Done,
    /// It was not committed.
    #[error("the import was not committed")]
    NotCommitted,
    /// Nothing would come of it.
    #[error("nothing to import")]
    Nothing,
    /// What it made is in use.
    #[error("what it made is in use")]
    InUse {
        /// Departments that others stand on.
        departments: usize,
        /// Positions that are hired for.
        positions: usize,
    },
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::NoHeader => Self::new(RefusalKind::Invalid, "import.no_header"),
            Rejected::ColumnsInvalid => Self::new(RefusalKind::Invalid, "import.columns_invalid"),
            Rejected::HasFaults { rows } => Self::new(RefusalKind::Conflict, "import.has_faults").with("rows", rows),
            Rejected::Done => Self::new(RefusalKind::Conflict, "import.done"),
            Rejected::NotCommitted => Self::new(RefusalKind::Conflict, "import.not_committed"),
            Rejected::Nothing => Self::new(RefusalKind::Invalid, "import.nothing"),
            Rejected::InUse { departments, positions } => Self::new(RefusalKind::Conflict, "import.in_use")
                .with("departments", departments)
                .with("positions", positions),
        }
    }
}
