//! The demonstration's approval: a shop whose requests two people must agree to, one that waits for the second of them, and
//! one that was sent back with a reason.

use std::collections::BTreeMap;

use bole_domain::assessment::Cuts;
use bole_domain::ids::{FlowId, SeatId, StaffId};
use bole_domain::locale::Bilingual;
use bole_store::approval::{Approval, Rule};
use bole_store::position::{Position, Seat};
use bole_store::requisition::Requisition;
use serde_json::json;
use uuid::Uuid;

use super::{Founding, Past, RequisitionPlan, of};
use crate::audit::Actor;
use crate::failure::{Doing as _, Failure};
use crate::seal::at;

/// The position whose requests need approval.
const POSITION: &str = "store_service";
/// The second request came so many days before now.
const ASKED_DAYS: i64 = 1;

impl Founding<'_> {
    /// The rule and both requests. The position gets a seat for what waits, and one that stays open.
    pub(super) async fn requests(
        &mut self,
        positions: &BTreeMap<String, Position>,
        staff: &BTreeMap<String, StaffId>,
        flow: FlowId,
    ) -> Result<(), Failure> {
        let position = of(positions, POSITION)?;
        let [recruiter, first, second] = [*of(staff, "recruiter")?, *of(staff, "hr_admin")?, *of(staff, "admin")?];
        let rule = Rule {
            id: position.department_id.to_string(),
            department_id: Some(position.department_id),
            mode: "in_order".to_owned(),
            approvers: json!([first, second]).to_string(),
            updated_at: self.day(20, 600),
        };
        bole_store::approval::put_rule(self.tx, &rule).await.doing("Adding an approval rule")?;

        let waits = Bilingual::new("门店客服（周末加派）", "Store service (weekends)");
        let waits = self.asked(position, flow, recruiter, &waits, "requested").await?;
        self.place(&waits, 0, first, Some("approved"), Some("周末客流确实翻倍，同意。")).await?;
        self.place(&waits, 1, second, None, None).await?;
        self.step(&waits, recruiter, "requisition.request", 600);
        self.step(&waits, first, "requisition.approve", 660);
        crate::notice::ask_approver(self.app, self.tx, &waits, second).await?;
        self.seat(position, Some(&waits)).await?;
        self.seat(position, None).await?;

        let back = Bilingual::new("门店客服（夜班）", "Store service (nights)");
        let back = self.asked(position, flow, recruiter, &back, "returned").await?;
        self.place(&back, 0, first, Some("returned"), Some("夜班先由总部客服支援，下季度再看。")).await?;
        self.place(&back, 1, second, None, None).await?;
        self.step(&back, recruiter, "requisition.request", 610);
        self.step(&back, first, "requisition.return", 700);
        Ok(())
    }

    async fn asked(
        &mut self,
        position: &Position,
        flow: FlowId,
        by: StaffId,
        title: &Bilingual,
        status: &str,
    ) -> Result<Requisition, Failure> {
        let plan = RequisitionPlan {
            key: String::new(),
            position: POSITION.to_owned(),
            title: title.clone(),
            headcount: 1,
            cuts: Cuts { pass: 80.0, pool: 60.0 },
            description: Bilingual::new(
                "接待到店和线上咨询，协助退换货。",
                "Helps customers in the store and online, and with returns.",
            ),
        };
        let mut asked = self.requisition(&plan, position, flow, &by).await?;
        asked.status = status.to_owned();
        asked.opened_at = None;
        asked.requested_by = Some(by);
        asked.requested_at = Some(self.day(ASKED_DAYS, 600));
        asked.approval_round = 1;
        asked.approval_mode = Some("in_order".to_owned());
        bole_store::requisition::update(self.tx, &asked).await.doing("Asking for a requisition")?;
        Ok(asked)
    }

    async fn place(
        &self,
        asked: &Requisition,
        place: i64,
        who: StaffId,
        decision: Option<&str>,
        reason: Option<&str>,
    ) -> Result<(), Failure> {
        let id: Uuid = self.app.new_id();
        let seal = |it: &str| self.app.seal_system(at("approval", "reason"), &id, it);
        let row = Approval {
            id,
            requisition_id: asked.id,
            round: 1,
            place,
            staff_id: who,
            decision: decision.map(str::to_owned),
            reason_sealed: reason.map(seal).transpose()?,
            decided_at: decision.map(|_| self.day(ASKED_DAYS, 660)),
        };
        bole_store::approval::insert(self.tx, &row).await.doing("Asking for approval")
    }

    fn step(&mut self, asked: &Requisition, who: StaffId, action: &'static str, minute: i64) {
        let subject = ("requisition", asked.id.to_string());
        let at = self.day(ASKED_DAYS, minute);
        self.trail.push(Past { at, actor: Actor::Staff(who), action, subject, params: json!({}) });
    }

    async fn seat(&self, position: &Position, holder: Option<&Requisition>) -> Result<(), Failure> {
        let seat = Seat {
            id: self.app.new_id::<SeatId>(),
            position_id: position.id,
            status: "open".to_owned(),
            requisition_id: None,
            application_id: None,
            is_demo: true,
            updated_at: position.created_at,
        };
        bole_store::position::insert_seat(self.tx, &seat).await.doing("Adding a seat")?;
        if let Some(holder) = holder {
            let updated_at = self.day(ASKED_DAYS, 600);
            let seat = Seat { status: "reserved".to_owned(), requisition_id: Some(holder.id), updated_at, ..seat };
            bole_store::position::update_seat(self.tx, &seat).await.doing("Reserving a seat")?;
        }
        Ok(())
    }
}
