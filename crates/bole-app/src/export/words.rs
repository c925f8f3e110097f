//! What stands in an exported file, in the language somebody chose.

use bole_domain::application::{Source, Stage};
use bole_domain::locale::Locale;
use bole_domain::table::Column;
use bole_domain::time::Millis;

use crate::application::ApplicationRowView;

/// The header of a column.
pub(super) const fn header(column: Column, locale: Locale) -> &'static str {
    let (zh, en) = match column {
        Column::Name => ("姓名", "Name"),
        Column::Requisition => ("招聘需求", "Requisition"),
        Column::Department => ("部门", "Department"),
        Column::Stage => ("阶段", "Stage"),
        Column::Status => ("面试", "Interview"),
        Column::Tags => ("标签", "Tags"),
        Column::Outcome => ("结果", "Result"),
        Column::Total => ("总分", "Total"),
        Column::Contact => ("联系方式", "Contact"),
        Column::Source => ("来源", "Source"),
        Column::Created => ("申请日期", "Applied"),
        Column::Updated => ("更新日期", "Updated"),
    };
    pick(zh, en, locale)
}

/// What a column says of one person, as the caller reads it.
pub(super) fn cell(column: Column, row: &ApplicationRowView, locale: Locale) -> String {
    match column {
        Column::Name => row.name.to_string(),
        Column::Requisition => row.requisition.title.clone(),
        Column::Department => row.department.clone(),
        Column::Stage => stage(row.stage, locale).to_owned(),
        Column::Status => status(row.session_status.as_deref(), locale).to_owned(),
        Column::Tags => row.tags.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" / "),
        Column::Outcome => outcome(row.outcome.as_deref(), locale).to_owned(),
        Column::Total => row.total.map(|it| format!("{it:.1}")).unwrap_or_default(),
        Column::Contact => {
            let both = [row.phone_masked.as_ref(), row.email_masked.as_ref()];
            both.into_iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }
        Column::Source => source(row.source, locale).to_owned(),
        Column::Created => day(row.created_at),
        Column::Updated => day(row.updated_at),
    }
}

const fn pick(zh: &'static str, en: &'static str, locale: Locale) -> &'static str {
    match locale {
        Locale::Zh => zh,
        Locale::En => en,
    }
}

fn day(at: Millis) -> String {
    crate::calendar::day_of(at)
}

const fn stage(stage: Stage, locale: Locale) -> &'static str {
    let (zh, en) = match stage {
        Stage::Applied => ("已申请", "Applied"),
        Stage::Screening => ("筛选", "Screening"),
        Stage::Interview => ("面试", "Interview"),
        Stage::SecondRound => ("复试", "Second round"),
        Stage::Offer => ("Offer", "Offer"),
        Stage::PreOnboarding => ("待入职", "Pre-onboarding"),
        Stage::Hired => ("已入职", "Hired"),
        Stage::Pool => ("人才库", "Talent pool"),
        Stage::Rejected => ("未录用", "Not hired"),
        Stage::Withdrawn => ("已撤回", "Withdrawn"),
    };
    pick(zh, en, locale)
}

fn status(code: Option<&str>, locale: Locale) -> &'static str {
    let (zh, en) = match code {
        Some("invited") => ("已邀请", "Invited"),
        Some("interviewing") => ("面试中", "Interviewing"),
        Some("pending_review") => ("待评估", "To be reviewed"),
        Some("reviewed") => ("已评估", "Reviewed"),
        Some("incomplete") => ("未完成", "Incomplete"),
        _ => ("未邀请", "Not invited"),
    };
    pick(zh, en, locale)
}

fn outcome(code: Option<&str>, locale: Locale) -> &'static str {
    let (zh, en) = match code {
        Some("passed") => ("面试通过", "Passed"),
        Some("further_evaluation") => ("待定", "Further evaluation"),
        Some("failed") => ("未通过", "Not passed"),
        _ => ("", ""),
    };
    pick(zh, en, locale)
}

const fn source(source: Source, locale: Locale) -> &'static str {
    let (zh, en) = match source {
        Source::Unstated => ("未注明", "Not stated"),
        Source::Referral => ("内部推荐", "Referral"),
        Source::Website => ("公司官网", "Company website"),
        Source::JobBoard => ("招聘平台", "Job board"),
        Source::Campus => ("校园招聘", "Campus"),
        Source::Agency => ("猎头或外包", "Agency"),
        Source::WalkIn => ("上门报名", "Walk-in"),
        Source::Other => ("其他", "Other"),
    };
    pick(zh, en, locale)
}
