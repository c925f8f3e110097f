//! The demonstration's content as shipped: company, people, answers, résumés. Every person is fictitious. It is only read.

use std::collections::BTreeMap;

use bole_domain::assessment::Cuts;
use bole_domain::locale::{Bilingual, Locale};
use bole_domain::question::Audience;
use bole_domain::staff::Role;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::failure::{Doing as _, Failure};

const COMPANY: &str = include_str!("../../../../content/demo/company.json");
const RESUMES: &str = include_str!("../../../../content/demo/resumes.json");
const ANSWERS: [&str; 2] = [
    include_str!("../../../../content/demo/answers_customer_service.json"),
    include_str!("../../../../content/demo/answers_software_engineering.json"),
];

/// Everything the demonstration is made from.
pub(super) struct Content {
    pub(super) company: Company,
    pub(super) resumes: Vec<Resume>,
    /// By job family.
    pub(super) answers: BTreeMap<String, AnswerBank>,
}

impl Content {
    /// Reads what is shipped.
    pub(super) fn read() -> Result<Self, Failure> {
        let resumes: Resumes = parse(RESUMES)?;
        let mut answers = BTreeMap::new();
        for text in ANSWERS {
            let bank: AnswerBank = parse(text)?;
            answers.insert(bank.family.clone(), bank);
        }
        Ok(Self { company: parse(COMPANY)?, resumes: resumes.resumes, answers })
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).doing("Reading the demonstration's content")
}

/// The name under which the demonstration runs.
pub(super) fn company_name() -> Result<String, Failure> {
    Ok(parse::<Company>(COMPANY)?.company.name.zh)
}

#[derive(Deserialize)]
pub(super) struct Company {
    pub(super) company: Named,
    pub(super) departments: Vec<DepartmentPlan>,
    pub(super) positions: Vec<PositionPlan>,
    pub(super) requisitions: Vec<RequisitionPlan>,
    pub(super) staff: Vec<StaffPlan>,
    pub(super) candidates: Vec<CandidatePlan>,
}

#[derive(Deserialize)]
pub(super) struct Named {
    pub(super) name: Bilingual,
}

#[derive(Deserialize)]
pub(super) struct DepartmentPlan {
    pub(super) key: String,
    pub(super) parent: Option<String>,
    pub(super) name: Bilingual,
    #[serde(default)]
    pub(super) kind: bole_domain::department::Kind,
    /// What it was called at first.
    pub(super) formerly: Option<Bilingual>,
}

#[derive(Deserialize)]
pub(super) struct PositionPlan {
    pub(super) key: String,
    pub(super) department: String,
    pub(super) title: Bilingual,
    pub(super) family: Option<String>,
    pub(super) seats: SeatPlan,
}

#[derive(Deserialize)]
pub(super) struct SeatPlan {
    pub(super) total: u32,
    pub(super) filled: u32,
}

#[derive(Deserialize)]
pub(super) struct RequisitionPlan {
    pub(super) key: String,
    pub(super) position: String,
    pub(super) title: Bilingual,
    pub(super) headcount: u32,
    pub(super) cuts: Cuts,
    pub(super) description: Bilingual,
}

#[derive(Deserialize)]
pub(super) struct StaffPlan {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: Role,
    pub(super) department: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct CandidatePlan {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) audience: Audience,
    pub(super) locale: Locale,
    pub(super) requisition: String,
    pub(super) plan: Plan,
    pub(super) level: Option<Level>,
}

/// How far a candidate's interview is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Plan {
    Finished,
    Running,
    Invited,
}

/// How well a candidate answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    High,
    HighMid,
    Mid,
    MidLow,
    Low,
    Poor,
}

#[derive(Deserialize)]
struct Resumes {
    resumes: Vec<Resume>,
}

#[derive(Deserialize)]
pub(super) struct Resume {
    /// The candidate's key.
    pub(super) candidate: String,
    pub(super) file_name: String,
    pub(super) text: String,
}

/// Parts that answers are put together from.
#[derive(Deserialize)]
pub(super) struct AnswerBank {
    pub(super) family: String,
    /// By question.
    pub(super) questions: BTreeMap<String, QuestionBank>,
    #[serde(default)]
    pub(super) interviews_en: Vec<WholeInterview>,
    #[serde(default)]
    pub(super) follow_up_answers_en: Graded,
}

#[derive(Deserialize)]
pub(super) struct QuestionBank {
    pub(super) situations: Vec<String>,
    pub(super) actions: Graded,
    pub(super) results: Graded,
    pub(super) whole_low: Vec<String>,
    pub(super) follow_up_answers: Graded,
}

/// Texts by how good they are.
#[derive(Default, Deserialize)]
pub(super) struct Graded {
    pub(super) high: Vec<String>,
    pub(super) mid: Vec<String>,
    pub(super) low: Vec<String>,
}

/// An interview written as a whole.
#[derive(Deserialize)]
pub(super) struct WholeInterview {
    pub(super) level: Level,
    /// By question.
    pub(super) answers: BTreeMap<String, String>,
}
