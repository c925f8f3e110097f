//! Importing the organisation: headers, every kind of fault with its suggestion, and what the good rows make.

use std::collections::BTreeMap;

use bole_domain::department::Kind;
use bole_domain::import::{Column, Existing, Line, check, header_row, map};
use bole_domain::position::SeatCounts;

fn words(text: &str) -> Vec<String> {
    text.split('|').map(|it| it.trim().to_owned()).collect()
}

/// Rows of parent, department, kind, position, seats, filled; the first has number 2.
fn lines(rows: &[&str]) -> Vec<Line> {
    let line = |(at, row): (usize, &&str)| {
        let cells: BTreeMap<Column, String> = Column::ALL.into_iter().zip(words(row)).collect();
        Line { number: at + 2, cells, merged: BTreeMap::new() }
    };
    rows.iter().enumerate().map(line).collect()
}

fn existing() -> Existing {
    let way = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
    let seats = SeatCounts { total: 10, open: 2, reserved: 2, filled: 6 };
    Existing {
        departments: [("集团", Kind::Group), ("集团/华东公司", Kind::Company), ("集团/华南公司", Kind::Company)]
            .into_iter()
            .chain([("集团/华东公司/客服部", Kind::Department), ("集团/华南公司/客服部", Kind::Department)])
            .map(|(text, kind)| (way(text), kind))
            .collect(),
        positions: BTreeMap::from([((way("集团/华东公司/客服部"), "在线客服".to_owned()), seats)]),
    }
}

#[test]
fn headers_are_found_by_the_words_people_use() {
    use Column::{Department, Filled, Kind as KindOf, Parent, Position, Seats};
    let zh = words("序号|上级部门|部门名称*|类型|岗位（职位）|定编 人数|在岗人数");
    let expected = [None, Some(Parent), Some(Department), Some(KindOf), Some(Position), Some(Seats), Some(Filled)];
    assert_eq!(map(&zh), expected);
    let en = words("Parent Department|Department|Type|Job Title|Headcount|In post|Department");
    let expected = [Some(Parent), Some(Department), Some(KindOf), Some(Position), Some(Seats), Some(Filled), None];
    assert_eq!(map(&en), expected);
    assert_eq!(header_row(&[words("2026 年编制表"), vec![], zh]), Some(2));
    assert_eq!(header_row(&[words("部门|张三"), words("a|b")]), None);
}

#[test]
fn every_bad_cell_is_named_with_what_may_have_been_meant() {
    let cases = [
        ("集团||公司|||", Column::Department, "department_missing", None),
        ("华东公斯|质检部||||", Column::Parent, "parent_unknown", Some("华东公司")),
        ("客服部|夜班组||||", Column::Parent, "parent_ambiguous", Some("集团/华东公司/客服部")),
        ("集团|新公司|分公司总部|||", Column::Kind, "kind_unknown", Some("公司")),
        ("集团/华东公司/客服部|子公司|公司|||", Column::Kind, "kind_misplaced", None),
        ("集团|人事部|||3|", Column::Position, "position_missing", None),
        ("集团|人事部||专员||2", Column::Seats, "seats_missing", Some("2")),
        ("集团|人事部||专员|10人|", Column::Seats, "not_number", Some("10")),
        ("集团|人事部||专员|二十三|", Column::Seats, "not_number", Some("23")),
        ("集团|人事部||专员|-5|", Column::Seats, "not_number", None),
        ("集团|人事部||专员|2001|", Column::Seats, "too_many", Some("2000")),
        ("集团|人事部||专员|3|4", Column::Filled, "filled_above_seats", None),
        ("华东公司|客服部||在线客服|9|", Column::Seats, "fewer_than_now", Some("10")),
        ("华东公司|客服部||在线客服|10|5", Column::Filled, "fewer_filled_than_now", Some("6")),
        ("华东公司|客服部||在线客服|11|8", Column::Filled, "filled_above_seats", Some("7")),
    ];
    for (row, column, code, suggestion) in cases {
        let (plan, faults) = check(&lines(&[row]), &existing());
        let found: Vec<_> = faults.iter().map(|it| (it.row, it.column, it.code, it.suggestion.as_deref())).collect();
        assert_eq!(found, [(2, column, code, suggestion)], "{row}");
        assert_eq!((plan.departments.len(), plan.positions.len()), (0, 0), "{row}");
    }
    let (_, faults) = check(&lines(&["集团|甲||岗|1|", "集团|甲||岗|2|"]), &existing());
    assert_eq!((faults[0].row, faults[0].code, faults[0].suggestion.as_deref()), (3, "duplicate", Some("2")));
    let (_, faults) = check(&lines(&["乙|甲||||", "甲|乙||||"]), &Existing::default());
    assert_eq!(faults.iter().map(|it| it.code).collect::<Vec<_>>(), ["circle", "circle"]);
}

#[test]
fn merged_cells_are_named_until_they_say_something_themselves() {
    let mut rows = lines(&["集团|人事部||专员|1|", "||||2|"]);
    rows[1].merged.insert(Column::Department, "人事部".to_owned());
    let (_, faults) = check(&rows, &existing());
    let fault = &faults[0];
    assert_eq!((fault.row, fault.code, fault.suggestion.as_deref()), (3, "merged_cells", Some("人事部")));
}

#[test]
fn good_rows_make_parents_before_children_and_only_what_is_missing() {
    let rows = [
        "上海店|夜班组||店员|2|1",
        "华东公司|上海店|门店|店长|１|",
        "华东公司|客服部||在线客服|12|7",
        "集团/华南公司|客服部||在线客服|3|",
        "|集团||||",
    ];
    let (plan, faults) = check(&lines(&rows), &existing());
    assert_eq!(faults, []);
    let made: Vec<(String, Kind)> = plan.departments.iter().map(|it| (it.path.join("/"), it.kind)).collect();
    let expected = [("集团/华东公司/上海店", Kind::Shop), ("集团/华东公司/上海店/夜班组", Kind::Department)];
    assert_eq!(made, expected.map(|(way, kind)| (way.to_owned(), kind)));
    let seats: Vec<_> = plan.positions.iter().map(|it| (it.title.as_str(), it.exists, it.open, it.filled)).collect();
    let expected = [("店长", false, 1, 0), ("店员", false, 1, 1), ("在线客服", true, 1, 1), ("在线客服", false, 3, 0)];
    assert_eq!(seats, expected);
}
