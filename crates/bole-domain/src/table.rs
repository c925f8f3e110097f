//! The candidate table (候选人表): its columns and the views people keep of it.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};

/// The most characters of a view's name.
pub const MAX_NAME: usize = 30;
/// The most views one account keeps.
pub const MAX_VIEWS: i64 = 50;
/// The most characters of one filter's value.
const MAX_VALUE: usize = 64;
/// What an address may hold that a view keeps. Searched words are left out: they are people's names and numbers.
const KEPT: [&str; 10] =
    ["requisition", "department", "stage", "status", "tag", "source", "contact", "since", "until", "sort"];

/// A column of the candidate table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TableColumn)]
pub enum Column {
    /// 姓名.
    Name,
    /// 招聘需求.
    Requisition,
    /// 部门.
    Department,
    /// 阶段.
    Stage,
    /// 面试.
    Status,
    /// 标签.
    Tags,
    /// 结果.
    Outcome,
    /// 总分.
    Total,
    /// 联系方式.
    Contact,
    /// 来源.
    Source,
    /// 申请时间.
    Created,
    /// 更新时间.
    Updated,
}

/// Why a view is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// No name, or one that is too long.
    #[error("a view's name has 1–{MAX_NAME} characters")]
    NameInvalid,
    /// There is no such view of the caller's own.
    #[error("there is no such view")]
    Unknown,
    /// There are enough.
    #[error("one account keeps at most {MAX_VIEWS} views")]
    TooMany,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::NameInvalid => Self::new(Kind::Invalid, "table_view.name_invalid").with("limit", MAX_NAME),
            Rejected::Unknown => Self::new(Kind::Invalid, "table_view.unknown"),
            Rejected::TooMany => Self::new(Kind::Conflict, "table_view.too_many").with("limit", MAX_VIEWS),
        }
    }
}

/// A name as it is shown.
///
/// # Errors
/// [`Rejected::NameInvalid`].
pub fn check_name(name: &str) -> Result<String, Rejected> {
    let name: String = name.trim().chars().filter(|it| !it.is_control()).collect();
    let length = name.chars().count();
    if (1..=MAX_NAME).contains(&length) { Ok(name) } else { Err(Rejected::NameInvalid) }
}

/// The columns to show: each once, the name always and first.
#[must_use]
pub fn check_columns(columns: &[Column]) -> Vec<Column> {
    let mut kept = vec![Column::Name];
    for column in columns {
        if !kept.contains(column) {
            kept.push(*column);
        }
    }
    kept
}

/// The filters of an address that a view keeps, in one order.
#[must_use]
pub fn check_query(query: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let mut kept: Vec<(&str, &str)> = Vec::new();
    for (name, value) in query.trim_start_matches('?').split('&').filter_map(|it| it.split_once('=')) {
        let is_sound = (1..=MAX_VALUE).contains(&value.len()) && value.chars().all(is_plain);
        if is_sound && KEPT.contains(&name) && kept.iter().all(|it| it.0 != name) {
            kept.push((name, value));
        }
    }
    kept.sort_unstable();
    kept.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_keeps_filters_and_never_what_was_searched() {
        assert_eq!(check_query("?q=%E6%9E%97&stage=offer&sort=score&x=1"), "sort=score&stage=offer");
        assert_eq!(check_query("stage=offer&stage=hired&since=2026-03-05"), "since=2026-03-05&stage=offer");
        assert_eq!(check_query("stage=a b&tag=<i>&status="), "");
        assert_eq!(check_query(""), "");
    }

    #[test]
    fn the_name_is_always_a_column_and_none_stands_twice() {
        use Column as C;
        assert_eq!(check_columns(&[C::Total, C::Total, C::Name]), vec![C::Name, C::Total]);
        assert_eq!(check_columns(&[]), vec![C::Name]);
        assert_eq!(check_name("  本周新人 "), Ok("本周新人".to_owned()));
        assert_eq!(check_name(" "), Err(Rejected::NameInvalid));
    }
}
