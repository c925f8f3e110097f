//! Which row is the header and which column is which, by the words that people head such columns with.

use super::Column;

/// The header stands within so many rows from the top; above it there may be a title.
const WITHIN: usize = 10;

/// Words of a header without blanks, marks and case.
const WORDS: [(Column, &[&str]); 6] = [
    (
        Column::Parent,
        &["上级部门", "上级", "父部门", "上级组织", "上级机构", "所属部门", "parent", "parentdepartment", "belongsto"],
    ),
    (
        Column::Department,
        &["部门", "部门名称", "组织", "机构", "department", "departmentname", "dept", "unit", "组织名称", "机构名称"],
    ),
    (Column::Kind, &["类型", "部门类型", "组织类型", "kind", "type", "departmenttype"]),
    (
        Column::Position,
        &["岗位", "岗位名称", "职位", "职位名称", "职务", "position", "jobtitle", "title", "positiontitle"],
    ),
    (
        Column::Seats,
        &["编制", "编制数", "编制人数", "定编", "定编人数", "seats", "headcount", "establishment", "plannedheadcount"],
    ),
    (
        Column::Filled,
        &[
            "在职",
            "在职人数",
            "在岗",
            "在岗人数",
            "现有人数",
            "filled",
            "inpost",
            "current",
            "actual",
            "actualheadcount",
        ],
    ),
];

/// The first row that names a department column and at least one more.
#[must_use]
pub fn header_row(rows: &[Vec<String>]) -> Option<usize> {
    rows.iter().take(WITHIN).position(|row| {
        let found: Vec<Column> = map(row).into_iter().flatten().collect();
        found.len() >= 2 && found.contains(&Column::Department)
    })
}

/// What each cell of a header names; each column once, the first one that does.
#[must_use]
pub fn map(header: &[String]) -> Vec<Option<Column>> {
    let mut taken = Vec::new();
    let mut found = Vec::with_capacity(header.len());
    for cell in header {
        let word = plain(cell);
        let column = WORDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(column, _)| *column);
        let column = column.filter(|it| !taken.contains(it));
        taken.extend(column);
        found.push(column);
    }
    found
}

/// A header without blanks, the mark of what is required, remarks in brackets and case.
fn plain(cell: &str) -> String {
    let head = cell.split(['(', '（', '[', '【']).next().unwrap_or_default();
    let letters = head.chars().filter(|it| !it.is_whitespace() && !matches!(it, '*' | '＊' | '_' | '-' | ':' | '：'));
    letters.flat_map(char::to_lowercase).collect()
}
