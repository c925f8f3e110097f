//! Rows that most tests need, in the shape a real company has them.

use bole_domain::ids::{
    ApplicationId, CandidateId, DepartmentId, FlowId, FlowVersionId, PositionId, RequisitionId, SessionId, StaffId,
};
use bole_domain::time::Millis;
use bole_store::application::Application;
use bole_store::candidate::Candidate;
use bole_store::department::Department;
use bole_store::flow::{Flow, FlowVersion};
use bole_store::position::Position;
use bole_store::requisition::Requisition;
use bole_store::session::{NewEvent, Session, SessionPatch};
use bole_store::staff::Staff;

use super::{Bed, NOW};

/// A department with a position, a requisition and a published flow.
#[derive(Debug, Clone)]
pub struct Shop {
    pub department: Department,
    pub position: Position,
    pub flow: Flow,
    pub version: FlowVersion,
    pub requisition: Requisition,
}

/// A person who applied, with an interview.
#[derive(Debug, Clone)]
pub struct Applicant {
    pub candidate: Candidate,
    pub application: Application,
    pub session: Session,
}

impl Bed {
    pub fn department(&self, name: &str, parent: Option<&Department>) -> Department {
        let id: DepartmentId = self.id();
        let path = format!("{}{id}/", parent.map_or("/", |it| &it.path));
        let parent_id = parent.map(|it| it.id);
        Department {
            id,
            parent_id,
            name: name.to_owned(),
            path,
            sort: 0,
            is_demo: false,
            created_at: NOW,
            kind: "department".to_owned(),
            closed_at: None,
        }
    }

    pub fn staff(&self, email: &str) -> Staff {
        Staff {
            id: self.id::<StaffId>(),
            email_index: email.to_owned(),
            email_sealed: email.as_bytes().to_vec(),
            name_sealed: vec![1],
            role: "reviewer".to_owned(),
            department_id: None,
            status: "active".to_owned(),
            password_hash: Some("hash".to_owned()),
            totp_sealed: None,
            totp_step: 0,
            failed_sign_ins: 0,
            locked_until: None,
            last_sign_in_at: None,
            reinstated_at: None,
            is_demo: false,
            created_at: NOW,
        }
    }

    /// A new branch of the company below `parent`, with everything somebody needs to apply.
    pub async fn shop(&self, name: &str, parent: Option<&Department>, is_demo: bool) -> Shop {
        let mut department = self.department(name, parent);
        department.is_demo = is_demo;
        let position = Position {
            id: self.id::<PositionId>(),
            department_id: department.id,
            title: format!("{name} 客服"),
            family: Some("support".to_owned()),
            profile: "{}".to_owned(),
            is_demo,
            created_at: NOW,
            closed_at: None,
        };
        let flow = self.flow(&department, is_demo);
        let version = self.version(&flow, 1);
        let requisition = self.requisition(&department, &position, &flow, is_demo);
        let tx = self.tx().await;
        bole_store::department::insert(&tx, &department).await.expect("department");
        bole_store::position::insert(&tx, &position).await.expect("position");
        bole_store::flow::insert(&tx, &flow).await.expect("flow");
        bole_store::flow::insert_version(&tx, &version).await.expect("version");
        bole_store::requisition::insert(&tx, &requisition).await.expect("requisition");
        tx.commit().await.expect("commit");
        Shop { department, position, flow, version, requisition }
    }

    fn flow(&self, department: &Department, is_demo: bool) -> Flow {
        Flow {
            id: self.id::<FlowId>(),
            department_id: Some(department.id),
            family: None,
            title: r#"{"zh":"客服","en":"Support"}"#.to_owned(),
            draft: "{}".to_owned(),
            revision: 1,
            published_revision: Some(1),
            problem_count: 0,
            is_demo,
            created_at: NOW,
            updated_at: NOW,
        }
    }

    pub fn version(&self, flow: &Flow, number: i64) -> FlowVersion {
        FlowVersion {
            id: self.id::<FlowVersionId>(),
            flow_id: flow.id,
            number,
            note: "第一版".to_owned(),
            document: "{}".to_owned(),
            script: "{}".to_owned(),
            sha256: "0".repeat(64),
            published_by: None,
            published_at: NOW.plus(number),
        }
    }

    pub fn requisition(&self, department: &Department, position: &Position, flow: &Flow, is_demo: bool) -> Requisition {
        Requisition {
            id: self.id::<RequisitionId>(),
            position_id: position.id,
            department_id: department.id,
            title: "夜班客服".to_owned(),
            headcount: 2,
            description: String::new(),
            flow_id: Some(flow.id),
            cut_pass: 80.0,
            cut_pool: 60.0,
            status: "open".to_owned(),
            created_by: None,
            is_demo,
            created_at: NOW,
            closed_at: None,
            requested_by: None,
            requested_at: None,
            opened_at: Some(NOW),
            approval_round: 0,
            approval_mode: None,
            approved_headcount: None,
            closed_because: None,
        }
    }

    /// Somebody who applied and holds an interview, with these numbers for a name.
    pub fn applicant(&self, shop: &Shop, updated_at: i64) -> Applicant {
        let candidate = Candidate {
            id: self.id::<CandidateId>(),
            wrapped_key: Some(vec![7; 48]),
            name_sealed: updated_at.to_be_bytes().to_vec(),
            phone_sealed: Some(vec![2]),
            email_sealed: None,
            phone_index: Some(format!("phone-{updated_at}")),
            email_index: None,
            audience: "experienced".to_owned(),
            is_demo: shop.requisition.is_demo,
            created_at: NOW,
            updated_at: Millis(updated_at),
            erased_at: None,
        };
        let id: ApplicationId = self.id();
        let session = self.session(shop, candidate.id, id);
        let application = Application {
            id,
            candidate_id: candidate.id,
            requisition_id: shop.requisition.id,
            department_id: shop.department.id,
            stage: "interview".to_owned(),
            session_id: Some(session.id),
            session_status: Some(session.status.clone()),
            outcome: None,
            total: None,
            review_needed: false,
            is_demo: shop.requisition.is_demo,
            created_at: NOW,
            updated_at: Millis(updated_at),
            source: "unstated".to_owned(),
        };
        Applicant { candidate, application, session }
    }

    fn session(&self, shop: &Shop, candidate_id: CandidateId, application_id: ApplicationId) -> Session {
        Session {
            id: self.id::<SessionId>(),
            application_id,
            candidate_id,
            requisition_id: shop.requisition.id,
            department_id: shop.department.id,
            flow_version_id: shop.version.id,
            locale: "zh".to_owned(),
            audience: "experienced".to_owned(),
            status: "interviewing".to_owned(),
            phase: "running".to_owned(),
            current_step: None,
            step_entered_at: None,
            step_number: 0,
            step_count: 5,
            last_seq: 0,
            last_event_at: NOW,
            lease_client: None,
            last_seen_at: None,
            backlog: 0,
            started_at: Some(NOW),
            finished_at: None,
            expires_at: NOW.plus(1_000_000),
            is_demo: shop.requisition.is_demo,
            created_at: NOW,
            stay_seq: 0,
            stay_due_at: None,
        }
    }

    pub async fn add(&self, applicants: &[Applicant]) {
        let tx = self.tx().await;
        for it in applicants {
            bole_store::candidate::insert(&tx, &it.candidate).await.expect("candidate");
            bole_store::application::insert(&tx, &it.application).await.expect("application");
            bole_store::session::insert(&tx, &it.session).await.expect("session");
        }
        tx.commit().await.expect("commit");
    }

    /// A shop with `count` people in interviews.
    pub async fn interviews(&self, count: i64) -> (Shop, Vec<Applicant>) {
        let shop = self.shop("门店", None, false).await;
        let applicants: Vec<Applicant> = (0..count).map(|it| self.applicant(&shop, it)).collect();
        self.add(&applicants).await;
        (shop, applicants)
    }
}

/// An event with number `seq` that says `content`.
pub fn event(seq: i64, client: Option<(&str, i64)>, content: &str) -> NewEvent {
    NewEvent {
        seq,
        at: NOW.plus(seq),
        kind: "draft_saved".to_owned(),
        step: Some("q1".to_owned()),
        payload: r#"{"slot":"q1"}"#.to_owned(),
        content: Some(content.as_bytes().to_vec()),
        client: client.map(|(id, seq)| (id.to_owned(), seq)),
    }
}

/// The derived columns of an interview that goes on.
pub fn patch(step_number: i64) -> SessionPatch {
    SessionPatch {
        status: "interviewing".to_owned(),
        phase: "running".to_owned(),
        current_step: Some("q1".to_owned()),
        step_entered_at: Some(NOW),
        step_number,
        step_count: 5,
        lease_client: Some("phone".to_owned()),
        last_seen_at: Some(NOW),
        backlog: 0,
        started_at: Some(NOW),
        finished_at: None,
        expires_at: NOW.plus(1_000_000),
        timer: None,
    }
}
