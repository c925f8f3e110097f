//! Applications (应聘申请): where a person stands on the way to one job.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};

/// The stage of an application; companies may name them their own way, the categories are fixed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 新申请.
    #[default]
    Applied,
    /// 筛选.
    Screening,
    /// AI面试.
    Interview,
    /// 复试.
    SecondRound,
    /// Offer.
    Offer,
    /// 待入职.
    PreOnboarding,
    /// 已入职.
    Hired,
    /// 人才库.
    Pool,
    /// 未录用.
    Rejected,
    /// 已撤回.
    Withdrawn,
}

impl Stage {
    /// All stages in the order shown.
    pub const ALL: [Self; 10] = [
        Self::Applied,
        Self::Screening,
        Self::Interview,
        Self::SecondRound,
        Self::Offer,
        Self::PreOnboarding,
        Self::Hired,
        Self::Pool,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Screening => "screening",
            Self::Interview => "interview",
            Self::SecondRound => "second_round",
            Self::Offer => "offer",
            Self::PreOnboarding => "pre_onboarding",
            Self::Hired => "hired",
            Self::Pool => "pool",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The stage of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether the application goes on.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Hired | Self::Pool | Self::Rejected | Self::Withdrawn)
    }
}

/// Why an application is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// The candidate withdrew; only the candidate can change that.
    #[error("the candidate withdrew")]
    Withdrawn,
    /// An adverse step needs a reason.
    #[error("an adverse step needs a reason")]
    ReasonMissing,
    /// Only the candidate withdraws an application.
    #[error("only the candidate withdraws")]
    OnlyCandidateWithdraws,
    /// It is over.
    #[error("the application is closed")]
    Closed,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Withdrawn => Self::new(Kind::Conflict, "application.withdrawn"),
            Rejected::ReasonMissing => Self::new(Kind::Invalid, "application.reason_missing"),
            Rejected::OnlyCandidateWithdraws => Self::new(Kind::Invalid, "application.only_candidate_withdraws"),
            Rejected::Closed => Self::new(Kind::Conflict, "application.closed"),
        }
    }
}

/// Decides whether staff may move an application from `from` to `to`.
///
/// # Errors
/// See [`Rejected`]. Adverse stages (未录用, 人才库) need a reason, because a person answers for them (DESIGN §3).
pub fn move_to(from: Stage, to: Stage, reason: Option<&str>) -> Result<Stage, Rejected> {
    if from == Stage::Withdrawn {
        return Err(Rejected::Withdrawn);
    }
    if to == Stage::Withdrawn {
        return Err(Rejected::OnlyCandidateWithdraws);
    }
    let has_reason = reason.is_some_and(|it| !it.trim().is_empty());
    if matches!(to, Stage::Rejected | Stage::Pool) && !has_reason {
        return Err(Rejected::ReasonMissing);
    }
    Ok(to)
}

/// The stage an application has when its interview is offered: earlier ones move up, later ones stay.
#[must_use]
pub fn stage_when_invited(from: Stage) -> Stage {
    if matches!(from, Stage::Applied | Stage::Screening) { Stage::Interview } else { from }
}

/// Where an application came from (来源).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = ApplicationSource)]
pub enum Source {
    /// Nobody said.
    #[default]
    Unstated,
    /// 内部推荐.
    Referral,
    /// 公司官网.
    Website,
    /// 招聘平台.
    JobBoard,
    /// 校园招聘.
    Campus,
    /// 猎头或外包公司.
    Agency,
    /// 上门或现场报名.
    WalkIn,
    /// 其他.
    Other,
}

impl Source {
    /// Every source, in the order shown.
    pub const ALL: [Self; 8] = [
        Self::Unstated,
        Self::Referral,
        Self::Website,
        Self::JobBoard,
        Self::Campus,
        Self::Agency,
        Self::WalkIn,
        Self::Other,
    ];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unstated => "unstated",
            Self::Referral => "referral",
            Self::Website => "website",
            Self::JobBoard => "job_board",
            Self::Campus => "campus",
            Self::Agency => "agency",
            Self::WalkIn => "walk_in",
            Self::Other => "other",
        }
    }

    /// The source of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}
