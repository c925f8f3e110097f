//! Staff: roles, what each may do, and which departments they see. The only place where that is said.

use serde::{Deserialize, Serialize};

mod appoint;
mod field;
pub use appoint::{Rejected, Sphere, check_change};
pub use field::Field;

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
    /// 人事管理员.
    HrAdmin,
    /// 面试官: sees what is assigned, nothing else.
    Interviewer,
    /// 审计员: reads trail and records, without names.
    Auditor,
    /// 系统管理员: runs the system, without candidates.
    SystemAdmin,
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
    /// Opening uploaded files.
    #[serde(rename = "document.read")]
    DocumentRead,
    /// Receipts, which hold what was answered.
    #[serde(rename = "receipt.read")]
    ReceiptRead,
    /// Deciding on requisitions one is asked about.
    #[serde(rename = "requisition.approve")]
    RequisitionApprove,
    /// Looking at the console as another role.
    #[serde(rename = "role.preview")]
    RolePreview,
    /// Asking that a person be erased; a second person decides.
    #[serde(rename = "erasure.ask")]
    ErasureAsk,
    /// The privacy centre: requests, holds, the erasure ledger.
    #[serde(rename = "privacy.manage")]
    PrivacyManage,
    /// Deciding what somebody else asked for.
    #[serde(rename = "second_approval.decide")]
    SecondApprovalDecide,
    /// Switching modules on and off.
    #[serde(rename = "module.switch")]
    ModuleSwitch,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 27] = [
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
        Self::DocumentRead,
        Self::ReceiptRead,
        Self::RequisitionApprove,
        Self::RolePreview,
        Self::ErasureAsk,
        Self::PrivacyManage,
        Self::SecondApprovalDecide,
        Self::ModuleSwitch,
    ];
}

impl Permission {
    /// The roles that have it: whom somebody without it may ask.
    #[must_use]
    pub fn holders(self) -> Vec<Role> {
        Role::ALL.into_iter().filter(|it| it.may(self)).collect()
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::SuperAdmin,
        Self::Recruiter,
        Self::Reviewer,
        Self::HiringManager,
        Self::HrAdmin,
        Self::Interviewer,
        Self::Auditor,
        Self::SystemAdmin,
    ];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SuperAdmin => "super_admin",
            Self::Recruiter => "recruiter",
            Self::Reviewer => "reviewer",
            Self::HiringManager => "hiring_manager",
            Self::HrAdmin => "hr_admin",
            Self::Interviewer => "interviewer",
            Self::Auditor => "auditor",
            Self::SystemAdmin => "system_admin",
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
            Self::HrAdmin => !matches!(permission, P::SettingsEdit | P::TrailRead | P::RolePreview | P::ModuleSwitch),
            Self::Recruiter => !matches!(
                permission,
                P::StaffManage
                    | P::SettingsEdit
                    | P::TrailRead
                    | P::ReviewRelease
                    | P::OrganisationEdit
                    | P::RolePreview
                    | P::PrivacyManage
                    | P::SecondApprovalDecide
                    | P::ModuleSwitch
            ),
            Self::Reviewer | Self::HiringManager => match permission {
                P::OverviewRead
                | P::OrganisationRead
                | P::FlowRead
                | P::RequisitionRead
                | P::ApplicationRead
                | P::RemarkWrite
                | P::SessionRead
                | P::ReportRead
                | P::DocumentRead
                | P::ReceiptRead => true,
                P::ReviewRelease => matches!(self, Self::Reviewer),
                P::RequisitionApprove => matches!(self, Self::HiringManager),
                _ => false,
            },
            Self::Interviewer => matches!(permission, P::ApplicationRead | P::RemarkWrite | P::DocumentRead),
            Self::Auditor => matches!(
                permission,
                P::OverviewRead
                    | P::OrganisationRead
                    | P::FlowRead
                    | P::RequisitionRead
                    | P::ApplicationRead
                    | P::SessionRead
                    | P::ReportRead
                    | P::MessageRead
                    | P::TrailRead
            ),
            Self::SystemAdmin => matches!(permission, P::StaffManage | P::SettingsEdit),
        }
    }

    /// Whether an account of this role must belong to a department.
    #[must_use]
    pub const fn needs_department(self) -> bool {
        matches!(self, Self::HiringManager)
    }

    /// Whether an account of this role must not be bound to a department, because it would reach beyond it anyway.
    #[must_use]
    pub const fn is_companywide(self) -> bool {
        matches!(self, Self::SuperAdmin | Self::HrAdmin | Self::Auditor | Self::SystemAdmin)
    }

    /// Whether this role sees only the applications its account was assigned to.
    #[must_use]
    pub const fn sees_assigned_only(self) -> bool {
        matches!(self, Self::Interviewer)
    }

    /// Everything this role may do.
    #[must_use]
    pub fn permissions(self) -> Vec<Permission> {
        Permission::ALL.into_iter().filter(|it| self.may(*it)).collect()
    }
}
