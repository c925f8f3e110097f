//! The library (题库): what Bole ships for each job family, in both languages. It is read once and never changes.

use std::sync::OnceLock;

use bole_domain::competency::Dimension;
use bole_domain::flow::FlowDocument;
use bole_domain::locale::Bilingual;
use bole_domain::position::JobProfile;
use bole_domain::staff::Permission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::policy::Staff;

pub mod preset;
#[cfg(test)]
mod tests;

use preset::PresetView;

const SHIPPED: [&str; 8] = [
    include_str!("../../../content/library/customer_service.json"),
    include_str!("../../../content/library/software_engineering.json"),
    include_str!("../../../content/library/sales.json"),
    include_str!("../../../content/library/store_part_time.json"),
    include_str!("../../../content/library/rider_sorter_part_time.json"),
    include_str!("../../../content/library/graduate.json"),
    include_str!("../../../content/library/management_trainee.json"),
    include_str!("../../../content/library/manufacturing.json"),
];

/// One job family as shipped.
#[derive(Debug, Clone, Deserialize)]
pub struct Family {
    /// Its key.
    pub family: String,
    /// Its name.
    pub name: Bilingual,
    /// What such a job is about.
    pub profile: JobProfile,
    /// The recommended flow, with every question of the family.
    pub flow: FlowDocument,
}

/// A job family in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct FamilyView {
    /// Its key.
    pub family: String,
    /// Its name.
    pub name: Bilingual,
    /// What such a job is about.
    pub profile: JobProfile,
    /// What is scored.
    pub dimensions: Vec<DimensionRef>,
    /// How many questions it has.
    pub question_count: usize,
    /// Ways to begin a flow with it, the recommended one first.
    pub presets: Vec<PresetView>,
}

/// A dimension in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct DimensionRef {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: Bilingual,
    /// Its weight in percent.
    pub weight: u32,
}

/// A job family with everything in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FamilyContentView {
    /// Its key.
    pub family: String,
    /// Its name.
    pub name: Bilingual,
    /// What such a job is about.
    pub profile: JobProfile,
    /// The recommended flow, with every question of the family.
    pub document: FlowDocument,
    /// Ways to begin a flow with it, the recommended one first.
    pub presets: Vec<PresetView>,
}

/// Everything shipped, read at first use.
pub fn families() -> &'static [Family] {
    static READ: OnceLock<Vec<Family>> = OnceLock::new();
    READ.get_or_init(|| {
        let read = |it: &&str| serde_json::from_str(it).expect("the shipped library is valid, a test reads it");
        SHIPPED.iter().map(read).collect()
    })
}

/// The family with this key.
#[must_use]
pub fn family(key: &str) -> Option<&'static Family> {
    families().iter().find(|it| it.family == key)
}

/// The job profile shipped for a family.
#[must_use]
pub fn profile(key: Option<&str>) -> Option<JobProfile> {
    family(key?).map(|it| it.profile.clone())
}

/// All families in short.
///
/// # Errors
/// Without `flow.read`.
pub fn list(staff: &Staff) -> Result<Vec<FamilyView>, Failure> {
    staff.demand(Permission::FlowRead)?;
    let view = |it: &Family| FamilyView {
        family: it.family.clone(),
        name: it.name.clone(),
        profile: it.profile.clone(),
        dimensions: it.flow.competency.dimensions.iter().map(dimension_ref).collect(),
        question_count: it.flow.questions.len(),
        presets: preset::list(it),
    };
    Ok(families().iter().map(view).collect())
}

/// One family with everything in it.
///
/// # Errors
/// Without `flow.read`, or when there is no such family.
pub fn get(staff: &Staff, key: &str) -> Result<FamilyContentView, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = family(key).ok_or_else(Failure::not_found)?;
    Ok(FamilyContentView {
        family: found.family.clone(),
        name: found.name.clone(),
        profile: found.profile.clone(),
        document: found.flow.clone(),
        presets: preset::list(found),
    })
}

pub(crate) fn dimension_ref(it: &Dimension) -> DimensionRef {
    DimensionRef { key: it.key.clone(), name: it.name.clone(), weight: it.weight }
}
