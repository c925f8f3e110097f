//! Identifiers as types, so that one noun's cannot stand where another's belongs. They are made elsewhere.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }
    )+};
}

ids! {
    /// A department (部门).
    DepartmentId,
    /// A position (岗位) in a department.
    PositionId,
    /// A seat (编制名额) of a position.
    SeatId,
    /// A requisition (招聘需求).
    RequisitionId,
    /// An interview flow (面试流程).
    FlowId,
    /// A published, immutable version of a flow.
    FlowVersionId,
    /// A candidate (候选人): one person.
    CandidateId,
    /// An application (应聘申请) of a candidate for a requisition.
    ApplicationId,
    /// An uploaded document (附件).
    DocumentId,
    /// An invitation (邀请) to an interview.
    InvitationId,
    /// An interview session (面试).
    SessionId,
    /// An assessment (测评) of a session.
    AssessmentId,
    /// A review (复核) of an assessment.
    ReviewId,
    /// A staff account (员工账号).
    StaffId,
    /// A message (消息) to be delivered.
    MessageId,
    /// A background job (后台任务).
    JobId,
    /// A remark (备注) on an application.
    RemarkId,
    /// An alert (停留提醒): a candidate stays long in one step.
    AlertId,
    /// A company's own competency model (胜任力模型).
    CompetencyModelId,
    /// A published, immutable version of a competency model.
    CompetencyVersionId,
    /// A company's own question in the question bank (题库).
    BankQuestionId,
    /// An import (导入) of the organisation.
    ImportId,
    /// A second approval (第二人批准).
    SecondApprovalId,
    /// A privacy request (隐私请求) of a candidate.
    PrivacyRequestId,
    /// A legal hold (法律保留) on a person.
    LegalHoldId,
    /// A tag (标签) on applications.
    TagId,
    /// A view (视图) of the candidate table that somebody keeps.
    TableViewId,
    /// A bulk run (批量操作): one deed done to many applications.
    BulkRunId,
    /// An export (导出) of people as a file.
    BulkExportId,
}
