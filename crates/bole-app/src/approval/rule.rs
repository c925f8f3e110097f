//! Who is asked about the requisitions of the company or of one branch. The nearest rule counts; none means that a
//! requisition opens at once.

use bole_domain::approval::{Mode, check_approvers};
use bole_domain::ids::{DepartmentId, StaffId};
use bole_domain::rejection::Kind;
use bole_domain::staff::Permission;
use bole_store::approval::Rule;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::may_approve;
use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;

/// The rule of the whole company is stored under this name.
const COMPANY: &str = "company";

/// Who is asked where, and who could be.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalRulesView {
    /// The rules the caller sees.
    pub rules: Vec<ApprovalRuleView>,
    /// The accounts that may approve somewhere.
    pub people: Vec<ApproverView>,
}

/// Who is asked in one place.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalRuleView {
    /// For which branch; `null` is the whole company.
    pub department_id: Option<DepartmentId>,
    /// One after the other, or all in any order.
    pub mode: Mode,
    /// Who, in order; nobody means that requisitions of the branch open at once.
    pub approvers: Vec<StaffId>,
}

/// Somebody who may approve.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApproverView {
    /// The account.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// The role's code.
    pub role: String,
}

/// A rule to set or to remove.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApprovalRuleBody {
    /// For which branch; `null` is the whole company.
    pub department_id: Option<DepartmentId>,
    /// One after the other, or all in any order.
    #[serde(default)]
    pub mode: Mode,
    /// Who, in order, up to 10; `null` removes the rule, so that the one above counts again.
    pub approvers: Option<Vec<StaffId>>,
}

/// The rules, and who could be asked.
///
/// # Errors
/// Without `organisation.edit`.
pub async fn rules(app: &App, staff: &Staff) -> Result<ApprovalRulesView, Failure> {
    staff.demand(Permission::OrganisationEdit)?;
    let found = bole_store::approval::rules(&app.store, &staff.scope).await.doing("Listing approval rules")?;
    let mut rules = Vec::new();
    for it in found {
        let approvers = serde_json::from_str(&it.approvers).doing("Reading approvers")?;
        rules.push(ApprovalRuleView { department_id: it.department_id, mode: Mode::from_code(&it.mode), approvers });
    }
    let accounts = bole_store::staff::list(&app.store).await.doing("Listing accounts")?;
    let mut people = Vec::new();
    for it in accounts.iter().filter(|it| may_approve(it, it.department_path.as_deref().unwrap_or("/"))) {
        let name = crate::staff::open_name(app, &it.staff)?;
        people.push(ApproverView { id: it.staff.id, name, role: it.staff.role.clone() });
    }
    Ok(ApprovalRulesView { rules, people })
}

/// Sets or removes a rule. Requests that wait already keep the line they began with.
///
/// # Errors
/// Without `organisation.edit`; `department.unknown`, `approval.approvers_invalid`, or `approval.approver_unfit` for an
/// account that could not decide there.
pub async fn put_rule(app: &App, staff: &Staff, body: ApprovalRuleBody) -> Result<ApprovalRulesView, Failure> {
    staff.demand(Permission::OrganisationEdit)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let path = match body.department_id {
        None if staff.sees_all() => "/".to_owned(),
        None => return Err(Failure::forbidden()),
        Some(id) => crate::department::open_for_change(staff, &tx, id).await?.path,
    };
    let id = body.department_id.map_or_else(|| COMPANY.to_owned(), |it| it.to_string());
    match &body.approvers {
        None => {
            bole_store::approval::remove_rule(&tx, &id).await.doing("Removing an approval rule")?;
        }
        Some(approvers) => {
            check_approvers(approvers)?;
            for it in approvers {
                let found = bole_store::staff::get(&tx, *it).await.doing("Loading an account")?;
                let fits = found.is_some_and(|it| may_approve(&it, &path));
                if !fits {
                    return Err(Failure::refuse(Kind::Invalid, "approval.approver_unfit"));
                }
            }
            let rule = Rule {
                id: id.clone(),
                department_id: body.department_id,
                mode: body.mode.code().to_owned(),
                approvers: serde_json::to_string(approvers).doing("Writing approvers")?,
                updated_at: app.now(),
            };
            bole_store::approval::put_rule(&tx, &rule).await.doing("Setting an approval rule")?;
        }
    }
    let params = json!({ "mode": body.mode.code(), "approvers": body.approvers.as_ref().map(Vec::len) });
    let deed = Deed { actor: staff.into(), action: "approval.rule", subject: Some(("approval_rule", &id)), params };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Setting an approval rule")?;
    rules(app, staff).await
}
