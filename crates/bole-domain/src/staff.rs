//! Staff: roles, what each may do, and which departments they see. The only place where that is said.

use serde::{Deserialize, Serialize};

/// The role of a staff account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 超级管理员.
    SuperAdmin,
    /// 招聘专员.
    Recruiter,
    /// 复核人.
    Reviewer,
    /// 用人经理.
    HiringManager,
}

/// Something an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Permission {
    /// The home page.
    #[serde(rename = "overview.read")]
    OverviewRead,
    /// Accounts of staff.
    #[serde(rename = "staff.manage")]
    StaffManage,
    /// Departments and positions.
    #[serde(rename = "organisation.read")]
    OrganisationRead,
    /// Changing departments and positions.
    #[serde(rename = "organisation.edit")]
    OrganisationEdit,
    /// Library and flows.
    #[serde(rename = "flow.read")]
    FlowRead,
    /// Changing and publishing flows.
    #[serde(rename = "flow.edit")]
    FlowEdit,
    /// Requisitions.
    #[serde(rename = "requisition.read")]
    RequisitionRead,
    /// Changing requisitions.
    #[serde(rename = "requisition.edit")]
    RequisitionEdit,
    /// Applications, answers and documents.
    #[serde(rename = "application.read")]
    ApplicationRead,
    /// Adding, moving and inviting.
    #[serde(rename = "application.edit")]
    ApplicationEdit,
    /// Remarks on an application.
    #[serde(rename = "remark.write")]
    RemarkWrite,
    /// Phone and e-mail in full; every look is recorded.
    #[serde(rename = "contact.read")]
    ContactRead,
    /// The live list of interviews.
    #[serde(rename = "session.read")]
    SessionRead,
    /// Extending, reopening and checking interviews.
    #[serde(rename = "session.operate")]
    SessionOperate,
    /// Marking, adjusting and releasing.
    #[serde(rename = "review.release")]
    ReviewRelease,
    /// Reports and receipts.
    #[serde(rename = "report.read")]
    ReportRead,
    /// The outbox.
    #[serde(rename = "message.read")]
    MessageRead,
    /// Settings of the deployment.
    #[serde(rename = "settings.edit")]
    SettingsEdit,
    /// The audit trail.
    #[serde(rename = "trail.read")]
    TrailRead,
    /// Asking that a person be erased; a second person decides.
    #[serde(rename = "erasure.ask")]
    ErasureAsk,
    /// The privacy centre: requests, holds, the erasure ledger.
    #[serde(rename = "privacy.manage")]
    PrivacyManage,
    /// Deciding what somebody else asked for.
    #[serde(rename = "second_approval.decide")]
    SecondApprovalDecide,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 22] = [
        Self::OverviewRead,
        Self::StaffManage,
        Self::OrganisationRead,
        Self::OrganisationEdit,
        Self::FlowRead,
        Self::FlowEdit,
        Self::RequisitionRead,
        Self::RequisitionEdit,
        Self::ApplicationRead,
        Self::ApplicationEdit,
        Self::RemarkWrite,
        Self::ContactRead,
        Self::SessionRead,
        Self::SessionOperate,
        Self::ReviewRelease,
        Self::ReportRead,
        Self::MessageRead,
        Self::SettingsEdit,
        Self::TrailRead,
        Self::ErasureAsk,
        Self::PrivacyManage,
        Self::SecondApprovalDecide,
    ];
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::SuperAdmin, Self::Recruiter, Self::Reviewer, Self::HiringManager];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SuperAdmin => "super_admin",
            Self::Recruiter => "recruiter",
            Self::Reviewer => "reviewer",
            Self::HiringManager => "hiring_manager",
        }
    }

    /// The role of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether this role may do what asks for `permission`, within the departments the account sees.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::SuperAdmin => true,
            Self::Recruiter => !matches!(
                permission,
                P::StaffManage
                    | P::SettingsEdit
                    | P::TrailRead
                    | P::ReviewRelease
                    | P::OrganisationEdit
                    | P::PrivacyManage
                    | P::SecondApprovalDecide
            ),
            Self::Reviewer => matches!(
                permission,
                P::OverviewRead
                    | P::OrganisationRead
                    | P::FlowRead
                    | P::RequisitionRead
                    | P::ApplicationRead
                    | P::RemarkWrite
                    | P::SessionRead
                    | P::ReviewRelease
                    | P::ReportRead
            ),
            Self::HiringManager => matches!(
                permission,
                P::OverviewRead
                    | P::OrganisationRead
                    | P::FlowRead
                    | P::RequisitionRead
                    | P::ApplicationRead
                    | P::RemarkWrite
                    | P::SessionRead
                    | P::ReportRead
            ),
        }
    }

    /// Whether an account of this role must belong to a department.
    #[must_use]
    pub const fn needs_department(self) -> bool {
        matches!(self, Self::HiringManager)
    }

    /// Everything this role may do.
    #[must_use]
    pub fn permissions(self) -> Vec<Permission> {
        Permission::ALL.into_iter().filter(|it| self.may(*it)).collect()
    }
}
