//! Notices (待办通知): what waits for somebody on the staff, and who is told.

use serde::{Deserialize, Serialize};

use crate::module::{Module, Modules};
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
    /// 需求待审批: a requisition waits for the decision of whoever is asked now.
    RequisitionApproval,
    /// 待第二人批准: a deed that needs two people waits for the second.
    SecondApproval,
    /// 停留过久: a candidate stays too long in one step.
    StayAlert,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::ReviewWaiting,
        Self::Appeal,
        Self::MessageFailed,
        Self::RequisitionApproval,
        Self::SecondApproval,
        Self::StayAlert,
    ];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ReviewWaiting => "review_waiting",
            Self::Appeal => "appeal",
            Self::MessageFailed => "message_failed",
            Self::RequisitionApproval => "requisition_approval",
            Self::SecondApproval => "second_approval",
            Self::StayAlert => "stay_alert",
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
            Self::RequisitionApproval => Permission::RequisitionApprove,
            Self::SecondApproval => Permission::SecondApprovalDecide,
            Self::StayAlert => Permission::SessionOperate,
        }
    }

    /// The module it belongs to; nobody is told of what is switched off.
    #[must_use]
    pub const fn module(self) -> Module {
        match self {
            Self::RequisitionApproval => Module::RequisitionApproval,
            Self::StayAlert => Module::LiveMonitor,
            Self::ReviewWaiting | Self::Appeal | Self::MessageFailed | Self::SecondApproval => Module::Core,
        }
    }

    /// The kinds that a role is told about while these modules are on.
    #[must_use]
    pub fn of(role: Role, modules: Modules) -> Vec<Self> {
        Self::ALL.into_iter().filter(|it| role.may(it.needs()) && modules.has(it.module())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_told_what_they_can_do_something_about() {
        for (role, kinds) in [
            (Role::SuperAdmin, NoticeKind::ALL.to_vec()),
            (Role::Recruiter, vec![NoticeKind::MessageFailed, NoticeKind::RequisitionApproval, NoticeKind::StayAlert]),
            (Role::Reviewer, vec![NoticeKind::ReviewWaiting, NoticeKind::Appeal]),
            (Role::HiringManager, vec![NoticeKind::RequisitionApproval]),
            (Role::Auditor, vec![NoticeKind::MessageFailed]),
        ] {
            assert_eq!(NoticeKind::of(role, Modules::default()), kinds, "{role:?}");
        }
        let without = Modules::without([Module::LiveMonitor, Module::RequisitionApproval]);
        assert_eq!(NoticeKind::of(Role::Recruiter, without), [NoticeKind::MessageFailed]);
        assert!(NoticeKind::ALL.iter().all(|it| NoticeKind::from_code(it.code()) == Some(*it)));
    }
}
