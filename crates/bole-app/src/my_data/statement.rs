//! A candidate's copy in words, for printing: every section of the data copy under a heading a person understands.

use bole_domain::locale::Locale;
use bole_domain::look::Look;
use bole_domain::privacy::RequestKind;
use bole_domain::region::DataClass;
use bole_domain::time::Millis;
use serde::Serialize;

use super::{ApplicationCopyView, MyDataCopyView, OwnConsentView};
use crate::calendar;

/// A copy in words.
#[derive(Debug, Clone, Serialize)]
pub struct Statement {
    /// Its language.
    pub locale: Locale,
    /// At the top.
    pub title: String,
    /// What it is.
    pub lead: String,
    /// Who holds the data.
    pub company: String,
    /// When it was made.
    pub made_at: Millis,
    /// In order.
    pub sections: Vec<StatementSection>,
}

/// A part under a heading.
#[derive(Debug, Clone, Serialize)]
pub struct StatementSection {
    /// The heading.
    pub title: String,
    /// What stands there.
    pub entries: Vec<StatementEntry>,
}

/// Something that is held.
#[derive(Debug, Clone, Serialize)]
pub struct StatementEntry {
    /// What it is.
    pub label: String,
    /// The words.
    pub text: String,
}

/// The pen: a language, and what is written with it.
struct Pen(Locale);

impl Pen {
    fn say(&self, zh: &str, en: &str) -> String {
        match self.0 {
            Locale::Zh => zh.to_owned(),
            Locale::En => en.to_owned(),
        }
    }

    fn entry(&self, zh: &str, en: &str, text: impl Into<String>) -> StatementEntry {
        StatementEntry { label: self.say(zh, en), text: text.into() }
    }

    fn at(&self, at: Millis) -> String {
        calendar::date(at, self.0)
    }

    fn section(&self, zh: &str, en: &str, entries: Vec<StatementEntry>) -> StatementSection {
        StatementSection { title: self.say(zh, en), entries }
    }
}

/// Writes a copy in words.
pub(super) fn write(copy: &MyDataCopyView, locale: Locale) -> Statement {
    let pen = Pen(locale);
    let made = pen.at(copy.made_at);
    let company = &copy.data.company;
    let mut sections = vec![contact(&pen, copy)];
    for it in &copy.applications {
        sections.extend(application(&pen, it));
    }
    sections.push(messages(&pen, copy));
    sections.push(consents(&pen, copy));
    sections.push(requests(&pen, copy));
    sections.push(kept(&pen, copy));
    sections.retain(|it| !it.entries.is_empty());
    Statement {
        locale,
        title: pen.say("我的数据副本", "A copy of my data"),
        lead: pen.say(
            &format!("{company}保存的关于你的全部内容，制作于 {made}。"),
            &format!("Everything {company} holds about you, made on {made}."),
        ),
        company: company.clone(),
        made_at: copy.made_at,
        sections,
    }
}

fn contact(pen: &Pen, copy: &MyDataCopyView) -> StatementSection {
    let phone = copy.phone.clone().unwrap_or_default();
    let email = copy.email.clone().unwrap_or_default();
    let entries = vec![
        pen.entry("姓名", "Name", &copy.name),
        pen.entry("手机号", "Phone number", phone),
        pen.entry("邮箱", "E-mail address", email),
    ];
    pen.section("联系方式", "Contact data", entries)
}

fn application(pen: &Pen, it: &ApplicationCopyView) -> Vec<StatementSection> {
    let mut facts = vec![
        pen.entry("申请时间", "Applied on", pen.at(it.created_at)),
        pen.entry("进展", "Stage", stage(pen, &it.stage)),
    ];
    if let Some(report) = &it.result {
        let total = report.total.map(|it| format!("{it:.1}")).unwrap_or_default();
        facts.push(pen.entry("总分", "Total", total));
        for dimension in &report.dimensions {
            let score = dimension.score.map_or_else(|| pen.say("未评", "not assessed"), |it| format!("{it:.1}"));
            facts.push(StatementEntry { label: dimension.name.clone(), text: score });
        }
    }
    for document in &it.documents {
        let label = format!("{} · {}", pen.say("文件", "Document"), document.file_name);
        facts.push(StatementEntry { label, text: document.text.clone() });
    }
    let mut sections = vec![StatementSection {
        title: format!("{} · {}", pen.say("应聘", "Application"), it.job_title),
        entries: facts,
    }];
    let answer = |it: &super::AnswerCopyView| StatementEntry { label: it.asked.clone(), text: it.text.clone() };
    sections.push(pen.section("我的回答", "My answers", it.answers.iter().map(answer).collect()));
    let look = |it: &crate::look::LookView| StatementEntry {
        label: pen.at(it.at),
        text: [it.role.map(|role| role_name(pen, role)), it.department.clone(), Some(look_name(pen, it.what))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
    };
    sections.push(pen.section("谁看过我的资料", "Who looked at my data", it.looks.iter().map(look).collect()));
    sections.retain(|it| !it.entries.is_empty());
    sections
}

fn messages(pen: &Pen, copy: &MyDataCopyView) -> StatementSection {
    let entry = |it: &super::MessageCopyView| StatementEntry {
        label: format!("{} · {}", pen.at(it.created_at), it.subject),
        text: it.body.clone(),
    };
    pen.section("收到的消息", "Messages", copy.messages.iter().map(entry).collect())
}

fn consents(pen: &Pen, copy: &MyDataCopyView) -> StatementSection {
    let entry = |it: &OwnConsentView| {
        let (title, words) =
            it.text.as_ref().map_or((it.purpose.code(), ""), |text| (text.title.get(pen.0), text.text.get(pen.0)));
        let state = match (it.withdrawn_at, it.is_given) {
            (Some(at), _) => format!("{} {}", pen.say("已撤回或更新于", "withdrawn or replaced on"), pen.at(at)),
            (None, true) => pen.say("已同意", "agreed"),
            (None, false) => pen.say("不同意", "declined"),
        };
        let words = words.replace("{company}", &copy.data.company);
        StatementEntry {
            label: format!("{} · {state} · {}", pen.at(it.at), it.job_title),
            text: format!("{title}\n{words}"),
        }
    };
    pen.section("我同意过什么", "What I agreed to", copy.data.consents.iter().map(entry).collect())
}

fn requests(pen: &Pen, copy: &MyDataCopyView) -> StatementSection {
    let entry = |it: &super::OwnRequestView| {
        let kind = match it.kind {
            RequestKind::Delete => pen.say("删除我的数据", "Erase my data"),
            RequestKind::Correct => pen.say("更正我的数据", "Correct my data"),
            RequestKind::Person => pen.say("由人处理", "A person instead of a machine"),
        };
        let state = match it.state.as_str() {
            "done" => pen.say("已完成", "done"),
            "refused" => pen.say("未执行", "not carried out"),
            _ => pen.say("处理中", "open"),
        };
        let words = [it.words.clone(), it.answer.clone()].into_iter().flatten().collect::<Vec<_>>().join("\n");
        StatementEntry { label: format!("{} · {kind} · {state}", pen.at(it.asked_at)), text: words }
    };
    pen.section("我提出的请求", "What I asked for", copy.data.requests.iter().map(entry).collect())
}

fn kept(pen: &Pen, copy: &MyDataCopyView) -> StatementSection {
    let entry = |it: &super::KeptView| {
        let what = match it.class {
            DataClass::Person => pen.say("联系方式、简历、回答和消息", "Contact data, résumé, answers and messages"),
            DataClass::Decision => pen.say("去掉姓名的结果与分数", "Results and scores without the name"),
            _ => pen.say("操作记录", "The record of what was done"),
        };
        let days = it.days;
        let text = pen.say(&format!("最后一次决定后 {days} 天"), &format!("{days} days after the last decision"));
        StatementEntry { label: what, text }
    };
    pen.section("保存多久", "How long it is kept", copy.data.kept.iter().map(entry).collect())
}

fn stage(pen: &Pen, code: &str) -> String {
    use bole_domain::application::Stage;
    match Stage::from_code(code).unwrap_or_default() {
        Stage::Applied => pen.say("已投递", "Applied"),
        Stage::Screening => pen.say("筛选中", "Screening"),
        Stage::Interview => pen.say("面试中", "Interview"),
        Stage::SecondRound => pen.say("复试", "Second round"),
        Stage::Offer => pen.say("录用中", "Offer"),
        Stage::PreOnboarding => pen.say("待入职", "Before the first day"),
        Stage::Hired => pen.say("已录用", "Hired"),
        Stage::Pool => pen.say("人才库", "Talent pool"),
        Stage::Rejected => pen.say("未通过", "Not selected"),
        Stage::Withdrawn => pen.say("已撤回", "Withdrawn"),
    }
}

fn role_name(pen: &Pen, role: bole_domain::staff::Role) -> String {
    use bole_domain::staff::Role;
    match role {
        Role::SuperAdmin => pen.say("超级管理员", "Super administrator"),
        Role::Recruiter => pen.say("招聘专员", "Recruiter"),
        Role::Reviewer => pen.say("复核人", "Reviewer"),
        Role::HiringManager => pen.say("用人经理", "Hiring manager"),
        Role::HrAdmin => pen.say("人事管理员", "HR administrator"),
        Role::Interviewer => pen.say("面试官", "Interviewer"),
        Role::Auditor => pen.say("审计员", "Auditor"),
        Role::SystemAdmin => pen.say("系统管理员", "System administrator"),
    }
}

fn look_name(pen: &Pen, what: Look) -> String {
    match what {
        Look::Contact => pen.say("联系方式", "contact data"),
        Look::Document => pen.say("文件", "a document"),
        Look::Report => pen.say("报告", "the report"),
        Look::Export => pen.say("导出的名单", "an exported list"),
    }
}
