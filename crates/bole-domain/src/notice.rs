//! Notices (待办通知): what waits for somebody on the staff, and who is told.

use serde::{Deserialize, Serialize};

use crate::staff::{Permission, Role};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 待复核: a scored interview waits for a person.
    ReviewWaiting,
    /// 申请复核: a candidate asks for a person to look again.
    Appeal,
    /// 消息未送达: a message failed for good on every way there is.
    MessageFailed,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::ReviewWaiting, Self::Appeal, Self::MessageFailed];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ReviewWaiting => "review_waiting",
            Self::Appeal => "appeal",
            Self::MessageFailed => "message_failed",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What somebody must be able to do for it to be theirs.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::ReviewWaiting | Self::Appeal => Permission::ReviewRelease,
            Self::MessageFailed => Permission::MessageRead,
        }
    }

    /// The kinds that a role is told about.
    #[must_use]
    pub fn of(role: Role) -> Vec<Self> {
        Self::ALL.into_iter().filter(|it| role.may(it.needs())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_told_what_they_can_do_something_about() {
        for (role, kinds) in [
            (Role::SuperAdmin, NoticeKind::ALL.to_vec()),
            (Role::Recruiter, vec![NoticeKind::MessageFailed]),
            (Role::Reviewer, vec![NoticeKind::ReviewWaiting, NoticeKind::Appeal]),
            (Role::HiringManager, vec![]),
        ] {
            assert_eq!(NoticeKind::of(role), kinds, "{role:?}");
        }
        assert!(NoticeKind::ALL.iter().all(|it| NoticeKind::from_code(it.code()) == Some(*it)));
    }
}
