//! What Bole writes to candidates, in both languages. A code's message ends in the form browsers fill in by themselves.

use bole_domain::locale::Locale;
use bole_domain::time::Millis;

use crate::calendar::date;

/// One kind of message with what goes into it.
#[derive(Debug)]
pub enum Letter<'a> {
    /// An invitation to an interview.
    Invitation {
        /// Whom.
        name: &'a str,
        /// For what.
        job: &'a str,
        /// The link.
        link: &'a str,
        /// Until when.
        expires_at: Millis,
        /// What HR added.
        note: &'a str,
    },
    /// A one-time code.
    Code {
        /// Six digits.
        code: &'a str,
    },
    /// A result can be read.
    Result {
        /// Whom.
        name: &'a str,
        /// For what.
        job: &'a str,
        /// Where candidates come.
        origin: &'a str,
    },
}

impl Letter<'_> {
    /// The kind as stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::Code { .. } => "code",
            Self::Result { .. } => "result",
        }
    }

    /// Subject and text.
    #[must_use]
    pub fn write(&self, locale: Locale, company: &str) -> (String, String) {
        match locale {
            Locale::Zh => self.in_chinese(company),
            Locale::En => self.in_english(company),
        }
    }

    fn in_chinese(&self, company: &str) -> (String, String) {
        match self {
            Self::Invitation { name, job, link, expires_at, note } => {
                let until = date(*expires_at, Locale::Zh);
                let note = added(note);
                (
                    format!("{company} 邀请您参加“{job}”的线上面试"),
                    format!(
                        "{name}，您好：\n\n感谢您应聘{company}的“{job}”。请在 {until} 前用手机打开下面的链接完成线上文字面试，\
                         中途可以退出，随时回来继续：\n\n{link}\n\n链接只属于您本人，请不要转发。面试由 AI 辅助评估，结果由人工复核后发布。\n{note}\n{company}\n"
                    ),
                )
            }
            Self::Code { code } => (
                format!("{company} 验证码"),
                format!(
                    "您的验证码是 {code}，5 分钟内有效。\n如果不是您本人操作，请忽略，也不要把它告诉任何人。\n\n{company}\n"
                ),
            ),
            Self::Result { name, job, origin } => (
                format!("“{job}”面试结果已发布"),
                format!(
                    "{name}，您好：\n\n您应聘“{job}”的面试结果已经由人工复核并发布。请打开邀请您面试的那个链接（{origin}），用验证码登录后查看结果和反馈报告。\n\n{company}\n"
                ),
            ),
        }
    }

    fn in_english(&self, company: &str) -> (String, String) {
        match self {
            Self::Invitation { name, job, link, expires_at, note } => {
                let until = date(*expires_at, Locale::En);
                let note = added(note);
                (
                    format!("{company} invites you to an online interview for {job}"),
                    format!(
                        "Dear {name},\n\nThank you for applying for {job} at {company}. Please open this link on your phone and complete \
                         the written interview by {until}. You can leave and come back at any time:\n\n{link}\n\nThe link is yours alone; \
                         please do not pass it on. Scoring is assisted by AI, and a person reviews every result before it is released.\n{note}\n{company}\n"
                    ),
                )
            }
            Self::Code { code } => (
                format!("Your code from {company}"),
                format!(
                    "Your code is {code}. It is valid for 5 minutes.\nIf you did not ask for it, ignore this message and give the code to nobody.\n\n{company}\n"
                ),
            ),
            Self::Result { name, job, origin } => (
                format!("Your interview result for {job}"),
                format!(
                    "Dear {name},\n\nThe result of your interview for {job} has been reviewed by a person and released. Open the link you were invited \
                     with ({origin}) and sign in with a code to read the result and your feedback report.\n\n{company}\n"
                ),
            ),
        }
    }
}

fn added(note: &str) -> String {
    let note: String = note.trim().chars().take(500).collect();
    if note.is_empty() { String::new() } else { format!("\n{note}\n") }
}
