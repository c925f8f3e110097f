//! A company with the same things in every place of the tree, seen from one department in the middle.

use std::collections::BTreeMap;

use bole_domain::ids::StaffId;
use bole_domain::staff::{Field, Role};
use bole_store::assignment::Assignment;
use bole_testkit::{Client, Company, Interviewee, START, TYPICAL_ANSWER, TestApp};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// Where something stands, seen from the caller's department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// In the caller's department.
    Own,
    /// In a department below it.
    Below,
    /// In the department above it.
    Above,
    /// In a department beside it.
    Beside,
    /// Nowhere.
    Unknown,
}

impl Relation {
    pub const SEEN_OR_NOT: [Self; 4] = [Self::Own, Self::Below, Self::Above, Self::Beside];
    pub const ALL: [Self; 5] = [Self::Own, Self::Below, Self::Above, Self::Beside, Self::Unknown];

    pub const fn is_in_own_branch(self) -> bool {
        matches!(self, Self::Own | Self::Below)
    }
}

/// What gives a field of the people in this world away.
pub fn marks(field: Field) -> &'static [&'static str] {
    match field {
        Field::Name => &["林知夏"],
        Field::Contact => &["@example.com", "****", "1990000", "199 0000"],
        Field::Score => &["\"outcome\":\"", "\"assessment\":{", "\"proposed\":\"", "\"receipt_sha256\":", "\"level\":"],
        Field::Words => {
            &["沟通顺畅", "符合岗位要求", "有补充材料", "家居网店", "确认订单和型号", "差评改成了好评", "联系仓库补发"]
        }
        Field::Document => &["的候选人\\n", "a.txt"],
    }
}

/// One of everything, in one department.
#[derive(Debug, Clone)]
pub struct Things {
    pub department: String,
    pub department_name: String,
    pub parent: Option<String>,
    pub position: String,
    pub flow: String,
    pub flow_version: String,
    /// A published competency model.
    pub competency: String,
    /// A question of the company's own.
    pub bank_question: String,
    /// A question, the same everywhere.
    pub question: Value,
    pub requisition: String,
    /// An application whose interview is open.
    pub application: String,
    pub invitation: String,
    pub session: String,
    /// About somebody else, whose interview goes on.
    pub alert: String,
    pub document_id: String,
    pub message: String,
    /// An application whose result is released.
    pub reviewed_application: String,
    pub reviewed: String,
    pub assessment: String,
    pub staff: String,
    pub import: String,
    pub dimension: String,
    /// A flow document, the same everywhere.
    pub document: Value,
}

impl Things {
    /// Every identifier, in one order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let own = [
            &self.department,
            &self.position,
            &self.flow,
            &self.flow_version,
            &self.competency,
            &self.bank_question,
            &self.requisition,
            &self.application,
            &self.invitation,
            &self.session,
            &self.alert,
            &self.document_id,
            &self.message,
            &self.reviewed_application,
            &self.reviewed,
            &self.assessment,
            &self.staff,
            &self.import,
        ];
        own.into_iter().map(String::as_str)
    }

    fn nowhere(document: Value, dimension: &str) -> Self {
        let id = |number: u32| format!("00000000-0000-7000-8000-{number:012}");
        Self {
            department: id(1),
            department_name: "无".to_owned(),
            parent: None,
            position: id(2),
            flow: id(3),
            flow_version: id(4),
            competency: id(104),
            bank_question: id(105),
            question: document["questions"][0].clone(),
            requisition: id(5),
            application: id(6),
            invitation: id(7),
            session: id(8),
            alert: id(31),
            document_id: id(9),
            message: id(10),
            reviewed_application: id(11),
            reviewed: id(12),
            assessment: id(13),
            staff: id(14),
            import: id(15),
            dimension: dimension.to_owned(),
            document,
        }
    }
}

/// The company.
pub struct World {
    things: BTreeMap<Relation, Things>,
    revoked: [OnceCell<Client>; Role::ALL.len()],
}

impl World {
    /// Builds everything in four departments.
    pub async fn build(test: &TestApp) -> Self {
        let company = Company::new(test).await;
        let above = company.department("集团", None).await;
        let own = company.department("客服中心", Some(&above)).await;
        let below = company.department("在线组", Some(&own)).await;
        let beside = company.department("研发中心", Some(&above)).await;
        let places = [
            (Relation::Above, above.clone(), "集团", None),
            (Relation::Own, own.clone(), "客服中心", Some(above.clone())),
            (Relation::Below, below, "在线组", Some(own)),
            (Relation::Beside, beside, "研发中心", Some(above)),
        ];
        let mut things = BTreeMap::new();
        for (relation, department, name, parent) in places {
            things.insert(relation, furnish(test, &company, department, name, parent).await);
        }
        let own = &things[&Relation::Own];
        let unknown = Things::nowhere(own.document.clone(), &own.dimension);
        things.insert(Relation::Unknown, unknown);
        Self { things, revoked: Default::default() }
    }

    /// A world in which nothing exists.
    pub fn build_small() -> Self {
        let unknown = Things::nowhere(Value::Null, "none");
        Self { things: BTreeMap::from([(Relation::Unknown, unknown)]), revoked: Default::default() }
    }

    /// What stands in this relation to the caller.
    pub fn of(&self, relation: Relation) -> &Things {
        &self.things[&relation]
    }

    /// The department the callers are bound to.
    pub fn own_department(&self) -> String {
        self.of(Relation::Own).department.clone()
    }

    /// Assigns what stands in the own branch to an interviewer: the same that others see by their department.
    pub async fn assign(&self, test: &TestApp, id: StaffId) {
        let tx = test.store.begin().await.expect("a transaction");
        for relation in Relation::SEEN_OR_NOT.into_iter().filter(|it| it.is_in_own_branch()) {
            let things = self.of(relation);
            for application in [&things.application, &things.reviewed_application] {
                let application_id = application.parse().expect("an identifier");
                let given = Assignment { application_id, staff_id: id, assigned_by: id, at: START };
                bole_store::assignment::insert(&tx, &given).await.expect("an assignment");
            }
        }
        tx.commit().await.expect("the assignments are kept");
    }

    /// A member of staff whose account was revoked with the session open.
    pub async fn revoked(&self, test: &TestApp, role: Role) -> Client {
        let cell = &self.revoked[Role::ALL.iter().position(|it| *it == role).expect("a role")];
        let made = cell.get_or_init(async || {
            let department = (!role.is_companywide()).then(|| self.own_department());
            let (client, id) = test.member(role, department.as_deref()).await;
            let admin = test.as_role(Role::SuperAdmin, None).await;
            client.get("/api/me").await.ok();
            admin.post(&format!("/api/staff/{id}/revoke"), Value::Null).await.ok();
            client
        });
        made.await.at(bole_testkit::Site::Console)
    }

    /// Somebody invited in the caller's own department.
    pub async fn candidate(&self, test: &TestApp) -> Client {
        self.interviewee(test).await.0.client
    }

    /// Somebody whose invitation was withdrawn with the session open.
    pub async fn withdrawn_candidate(&self, test: &TestApp) -> Client {
        let (interviewee, company, application) = self.interviewee(test).await;
        interviewee.client.get("/api/application").await.ok();
        let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
        let path = format!("/api/invitations/{}/withdraw", page["invitation"]["id"].as_str().unwrap());
        company.admin.post(&path, json!({ "reason": "岗位取消" })).await.ok();
        interviewee.client
    }

    async fn interviewee<'a>(&self, test: &'a TestApp) -> (Interviewee, Company<'a>, String) {
        let company = Company::new(test).await;
        test.app.set_mailer(Some(test.mailer.clone()));
        let department = self.own_department();
        let position = company.position(&department).await;
        let requisition = company.requisition(&position, &self.of(Relation::Own).flow).await;
        let application = company.application(&requisition).await;
        let application = application["id"].as_str().unwrap().to_owned();
        (company.candidate(&application).await, company, application)
    }
}

async fn furnish(
    test: &TestApp,
    company: &Company<'_>,
    department: String,
    name: &str,
    parent: Option<String>,
) -> Things {
    let position = company.position(&department).await;
    let flow = company.flow(Some(&department)).await;
    let requisition = company.requisition(&position, &flow).await;
    let (competency, bank_question) = own_content(company, &department, &flow).await;
    let text = |value: &Value| value.as_str().expect("an identifier").to_owned();

    let uploaded = company.admin.upload("/api/documents", "a.txt", format!("{name}的候选人\n").as_bytes()).await.ok();
    let body = json!({ "requisition_id": requisition, "name": "林知夏", "email": format!("{department}@example.com"),
        "document_id": uploaded["id"], "on_duplicate": "create" });
    let application = text(&company.admin.post("/api/applications", body).await.ok()["id"]);
    company.invite(&application).await;
    let path = format!("/api/applications/{application}/remarks");
    company.admin.post(&path, json!({ "text": "沟通顺畅" })).await.ok();
    let open = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    let messages = company.admin.get("/api/messages").await.ok();

    let alert = stuck(test, company, &requisition).await;
    let finished = text(&company.application(&requisition).await["id"]);
    company.candidate(&finished).await.complete(TYPICAL_ANSWER).await;
    test.run_jobs().await;
    let dimension = release(company, &finished).await;
    let page = company.admin.get(&format!("/api/applications/{finished}")).await.ok();
    let version = company.admin.get(&format!("/api/flows/{flow}")).await.ok();
    let sheet = format!("部门,岗位,编制\n{name}的新部门,专员,2\n");
    let import = company.admin.upload("/api/organisation-imports", "编制.csv", sheet.as_bytes()).await.ok();
    let (_, staff) = test.member(Role::Recruiter, Some(&department)).await;
    Things {
        position,
        flow_version: text(&version["versions"][0]["id"]),
        flow,
        competency,
        bank_question,
        question: version["draft"]["questions"][0].clone(),
        requisition,
        invitation: text(&open["invitation"]["id"]),
        session: text(&open["sessions"][0]["id"]),
        alert,
        document_id: text(&uploaded["id"]),
        message: text(&messages["items"][0]["id"]),
        application,
        reviewed: text(&page["sessions"][0]["id"]),
        assessment: text(&page["assessment"]["id"]),
        reviewed_application: finished,
        staff: staff.to_string(),
        import: text(&import["id"]),
        dimension,
        document: version["draft"].clone(),
        department,
        department_name: name.to_owned(),
        parent,
    }
}

/// Somebody who stays too long in the first step; gives the alert.
async fn stuck(test: &TestApp, company: &Company<'_>, requisition: &str) -> String {
    let application = company.application(requisition).await;
    let application = application["id"].as_str().expect("an application");
    company.candidate(application).await.begin().await;
    company.admin.put("/api/settings/monitor", json!({ "limit_seconds": 5 })).await.ok();
    test.clock.advance(5_000);
    bole_app::alert::tick(&test.app).await.expect("alerts are raised");
    let alerts = company.admin.get("/api/alerts").await.ok();
    alerts["items"][0]["id"].as_str().expect("an alert").to_owned()
}

/// A published competency model and a question of a department's own.
async fn own_content(company: &Company<'_>, department: &str, flow: &str) -> (String, String) {
    let text = |value: &Value| value.as_str().expect("an identifier").to_owned();
    let body = json!({ "department_id": department, "family": "customer_service",
        "name": { "zh": "客服模型", "en": "Service model" }, "source": "expert" });
    let model = company.admin.post("/api/competency-models", body).await.ok();
    let id = text(&model["id"]);
    let path = format!("/api/competency-models/{id}/publish");
    company.admin.post(&path, json!({ "revision": model["revision"] })).await.ok();
    let flow = company.admin.get(&format!("/api/flows/{flow}")).await.ok();
    let body = json!({ "department_id": department, "family": "sales", "question": flow["draft"]["questions"][0] });
    let question = company.admin.post("/api/bank-questions", body).await.ok();
    (id, text(&question["id"]))
}

/// Reviews and releases the newest interview of an application; gives the name of a dimension.
async fn release(company: &Company<'_>, application: &str) -> String {
    let page = company.admin.get(&format!("/api/applications/{application}")).await.ok();
    let path = format!("/api/reviews/{}", page["sessions"][0]["id"].as_str().expect("a session"));
    let review = company.admin.get(&path).await.ok();
    let dimensions = review["competency"]["dimensions"].as_array().expect("dimensions");
    let marks: Vec<Value> = dimensions.iter().map(|it| json!({ "dimension": it["key"], "level": 4 })).collect();
    if review["blind"] == true {
        company.admin.post(&format!("{path}/marks"), json!({ "marks": marks })).await.ok();
    }
    let body = json!({ "outcome": "passed", "reason": "符合岗位要求" });
    company.admin.post(&format!("{path}/release"), body).await.ok();
    dimensions[0]["key"].as_str().expect("a key").to_owned()
}
