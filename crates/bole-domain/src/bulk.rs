//! Bulk runs (批量操作): one deed for many applications; whom it reaches, whom it leaves out, and why.

use serde::{Deserialize, Serialize};

use crate::application::Stage;
use crate::rejection::{Kind, Refusal};
use crate::time::{DAY_MS, Millis};

/// The most people of one run.
pub const MAX_PEOPLE: usize = 5000;
/// A run can be undone for so long; later, others have worked on what it did.
pub const UNDO_MS: i64 = 7 * DAY_MS;
/// The most characters of a message's text.
pub const MAX_TEXT: usize = 500;

/// What is done to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BulkKind)]
pub enum Work {
    /// 邀请.
    Invite,
    /// 移动阶段.
    Move,
    /// 发消息.
    Message,
    /// 加标签.
    Tag,
    /// 取下标签.
    Untag,
}

impl Work {
    /// Every kind of work.
    pub const ALL: [Self; 5] = [Self::Invite, Self::Move, Self::Message, Self::Tag, Self::Untag];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Move => "move",
            Self::Message => "message",
            Self::Tag => "tag",
            Self::Untag => "untag",
        }
    }

    /// The work of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether it can honestly be taken back: what was sent stays sent.
    #[must_use]
    pub const fn may_be_undone(self) -> bool {
        matches!(self, Self::Move | Self::Tag | Self::Untag)
    }

    /// The work that takes it back.
    #[must_use]
    pub const fn undoing(self) -> Self {
        match self {
            Self::Tag => Self::Untag,
            Self::Untag => Self::Tag,
            other => other,
        }
    }
}

/// How far it is with one application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BulkItemState)]
pub enum State {
    /// Its turn has not come.
    Waiting,
    /// Done.
    Done,
    /// Left out, for a reason that stays.
    Skipped,
    /// It went wrong; trying again may help.
    Failed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Done, Self::Skipped, Self::Failed];

    /// The code used in the database and the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// The state after a refusal: what somebody can mend is worth another try, everything else stays.
    #[must_use]
    pub fn after(refusal: &Refusal) -> Self {
        let may_be_mended = matches!(refusal.kind, Kind::Unavailable | Kind::TooMany | Kind::Forbidden)
            || refusal.code.starts_with("requisition.")
            || refusal.code.starts_with("flow.")
            || matches!(refusal.code, "bulk.requisition_closed" | "bulk.no_flow");
        if may_be_mended { Self::Failed } else { Self::Skipped }
    }
}

/// What decides whether an application is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The person was erased.
    pub is_erased: bool,
    /// There is a phone number or an e-mail address.
    pub has_contact: bool,
    /// A legal hold keeps the person's data.
    pub is_held: bool,
    /// The stage.
    pub stage: Stage,
    /// The newest interview.
    pub session_status: Option<&'a str>,
    /// An invitation can still be used.
    pub has_open_invitation: bool,
    /// The requisition takes people.
    pub is_requisition_open: bool,
    /// The requisition's flow was published.
    pub has_flow: bool,
    /// The tag in question is on it.
    pub has_tag: bool,
}

/// Why an application is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum LeftOut {
    /// The person was erased.
    #[error("the person was erased")]
    Erased,
    /// The person is kept for a dispute: nothing happens to them in bulk.
    #[error("a legal hold keeps the person")]
    Held,
    /// Nobody can be reached without a contact.
    #[error("there is no contact")]
    NoContact,
    /// An invitation is open.
    #[error("an invitation is open")]
    AlreadyInvited,
    /// The interview goes on or is over.
    #[error("the interview was begun")]
    InterviewBegun,
    /// The application is over.
    #[error("the application is over")]
    StageClosed,
    /// The candidate withdrew.
    #[error("the candidate withdrew")]
    Withdrawn,
    /// It stands there already.
    #[error("it is in this stage")]
    SameStage,
    /// Somebody moved it since.
    #[error("somebody moved it since")]
    MovedSince,
    /// The requisition takes nobody.
    #[error("the requisition is not open")]
    RequisitionClosed,
    /// The requisition has no published flow.
    #[error("the requisition has no flow")]
    NoFlow,
    /// The tag is there.
    #[error("the tag is there")]
    HasTag,
    /// The tag is not there.
    #[error("the tag is not there")]
    HasNoTag,
    /// The caller does not see it any more.
    #[error("the caller does not see it")]
    Unseen,
}

impl LeftOut {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Erased => "bulk.erased",
            Self::Held => "bulk.held",
            Self::NoContact => "bulk.no_contact",
            Self::AlreadyInvited => "bulk.already_invited",
            Self::InterviewBegun => "bulk.interview_begun",
            Self::StageClosed => "bulk.stage_closed",
            Self::Withdrawn => "bulk.withdrawn",
            Self::SameStage => "bulk.same_stage",
            Self::MovedSince => "bulk.moved_since",
            Self::RequisitionClosed => "bulk.requisition_closed",
            Self::NoFlow => "bulk.no_flow",
            Self::HasTag => "bulk.has_tag",
            Self::HasNoTag => "bulk.has_no_tag",
            Self::Unseen => "bulk.unseen",
        }
    }
}

impl From<LeftOut> for Refusal {
    fn from(left_out: LeftOut) -> Self {
        Self::new(Kind::Conflict, left_out.code())
    }
}

/// Why a run does not begin, or is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Nobody the caller sees is selected.
    #[error("nobody is selected")]
    Nobody,
    /// Too many are.
    #[error("more than {MAX_PEOPLE} are selected")]
    TooMany,
    /// Others match now than were shown.
    #[error("the selection has changed")]
    SelectionChanged,
    /// The key is not one.
    #[error("the key is not one")]
    BadKey,
    /// There is no text, or too much.
    #[error("a text has 1–{MAX_TEXT} characters")]
    TextInvalid,
    /// There is no such run of the caller's.
    #[error("there is no such run")]
    Unknown,
    /// It is still going on.
    #[error("it is still going on")]
    Running,
    /// It cannot be taken back, or was.
    #[error("it cannot be undone")]
    NotUndoable,
    /// Nothing failed.
    #[error("nothing failed")]
    NothingFailed,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Nobody => Self::new(Kind::Invalid, "bulk.nobody"),
            Rejected::TooMany => Self::new(Kind::Invalid, "bulk.too_many").with("limit", MAX_PEOPLE),
            Rejected::SelectionChanged => Self::new(Kind::Conflict, "bulk.selection_changed"),
            Rejected::BadKey => Self::new(Kind::Invalid, "bulk.bad_key"),
            Rejected::TextInvalid => Self::new(Kind::Invalid, "bulk.text_invalid").with("limit", MAX_TEXT),
            Rejected::Unknown => Self::new(Kind::NotFound, "bulk.unknown"),
            Rejected::Running => Self::new(Kind::Conflict, "bulk.running"),
            Rejected::NotUndoable => Self::new(Kind::Conflict, "bulk.not_undoable"),
            Rejected::NothingFailed => Self::new(Kind::Conflict, "bulk.nothing_failed"),
        }
    }
}

/// Whether the work is done to an application; `to` is where a move leads.
///
/// # Errors
/// [`LeftOut`]: the first reason that holds. The use case decides again, with all it knows.
pub fn check(work: Work, to: Option<Stage>, facts: &Facts<'_>) -> Result<(), LeftOut> {
    if facts.is_erased {
        return Err(LeftOut::Erased);
    }
    match work {
        Work::Tag if facts.has_tag => Err(LeftOut::HasTag),
        Work::Untag if !facts.has_tag => Err(LeftOut::HasNoTag),
        Work::Tag | Work::Untag => Ok(()),
        _ if facts.is_held => Err(LeftOut::Held),
        Work::Move if facts.stage == Stage::Withdrawn => Err(LeftOut::Withdrawn),
        Work::Move if to == Some(facts.stage) => Err(LeftOut::SameStage),
        Work::Move => Ok(()),
        Work::Message if !facts.has_contact => Err(LeftOut::NoContact),
        Work::Message => Ok(()),
        Work::Invite => check_invitation(facts),
    }
}

fn check_invitation(facts: &Facts<'_>) -> Result<(), LeftOut> {
    if facts.stage == Stage::Withdrawn {
        return Err(LeftOut::Withdrawn);
    }
    if !facts.stage.is_open() {
        return Err(LeftOut::StageClosed);
    }
    // One who begins an interview keeps it; inviting anew ends it, which somebody decides person by person.
    if matches!(facts.session_status, Some("interviewing" | "pending_review" | "reviewed")) {
        return Err(LeftOut::InterviewBegun);
    }
    if facts.has_open_invitation {
        return Err(LeftOut::AlreadyInvited);
    }
    if !facts.has_contact {
        return Err(LeftOut::NoContact);
    }
    if !facts.is_requisition_open {
        return Err(LeftOut::RequisitionClosed);
    }
    if facts.has_flow { Ok(()) } else { Err(LeftOut::NoFlow) }
}

/// Whether a run can be taken back now.
///
/// # Errors
/// [`Rejected::Running`] or [`Rejected::NotUndoable`].
pub fn check_undo(work: Work, finished_at: Option<Millis>, is_undone: bool, now: Millis) -> Result<(), Rejected> {
    let Some(finished_at) = finished_at else { return Err(Rejected::Running) };
    let is_in_time = now.since(finished_at) <= UNDO_MS;
    if work.may_be_undone() && !is_undone && is_in_time { Ok(()) } else { Err(Rejected::NotUndoable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Facts<'_> = Facts {
        is_erased: false,
        has_contact: true,
        is_held: false,
        stage: Stage::Applied,
        session_status: None,
        has_open_invitation: false,
        is_requisition_open: true,
        has_flow: true,
        has_tag: false,
    };

    #[test]
    fn an_invitation_says_whom_it_leaves_out_and_why() {
        let cases = [
            (GOOD, Ok(())),
            (Facts { is_erased: true, ..GOOD }, Err(LeftOut::Erased)),
            (Facts { is_held: true, ..GOOD }, Err(LeftOut::Held)),
            (Facts { stage: Stage::Withdrawn, ..GOOD }, Err(LeftOut::Withdrawn)),
            (Facts { stage: Stage::Hired, ..GOOD }, Err(LeftOut::StageClosed)),
            (Facts { session_status: Some("interviewing"), ..GOOD }, Err(LeftOut::InterviewBegun)),
            (Facts { session_status: Some("incomplete"), ..GOOD }, Ok(())),
            (Facts { has_open_invitation: true, ..GOOD }, Err(LeftOut::AlreadyInvited)),
            (Facts { has_contact: false, ..GOOD }, Err(LeftOut::NoContact)),
            (Facts { is_requisition_open: false, ..GOOD }, Err(LeftOut::RequisitionClosed)),
            (Facts { has_flow: false, ..GOOD }, Err(LeftOut::NoFlow)),
        ];
        for (facts, expected) in cases {
            assert_eq!(check(Work::Invite, None, &facts), expected, "{facts:?}");
        }
    }

    #[test]
    fn other_work_asks_only_for_what_it_needs() {
        let bare = Facts { has_contact: false, is_requisition_open: false, has_flow: false, ..GOOD };
        assert_eq!(check(Work::Move, Some(Stage::Offer), &bare), Ok(()));
        assert_eq!(check(Work::Move, Some(Stage::Applied), &bare), Err(LeftOut::SameStage));
        assert_eq!(check(Work::Message, None, &bare), Err(LeftOut::NoContact));
        assert_eq!(check(Work::Tag, None, &Facts { is_held: true, ..bare }), Ok(()));
        assert_eq!(check(Work::Untag, None, &bare), Err(LeftOut::HasNoTag));
        assert_eq!(check(Work::Tag, None, &Facts { has_tag: true, ..bare }), Err(LeftOut::HasTag));
    }

    #[test]
    fn what_was_sent_is_never_undone_and_the_rest_only_once_and_in_time() {
        let end = Some(Millis(1_000));
        assert_eq!(check_undo(Work::Move, end, false, Millis(2_000)), Ok(()));
        assert_eq!(check_undo(Work::Move, None, false, Millis(2_000)), Err(Rejected::Running));
        assert_eq!(check_undo(Work::Invite, end, false, Millis(2_000)), Err(Rejected::NotUndoable));
        assert_eq!(check_undo(Work::Tag, end, true, Millis(2_000)), Err(Rejected::NotUndoable));
        assert_eq!(check_undo(Work::Tag, end, false, Millis(1_001 + UNDO_MS)), Err(Rejected::NotUndoable));
    }

    #[test]
    fn what_somebody_can_mend_counts_as_failed() {
        let closed: Refusal = LeftOut::RequisitionClosed.into();
        assert_eq!(State::after(&closed), State::Failed);
        let invited: Refusal = LeftOut::AlreadyInvited.into();
        assert_eq!(State::after(&invited), State::Skipped);
    }
}
