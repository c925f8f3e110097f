//! The words that head sections, in 中文 and English, lower case. A word belongs here only if a line of its own with it
//! begins a section in any résumé: `项目` or `公司` alone are labels of tables.

use crate::profile::SectionKind;
use SectionKind::{
    Activities, Awards, Basics, Certificates, Education, Interests, Languages, Links, Objective, Other, Projects,
    Publications, Skills, Summary, Work,
};

/// The kind that a heading names.
pub(super) fn kind_of(heading: &str) -> Option<SectionKind> {
    WORDS.iter().find(|(_, words)| words.split('|').any(|word| word == heading)).map(|(kind, _)| *kind)
}

const WORDS: [(SectionKind, &str); 30] = [
    (Basics, "基本信息|个人信息|个人资料|基本资料|个人基本信息|联系方式|联系信息"),
    (
        Basics,
        "personal information|personal details|personal info|contact|contact information|contact details|basic information",
    ),
    (Objective, "求职意向|求职目标|应聘岗位|意向岗位|期望职位|求职岗位|职业目标|应聘职位"),
    (Objective, "objective|career objective|job objective|desired position"),
    (
        Summary,
        "自我评价|自我描述|自我介绍|个人评价|个人简介|个人总结|个人优势|个人概述|简介|关于我|个人概况|职业概述|优势亮点",
    ),
    (
        Summary,
        "summary|profile|about|about me|professional summary|personal statement|executive summary|self-evaluation|career summary|self evaluation|introduction",
    ),
    (Education, "教育背景|教育经历|教育|学历|学习经历|教育情况|学历背景|教育信息|求学经历"),
    (
        Education,
        "education|educational background|academic background|education background|education and training|education & training|qualifications",
    ),
    (
        Work,
        "工作经历|工作经验|实习经历|工作及教育经历|工作和实习经历|工作实习经历|实习经验|职业经历|工作履历|任职经历|从业经历|工作与实习经历|实践与工作经历|实习及工作经历|工作背景|实习/工作经历|工作/实习经历",
    ),
    (
        Work,
        "experience|work experience|professional experience|employment|employment history|work history|internship|internships|internship experience|career history|relevant experience|selected experience|industry experience",
    ),
    (
        Projects,
        "项目经历|项目经验|项目与论文|项目实践|科研经历|研究经历|近期主要研发经历|研发经历|主要项目|科研项目|项目成果|个人项目|开源项目|项目介绍|科研项目经历|重点项目",
    ),
    (
        Projects,
        "projects|project experience|personal projects|selected projects|research|research experience|key projects|open source|open source projects",
    ),
    (
        Skills,
        "专业技能|技能|技能特长|个人技能|掌握技能|职业技能|技术栈|技能清单|it技能|专业能力|技能与特长|核心技能|技能证书|专业特长|it 技能|技术能力",
    ),
    (
        Skills,
        "skills|technical skills|professional skills|core competencies|key skills|programming skills|skills & tools|skills and tools|technologies|expertise|skills & interests|skills and interests|technical expertise",
    ),
    (Certificates, "证书|资格证书|专业证书|职业资格|所获证书|资质证书|荣誉证书|证书资质|技能认证"),
    (
        Certificates,
        "certificates|certifications|licenses & certifications|licenses and certifications|training & certifications",
    ),
    (
        Awards,
        "获奖情况|获奖经历|荣誉奖项|所获荣誉|奖项|荣誉|奖励情况|获奖|荣誉与奖项|奖项荣誉|竞赛经历|竞赛/获奖/论文|在校荣誉|荣誉奖励|竞赛获奖|奖学金|所获奖项|奖项与荣誉",
    ),
    (
        Awards,
        "awards|honors|honours|honors & awards|honors and awards|awards & honors|awards and honors|selected honors|achievements|scholarships|honours & awards",
    ),
    (Languages, "语言能力|外语水平|语言|语言水平|外语能力|语言技能"),
    (Languages, "languages|language skills|language proficiency"),
    (Publications, "论文|发表论文|论文发表|学术成果|专利|论文与专利|科研成果|发表文章|论文专利|出版物"),
    (
        Publications,
        "publications|patents|selected publications|papers|publications & patents|presentations|invited talks",
    ),
    (
        Activities,
        "校园经历|社会实践|学生工作|校内经历|社团经历|实践经历|志愿经历|志愿服务|在校经历|社团活动|校园活动|校园实践|社会活动|学生干部经历|社会经历|组织经历",
    ),
    (
        Activities,
        "activities|extracurricular activities|volunteering|volunteer experience|leadership|leadership experience|community|community service|extracurricular|campus experience",
    ),
    (Interests, "兴趣爱好|爱好|个人爱好|兴趣特长|兴趣|特长爱好"),
    (Interests, "interests|hobbies|hobbies & interests|interests & hobbies|hobbies and interests"),
    (Links, "个人账号|链接|个人链接|社交账号|作品链接|个人主页"),
    (Links, "links|profiles|social|online presence|websites"),
    (Other, "其他|其他信息|其它|附加信息|补充信息|其它信息|培训经历|相关课程|主修课程|培训|家庭情况|推荐人"),
    (
        Other,
        "other|others|additional information|references|coursework|relevant coursework|training|miscellaneous|courses",
    ),
];
