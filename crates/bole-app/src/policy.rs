//! The one place where it is decided who may touch what. Use cases that change something take an [`Allowed`] from here.
//!
//! What somebody may not know to exist is answered as not found, with the same bytes as what does not exist.

use bole_domain::ids::{ApplicationId, CandidateId, DepartmentId, InvitationId, StaffId};
use bole_domain::rejection::Kind;
use bole_domain::staff::{Permission, Role};
use bole_store::Scope;

use crate::failure::Failure;

mod sight;
pub use sight::{HIDDEN, Shown, Sight};

/// A signed-in member of staff, loaded anew for each request so that a revoked account ends at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The account.
    pub id: StaffId,
    /// Its role.
    pub role: Role,
    /// Its department, if it belongs to one.
    pub department: Option<DepartmentId>,
    /// What it sees.
    pub scope: Scope,
    /// Whether a super admin only looks at the console as this role would: nothing is written then.
    pub is_preview: bool,
}

impl Staff {
    /// Lets the caller go on if the role allows it.
    ///
    /// # Errors
    /// `request.forbidden`.
    pub fn demand(&self, permission: Permission) -> Result<(), Failure> {
        if self.role.may(permission) { Ok(()) } else { Err(Failure::forbidden()) }
    }

    /// Lets the caller go on unless they only look at the console as another role.
    ///
    /// # Errors
    /// `preview.read_only`.
    pub fn demand_own_role(&self) -> Result<(), Failure> {
        if self.is_preview { Err(Failure::refuse(Kind::Conflict, "preview.read_only")) } else { Ok(()) }
    }

    /// What of a person the role reads.
    #[must_use]
    pub const fn sight(&self) -> Sight {
        Sight::of(self.role)
    }

    /// Whether the account sees the whole company.
    #[must_use]
    pub const fn sees_all(&self) -> bool {
        matches!(self.scope, Scope::All)
    }
}

/// A signed-in candidate: one person, one application, one invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The person.
    pub id: CandidateId,
    /// The application the link is for.
    pub application: ApplicationId,
    /// The invitation the link belongs to.
    pub invitation: InvitationId,
}

impl Candidate {
    /// A person reads everything about themself that a view holds.
    #[must_use]
    pub const fn sight(&self) -> Sight {
        Sight::OWN
    }
}

/// Something its holder may change: proof that permission and scope were checked. Only this module makes one.
#[derive(Debug, Clone)]
pub struct Allowed<T> {
    what: T,
}

impl<T> Allowed<T> {
    /// What may be changed.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.what
    }
}

impl<T> std::ops::Deref for Allowed<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.what
    }
}

/// Checks the permission, then hands on what was found within the caller's scope.
///
/// `found` is what a store query that took the caller's scope returned.
///
/// # Errors
/// `request.forbidden` when the role does not allow it, `request.not_found` when nothing was found.
pub fn allow<T>(staff: &Staff, permission: Permission, found: Option<T>) -> Result<Allowed<T>, Failure> {
    staff.demand(permission)?;
    found.map(|what| Allowed { what }).ok_or_else(Failure::not_found)
}
