//! Which departments the caller may see. Every query that lists or loads for change takes it first.

use bole_domain::ids::StaffId;

use crate::record::Column as _;
use crate::sql::Sql;

/// The branch of the department tree that a person may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole company.
    All,
    /// The department whose `path` this is, and everything below it; begins and ends with `/`.
    Branch(String),
    /// Only the applications this account was assigned to, with what hangs on them.
    Assigned(StaffId),
}

impl Scope {
    /// Adds ` AND column IN (the branch)`; rows without a department are outside every branch. Who sees only what was
    /// assigned sees nothing by its department.
    pub(crate) fn restrict(&self, sql: &mut Sql, column: &str) {
        match self {
            Self::All => {}
            Self::Branch(path) => {
                sql.push(&format!(" AND {column} IN (SELECT id FROM department WHERE path LIKE "));
                sql.bind(like_prefix(path)).push(" ESCAPE '!')");
            }
            Self::Assigned(_) => _ = sql.push(" AND 1 = 0"),
        }
    }

    /// As [`Self::restrict`] for rows that belong to an application, which may have been assigned.
    pub(crate) fn restrict_application(&self, sql: &mut Sql, department: &str, application: &str) {
        match self {
            Self::Assigned(staff) => {
                sql.push(&format!(" AND {application} IN (SELECT application_id FROM assignment WHERE staff_id = "));
                sql.bind(staff.value()).push(")");
            }
            Self::All | Self::Branch(_) => self.restrict(sql, department),
        }
    }

    /// Adds ` AND` that the person named by `column` has an application in the branch.
    pub(crate) fn restrict_person(&self, sql: &mut Sql, column: &str) {
        if *self != Self::All {
            sql.push(&format!(" AND EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = {column}"));
            self.restrict_application(sql, "a.department_id", "a.id");
            sql.push(")");
        }
    }

    /// As [`Self::restrict`], but rows without a department belong to everybody.
    pub(crate) fn restrict_shared(&self, sql: &mut Sql, column: &str) {
        if let Self::Assigned(_) = self {
            sql.push(" AND 1 = 0");
        }
        if let Self::Branch(path) = self {
            sql.push(&format!(" AND ({column} IS NULL OR {column} IN (SELECT id FROM department WHERE path LIKE "));
            sql.bind(like_prefix(path)).push(" ESCAPE '!'))");
        }
    }
}

/// The pattern of everything that begins with `path`, whatever characters it holds.
pub(crate) fn like_prefix(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len() + 1);
    for character in path.chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
