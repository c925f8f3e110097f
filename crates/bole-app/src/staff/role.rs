//! The roles as the console explains them: taken from the rules, so that the page cannot say anything else.

use bole_domain::staff::{Field, Permission, Role, Sphere};
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::policy::Staff;

/// A role and what it may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// The role.
    pub role: Role,
    /// Which of the three powers it belongs to.
    pub sphere: Sphere,
    /// What it may do.
    pub permissions: Vec<Permission>,
    /// What of a person it does not read.
    pub hidden_fields: Vec<Field>,
    /// Whether it always has the whole company.
    pub is_companywide: bool,
    /// Whether it always belongs to a department.
    pub needs_department: bool,
    /// Whether it sees assigned applications only.
    pub sees_assigned_only: bool,
    /// Whether the caller gives it to accounts.
    pub may_appoint: bool,
}

/// All roles, those with most people first.
///
/// # Errors
/// Without `staff.manage`.
pub fn roles(staff: &Staff) -> Result<Vec<RoleView>, Failure> {
    staff.demand(Permission::StaffManage)?;
    let order = [
        Role::Recruiter,
        Role::HiringManager,
        Role::Reviewer,
        Role::Interviewer,
        Role::HrAdmin,
        Role::Auditor,
        Role::SystemAdmin,
        Role::SuperAdmin,
    ];
    let view = |role: Role| RoleView {
        role,
        sphere: role.sphere(),
        permissions: role.permissions(),
        hidden_fields: role.hidden_fields(),
        is_companywide: role.is_companywide(),
        needs_department: role.needs_department(),
        sees_assigned_only: role.sees_assigned_only(),
        may_appoint: staff.role.may_appoint(role),
    };
    Ok(order.into_iter().map(view).collect())
}
