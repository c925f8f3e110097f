//! Requisitions (招聘需求): how many people a position asks for, the way from request to closing, and why one refuses.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};

/// How far a requisition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RequisitionStatus)]
pub enum Status {
    /// 草稿: not asked for yet.
    Draft,
    /// 审批中.
    Requested,
    /// 已退回, with a reason.
    Returned,
    /// 已批准, not open yet.
    Approved,
    /// 招聘中.
    #[default]
    Open,
    /// 已关闭.
    Closed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 6] = [Self::Draft, Self::Requested, Self::Returned, Self::Approved, Self::Open, Self::Closed];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Requested => "requested",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The status of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether the requisition holds seats: they are reserved as soon as it is asked for, so that no other request
    /// counts on them.
    #[must_use]
    pub const fn holds_seats(self) -> bool {
        matches!(self, Self::Requested | Self::Approved | Self::Open)
    }
}

/// What happens to a requisition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Somebody asks for it; whether anybody must agree.
    Request {
        /// Whether anybody must agree.
        needs_approval: bool,
    },
    /// Whoever asked takes it back.
    Withdraw,
    /// Everybody who must has agreed.
    Approve,
    /// An approver sends it back.
    Return,
    /// It takes applications from now on.
    Open,
    /// It takes no more, by hand or because it is filled.
    Close,
    /// It takes applications again; `was_open` tells a closed one from one that was never opened.
    Reopen {
        /// Whether it was open before it was closed.
        was_open: bool,
    },
    /// Its contents change.
    Edit,
}

impl Command {
    /// What `actions` of the views call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Open => "open",
            Self::Close => "close",
            Self::Reopen { .. } => "reopen",
            Self::Edit => "edit",
        }
    }
}

/// Where a command takes a requisition.
///
/// # Errors
/// [`Rejected::Closed`], [`Rejected::NotClosed`], [`Rejected::InApproval`] or [`Rejected::NotAllowed`].
pub const fn follow(status: Status, command: Command) -> Result<Status, Rejected> {
    use Command as C;
    use Status as S;
    match (status, command) {
        (S::Draft | S::Returned, C::Request { needs_approval: true }) => Ok(S::Requested),
        (S::Draft | S::Returned, C::Request { needs_approval: false }) | (S::Approved, C::Open) => Ok(S::Open),
        (S::Requested | S::Approved, C::Withdraw) => Ok(S::Draft),
        (S::Requested, C::Approve) => Ok(S::Approved),
        (S::Requested, C::Return) => Ok(S::Returned),
        (S::Draft | S::Returned | S::Approved | S::Open, C::Close) => Ok(S::Closed),
        (S::Closed, C::Reopen { was_open: true }) => Ok(S::Open),
        (S::Closed, C::Reopen { was_open: false }) => Ok(S::Draft),
        (S::Draft | S::Returned | S::Approved | S::Open, C::Edit) => Ok(status),
        (S::Closed, _) => Err(Rejected::Closed),
        (_, C::Reopen { .. }) => Err(Rejected::NotClosed),
        (S::Requested, _) => Err(Rejected::InApproval),
        (_, command) => Err(Rejected::NotAllowed { from: status, command: command.name() }),
    }
}

/// Why a requisition, position or flow is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// It is closed: nobody can be added or invited.
    #[error("the requisition is closed")]
    Closed,
    /// It is not closed.
    #[error("the requisition is not closed")]
    NotClosed,
    /// It takes no applications yet.
    #[error("the requisition is not open yet")]
    NotOpen,
    /// It waits for approval and does not change meanwhile.
    #[error("the requisition waits for approval")]
    InApproval,
    /// The command does not fit its status.
    #[error("{command} does not fit {from:?}")]
    NotAllowed {
        /// The status.
        from: Status,
        /// The command.
        command: &'static str,
    },
    /// More people than were agreed to.
    #[error("the headcount exceeds what was approved")]
    HeadcountApproved {
        /// What was agreed to.
        approved: u32,
    },
    /// Everybody wanted is there, so it cannot open again.
    #[error("the requisition is filled")]
    Filled,
    /// A title is empty or too long.
    #[error("the title is empty or too long")]
    TitleInvalid,
    /// Fewer than one person is wanted, or more than the position has seats.
    #[error("the headcount exceeds the open seats")]
    HeadcountExceedsSeats {
        /// Seats that are still open.
        open: u32,
    },
    /// No published flow version exists to invite with.
    #[error("the flow was never published")]
    FlowNotPublished,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Closed => Self::new(Kind::Conflict, "requisition.closed"),
            Rejected::NotClosed => Self::new(Kind::Conflict, "requisition.not_closed"),
            Rejected::NotOpen => Self::new(Kind::Conflict, "requisition.not_open"),
            Rejected::InApproval => Self::new(Kind::Conflict, "requisition.in_approval"),
            Rejected::NotAllowed { from, command } => {
                Self::new(Kind::Conflict, "requisition.not_allowed").with("from", from.code()).with("command", command)
            }
            Rejected::HeadcountApproved { approved } => {
                Self::new(Kind::Conflict, "requisition.headcount_approved").with("approved", approved)
            }
            Rejected::Filled => Self::new(Kind::Conflict, "requisition.filled"),
            Rejected::TitleInvalid => Self::new(Kind::Invalid, "requisition.title_invalid"),
            Rejected::HeadcountExceedsSeats { open } => {
                Self::new(Kind::Invalid, "requisition.headcount_exceeds_seats").with("open", open)
            }
            Rejected::FlowNotPublished => Self::new(Kind::Conflict, "flow.not_published"),
        }
    }
}

/// Whether it takes applications and invitations.
///
/// # Errors
/// [`Rejected::Closed`] or [`Rejected::NotOpen`].
pub const fn check_open(status: Status) -> Result<(), Rejected> {
    match status {
        Status::Open => Ok(()),
        Status::Closed => Err(Rejected::Closed),
        _ => Err(Rejected::NotOpen),
    }
}

/// A title for people to read: trimmed, 1–100 code points, no control characters.
///
/// # Errors
/// [`Rejected::TitleInvalid`].
pub fn check_title(title: &str) -> Result<String, Rejected> {
    let title = title.trim();
    let is_plain = !title.chars().any(char::is_control);
    if is_plain && (1..=100).contains(&title.chars().count()) {
        Ok(title.to_owned())
    } else {
        Err(Rejected::TitleInvalid)
    }
}

/// Whether `headcount` people can be asked for while `open` seats are free.
///
/// # Errors
/// [`Rejected::HeadcountExceedsSeats`].
pub const fn check_headcount(headcount: u32, open: u32) -> Result<u32, Rejected> {
    if headcount >= 1 && headcount <= open { Ok(headcount) } else { Err(Rejected::HeadcountExceedsSeats { open }) }
}
