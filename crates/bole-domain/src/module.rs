//! Modules (模块): what of Bole a company uses. A closed list; who needs whom; what the law needs is never switched off.

use serde::{Deserialize, Serialize};

use crate::rejection::{Kind, Refusal};

/// A part of Bole that a company uses or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Module {
    /// 基础: people, interviews, review, staff, and what the law needs: privacy, audit trail, backups. Always on.
    Core,
    /// 组织导入: departments, positions and seats out of a sheet.
    OrganisationImport,
    /// 面试监控: running interviews live, alerts, extending.
    LiveMonitor,
    /// 短信: messages by SMS.
    Sms,
    /// 自有题库: the company's own questions.
    QuestionBank,
    /// 胜任力模型: the company's own competency models.
    CompetencyModel,
    /// 需求审批: requisitions wait until somebody agrees.
    RequisitionApproval,
}

impl Module {
    /// Every module.
    pub const ALL: [Self; 7] = [
        Self::Core,
        Self::OrganisationImport,
        Self::LiveMonitor,
        Self::Sms,
        Self::QuestionBank,
        Self::CompetencyModel,
        Self::RequisitionApproval,
    ];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::OrganisationImport => "organisation_import",
            Self::LiveMonitor => "live_monitor",
            Self::Sms => "sms",
            Self::QuestionBank => "question_bank",
            Self::CompetencyModel => "competency_model",
            Self::RequisitionApproval => "requisition_approval",
        }
    }

    /// The module of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// What it cannot do without.
    #[must_use]
    pub const fn needs(self) -> &'static [Self] {
        match self {
            Self::Core => &[],
            _ => &[Self::Core],
        }
    }

    /// What cannot do without it.
    #[must_use]
    pub fn needed_by(self) -> Vec<Self> {
        Self::ALL.into_iter().filter(|it| it.needs().contains(&self)).collect()
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Which modules are on; all of them unless somebody said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modules {
    off: u32,
}

impl Modules {
    /// All but these are on. What is always on stays so.
    #[must_use]
    pub fn without(off: impl IntoIterator<Item = Module>) -> Self {
        let bits = off.into_iter().filter(|it| *it != Module::Core).fold(0, |bits, it| bits | it.bit());
        Self { off: bits }
    }

    /// As kept in one number.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.off
    }

    /// Out of that number.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self { off: bits }
    }

    /// Whether a module is on.
    #[must_use]
    pub const fn has(self, module: Module) -> bool {
        self.off & module.bit() == 0
    }

    /// Whether nothing is off.
    #[must_use]
    pub const fn has_all(self) -> bool {
        self.off == 0
    }

    /// The modules that are on.
    #[must_use]
    pub fn on(self) -> Vec<Module> {
        Module::ALL.into_iter().filter(|it| self.has(*it)).collect()
    }

    /// What changes when a module is switched: off takes along what needs it, on what it needs. Empty when it is so already.
    ///
    /// # Errors
    /// [`Rejected::AlwaysOn`].
    pub fn switch(self, module: Module, is_on: bool) -> Result<Vec<Module>, Rejected> {
        if module == Module::Core {
            return Err(Rejected::AlwaysOn);
        }
        let mut changed = Vec::new();
        let mut next = vec![module];
        while let Some(it) = next.pop() {
            if self.has(it) != is_on && !changed.contains(&it) {
                changed.push(it);
                next.extend(if is_on { it.needs().to_vec() } else { it.needed_by() });
            }
        }
        changed.sort_unstable();
        Ok(changed)
    }
}

/// Why a module is not switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Nothing works without it, or the law needs it.
    #[error("the module is always on")]
    AlwaysOn,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::AlwaysOn => Self::new(Kind::Conflict, "module.always_on"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_has_a_code_of_its_own_and_needs_no_circle() {
        for it in Module::ALL {
            assert_eq!(Module::from_code(it.code()), Some(it));
            assert!(it.needs().iter().all(|needed| *needed < it), "{it:?} needs what comes before it in the list");
        }
    }

    #[test]
    fn what_is_always_on_is_never_switched_off() {
        assert_eq!(Modules::default().switch(Module::Core, false), Err(Rejected::AlwaysOn));
        assert!(Modules::without(Module::ALL).has(Module::Core));
        assert_eq!(Modules::without(Module::ALL).on(), [Module::Core]);
    }

    #[test]
    fn switching_takes_along_what_belongs_together_and_leaves_the_rest() {
        let all = Modules::default();
        for it in Module::ALL.into_iter().filter(|it| *it != Module::Core) {
            let off = all.switch(it, false).unwrap();
            assert!(off.contains(&it) && it.needed_by().iter().all(|other| off.contains(other)), "{it:?}");
            let without = Modules::without(off);
            assert!(!without.has(it) && without.switch(it, false) == Ok(vec![]), "{it:?}");
            assert!(without.switch(it, true).unwrap().contains(&it), "{it:?}");
            assert_eq!(Modules::from_bits(without.bits()), without);
        }
        assert!(all.has_all());
    }
}
