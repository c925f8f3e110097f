//! Positions (岗位): a job in a department, with its job profile (岗位画像) and its seats (编制).

use serde::{Deserialize, Serialize};

use crate::locale::Bilingual;

/// What a job is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JobProfile {
    /// 职责.
    #[serde(default)]
    pub duties: Vec<Bilingual>,
    /// 要求.
    #[serde(default)]
    pub requirements: Vec<Bilingual>,
    /// 高绩效特征: what people do who are good at it.
    #[serde(default)]
    pub traits: Vec<Bilingual>,
}

/// The seats of a position by state. Headcount figures are always counted from seats, never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeatCounts {
    /// 编制.
    pub total: u32,
    /// 空缺: free for a requisition.
    pub open: u32,
    /// 在途: a requisition is hiring for them.
    pub reserved: u32,
    /// 在职.
    pub filled: u32,
}
