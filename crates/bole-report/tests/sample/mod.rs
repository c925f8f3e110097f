//! Reports about nobody, in both languages, for the tests and for looking at.

use bole_domain::assessment::{Calibration, Effect, Outcome};
use bole_domain::locale::Locale;
use bole_domain::time::Millis;
use bole_report::{
    AdjustmentInput, AdviceInput, Basis, DimensionInput, Edition, EvidenceInput, Percentile, ReportInput, ReviewInput,
};
use jiff::tz::{Offset, TimeZone};

/// 2026-05-06 06:00 UTC.
const START: i64 = 1_778_047_200_000;

/// A finished, reviewed interview.
pub fn report(locale: Locale, edition: Edition) -> ReportInput {
    let zh = locale == Locale::Zh;
    let pick = |chinese: &str, english: &str| pick(locale, chinese, english);
    ReportInput {
        locale,
        edition,
        company: pick("云杉示例科技有限公司", "Spruce Example Ltd."),
        job_title: pick("客户服务专员", "Customer service specialist"),
        candidate_name: Some(pick("林𠮷安", "Lin Ji'an")),
        application_no: "A-2026-0042".to_owned(),
        interviewed_at: Millis(START),
        finished_at: Millis(START + 27 * 60_000),
        time_zone: TimeZone::fixed(Offset::constant(8)),
        duration_minutes: 26,
        total: Some(76.4),
        outcome: Some(Outcome::FurtherEvaluation),
        percentile: Some(Percentile { share: 0.702, n: 212 }),
        dimensions: if zh { chinese_dimensions() } else { english_dimensions() },
        strengths: vec![
            pick(
                "先确认客户情绪，再核对订单事实，步骤清楚。",
                "Acknowledges the customer first, then checks the order's facts step by step.",
            ),
            pick(
                "能说出结果：当天解决，次日回访，客户撤回了投诉。",
                "Names the result: solved the same day, followed up the next, complaint withdrawn.",
            ),
        ],
        weaknesses: vec![pick(
            "谈团队合作时多用“我们”，个人做了什么说得不够具体。",
            "Speaks of “we” when asked about teamwork; what the candidate did is not specific enough.",
        )],
        advice: advice(locale),
        probes: vec![
            pick(
                "您提到团队赶在周五前完成，您自己负责哪一部分？遇到的最大分歧是什么？",
                "You said the team finished by Friday: which part was yours, and what was the hardest disagreement?",
            ),
            pick(
                "请再举一次没能让客户满意的经历，您后来改变了什么？",
                "Tell us about a customer you could not satisfy. What did you change afterwards?",
            ),
        ],
        review: Some(review(locale)),
        basis: Basis {
            scorer: "rubric-1".to_owned(),
            flow_version: "3".to_owned(),
            receipt_sha256: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()),
            calibration: Calibration::NotCalibrated,
        },
        review_contact: Some("hr@example.com".to_owned()),
        retention_months: Some(12),
        watermark: Some(pick("王敏  2026-05-06 17:20", "Min Wang  2026-05-06 17:20")),
    }
}

fn pick(locale: Locale, chinese: &str, english: &str) -> String {
    if locale == Locale::Zh { chinese.to_owned() } else { english.to_owned() }
}

fn advice(locale: Locale) -> Vec<AdviceInput> {
    vec![
        AdviceInput {
            dimension: pick(locale, "团队协作", "Teamwork"),
            text: pick(
                locale,
                "选一次最近的合作经历，用背景、任务、行动、结果各写两句话，行动部分每句以“我”开头。可参考《金字塔原理》第一章。",
                "Take one recent piece of teamwork and write two sentences each on situation, task, action and result; begin every sentence of the action with “I”.",
            ),
        },
        AdviceInput {
            dimension: pick(locale, "情绪管理", "Composure"),
            text: pick(
                locale,
                "回想一次被客户指责的经历，写下当时先做的三件事，并说明为什么按这个顺序。",
                "Recall being blamed by a customer; write down the first three things you did and why in that order.",
            ),
        },
    ]
}

fn review(locale: Locale) -> ReviewInput {
    ReviewInput {
        reviewer: pick(locale, "王敏（招聘经理）", "Min Wang (recruiting manager)"),
        remarks: Some(pick(
            locale,
            "投诉处理的回答扎实；团队协作只有一个例子，建议复试时追问个人贡献。",
            "Solid on complaints; only one example of teamwork, so ask about the own share in the next round.",
        )),
        released_at: Millis(START + 3 * 3_600_000),
    }
}

fn dimension(name: &str, definition: &str, weight: f64, score: Option<f64>, level: Option<u8>) -> DimensionInput {
    DimensionInput {
        name: name.to_owned(),
        definition: definition.to_owned(),
        weight,
        score,
        level,
        anchor_text: None,
        next_anchor_text: None,
        confidence: 0.8,
        not_assessable: None,
        evidence: Vec::new(),
        adjustment: None,
    }
}

fn quote(question: &str, words: &str, effect: Effect) -> EvidenceInput {
    EvidenceInput { question_title: question.to_owned(), quote: words.to_owned(), effect }
}

fn chinese_dimensions() -> Vec<DimensionInput> {
    vec![
        DimensionInput {
            anchor_text: Some("先确认对方的诉求和情绪，再分步骤说明处理办法，并核对对方是否理解。".to_owned()),
            next_anchor_text: Some("主动预告下一步和时间点，并在结束后核实问题是否真正解决。".to_owned()),
            evidence: vec![
                quote(
                    "处理一次客户投诉的经历",
                    "我先跟客户说抱歉让您久等了，然后逐条核对订单号、发货时间和物流记录",
                    Effect::Raises,
                ),
                quote(
                    "处理一次客户投诉的经历",
                    "当天下午四点前我把补发的单号发给她，第二天又打电话确认收到了",
                    Effect::Raises,
                ),
                quote("向不懂技术的客户解释故障", "反正就是系统的问题，等一会儿就好了", Effect::Lowers),
            ],
            ..dimension("沟通逻辑", "把复杂情况讲清楚：先后有序、因果分明、对方听得懂。", 30.0, Some(82.5), Some(4))
        },
        DimensionInput {
            anchor_text: Some("被指责时保持克制，能说出自己如何平复并继续解决问题。".to_owned()),
            next_anchor_text: Some("能帮助同事或客户一起平复，并事后总结改进做法。".to_owned()),
            evidence: vec![quote(
                "被客户当面指责时",
                "他骂得很难听😤，我深呼吸了一下，心想他是着急，不是针对我",
                Effect::Raises,
            )],
            adjustment: Some(AdjustmentInput {
                score: 78.0,
                reason: "第二个追问的回答补充了平复的方法，系统没有计入。".to_owned(),
            }),
            ..dimension("情绪管理", "在压力和指责下保持克制，并把注意力放回到解决问题上。", 25.0, Some(71.0), Some(4))
        },
        DimensionInput {
            anchor_text: Some("能说出结果，并有数字或客户反馈支持。".to_owned()),
            next_anchor_text: Some("能说明结果与自己行动的因果关系，并与目标比较。".to_owned()),
            evidence: vec![quote(
                "处理一次客户投诉的经历",
                "最后客户撤回了投诉，还给了五星好评，那个月我的满意度是 98%",
                Effect::Raises,
            )],
            ..dimension("结果导向", "以问题是否解决来衡量工作，追踪到底。", 20.0, Some(80.0), Some(4))
        },
        DimensionInput {
            anchor_text: Some("提到与他人合作，但个人的作用不够具体。".to_owned()),
            next_anchor_text: Some("清楚说明自己承担的部分、如何协调分歧以及对结果的影响。".to_owned()),
            confidence: 0.42,
            evidence: vec![quote("一次跨部门合作", "我们一起加班，最后大家在周五之前做完了", Effect::Lowers)],
            ..dimension("团队协作", "与他人分工配合，主动协调，对共同结果负责。", 15.0, Some(58.0), Some(2))
        },
        DimensionInput {
            not_assessable: Some("两个相关问题都没有作答。".to_owned()),
            ..dimension("学习能力", "从经验和反馈中总结并改变做法。", 10.0, None, None)
        },
    ]
}

fn english_dimensions() -> Vec<DimensionInput> {
    vec![
        DimensionInput {
            anchor_text: Some("Acknowledges what the other side wants and feels, explains the way forward in steps and checks that it was understood.".to_owned()),
            next_anchor_text: Some("Announces the next step and its time, and verifies afterwards that the problem is really solved.".to_owned()),
            evidence: vec![
                quote("A complaint you handled", "I said sorry for the wait and then went through the order number, the shipping time and the tracking record one by one", Effect::Raises),
                quote("A complaint you handled", "by four in the afternoon I had sent her the new tracking number, and the next day I called to make sure it had arrived", Effect::Raises),
                quote("Explaining a fault to a layperson", "it's just the system, wait a bit and it will be fine", Effect::Lowers),
            ],
            ..dimension("Clarity of communication", "Explains a complicated situation in order, with causes and effects, so that the other side understands.", 30.0, Some(82.5), Some(4))
        },
        DimensionInput {
            anchor_text: Some("Stays composed when blamed and can say how they calmed down and went on solving the problem.".to_owned()),
            next_anchor_text: Some("Helps colleagues or the customer to calm down too, and draws a lesson afterwards.".to_owned()),
            evidence: vec![quote("Being blamed to your face", "he shouted at me 😤 and I took a deep breath and thought: he is worried, it is not about me", Effect::Raises)],
            adjustment: Some(AdjustmentInput {
                score: 78.0,
                reason: "The answer to the second follow-up describes how to calm down; the system did not count it.".to_owned(),
            }),
            ..dimension("Composure", "Stays composed under pressure and blame and turns back to solving the problem.", 25.0, Some(71.0), Some(4))
        },
        DimensionInput {
            anchor_text: Some("Names the result and supports it with a number or the customer's feedback.".to_owned()),
            next_anchor_text: Some("Explains how the own action caused the result and compares it with the goal.".to_owned()),
            evidence: vec![quote("A complaint you handled", "in the end she withdrew the complaint and gave us five stars; my satisfaction rate that month was 98%", Effect::Raises)],
            ..dimension("Focus on results", "Measures work by whether the problem is solved, and follows through.", 20.0, Some(80.0), Some(4))
        },
        DimensionInput {
            anchor_text: Some("Mentions working with others, but the own part is not specific.".to_owned()),
            next_anchor_text: Some("States the own share, how disagreements were settled and what it changed.".to_owned()),
            confidence: 0.42,
            evidence: vec![quote("Work across departments", "we all worked late and everything was done before Friday", Effect::Lowers)],
            ..dimension("Teamwork", "Shares work, coordinates actively and answers for the common result.", 15.0, Some(58.0), Some(2))
        },
        DimensionInput {
            not_assessable: Some("Neither of the two related questions was answered.".to_owned()),
            ..dimension("Learning", "Draws lessons from experience and feedback and changes what they do.", 10.0, None, None)
        },
    ]
}
