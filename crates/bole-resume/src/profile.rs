//! What is known of a person from a résumé. A value here was always written in the text at its span.

use bole_text::Span;
use serde::{Deserialize, Serialize};

/// Most findings of one sort; nobody has more, and a hostile list must not cost more than a long text.
pub(crate) const MOST_FINDINGS: usize = 50;

/// Keeps a finding unless its value is known already; tells whether there is room for more.
pub(crate) fn keep(found: &mut Vec<Field>, field: Field) -> bool {
    if found.iter().all(|other| other.value != field.value) {
        found.push(field);
    }
    found.len() < MOST_FINDINGS
}

/// A résumé as understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The normalised text that all spans refer to.
    pub text: String,
    /// The person's name, only where it is labelled or stands alone at the top.
    pub name: Option<Field>,
    /// Phone numbers: `+` and digits where the country is known, else the digits as written.
    pub phones: Vec<Field>,
    /// E-mail addresses in lower case.
    pub emails: Vec<Field>,
    /// Web addresses as written.
    pub links: Vec<Field>,
    /// The sections in the order of the text; what stands before the first is in none.
    pub sections: Vec<Section>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The value in its normal form.
    pub value: String,
    /// Where it is written.
    pub span: Span,
    /// How sure it is, from 0 to 1.
    pub confidence: f32,
}

/// A headed part of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// The heading as written, without ornaments.
    pub title: String,
    /// Where the heading is written.
    pub heading: Span,
    /// The text under the heading, up to the next one.
    pub body: Span,
    /// How sure the heading is one, from 0 to 1.
    pub confidence: f32,
}

/// The kinds of sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// 基本信息: name, contact, personal data.
    Basics,
    /// 求职意向: the wished-for position.
    Objective,
    /// 自我评价, 个人简介.
    Summary,
    /// 教育背景.
    Education,
    /// 工作经历, 实习经历.
    Work,
    /// 项目经历.
    Projects,
    /// 专业技能.
    Skills,
    /// 证书.
    Certificates,
    /// 获奖情况.
    Awards,
    /// 语言能力.
    Languages,
    /// 论文, 专利.
    Publications,
    /// 校园经历, 社会实践.
    Activities,
    /// 兴趣爱好.
    Interests,
    /// 个人账号, links.
    Links,
    /// 其他.
    Other,
}
