//! The texts that come with Bole, in both languages. A code's message ends in the form browsers fill in by themselves.

use bole_domain::locale::Locale;
use bole_domain::message::{Channel, MessageKind, Text};

/// The supplied text of a kind; short messages have no subject.
#[must_use]
pub fn text(kind: MessageKind, channel: Channel, locale: Locale) -> Text {
    let (subject, body) = match (channel, locale) {
        (Channel::Mail, Locale::Zh) => mail_zh(kind),
        (Channel::Mail, Locale::En) => mail_en(kind),
        (Channel::Sms, Locale::Zh) => ("", sms_zh(kind)),
        (Channel::Sms, Locale::En) => ("", sms_en(kind)),
    };
    Text { subject: subject.to_owned(), body: body.to_owned() }
}

const fn mail_zh(kind: MessageKind) -> (&'static str, &'static str) {
    match kind {
        MessageKind::Invitation => (
            "{company} 邀请您参加“{job}”的线上面试",
            "{name}，您好：\n\n感谢您应聘{company}的“{job}”。请在 {until} 前用手机打开下面的链接完成线上文字面试，\
             中途可以退出，随时回来继续：\n\n{link}\n\n链接只属于您本人，请不要转发。面试由 AI 辅助评估，结果由人工复核后发布。\n{note}\n{company}\n",
        ),
        MessageKind::Reminder => (
            "提醒：“{job}”的线上面试即将截止",
            "{name}，您好：\n\n您应聘{company}“{job}”的线上文字面试将在 {until} 截止，还没有完成。请在截止前用手机打开下面的链接，\
             从上次的地方继续：\n\n{link}\n\n如果已经完成，请忽略这封邮件。\n\n{company}\n",
        ),
        MessageKind::Code => (
            "{company} 验证码",
            "您的验证码是 {code}，5 分钟内有效。\n如果不是您本人操作，请忽略，也不要把它告诉任何人。\n\n{company}\n",
        ),
        MessageKind::Result => (
            "“{job}”面试结果已发布",
            "{name}，您好：\n\n您应聘“{job}”的面试结果已经由人工复核并发布。请打开邀请您面试的那个链接（{origin}），用验证码登录后查看结果和反馈报告。\n\n{company}\n",
        ),
        MessageKind::Cancellation => (
            "“{job}”的面试邀请已取消",
            "{name}，您好：\n\n{company}取消了“{job}”的线上面试邀请，之前的链接已经失效，您不需要再做什么。如有疑问，请联系邀请您的招聘人员。\n\n{company}\n",
        ),
        MessageKind::Withdrawal => (
            "已收到您对“{job}”的撤回",
            "{name}，您好：\n\n您已撤回对{company}“{job}”的应聘，面试不再继续。如果不是您本人操作，请联系邀请您的招聘人员。\n\n{company}\n",
        ),
        MessageKind::StaffActivation => (
            "{company} 为您开通了招聘系统账号",
            "{name}，您好：\n\n{company}为您开通了招聘系统的账号。请在三天内打开下面的链接，设置您自己的密码和验证器：\n\n{link}\n\n链接只能用一次，请不要转发。\n",
        ),
        MessageKind::Approval => (
            "招聘需求“{job}”",
            "{name}，您好：\n\n招聘需求“{job}”{news}。请打开下面的链接查看：\n\n{link}\n\n{company}\n",
        ),
        MessageKind::Announcement => {
            ("关于您应聘的“{job}”", "{name}，您好：\n\n关于您应聘的{company}“{job}”：\n\n{text}\n\n{company}\n")
        }
    }
}

const fn mail_en(kind: MessageKind) -> (&'static str, &'static str) {
    match kind {
        MessageKind::Invitation => (
            "{company} invites you to an online interview for {job}",
            "Dear {name},\n\nThank you for applying for {job} at {company}. Please open this link on your phone and complete \
             the written interview by {until}. You can leave and come back at any time:\n\n{link}\n\nThe link is yours alone; \
             please do not pass it on. Scoring is assisted by AI, and a person reviews every result before it is released.\n{note}\n{company}\n",
        ),
        MessageKind::Reminder => (
            "Reminder: your online interview for {job} closes soon",
            "Dear {name},\n\nYour written online interview for {job} at {company} closes on {until} and is not finished yet. Please open \
             this link on your phone to go on where you left off:\n\n{link}\n\nIf you have finished it already, please ignore this \
             message.\n\n{company}\n",
        ),
        MessageKind::Code => (
            "Your code from {company}",
            "Your code is {code}. It is valid for 5 minutes.\nIf you did not ask for it, ignore this message and give the code to nobody.\n\n{company}\n",
        ),
        MessageKind::Result => (
            "Your interview result for {job}",
            "Dear {name},\n\nThe result of your interview for {job} has been reviewed by a person and released. Open the link you were invited \
             with ({origin}) and sign in with a code to read the result and your feedback report.\n\n{company}\n",
        ),
        MessageKind::Cancellation => (
            "Your interview invitation for {job} was cancelled",
            "Dear {name},\n\n{company} has cancelled the invitation to the online interview for {job}. The link you received no longer \
             works, and there is nothing you need to do. If you have questions, please contact the person who invited you.\n\n{company}\n",
        ),
        MessageKind::Withdrawal => (
            "Your application for {job} was withdrawn",
            "Dear {name},\n\nYou have withdrawn your application for {job} at {company}; the interview will not go on. If this was \
             not you, please contact the person who invited you.\n\n{company}\n",
        ),
        MessageKind::StaffActivation => (
            "Your account at {company}",
            "Dear {name},\n\n{company} has made an account in its hiring system for you. Please open this link within three days and set \
             your own password and authenticator:\n\n{link}\n\nThe link works once; please do not pass it on.\n",
        ),
        MessageKind::Approval => (
            "Requisition {job}",
            "Dear {name},\n\nThe requisition {job} {news}. Please open this link:\n\n{link}\n\n{company}\n",
        ),
        MessageKind::Announcement => (
            "About your application for {job}",
            "Dear {name},\n\nAbout your application for {job} at {company}:\n\n{text}\n\n{company}\n",
        ),
    }
}

const fn sms_zh(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Invitation => {
            "{name}您好，{company}邀请您参加“{job}”线上文字面试，请在{until}前打开 {link} 完成。链接仅限本人使用。"
        }
        MessageKind::Reminder => "{name}您好，您的“{job}”线上面试将于{until}截止，请打开 {link} 继续完成。",
        MessageKind::Code => "验证码 {code}，5分钟内有效。请勿告诉他人。",
        MessageKind::Result => "{name}您好，“{job}”的面试结果已发布，请打开 {origin} 用验证码登录查看。",
        MessageKind::Cancellation => "{name}您好，{company}“{job}”的线上面试邀请已取消，原链接已失效。",
        MessageKind::Withdrawal => "{name}您好，您对{company}“{job}”的应聘已撤回。如非本人操作，请联系招聘人员。",
        MessageKind::Announcement => "{name}您好，关于您应聘的{company}“{job}”：{text}",
        MessageKind::StaffActivation | MessageKind::Approval => "",
    }
}

const fn sms_en(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Invitation => {
            "{name}, {company} invites you to a written online interview for {job}. Please finish it by {until}: {link} (for you only)"
        }
        MessageKind::Reminder => "{name}, your online interview for {job} closes on {until}. Please go on here: {link}",
        MessageKind::Code => "Your code is {code}, valid for 5 minutes. Give it to nobody.",
        MessageKind::Result => {
            "{name}, your interview result for {job} is ready. Open {origin} and sign in with a code."
        }
        MessageKind::Cancellation => {
            "{name}, {company} has cancelled your interview invitation for {job}. The link no longer works."
        }
        MessageKind::Withdrawal => {
            "{name}, your application for {job} at {company} is withdrawn. If this was not you, please contact the recruiter."
        }
        MessageKind::Announcement => "{name}, about your application for {job} at {company}: {text}",
        MessageKind::StaffActivation | MessageKind::Approval => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bole_domain::message::problems;

    #[test]
    fn every_supplied_text_obeys_the_rules_for_texts() {
        for kind in MessageKind::ALL {
            for channel in kind.channels() {
                for locale in [Locale::Zh, Locale::En] {
                    let found = problems(kind, *channel, &text(kind, *channel, locale));
                    assert!(found.is_empty(), "{kind:?} {channel:?} {locale:?}: {found:?}");
                }
            }
        }
    }
}
