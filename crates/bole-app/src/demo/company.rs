//! The demonstration's company: departments, accounts, positions with seats, published flows, requisitions.

use std::collections::BTreeMap;
use std::sync::Arc;

use bole_domain::flow::FlowDocument;
use bole_domain::ids::{DepartmentId, FlowId, SeatId, StaffId};
use bole_domain::script::Script;
use bole_domain::time::{DAY_MS, HOUR_MS, Millis};
use bole_store::Tx;
use bole_store::department::Department;
use bole_store::flow::{Flow, FlowVersion};
use bole_store::position::{Position, Seat};
use bole_store::requisition::Requisition;
use serde_json::json;

use super::calendar::Calendar;
use super::content::{self, PositionPlan, RequisitionPlan, StaffPlan};
use super::trail::Past;
use crate::app::App;
use crate::audit::Actor;
use crate::failure::{Doing as _, Failure};
use crate::library;

mod models;
mod requests;
mod sheet;

/// The company was set up so many days before now.
const AGE_DAYS: i64 = 45;
/// Whatever had another name at first got its present one so many days before now.
const RENAMED_DAYS: i64 = 18;
/// The requisitions were made so many days before now.
const REQUESTED_DAYS: i64 = 24;
/// The family whose flow has changes that are not published yet.
const CHANGED_FAMILY: &str = "software_engineering";

/// The company as it stands in the database.
pub(super) struct Company {
    pub(super) name: String,
    /// By key.
    pub(super) jobs: BTreeMap<String, Arc<Job>>,
    staff: BTreeMap<String, StaffId>,
}

/// What candidates apply for.
pub(super) struct Job {
    pub(super) requisition: Requisition,
    pub(super) family: String,
    pub(super) version: FlowVersion,
    pub(super) document: FlowDocument,
    pub(super) script: Arc<Script>,
}

impl Company {
    /// The account of a key.
    pub(super) fn staff(&self, key: &str) -> Result<StaffId, Failure> {
        of(&self.staff, key).copied()
    }
}

/// A row's own parts while the company is founded.
struct Founding<'a> {
    app: &'a App,
    tx: &'a Tx,
    calendar: Calendar,
    admin: Option<StaffId>,
    trail: Vec<Past>,
}

/// Writes the company; gives it with what was done for the audit trail.
pub(super) async fn found(
    app: &App,
    tx: &Tx,
    plan: &content::Company,
    calendar: Calendar,
) -> Result<(Company, Vec<Past>), Failure> {
    let mut founding = Founding { app, tx, calendar, admin: None, trail: Vec::new() };
    let departments = founding.departments(&plan.departments).await?;
    let staff = founding.staff(&plan.staff, &departments).await?;
    let positions = founding.positions(&plan.positions, &departments).await?;
    let root = departments.values().find(|it| it.parent_id.is_none()).map(|it| it.id);
    let flows = founding.flows(root).await?;
    founding.models(root, &flows).await?;
    founding.own_questions(root).await?;
    founding.sheet(*of(&staff, "hr_admin")?).await?;
    let mut jobs = BTreeMap::new();
    for it in &plan.requisitions {
        let position = of(&positions, &it.position)?;
        let family = position.family.clone().unwrap_or_default();
        let (flow, version, document) = of(&flows, &family)?;
        let requisition = founding.requisition(it, position, *flow, of(&staff, "recruiter")?).await?;
        let script = Arc::new(serde_json::from_str(&version.script).doing("Reading a script")?);
        let job = Job { requisition, family, version: version.clone(), document: document.clone(), script };
        jobs.insert(it.key.clone(), Arc::new(job));
    }
    founding.seats(plan, &positions, &jobs).await?;
    if let Some((flow, ..)) = flows.get("customer_service") {
        founding.requests(&positions, &staff, *flow).await?;
    }
    Ok((Company { name: plan.company.name.zh.clone(), jobs, staff }, founding.trail))
}

/// What the content refers to; a test reads it, so a missing key is a defect.
fn of<'a, T>(things: &'a BTreeMap<String, T>, key: &str) -> Result<&'a T, Failure> {
    let found = things.get(key).ok_or_else(|| anyhow::anyhow!("the demonstration's content names no {key}"));
    found.doing("Founding the demonstration's company")
}

impl Founding<'_> {
    fn day(&self, days_ago: i64, minute: i64) -> Millis {
        self.calendar.day(days_ago, minute)
    }

    fn note(&mut self, at: Millis, action: &'static str, subject: (&'static str, String), params: serde_json::Value) {
        let actor = self.admin.map_or(Actor::System, Actor::Staff);
        self.trail.push(Past { at, actor, action, subject, params });
    }

    async fn departments(
        &mut self,
        plans: &[content::DepartmentPlan],
    ) -> Result<BTreeMap<String, Department>, Failure> {
        let mut made: BTreeMap<String, Department> = BTreeMap::new();
        for (sort, plan) in plans.iter().enumerate() {
            let parent = plan.parent.as_deref().map(|it| of(&made, it)).transpose()?;
            let id: DepartmentId = self.app.new_id();
            let above = parent.map_or("/", |it| it.path.as_str());
            let mut department = Department {
                id,
                parent_id: parent.map(|it| it.id),
                name: plan.formerly.as_ref().unwrap_or(&plan.name).zh.clone(),
                path: format!("{above}{id}/"),
                sort: sort as i64,
                is_demo: true,
                created_at: self.day(AGE_DAYS, 560 + sort as i64),
                kind: plan.kind.code().to_owned(),
                closed_at: None,
            };
            bole_store::department::insert(self.tx, &department).await.doing("Adding a department")?;
            if plan.formerly.is_some() {
                department.name = plan.name.zh.clone();
                let renamed = bole_store::department::update(self.tx, &department, self.day(RENAMED_DAYS, 700)).await;
                renamed.doing("Renaming a department")?;
            }
            made.insert(plan.key.clone(), department);
        }
        Ok(made)
    }

    async fn staff(
        &mut self,
        plans: &[StaffPlan],
        departments: &BTreeMap<String, Department>,
    ) -> Result<BTreeMap<String, StaffId>, Failure> {
        let mut made = BTreeMap::new();
        for (at, plan) in plans.iter().enumerate() {
            let department = plan.department.as_deref().map(|it| of(departments, it)).transpose()?.map(|it| it.id);
            let (app, tx) = (self.app, self.tx);
            let id = crate::staff::insert(app, tx, &plan.name, &plan.email, plan.role, department, "active").await?;
            let found = bole_store::staff::for_change(tx, id).await.doing("Loading an account")?;
            let mut account = found.ok_or_else(Failure::not_found)?;
            account.is_demo = true;
            account.created_at = self.day(AGE_DAYS, 575 + at as i64);
            account.last_sign_in_at = Some(self.calendar.now.plus(-(at as i64 * 5 + 2) * HOUR_MS));
            bole_store::staff::update(tx, &account).await.doing("Adding an account")?;
            self.admin = self.admin.or(Some(id));
            let (action, params) = match at {
                0 => ("staff.enrol", json!({ "kind": "setup" })),
                _ => ("staff.create", json!({ "role": plan.role.code() })),
            };
            self.note(account.created_at, action, ("staff", id.to_string()), params);
            made.insert(plan.key.clone(), id);
        }
        for department in departments.values() {
            let subject = ("department", department.id.to_string());
            self.note(department.created_at.plus(HOUR_MS), "department.create", subject, json!({}));
        }
        Ok(made)
    }

    async fn positions(
        &mut self,
        plans: &[PositionPlan],
        departments: &BTreeMap<String, Department>,
    ) -> Result<BTreeMap<String, Position>, Failure> {
        let mut made = BTreeMap::new();
        for (at, plan) in plans.iter().enumerate() {
            let profile = library::profile(plan.family.as_deref()).unwrap_or_default();
            let position = Position {
                id: self.app.new_id(),
                department_id: of(departments, &plan.department)?.id,
                title: plan.title.zh.clone(),
                family: plan.family.clone(),
                profile: serde_json::to_string(&profile).doing("Writing a job profile")?,
                is_demo: true,
                created_at: self.day(AGE_DAYS - 1, 600 + at as i64 * 4),
                closed_at: None,
            };
            bole_store::position::insert(self.tx, &position).await.doing("Adding a position")?;
            self.note(position.created_at, "position.create", ("position", position.id.to_string()), json!({}));
            made.insert(plan.key.clone(), position);
        }
        Ok(made)
    }

    /// One flow per shipped family, published as version 1; one of them has been changed since.
    async fn flows(
        &mut self,
        root: Option<DepartmentId>,
    ) -> Result<BTreeMap<String, (FlowId, FlowVersion, FlowDocument)>, Failure> {
        let mut made = BTreeMap::new();
        for (at, family) in library::families().iter().enumerate() {
            let document = family.flow.clone();
            let published_at = self.day(AGE_DAYS - 4, 640 + at as i64 * 25);
            let mut flow = Flow {
                id: self.app.new_id(),
                department_id: root,
                family: Some(family.family.clone()),
                title: serde_json::to_string(&document.title).doing("Writing a title")?,
                draft: serde_json::to_string(&document).doing("Writing a flow")?,
                revision: 3,
                published_revision: Some(3),
                problem_count: 0,
                is_demo: true,
                created_at: published_at.plus(-2 * DAY_MS),
                updated_at: published_at,
            };
            let mut version = crate::flow::freeze(self.app, &flow, 1, "首个版本", self.admin)?;
            version.published_at = published_at;
            if family.family == CHANGED_FAMILY {
                self.change(&mut flow, &document)?;
            }
            bole_store::flow::insert(self.tx, &flow).await.doing("Adding a flow")?;
            bole_store::flow::insert_version(self.tx, &version).await.doing("Publishing a flow")?;
            crate::flow::note_uses(self.tx, version.id, &document).await?;
            let subject = || ("flow", flow.id.to_string());
            self.note(flow.created_at, "flow.create", subject(), json!({}));
            let params = json!({ "number": 1, "sha256": version.sha256 });
            self.note(published_at, "flow.publish", subject(), params);
            made.insert(family.family.clone(), (flow.id, version, document));
        }
        Ok(made)
    }

    /// A second draft: more time, a longer window, one follow-up fewer.
    fn change(&self, flow: &mut Flow, document: &FlowDocument) -> Result<(), Failure> {
        let mut changed = document.clone();
        changed.time_limit_minutes = Some(50);
        changed.window_days = 10;
        changed.follow_up_budget = changed.follow_up_budget.saturating_sub(1);
        flow.problem_count = bole_domain::flow::check(&changed).len() as i64;
        flow.draft = serde_json::to_string(&changed).doing("Writing a flow")?;
        flow.revision += 1;
        flow.updated_at = self.day(2, 990);
        Ok(())
    }

    async fn requisition(
        &mut self,
        plan: &RequisitionPlan,
        position: &Position,
        flow: FlowId,
        by: &StaffId,
    ) -> Result<Requisition, Failure> {
        let requisition = Requisition {
            id: self.app.new_id(),
            position_id: position.id,
            department_id: position.department_id,
            title: plan.title.zh.clone(),
            headcount: i64::from(plan.headcount),
            description: plan.description.zh.clone(),
            flow_id: Some(flow),
            cut_pass: plan.cuts.pass,
            cut_pool: plan.cuts.pool,
            status: "open".to_owned(),
            created_by: Some(*by),
            is_demo: true,
            created_at: self.day(REQUESTED_DAYS, 600 + i64::from(plan.headcount)),
            closed_at: None,
            requested_by: None,
            requested_at: None,
            opened_at: Some(self.day(REQUESTED_DAYS, 600 + i64::from(plan.headcount))),
            approval_round: 0,
            approval_mode: None,
            approved_headcount: None,
            closed_because: None,
        };
        bole_store::requisition::insert(self.tx, &requisition).await.doing("Adding a requisition")?;
        self.trail.push(Past {
            at: requisition.created_at,
            actor: Actor::Staff(*by),
            action: "requisition.create",
            subject: ("requisition", requisition.id.to_string()),
            params: json!({}),
        });
        Ok(requisition)
    }

    /// Filled seats, then those that requisitions hold, then open ones.
    async fn seats(
        &mut self,
        plan: &content::Company,
        positions: &BTreeMap<String, Position>,
        jobs: &BTreeMap<String, Arc<Job>>,
    ) -> Result<(), Failure> {
        for it in &plan.positions {
            let position = of(positions, &it.key)?;
            let mut holders = Vec::new();
            for requisition in plan.requisitions.iter().filter(|that| that.position == it.key) {
                let id = of(jobs, &requisition.key)?.requisition.id;
                holders.extend(std::iter::repeat_n(id, requisition.headcount as usize));
            }
            for at in 0..it.seats.total {
                let holder = at.checked_sub(it.seats.filled).and_then(|at| holders.get(at as usize)).copied();
                let status = if at < it.seats.filled { "filled" } else { "open" };
                let seat = Seat {
                    id: self.app.new_id::<SeatId>(),
                    position_id: position.id,
                    status: status.to_owned(),
                    requisition_id: None,
                    application_id: None,
                    is_demo: true,
                    updated_at: position.created_at,
                };
                bole_store::position::insert_seat(self.tx, &seat).await.doing("Adding a seat")?;
                if holder.is_some() {
                    let updated_at = self.day(REQUESTED_DAYS, 601);
                    let seat = Seat { status: "reserved".to_owned(), requisition_id: holder, updated_at, ..seat };
                    bole_store::position::update_seat(self.tx, &seat).await.doing("Reserving a seat")?;
                }
            }
        }
        Ok(())
    }
}
