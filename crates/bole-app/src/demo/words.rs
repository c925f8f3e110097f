//! What the demonstration's staff and candidates write besides answers: remarks, reasons, an appeal. All of it is made up.

use bole_domain::locale::Locale;

/// Remarks of recruiters and managers, with whether the manager of the department wrote it.
pub(super) const REMARKS: [(&str, bool); 8] = [
    ("电话里确认可以接受早晚轮班，期望到岗时间为两周后。", false),
    ("复试重点了解处理升级投诉的边界感，其余部分印象很好。", true),
    ("和上一位候选人一起安排在周四下午复试。", false),
    ("回答里的数据很具体，建议优先约。", true),
    ("候选人希望了解培训安排，已把入职两周带教的内容发给对方。", false),
    ("表达清楚，例子偏校园，复试再看抗压。", true),
    ("薪资期望在预算之内。", false),
    ("曾在本店购物，了解我们的小程序，动机比较明确。", true),
];

/// What candidates read with a passed result.
const NOTES: [(&str, &str); 3] = [
    (
        "感谢您认真准备，我们会在两个工作日内与您联系复试。",
        "Thank you for preparing so well. We will contact you within two working days.",
    ),
    (
        "您的例子让我们印象深刻，期待在复试中见到您。",
        "Your examples impressed us. We look forward to meeting you in the next round.",
    ),
    ("恭喜通过，稍后会有同事电话联系您。", "Congratulations. A colleague will call you soon."),
];

/// Why a reviewer changed a score.
pub(super) const ADJUSTED: &str = "例子里的做法和结果是具体的，规则没有完全识别，人工复核后上调。";

/// Why a candidate asks for another look.
pub(super) const APPEAL: &str = "我在“反复出现的问题”这道题里讲的做法，反馈里没有提到，希望请人再看一遍。谢谢。";

/// Why an invitation was withdrawn.
pub(super) const WITHDRAWN: &str = "候选人电话告知已接受其他工作。";

/// Why somebody goes into the pool.
pub(super) const POOLED: &str = "本期名额有限，先放入人才库，门店客服开放时优先联系。";

/// Why somebody is not hired.
pub(super) const REJECTED: &str = "复核后未达到岗位要求，已发送结果与改进建议。";

/// A word with a passed result, another one for every place in the list.
pub(super) fn note(locale: Locale, place: usize) -> &'static str {
    let (zh, en) = NOTES[place % NOTES.len()];
    match locale {
        Locale::Zh => zh,
        Locale::En => en,
    }
}

/// The reason of an adverse result, from what was weakest.
pub(super) fn failed(locale: Locale, weakest: &[String]) -> String {
    match (locale, weakest) {
        (Locale::Zh, []) => "回答没有提供可以评估的内容，本次未通过。".to_owned(),
        (Locale::Zh, names) => {
            format!("“{}”方面的回答缺少具体的事例和结果，与岗位要求有差距，本次未通过。", names.join("”“"))
        }
        (Locale::En, []) => "The answers gave nothing that could be assessed.".to_owned(),
        (Locale::En, names) => {
            let names = names.join("” and “");
            format!("On “{names}” the answers lacked concrete examples and results that the job asks for.")
        }
    }
}
