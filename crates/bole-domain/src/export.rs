//! Exports (导出): people of the candidate table as a file. Many at once need a second person.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};
use crate::second_approval::State as Approval;
use crate::time::{DAY_MS, MINUTE_MS, Millis};

/// So many people somebody may take out alone.
pub const ALONE: usize = 100;
/// What needs nobody else can be fetched for so long.
pub const LIFE_MS: i64 = DAY_MS;
/// After the first time a file can be fetched again for so long, should the connection have broken.
pub const AGAIN_MS: i64 = 15 * MINUTE_MS;

/// What sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportFormat)]
pub enum Format {
    /// Excel.
    Xlsx,
    /// Text with commas, in UTF-8 with a mark that Excel understands.
    Csv,
}

impl Format {
    /// The code used in the database, the contract and file names.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// The format of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv].into_iter().find(|it| it.code() == code)
    }
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportState)]
pub enum State {
    /// A second person has not decided.
    Waiting,
    /// It can be fetched.
    Ready,
    /// A second person said no.
    Refused,
    /// Nobody decided or fetched it in time.
    Expired,
    /// It was fetched.
    Taken,
}

/// What is known of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// What the second person decided; `None` where none is needed.
    pub approval: Option<Approval>,
    /// When it was first fetched.
    pub taken_at: Option<Millis>,
    /// Until when it can be.
    pub expires_at: Millis,
}

/// Why nothing is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// There is no such export of the caller's.
    #[error("there is no such export")]
    Unknown,
    /// It cannot be fetched now.
    #[error("it is not ready")]
    NotReady,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Unknown => Self::new(Kind::NotFound, "export.unknown"),
            Rejected::NotReady => Self::new(Kind::Conflict, "export.not_ready"),
        }
    }
}

/// How far an export is as of `now`.
#[must_use]
pub fn state_at(facts: &Facts, now: Millis) -> State {
    if let Some(taken_at) = facts.taken_at {
        return if now.since(taken_at) <= AGAIN_MS { State::Ready } else { State::Taken };
    }
    match facts.approval {
        Some(Approval::Waiting) => State::Waiting,
        Some(Approval::Refused | Approval::Withdrawn) => State::Refused,
        Some(Approval::Expired) => State::Expired,
        None | Some(Approval::Approved | Approval::Used) if now < facts.expires_at => State::Ready,
        None | Some(Approval::Approved | Approval::Used) => State::Expired,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_fetched_once_in_time_and_never_before_the_second_person_agreed() {
        let at = |approval, taken_at, now| {
            let facts = Facts { approval, taken_at, expires_at: Millis(LIFE_MS) };
            state_at(&facts, Millis(now))
        };
        assert_eq!(at(None, None, 0), State::Ready);
        assert_eq!(at(None, None, LIFE_MS), State::Expired);
        assert_eq!(at(Some(Approval::Waiting), None, 0), State::Waiting);
        assert_eq!(at(Some(Approval::Refused), None, 0), State::Refused);
        assert_eq!(at(Some(Approval::Approved), None, 0), State::Ready);
        assert_eq!(at(Some(Approval::Used), Some(Millis(5)), 6), State::Ready);
        assert_eq!(at(Some(Approval::Used), Some(Millis(5)), 6 + AGAIN_MS), State::Taken);
    }
}
