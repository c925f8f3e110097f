//! The demonstration's own competency model, two versions old and changed since, and its own questions.

use std::collections::BTreeMap;

use bole_domain::competency::CompetencyModel;
use bole_domain::flow::FlowDocument;
use bole_domain::ids::{BankQuestionId, CompetencyModelId, DepartmentId, FlowId};
use bole_domain::locale::Bilingual;
use bole_domain::question::{Question, QuestionKind};
use bole_store::bank::{BankQuestion, BankVersion};
use bole_store::competency::Model;
use bole_store::flow::FlowVersion;
use serde_json::json;

use super::{AGE_DAYS, Founding};
use crate::failure::{Doing as _, Failure};
use crate::library;

/// The family that the model is for.
const FAMILY: &str = "customer_service";

type Flows = BTreeMap<String, (FlowId, FlowVersion, FlowDocument)>;

impl Founding<'_> {
    /// A model that the flow of its family was made with, one version ago.
    pub(super) async fn models(&mut self, root: Option<DepartmentId>, flows: &Flows) -> Result<(), Failure> {
        let Some(family) = library::family(FAMILY) else { return Ok(()) };
        let first = family.flow.competency.clone();
        let (second, third) = (reweighed(&first), sharpened(&reweighed(&first)));
        let text = |it: &CompetencyModel| serde_json::to_string(it).doing("Writing a model");
        let name = Bilingual::new("青禾门店客服模型", "Qinghe store service model");
        let mut model = Model {
            id: self.app.new_id::<CompetencyModelId>(),
            department_id: root,
            family: Some(FAMILY.to_owned()),
            name: serde_json::to_string(&name).doing("Writing a name")?,
            source: "high_performers".to_owned(),
            draft: text(&first)?,
            revision: 1,
            published_revision: None,
            is_demo: true,
            created_at: self.day(AGE_DAYS - 3, 600),
            updated_at: self.day(AGE_DAYS - 3, 620),
        };
        bole_store::competency::insert(self.tx, &model).await.doing("Adding a model")?;
        let subject = ("competency", model.id.to_string());
        self.note(model.created_at, "competency.create", subject.clone(), json!({}));
        for (number, draft, note, days_ago) in [
            (1, &first, "访谈六位高绩效客服后定稿", AGE_DAYS - 4),
            (2, &second, "投诉多在门店发生，提高客户沟通的权重", 9),
        ] {
            model.draft = text(draft)?;
            let mut version = crate::competency::freeze(self.app, &model, number, note, self.admin)?;
            version.published_at = self.day(days_ago, 630);
            bole_store::competency::insert_version(self.tx, &version).await.doing("Publishing a model")?;
            self.note(version.published_at, "competency.publish", subject.clone(), json!({ "number": number }));
            if let (1, Some((flow, ..))) = (number, flows.get(FAMILY)) {
                bole_store::competency::remember(self.tx, *flow, version.id).await.doing("Remembering a model")?;
            }
        }
        model.draft = text(&third)?;
        (model.revision, model.published_revision) = (4, Some(3));
        model.updated_at = self.day(1, 1000);
        bole_store::competency::update(self.tx, &model).await.doing("Changing a model")?;
        Ok(())
    }

    /// Two questions of the company: one in both languages and changed once, one that still lacks its English.
    pub(super) async fn own_questions(&mut self, root: Option<DepartmentId>) -> Result<(), Failure> {
        let [member_day, mut allergy] = written();
        self.own_question(root, FAMILY, &[earlier(&member_day), member_day], 20).await?;
        for text in [&mut allergy.text, &mut allergy.hint] {
            text.en.clear();
        }
        self.own_question(root, "store_part_time", &[allergy], 6).await
    }

    async fn own_question(
        &mut self,
        department_id: Option<DepartmentId>,
        family: &str,
        versions: &[Question],
        days_ago: i64,
    ) -> Result<(), Failure> {
        let id: BankQuestionId = self.app.new_id();
        let key = format!("own_{}", id.0.simple());
        let Some(newest) = versions.last() else { return Ok(()) };
        let text = |it: &Question| {
            serde_json::to_string(&Question { key: key.clone(), ..it.clone() }).doing("Writing a question")
        };
        let number = versions.len() as i64;
        let stored = BankQuestion {
            id,
            department_id,
            family: family.to_owned(),
            key: key.clone(),
            number,
            question: text(newest)?,
            is_archived: false,
            is_demo: true,
            created_at: self.day(days_ago, 600),
            updated_at: self.day(days_ago - number, 600),
        };
        bole_store::bank::insert(self.tx, &stored).await.doing("Adding a question")?;
        self.note(stored.created_at, "bank.create", ("bank", id.to_string()), json!({}));
        for (number, question) in (1..).zip(versions) {
            let version = BankVersion {
                id: self.app.new_id(),
                question_id: id,
                number,
                question: text(question)?,
                changed_by: self.admin,
                changed_at: self.day(days_ago - number, 600),
            };
            bole_store::bank::insert_version(self.tx, &version).await.doing("Keeping a version")?;
        }
        Ok(())
    }
}

/// Customer communication counts five points more, composure five less.
fn reweighed(model: &CompetencyModel) -> CompetencyModel {
    let mut model = model.clone();
    for it in &mut model.dimensions {
        match it.key.as_str() {
            "communication" => it.weight += 5,
            "composure" => it.weight -= 5,
            _ => {}
        }
    }
    model
}

/// One level of one dimension says what the company's best people do.
fn sharpened(model: &CompetencyModel) -> CompetencyModel {
    let mut model = model.clone();
    if let Some(anchor) = model.dimensions.first_mut().and_then(|it| it.anchors.get_mut(3)) {
        *anchor = Bilingual::new(
            "先说出客户在意的那一点，再按结论、原因、下一步和时间说明；在门店会把客户带到安静处谈，挂断或送别前问还有没有疑问。",
            "Names what matters to the customer first, then gives answer, reason, next step and time; in a store takes the customer aside to talk, and asks before parting whether anything is open.",
        );
    }
    model
}

fn earlier(question: &Question) -> Question {
    Question { answer_seconds: 240, ..question.clone() }
}

fn written() -> [Question; 2] {
    let question = |title: (&str, &str), text: (&str, &str), hint: (&str, &str), dimensions: &[&str]| Question {
        key: String::new(),
        title: Bilingual::new(title.0, title.1),
        text: Bilingual::new(text.0, text.1),
        kind: QuestionKind::Scenario,
        dimensions: dimensions.iter().map(|it| (*it).to_owned()).collect(),
        key_points: Vec::new(),
        hint: Bilingual::new(hint.0, hint.1),
        answer_seconds: 180,
        follow_ups: Vec::new(),
        audiences: Vec::new(),
    };
    [
        question(
            ("会员日系统卡住", "Member day stalls"),
            (
                "会员日上午十点，青禾小程序的积分兑换卡住，客服群一小时涌进两百条消息。技术说至少要四十分钟。你怎么回、先回谁、说什么？",
                "At ten on member day, points redemption in the Qinghe app stalls and two hundred messages arrive within an hour. The engineers need at least forty minutes. How do you answer, whom first, and in what words?",
            ),
            (
                "可以讲：统一说法、分批顺序、不能承诺什么、恢复以后怎么做。",
                "You might cover: one common wording, the order, what not to promise, and what you do once it works again.",
            ),
            &["communication", "composure"],
        ),
        question(
            ("顾客问有没有花生", "Is there peanut in it?"),
            (
                "顾客指着一款新到的麻薯问有没有花生，包装上的字很小，你不确定。她说孩子过敏。你怎么做？",
                "A customer points at a new rice cake and asks whether it contains peanut.",
            ),
            ("可以讲：先做什么、查哪里、怎么对她说。", "You might cover what you check."),
            &["reaction", "reliability"],
        ),
    ]
}
