//! Which departments the caller may see. Every query that lists or loads for change takes it first.

use crate::sql::Sql;

/// The branch of the department tree that a person may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole company.
    All,
    /// The department whose `path` this is, and everything below it; begins and ends with `/`.
    Branch(String),
}

impl Scope {
    /// Adds ` AND column IN (the branch)`; rows without a department are outside every branch.
    pub(crate) fn restrict(&self, sql: &mut Sql, column: &str) {
        if let Self::Branch(path) = self {
            sql.push(&format!(" AND {column} IN (SELECT id FROM department WHERE path LIKE "));
            sql.bind(like_prefix(path)).push(" ESCAPE '!')");
        }
    }

    /// Adds ` AND` that the person named by `column` has an application in the branch.
    pub(crate) fn restrict_person(&self, sql: &mut Sql, column: &str) {
        if matches!(self, Self::Branch(_)) {
            sql.push(&format!(" AND EXISTS (SELECT 1 FROM application a WHERE a.candidate_id = {column}"));
            self.restrict(sql, "a.department_id");
            sql.push(")");
        }
    }

    /// As [`Self::restrict`], but rows without a department belong to everybody.
    pub(crate) fn restrict_shared(&self, sql: &mut Sql, column: &str) {
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
