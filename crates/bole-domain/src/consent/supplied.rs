//! The words of consents that come with the program: version 1 of each. A company that wants others publishes its own.

use super::{Purpose, Text};
use crate::locale::Bilingual;

/// What an application that names no version has shown.
pub const FIRST_VERSION: u32 = 1;

/// The supplied words of a purpose.
#[must_use]
pub fn supplied(purpose: Purpose) -> Text {
    let (title, text) = words(purpose);
    let both = |it: [&str; 2]| Bilingual::new(it[0], it[1]);
    Text { purpose, version: FIRST_VERSION, title: both(title), text: both(text) }
}

/// Title and text, each in 中文 and English.
const fn words(purpose: Purpose) -> ([&'static str; 2], [&'static str; 2]) {
    match purpose {
        Purpose::Interview => (
            ["同意进行本次面试", "I agree to this interview"],
            ["允许{company}为这次应聘处理我的答案。", "{company} may process my answers for this application."],
        ),
        Purpose::AiScoring => (
            ["同意使用机器评分", "I agree to scoring by machine"],
            [
                "由机器依据答案文字给出带依据的评分建议，再由人复核。",
                "A machine proposes scores with evidence from your words; a person reviews them.",
            ],
        ),
        Purpose::CrossBorder => (
            ["同意把我的数据存放在中国大陆以外", "I agree that my data is stored outside Mainland China"],
            [
                "{company}的服务器在中国大陆以外。你的联系方式、简历和答案会存放在那里，只用于这次招聘。不同意就不能在这里面试，可以改为申请由人安排面试。",
                "The server of {company} stands outside Mainland China. Your contact data, résumé and answers are stored there, for this recruitment only. Without it there is no interview here; you can ask for one with a person instead.",
            ],
        ),
        Purpose::Video => (
            ["同意录像", "I agree to being recorded on video"],
            [
                "面试时录下画面，只供复核人员查看，不作情绪或相貌判断。不同意也可以面试，结果不受影响。",
                "The interview is filmed, for reviewers only; nothing is judged from faces or feelings. You can decline without any effect on the result.",
            ],
        ),
        Purpose::VoiceAnalysis => (
            ["同意录音", "I agree to being recorded on audio"],
            [
                "录下声音并转成文字，另计算语速和停顿，不提取声纹。不同意也可以面试，结果不受影响。",
                "Your voice is recorded, turned into text, and its pace and pauses are counted; no voiceprint is made. You can decline without any effect on the result.",
            ],
        ),
        Purpose::FaceCheck => (
            ["同意人脸比对", "I agree to a comparison of faces"],
            [
                "只用于确认是本人。比对后 24 小时内删除图像，不保存人脸特征。也可以改用其他方式确认身份。",
                "Only to see that it is you. The image is deleted within 24 hours and no template is kept. You can prove who you are in another way.",
            ],
        ),
        Purpose::ThirdPartyAi => (
            ["同意由第三方模型处理答案", "I agree that a third party’s model processes my answers"],
            [
                "去掉姓名和联系方式后，把答案交给页面上写明的模型服务。不同意时由本机评分或由人评分。",
                "Without name and contact data, your answers go to the model named on this page. If you decline, they are scored here or by a person.",
            ],
        ),
        Purpose::TalentPool => (
            ["以后有合适的岗位也可以联系我", "Keep in touch about later jobs"],
            [
                "允许{company}在这次招聘结束后把我的资料多保存一段时间，有合适的岗位时联系我。不同意不影响这次结果，随时可以撤回。",
                "{company} may keep my data for longer after this recruitment and get in touch about suitable jobs. Declining has no effect on this result; you can withdraw at any time.",
            ],
        ),
        Purpose::Research => (
            ["同意用我的答案改进题目和评分", "My answers may be used to improve questions and scoring"],
            [
                "去掉姓名和联系方式后，用来检查题目和评分是否合理。不同意不影响结果。",
                "Without name and contact data, to see whether questions and scoring are sound. Declining has no effect on the result.",
            ],
        ),
        Purpose::BackgroundCheck => (
            ["同意背景调查", "I agree to a background check"],
            ["只向我列出的联系人核实我写明的经历。", "Only what I stated is checked, and only with the people I name."],
        ),
        Purpose::GroupSharing => (
            ["同意与集团内其他公司共享资料", "I agree to sharing within the group"],
            [
                "允许{company}所在集团的其他公司查看我的资料，用于他们的招聘。不同意不影响这次结果。",
                "Other companies of the group of {company} may read my data for their own recruitment. Declining has no effect on this result.",
            ],
        ),
    }
}
