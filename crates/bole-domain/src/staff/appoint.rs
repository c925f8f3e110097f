//! Who makes accounts of which role, and which changes of role are refused: 系统、审计、业务 exclude each other (L-CN-14).

use serde::{Deserialize, Serialize};

use super::Role;
use crate::rejection::{Kind, Refusal};

/// One of the three powers that one account never joins: who runs the system, who checks, who does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sphere {
    /// 系统.
    System,
    /// 审计.
    Security,
    /// 业务.
    Business,
}

/// Why an account is not made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// The role is not the caller's to give or to touch.
    NotYours,
    /// Nobody changes or ends their own account.
    Yourself,
    /// The company would be left without a super admin.
    LastAdmin,
    /// An account does not move between system, security and business.
    SpheresExclusive,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::NotYours => Self::new(Kind::Conflict, "staff.role_not_yours"),
            Rejected::Yourself => Self::new(Kind::Conflict, "staff.yourself"),
            Rejected::LastAdmin => Self::new(Kind::Conflict, "staff.last_admin"),
            Rejected::SpheresExclusive => Self::new(Kind::Conflict, "staff.spheres_exclusive"),
        }
    }
}

impl Role {
    /// The power an account of this role belongs to.
    #[must_use]
    pub const fn sphere(self) -> Sphere {
        match self {
            Self::SystemAdmin => Sphere::System,
            Self::Auditor => Sphere::Security,
            _ => Sphere::Business,
        }
    }

    /// Whether this role makes accounts of `other` and hands out their links. A link opens the account, so who runs the
    /// system gets none that leads to candidates.
    #[must_use]
    pub const fn may_appoint(self, other: Self) -> bool {
        match self {
            Self::SuperAdmin => true,
            Self::HrAdmin => !matches!(other, Self::SuperAdmin | Self::HrAdmin | Self::Auditor | Self::SystemAdmin),
            Self::SystemAdmin => matches!(other, Self::SystemAdmin),
            _ => false,
        }
    }

    /// Whether this role ends accounts of `other` and lets them in again.
    #[must_use]
    pub const fn may_suspend(self, other: Self) -> bool {
        match self {
            Self::SystemAdmin => !matches!(other, Self::SuperAdmin | Self::Auditor),
            _ => self.may_appoint(other),
        }
    }
}

/// Checks that `by` may give an account of role `from` the role `to`; the caller has checked that it is not their own.
///
/// # Errors
/// `staff.role_not_yours`, `staff.spheres_exclusive`.
pub fn check_change(by: Role, from: Role, to: Role) -> Result<(), Rejected> {
    if !by.may_appoint(from) || !by.may_appoint(to) {
        return Err(Rejected::NotYours);
    }
    if from.sphere() != to.sphere() { Err(Rejected::SpheresExclusive) } else { Ok(()) }
}
