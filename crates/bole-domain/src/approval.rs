//! Approval (审批) of a requisition: who must agree, in which order, and what a decision does. Total and without memory:
//! the line is a value, and deciding gives the next one.

use serde::{Deserialize, Serialize};

use crate::ids::StaffId;
use crate::rejection::{Kind, Refusal};

/// The most people a line may have.
pub const MAX_APPROVERS: usize = 10;

/// How several people approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ApprovalMode)]
pub enum Mode {
    /// 依次审批: one after the other.
    #[default]
    InOrder,
    /// 会签: all of them, in any order.
    AllOf,
}

impl Mode {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InOrder => "in_order",
            Self::AllOf => "all_of",
        }
    }

    /// The mode of a code; what is not known is one after the other.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        if code == Self::AllOf.code() { Self::AllOf } else { Self::InOrder }
    }
}

/// What somebody decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ApprovalDecision)]
pub enum Decision {
    /// 同意.
    Approved,
    /// 退回.
    Returned,
}

impl Decision {
    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Returned => "returned",
        }
    }

    /// The decision of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Approved, Self::Returned].into_iter().find(|it| it.code() == code)
    }
}

/// One place in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Who.
    pub staff: StaffId,
    /// What they decided; nothing yet while `None`.
    pub decision: Option<Decision>,
}

/// Everybody who must agree to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How they do.
    pub mode: Mode,
    /// In order.
    pub places: Vec<Place>,
}

/// What a decision did to the whole request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Others must still agree.
    Waiting,
    /// Everybody agreed.
    Approved,
    /// Somebody sent it back.
    Returned,
}

/// Why a decision is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Who decides stands nowhere in the line.
    #[error("not one of the approvers")]
    NotInLine,
    /// Others come first.
    #[error("it is another's turn")]
    NotYourTurn,
    /// They have decided already.
    #[error("decided already")]
    Decided,
    /// Sending back needs a reason.
    #[error("a reason is missing")]
    ReasonMissing,
    /// Too many approvers, or one of them twice.
    #[error("the approvers are wrong")]
    ApproversInvalid,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::NotInLine => Self::new(Kind::Forbidden, "approval.not_in_line"),
            Rejected::NotYourTurn => Self::new(Kind::Conflict, "approval.not_your_turn"),
            Rejected::Decided => Self::new(Kind::Conflict, "approval.decided"),
            Rejected::ReasonMissing => Self::new(Kind::Invalid, "approval.reason_missing"),
            Rejected::ApproversInvalid => {
                Self::new(Kind::Invalid, "approval.approvers_invalid").with("limit", MAX_APPROVERS)
            }
        }
    }
}

/// The approvers as they may be set: nobody twice, and not too many.
///
/// # Errors
/// [`Rejected::ApproversInvalid`].
pub fn check_approvers(approvers: &[StaffId]) -> Result<(), Rejected> {
    let mut seen = approvers.to_vec();
    seen.sort();
    seen.dedup();
    let is_valid = seen.len() == approvers.len() && approvers.len() <= MAX_APPROVERS;
    if is_valid { Ok(()) } else { Err(Rejected::ApproversInvalid) }
}

/// The line for a request of `requester`: nobody approves their own request while others are set, so they are left out.
/// A line without places needs no approval.
#[must_use]
pub fn line(mode: Mode, approvers: &[StaffId], requester: StaffId) -> Line {
    let others: Vec<StaffId> = approvers.iter().copied().filter(|it| *it != requester).collect();
    let chosen = if others.is_empty() { approvers.to_vec() } else { others };
    Line { mode, places: chosen.into_iter().map(|staff| Place { staff, decision: None }).collect() }
}

impl Line {
    /// Whose decision is waited for now.
    #[must_use]
    pub fn turn(&self) -> Vec<StaffId> {
        if self.verdict() != Verdict::Waiting {
            return Vec::new();
        }
        let waiting = self.places.iter().filter(|it| it.decision.is_none()).map(|it| it.staff);
        match self.mode {
            Mode::InOrder => waiting.take(1).collect(),
            Mode::AllOf => waiting.collect(),
        }
    }

    /// How the request stands.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.places.iter().any(|it| it.decision == Some(Decision::Returned)) {
            Verdict::Returned
        } else if self.places.iter().all(|it| it.decision == Some(Decision::Approved)) {
            Verdict::Approved
        } else {
            Verdict::Waiting
        }
    }

    /// Takes the decision of `staff`; gives the place that decided and what it does to the whole.
    ///
    /// # Errors
    /// Any of [`Rejected`] but the last.
    pub fn decide(
        &mut self,
        staff: StaffId,
        decision: Decision,
        reason: Option<&str>,
    ) -> Result<(usize, Verdict), Rejected> {
        let at = self.places.iter().position(|it| it.staff == staff).ok_or(Rejected::NotInLine)?;
        if self.places[at].decision.is_some() || self.verdict() != Verdict::Waiting {
            return Err(Rejected::Decided);
        }
        if !self.turn().contains(&staff) {
            return Err(Rejected::NotYourTurn);
        }
        let is_reasoned = reason.is_some_and(|it| !it.trim().is_empty());
        if decision == Decision::Returned && !is_reasoned {
            return Err(Rejected::ReasonMissing);
        }
        self.places[at].decision = Some(decision);
        Ok((at, self.verdict()))
    }
}
