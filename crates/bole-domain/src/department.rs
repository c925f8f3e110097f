//! Departments (部门): what kinds there are, which may stand below which, and when one may move or close.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind as RefusalKind, Refusal};

/// What a department is. Companies and shops are branches of the one tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DepartmentKind)]
pub enum Kind {
    /// 集团.
    Group,
    /// 公司.
    Company,
    /// 门店.
    Shop,
    /// 部门.
    #[default]
    Department,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Group, Self::Company, Self::Shop, Self::Department];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Company => "company",
            Self::Shop => "shop",
            Self::Department => "department",
        }
    }

    /// The kind of a code; what is not known is a plain department.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|it| it.code() == code).unwrap_or_default()
    }

    /// Whether it may stand below `parent`: groups in groups, companies in groups and companies, shops and departments
    /// anywhere, but nothing except departments in a shop.
    #[must_use]
    pub const fn may_stand_below(self, parent: Option<Self>) -> bool {
        match (self, parent) {
            (_, None) | (Self::Department, _) => true,
            (Self::Group, Some(parent)) => matches!(parent, Self::Group),
            (Self::Company, Some(parent)) => matches!(parent, Self::Group | Self::Company),
            (Self::Shop, Some(parent)) => !matches!(parent, Self::Shop),
        }
    }
}

/// What still stands on a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holds {
    /// Open departments directly below it.
    pub departments: i64,
    /// Open positions in it.
    pub positions: i64,
    /// Accounts bound to it that are not revoked.
    pub accounts: i64,
}

impl Holds {
    /// Whether nothing stands on it.
    #[must_use]
    pub const fn is_nothing(self) -> bool {
        self.departments == 0 && self.positions == 0 && self.accounts == 0
    }
}

/// Why a department is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// It would hang below itself.
    #[error("a department cannot stand below itself")]
    BelowItself,
    /// Its kind does not belong there.
    #[error("that kind does not stand below this one")]
    KindMisplaced,
    /// It is closed.
    #[error("the department is closed")]
    Closed,
    /// It is not closed.
    #[error("the department is not closed")]
    NotClosed,
    /// Something still stands on it.
    #[error("the department is not empty")]
    NotEmpty(Holds),
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::BelowItself => Self::new(RefusalKind::Invalid, "department.below_itself"),
            Rejected::KindMisplaced => Self::new(RefusalKind::Invalid, "department.kind_misplaced"),
            Rejected::Closed => Self::new(RefusalKind::Conflict, "department.closed"),
            Rejected::NotClosed => Self::new(RefusalKind::Conflict, "department.not_closed"),
            Rejected::NotEmpty(holds) => Self::new(RefusalKind::Conflict, "department.not_empty")
                .with("departments", holds.departments)
                .with("positions", holds.positions)
                .with("accounts", holds.accounts),
        }
    }
}

/// The path of a department `own` below `above`, both as `/id/…/`; the top is `/`.
///
/// # Errors
/// [`Rejected::BelowItself`] when `above` is the department's present path or lies below it.
pub fn path_below(above: &str, own: &str, present: Option<&str>) -> Result<String, Rejected> {
    if present.is_some_and(|it| above.starts_with(it)) {
        return Err(Rejected::BelowItself);
    }
    Ok(format!("{above}{own}/"))
}

/// Whether a department of `kind` may stand below `parent` with these kinds directly below itself.
///
/// # Errors
/// [`Rejected::KindMisplaced`].
pub fn check_kinds(kind: Kind, parent: Option<Kind>, children: &[Kind]) -> Result<(), Rejected> {
    let fits = kind.may_stand_below(parent) && children.iter().all(|it| it.may_stand_below(Some(kind)));
    if fits { Ok(()) } else { Err(Rejected::KindMisplaced) }
}

/// Whether it may be closed now.
///
/// # Errors
/// [`Rejected::Closed`] or [`Rejected::NotEmpty`] with what stands on it.
pub const fn check_close(is_closed: bool, holds: Holds) -> Result<(), Rejected> {
    match (is_closed, holds.is_nothing()) {
        (true, _) => Err(Rejected::Closed),
        (false, false) => Err(Rejected::NotEmpty(holds)),
        (false, true) => Ok(()),
    }
}
