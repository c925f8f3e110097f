//! What cannot be assessed says why, and never gets a score.

use bole_domain::assessment::NotAssessable;
use bole_domain::locale::Locale::{self, En, Zh};

use crate::fixture::interview;

fn check(question: &str, locale: Locale, text: &str, expected: Option<NotAssessable>) {
    let interview = interview();
    let assessment = interview.assess(question, text, locale);
    assert_eq!(assessment.answers[0].not_assessable, expected, "{text}");
    for dimension in &interview.question(question).dimensions {
        let found = assessment.dimensions.iter().find(|it| it.key == *dimension).expect("the dimension is scored");
        assert_eq!(found.score.is_none(), expected.is_some(), "{text}");
        assert_eq!(found.not_assessable, expected, "{text}");
        assert_eq!(found.evidence.is_empty(), expected.is_some(), "{text}");
    }
    assert_eq!(assessment.total.is_none(), expected.is_some(), "{text}");
}

#[test]
fn nothing_written_is_empty() {
    for text in ["", " \n\t\u{3000}"] {
        check("complaint", Zh, text, Some(NotAssessable::Empty));
        check("complaint", En, text, Some(NotAssessable::Empty));
    }
}

#[test]
fn a_few_words_are_too_short() {
    for text in ["道歉退款", "就是解释", "好的", "我道歉了呀"] {
        check("complaint", Zh, text, Some(NotAssessable::TooShort));
    }
    for text in ["I apologised", "gave a refund", "yes of course"] {
        check("complaint", En, text, Some(NotAssessable::TooShort));
    }
}

#[test]
fn saying_that_one_does_not_know_is_no_low_score() {
    for text in [
        "不知道",
        "不清楚。",
        "这个我不太清楚",
        "我没有经历过",
        "不好意思，这个我真的没有遇到过。",
        "没有",
        "抱歉，我之前没有做过客服，这方面没有相关经验。",
        "呃……想不起来了，不知道怎么说",
        "没什么可说的",
        "我不知道。我不知道。我不知道。",
        "没有遇到过特别难缠的客户投诉",
    ] {
        check("complaint", Zh, text, Some(NotAssessable::DoesNotKnow));
    }
    for text in [
        "I don't know",
        "idk",
        "No idea, sorry.",
        "Sorry, I have never experienced this.",
        "I don’t know.",
        "I can't think of anything right now",
        "Honestly I'm not sure about this question",
        "Skip",
    ] {
        check("complaint", En, text, Some(NotAssessable::DoesNotKnow));
    }
}

#[test]
fn admitting_a_gap_and_answering_all_the_same_is_assessed() {
    check(
        "complaint",
        Zh,
        "我没有做过客服，但是在学生会收到过同学对活动的投诉，我先听他说完，核实了报名记录，然后道歉并给他补发了门票。",
        None,
    );
    check("complaint", Zh, "我不会让客户等太久，会先道歉，再核实订单，给出退款或者换货的方案。", None);
    check(
        "complaint",
        En,
        "I have never worked in support, but in my club a member complained about a ticket, so I listened, checked the list and gave him a refund.",
        None,
    );
}

#[test]
fn the_question_copied_back_is_no_answer() {
    for text in [
        "请讲一次你处理客户投诉的经历：当时发生了什么，你做了什么，最后怎么样？",
        "处理客户投诉的经历，当时发生了什么，你做了什么，最后怎么样",
        "请讲一次你处理客户投诉的经历。可以说说背景、你的做法和结果。",
    ] {
        check("complaint", Zh, text, Some(NotAssessable::CopiedQuestion));
    }
    for text in [
        "Tell me about a time you handled a customer complaint: what happened, what did you do, and how did it end?",
        "a time you handled a customer complaint, what happened, what did you do and how did it end",
    ] {
        check("complaint", En, text, Some(NotAssessable::CopiedQuestion));
    }
}

#[test]
fn key_words_in_a_row_are_no_answer() {
    for text in [
        "倾听 安抚 道歉 核实 退款 补发 回访 复盘 满意",
        "倾听、安抚、道歉、核实、退款、补发、回访、复盘、满意",
        "倾听，安抚，道歉，核实原因，退款，补发，回访，复盘，满意，方案，补偿",
        "倾听安抚道歉致歉核实查询原因方案补发退款换货补偿跟进回访复盘",
    ] {
        check("complaint", Zh, text, Some(NotAssessable::KeywordSalad));
    }
    for text in [
        "listen calm apologise refund replacement follow up satisfied tracking investigate",
        "Listen, calm, apologise, check, refund, replacement, voucher, follow up, happy, satisfied",
    ] {
        check("complaint", En, text, Some(NotAssessable::KeywordSalad));
    }
}

#[test]
fn random_keys_and_signs_are_gibberish() {
    for locale in [Zh, En] {
        for text in [
            "asdfasdfasdf",
            "qwer asdf zxcv qwer asdf",
            "😀😀😀😀",
            "。。。。。。",
            "111111",
            "aaaaaaaaaaaaaaaa",
            "kjhgfdsakjhgfdsalkjhgfdskjhgfd",
            "sdfgh jkl sdfghjkl dfghjk",
        ] {
            check("complaint", locale, text, Some(NotAssessable::Gibberish));
        }
    }
    for text in ["哈哈哈哈哈哈哈哈哈哈", "啊啊啊啊啊啊", "𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷", "阿斯蒂芬噶手动阀手动阀阿斯顿噶尔"]
    {
        check("complaint", Zh, text, Some(NotAssessable::Gibberish));
    }
}

#[test]
fn another_language_than_the_interviews_is_not_assessed() {
    check(
        "complaint",
        Zh,
        "I listened to the customer, apologised, and sent a replacement the same day.",
        Some(NotAssessable::OtherLanguage),
    );
    check(
        "complaint",
        Zh,
        "お客様の話を聞いて、謝罪し、商品をすぐに送り直しました。",
        Some(NotAssessable::OtherLanguage),
    );
    check("complaint", Zh, "اعتذرت للعميل ثم أرسلت له بديلا في نفس اليوم", Some(NotAssessable::OtherLanguage));
    check("complaint", En, "我先听客户说完，然后道歉，当天补发了一个新的。", Some(NotAssessable::OtherLanguage));
    check(
        "complaint",
        En,
        "J'ai écouté le client, je me suis excusé et nous avons envoyé une nouvelle bouteille dans la journée.",
        Some(NotAssessable::OtherLanguage),
    );
    check(
        "complaint",
        En,
        "wo xian ting kehu shuo wan, ranhou wo daoqian, bu shi wo de cuo, ni hen hao",
        Some(NotAssessable::OtherLanguage),
    );
}

#[test]
fn chinese_with_english_names_of_tools_is_chinese() {
    check(
        "incident",
        Zh,
        "我用 Grafana 看 CPU 和 latency，发现 Redis timeout，马上 rollback 了 release，再加了 alert。",
        None,
    );
}

#[test]
fn what_has_nothing_to_do_with_the_question_is_off_topic() {
    for text in [
        "我最喜欢的季节是秋天，因为天气凉爽，可以去爬山看红叶，还可以吃螃蟹。",
        "我是最好的，录用我你不会后悔，没有人比我优秀。",
    ] {
        check("complaint", Zh, text, Some(NotAssessable::OffTopic));
    }
    for text in [
        "My favourite season is autumn because the leaves turn red and I can hike in the hills.",
        "I am the best candidate and you will not regret hiring me, nobody is better.",
    ] {
        check("complaint", En, text, Some(NotAssessable::OffTopic));
    }
}

#[test]
fn the_same_sentence_ten_times_counts_once() {
    check("complaint", Zh, &"我会耐心解释。".repeat(10), Some(NotAssessable::TooShort));
    check("complaint", Zh, &"我会耐心解释，".repeat(10), Some(NotAssessable::TooShort));
    check("complaint", En, &"I stay calm. ".repeat(10), Some(NotAssessable::TooShort));
}

#[test]
fn an_unanswered_dimension_says_so() {
    let interview = interview();
    let assessment = interview.assess("cache", "读多写少的数据可以加缓存，更新数据库之后删除缓存，再设过期时间。", Zh);
    let empathy = &assessment.dimensions[0];
    assert_eq!((empathy.score, empathy.level, empathy.not_assessable), (None, None, Some(NotAssessable::NoAnswer)));
    assert_eq!(assessment.coverage, 0.15);
}
