//! Names that are safe, and lines that only look like names.

use super::find;
use crate::line::lines;

fn check(text: &str, expected: Option<&str>) {
    let chars: Vec<char> = text.chars().collect();
    let found = find(&chars, &lines(&chars), chars.len());
    assert_eq!(found.as_ref().map(|field| field.value.as_str()), expected, "{text}");
    if let Some(field) = found {
        assert_eq!(bole_text::slice(text, field.span), field.value);
    }
}

#[test]
fn a_labelled_name_is_taken() {
    check("个人简历\n姓名：张三\n电话：", Some("张三"));
    check("· 姓名: 李四光  性别：男", Some("李四光"));
    check("姓名：张三性别：男", Some("张三"));
    check("姓名\t王小明\t性别\t男", Some("王小明"));
    check("姓名：阿卜杜拉·买买提", Some("阿卜杜拉·买买提"));
    check("姓名：镕喆", Some("镕喆"));
    check("Name: John Smith", Some("John Smith"));
    check("姓名：John Smith | 男", Some("John Smith"));
    check("姓名：𠮷田", Some("𠮷田"));
}

#[test]
fn a_name_alone_at_the_top_is_taken() {
    check("张三\n19900001234", Some("张三"));
    check("欧阳娜娜\n", Some("欧阳娜娜"));
    check("个人简历\n李雷 | 前端工程师 | 北京", Some("李雷"));
    check("JOHN DOE\nSENIOR SOFTWARE ENGINEER", Some("JOHN DOE"));
    check("Last Updated on 21st January 2015\n\nDebarghya Das\n", Some("Debarghya Das"));
    check("Zoë O'Neil-Smith\n", Some("Zoë O'Neil-Smith"));
}

#[test]
fn what_is_not_surely_a_name_is_left_out() {
    for text in [
        "",
        "个人简历",
        "简历",
        "照片\t姓名\n联系方式与学历",
        "姓名：",
        "姓名：XXX",
        "XXX",
        "某某",
        "高级经理",
        "程序员",
        "应聘岗位",
        "张三的个人主页介绍",
        "Senior Software Engineer",
        "Curriculum Vitae",
        "Welcome to RenderCV",
        "San Francisco, CA",
        "Resume",
        "J D",
        "john smith",
        "项目名称：张三",
        "公司名字叫什么",
        "12345",
        "A1 B2",
    ] {
        check(text, None);
    }
}
